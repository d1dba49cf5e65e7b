package rule

import (
	"fmt"
	"slices"

	"recourse"
)

// Truth is the answer to a condition.
type Truth int8

// The answers. The order is that of Kleene's logic: all takes the least, any
// the greatest.
const (
	No Truth = iota - 1
	Unknown
	Yes
)

// String returns yes, no or unknown.
func (t Truth) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// Cond is a condition over facts. The zero Cond always holds.
type Cond struct {
	op    string // all any not, or a test's word
	parts []Cond // of all, any, not

	fact   string
	values []string // of is and in, as written
	want   bool     // of is on a yes-no, and of known
	limit  limit    // of before, after, over, under

	node any // as decoded, until Check compiles it
}

// IsZero reports whether nothing is asked.
func (c Cond) IsZero() bool { return c.op == "" && c.node == nil }

// Holds answers the condition for what is known. The condition must have
// passed [Vocabulary.Check]; one that has not is Unknown.
func (c Cond) Holds(s Situation) Truth {
	switch c.op {
	case "":
		if c.node != nil {
			return Unknown
		}
		return Yes
	case "all":
		least := Yes
		for _, p := range c.parts {
			least = min(least, p.Holds(s))
		}
		return least
	case "any":
		most := No
		for _, p := range c.parts {
			most = max(most, p.Holds(s))
		}
		return most
	case "not":
		return -c.parts[0].Holds(s)
	default:
		return c.test(s)
	}
}

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

func (c Cond) test(s Situation) Truth {
	v := s.Values[c.fact]
	if c.op == "known" {
		return truth(v.Known() == c.want)
	}
	if !v.Known() {
		return Unknown
	}
	switch c.op {
	case "is", "in":
		return c.equals(v)
	case "before":
		return truth(v.date.Before(c.limit.day(s.Today)))
	case "after":
		return truth(v.date.After(c.limit.day(s.Today)))
	case "over":
		return c.limit.compare(v, 1)
	default:
		return c.limit.compare(v, -1)
	}
}

func (c Cond) equals(v Value) Truth {
	switch v.kind {
	case YesNoType:
		return truth(v.yes == c.want)
	case SetType:
		return truth(slices.ContainsFunc(v.set, func(s string) bool { return slices.Contains(c.values, s) }))
	case NumberType:
		return truth(v.number == c.limit.number)
	default:
		return truth(slices.Contains(c.values, v.text))
	}
}

// Because says why the condition holds: the facts that make it so, each once.
// It is empty where the condition does not hold or nothing is worth telling.
func (c Cond) Because(s Situation) []recourse.Phrase {
	if c.Holds(s) != Yes {
		return nil
	}
	var list []recourse.Phrase
	seen := make(map[string]bool)
	c.because(s, func(name string) {
		if !seen[name] {
			seen[name] = true
			list = append(list, s.phrases(name)...)
		}
	})
	return list
}

func (c Cond) because(s Situation, say func(fact string)) {
	switch c.op {
	case "":
	case "all", "any":
		for _, p := range c.parts {
			if p.Holds(s) == Yes {
				p.because(s, say)
			}
		}
	case "not": // what is not so is no reason to tell
	default:
		say(c.fact)
	}
}

// Grounds lists the facts that make the condition hold, each once: those that
// [Cond.Because] tells, silent ones too. It is empty where the condition does not hold.
func (c Cond) Grounds(s Situation) []string {
	if c.Holds(s) != Yes {
		return nil
	}
	var list []string
	c.because(s, func(name string) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	})
	return list
}

// Undecided lists the facts that are not known and leave the condition
// Unknown, each once. It is empty where the condition is Yes or No.
func (c Cond) Undecided(s Situation) []string {
	if c.Holds(s) != Unknown {
		return nil
	}
	if c.fact != "" {
		return []string{c.fact}
	}
	var list []string
	for _, p := range c.parts {
		for _, name := range p.Undecided(s) {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// Names lists the facts that the condition asks, each once.
func (c Cond) Names() []string {
	var list []string
	if c.fact != "" {
		list = append(list, c.fact)
	}
	for _, p := range c.parts {
		for _, name := range p.Names() {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// String writes the condition as it stands in YAML's flow style, for errors.
func (c Cond) String() string {
	switch c.op {
	case "":
		return "always"
	case "all", "any":
		return fmt.Sprintf("%s: %v", c.op, c.parts)
	case "not":
		return fmt.Sprintf("not: %v", c.parts[0])
	default:
		return fmt.Sprintf("%s %s", c.fact, c.op)
	}
}

// Test is one question of a condition: a fact and a word of the vocabulary.
type Test struct {
	Fact string
	Word string // is in before after over under known
	// Values are what is and in compare with; none for the other words.
	Values []string
	// Negated says that the test stands under a not.
	Negated bool
}

// Tests lists the questions that the condition asks, in its order.
func (c Cond) Tests() []Test { return c.tests(false) }

func (c Cond) tests(negated bool) []Test {
	if c.fact != "" {
		return []Test{{Fact: c.fact, Word: c.op, Values: c.values, Negated: negated}}
	}
	var list []Test
	for _, p := range c.parts {
		list = append(list, p.tests(negated != (c.op == "not"))...)
	}
	return list
}
