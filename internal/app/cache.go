package app

import (
	"slices"
	"sync"
)

// maxSeen is how many cases' findings are held in memory.
const maxSeen = 16

// cache holds the findings of the cases that were looked at last, so that a
// page does not read pictures again. It is safe for concurrent use.
type cache struct {
	mu    sync.Mutex
	order []string // the one that was looked at last is the last
	held  map[string]Findings
}

func newCache() *cache { return &cache{held: make(map[string]Findings)} }

func (c *cache) get(id string) (Findings, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.held[id]
	if ok {
		c.touch(id)
	}
	return f, ok
}

func (c *cache) put(id string, f Findings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[id] = f
	c.touch(id)
	if len(c.order) > maxSeen {
		delete(c.held, c.order[0])
		c.order = c.order[1:]
	}
}

func (c *cache) touch(id string) {
	c.order = append(slices.DeleteFunc(c.order, func(s string) bool { return s == id }), id)
}

// drop forgets a case.
func (c *cache) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, id)
	c.order = slices.DeleteFunc(c.order, func(s string) bool { return s == id })
}
