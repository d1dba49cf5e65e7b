package durable

import "sync/atomic"

// Fault decides what happens to one step that reaches the disk: begin, write,
// sync, link, rename, remove, mkdir, syncdir or create, and the file or folder
// that it is about. Where before is set the step is not done and fails with it;
// where after is set it is done and fails all the same.
type Fault func(step, name string) (before, after error)

var fault atomic.Pointer[Fault]

// BreakForTest breaks steps until back is called. It is for tests alone, and for
// one at a time.
func BreakForTest(f Fault) (back func()) {
	fault.Store(&f)
	return func() { fault.Store(nil) }
}

// step does one step that reaches the disk.
func step[T any](what, name string, do func() (T, error)) (T, error) {
	f := fault.Load()
	if f == nil {
		v, err := do()
		return v, Explain(err)
	}
	before, after := (*f)(what, name)
	if before != nil {
		var zero T
		return zero, Explain(before)
	}
	v, err := do()
	if err == nil && after != nil {
		err = after
	}
	return v, Explain(err)
}

// act is step for what has no result.
func act(what, name string, do func() error) error {
	_, err := step(what, name, func() (struct{}, error) { return struct{}{}, do() })
	return err
}
