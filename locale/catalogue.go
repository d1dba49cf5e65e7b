package locale

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"recourse"

	"golang.org/x/text/language"
)

const (
	english  = "en"
	latin    = "sr-Latn"
	cyrillic = "sr-Cyrl"
)

// firstClass are the languages that must have every key.
var firstClass = [...]string{english, latin}

// Catalogues holds the messages of every language. It does not change after
// [Load] and is safe for concurrent use.
type Catalogues struct {
	tags     []string
	messages map[string]map[string]message
	// cyrillic makes the Cyrillic catalogue when it is first wanted.
	cyrillic func() map[string]message
}

// Load reads locales/<tag>.json and locales/<tag>.<area>.json and merges the
// files of one tag. A file holds one object of flat keys; a value is a text, or
// an object with exactly the plural forms that the language has, chosen by the
// argument n. Placeholders have the form {{.name}}.
//
// A value of another shape, a key that is given twice, a placeholder of another
// form and a language without English are errors of kind Invalid that name file
// and key. Languages may differ in their keys and placeholders: see [Catalogues.Missing] and
// [Catalogues.Mismatched].
func Load(fsys fs.FS) (*Catalogues, error) {
	names, err := fs.Glob(fsys, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("list locales: %w", err)
	}
	slices.Sort(names)
	c := &Catalogues{messages: make(map[string]map[string]message)}
	seen := make(map[string]string) // tag and key -> file
	for _, name := range names {
		if err := c.add(fsys, name, seen); err != nil {
			return nil, err
		}
	}
	if c.messages[english] == nil {
		return nil, fmt.Errorf("locales have no %s.json: %w", english, recourse.Invalid)
	}
	c.generate()
	c.tags = c.order()
	return c, nil
}

func (c *Catalogues) add(fsys fs.FS, name string, seen map[string]string) error {
	tag, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".json"), ".")
	parsed, err := language.Parse(tag)
	if err != nil || parsed.String() != tag {
		return fmt.Errorf("%s: %q is not a language tag in its usual form: %w", name, tag, recourse.Invalid)
	}
	if tag == cyrillic {
		return fmt.Errorf("%s: %s is generated from %s: %w", name, cyrillic, latin, recourse.Invalid)
	}
	entries, err := readFile(fsys, name, parsed)
	if err != nil {
		return err
	}
	if c.messages[tag] == nil {
		c.messages[tag] = make(map[string]message)
	}
	for _, e := range entries {
		if first, ok := seen[tag+" "+e.key]; ok {
			return fmt.Errorf("%s: key %q stands in %s too: %w", name, e.key, first, recourse.Invalid)
		}
		seen[tag+" "+e.key] = name
		c.messages[tag][e.key] = e.message
	}
	return nil
}

// generate lets the Cyrillic catalogue be written from the Latin one.
func (c *Catalogues) generate() {
	src := c.messages[latin]
	if src == nil {
		return
	}
	c.messages[cyrillic] = src // it has the same keys
	c.cyrillic = sync.OnceValue(func() map[string]message {
		dst := make(map[string]message, len(src))
		for key, m := range src {
			dst[key] = m.mapText(ToCyrillic)
		}
		return dst
	})
}

func (c *Catalogues) order() []string {
	var tags []string
	for _, tag := range []string{english, latin, cyrillic} {
		if c.messages[tag] != nil {
			tags = append(tags, tag)
		}
	}
	var more []string
	for tag := range c.messages {
		if !slices.Contains(tags, tag) {
			more = append(more, tag)
		}
	}
	slices.Sort(more)
	return append(tags, more...)
}

// Languages lists the tags there are: en, sr-Latn, sr-Cyrl, then others by name.
func (c *Catalogues) Languages() []string { return slices.Clone(c.tags) }

// Printer returns the printer of a tag that [Catalogues.Languages] lists, and
// an error of kind NotFound for another.
func (c *Catalogues) Printer(tag string) (*Printer, error) {
	m, ok := c.messages[tag]
	if !ok {
		return nil, fmt.Errorf("language %q is none of %s: %w", tag, strings.Join(c.tags, ", "), recourse.NotFound)
	}
	if tag == cyrillic {
		m = c.cyrillic()
	}
	return newPrinter(tag, m, c.messages[english]), nil
}

// Missing lists the keys that one first-class language has and another lacks,
// as "sr-Latn: the.key", sorted.
func (c *Catalogues) Missing() []string {
	var missing []string
	for _, has := range firstClass {
		for key := range c.messages[has] {
			for _, tag := range firstClass {
				if _, ok := c.messages[tag][key]; !ok {
					missing = append(missing, tag+": "+key)
				}
			}
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

// Mismatched lists the texts whose placeholders differ from the English ones,
// as "sr-Latn: the.key: lacks {{.amount}}" or "… has {{.amout}}, English has not",
// sorted. The count n may be left out where the words say it, and each language
// picks for its date.* forms the parts it needs.
func (c *Catalogues) Mismatched() []string {
	var found []string
	for tag, messages := range c.messages {
		if tag == english || tag == cyrillic {
			continue
		}
		for key, m := range messages {
			en, ok := c.messages[english][key]
			if !ok || strings.HasPrefix(key, "date.") {
				continue
			}
			want, got := en.placeholders(), m.placeholders()
			for _, name := range want {
				if name != countArg && !slices.Contains(got, name) {
					found = append(found, fmt.Sprintf("%s: %s: lacks {{.%s}}", tag, key, name))
				}
			}
			for _, name := range got {
				if name != countArg && !slices.Contains(want, name) {
					found = append(found, fmt.Sprintf("%s: %s: has {{.%s}}, English has not", tag, key, name))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}
