package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/money"
)

// Bounds of one condition.
const (
	maxDepth  = 12
	maxParts  = 64
	maxValues = 256
)

// UnmarshalYAML keeps the condition as written; [Vocabulary.Check] reads it.
func (c *Cond) UnmarshalYAML(unmarshal func(any) error) error {
	var node map[string]any
	if err := unmarshal(&node); err != nil {
		return fmt.Errorf("a condition is a mapping such as \"branch: {is: breach}\": %w", recourse.Invalid)
	}
	c.node = node
	return nil
}

// Check reads the condition and types it against the vocabulary: an unknown
// word, an unknown fact, a value that the fact cannot have and a test that its
// type does not know are errors of kind Invalid. A condition that was not given
// holds always.
func (v *Vocabulary) Check(c *Cond) error {
	if c.node == nil {
		return nil
	}
	parsed, err := v.parse(c.node, 0)
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// single returns the key and value of a mapping that has just one.
func single(node any) (string, any, bool) {
	m, ok := node.(map[string]any)
	if !ok || len(m) != 1 {
		return "", nil, false
	}
	for k, v := range m {
		return k, v, true
	}
	return "", nil, false
}

func (v *Vocabulary) parse(node any, depth int) (Cond, error) {
	name, value, ok := single(node)
	if !ok || depth > maxDepth {
		return Cond{}, fmt.Errorf("condition: want one word or one fact, at most %d deep, not %.80v: %w", maxDepth, node, recourse.Invalid)
	}
	switch name {
	case "all", "any":
		list, ok := value.([]any)
		if !ok || len(list) == 0 || len(list) > maxParts {
			return Cond{}, fmt.Errorf("condition %s: want a list of 1 to %d conditions: %w", name, maxParts, recourse.Invalid)
		}
		c := Cond{op: name}
		for _, one := range list {
			p, err := v.parse(one, depth+1)
			if err != nil {
				return Cond{}, err
			}
			c.parts = append(c.parts, p)
		}
		return c, nil
	case "not":
		p, err := v.parse(value, depth+1)
		return Cond{op: name, parts: []Cond{p}}, err
	default:
		return v.parseTest(name, value)
	}
}

// tests lists which words each type of fact knows beside known.
var tests = map[Type][]string{
	YesNoType:  {"is"},
	ChoiceType: {"is", "in"},
	SetType:    {"is", "in"},
	TextType:   {"is", "in"},
	NumberType: {"is", "over", "under"},
	AmountType: {"over", "under"},
	DateType:   {"before", "after"},
}

func (v *Vocabulary) parseTest(name string, node any) (Cond, error) {
	f, ok := v.Fact(name)
	if !ok {
		return Cond{}, fmt.Errorf("condition: %q is no fact of facts.yaml and no word of all, any, not: %w", name, recourse.Invalid)
	}
	op, value, ok := single(node)
	if !ok {
		return Cond{}, fmt.Errorf("condition on %s: want one test such as {is: …}: %w", name, recourse.Invalid)
	}
	if op != "known" && !slices.Contains(tests[f.Type], op) {
		return Cond{}, fmt.Errorf("condition on %s: a %s fact is tested by known, %s, not %q: %w", name, f.Type, joined(tests[f.Type]), op, recourse.Invalid)
	}
	c := Cond{op: op, fact: name}
	if err := c.parseValue(f, value); err != nil {
		return Cond{}, fmt.Errorf("condition on %s: %w", name, err)
	}
	return c, nil
}

func (c *Cond) parseValue(f Fact, value any) error {
	switch {
	case c.op == "known" || f.Type == YesNoType:
		want, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%s: want true or false, not %.40v: %w", c.op, value, recourse.Invalid)
		}
		c.want = want
		return nil
	case f.Type == ChoiceType || f.Type == SetType || f.Type == TextType:
		return c.parseValues(f, value)
	default:
		l, err := parseLimit(f.Type, value)
		c.limit = l
		return err
	}
}

func (c *Cond) parseValues(f Fact, value any) error {
	list := []any{value}
	if c.op == "in" {
		var ok bool
		if list, ok = value.([]any); !ok || len(list) == 0 || len(list) > maxValues {
			return fmt.Errorf("in: want a list of 1 to %d values: %w", maxValues, recourse.Invalid)
		}
	}
	for _, one := range list {
		s, ok := one.(string)
		if !ok || s == "" {
			return fmt.Errorf("%s: want a text, not %.40v: %w", c.op, one, recourse.Invalid)
		}
		if f.Type != TextType && !slices.Contains(f.Of, s) {
			return fmt.Errorf("%s: %q is none of %s: %w", c.op, s, joined(f.Of), recourse.Invalid)
		}
		c.values = append(c.values, s)
	}
	return nil
}

// limit is what a date, number or amount is compared with.
type limit struct {
	fixed  recourse.Date
	offset int // days from today, where fixed is not set
	number int64
	amount money.Amount
}

var (
	offsetForm = regexp.MustCompile(`^(?:(\d{1,5}) days ago|in (\d{1,5}) days|today)$`)
	amountForm = regexp.MustCompile(`^(\d{1,12}) ([A-Z]{3,5})$`)
)

func parseLimit(t Type, value any) (limit, error) {
	text := fmt.Sprint(value)
	switch t {
	case NumberType:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return limit{}, fmt.Errorf("want a whole number, not %.40q: %w", text, recourse.Invalid)
		}
		return limit{number: n}, nil
	case AmountType:
		m := amountForm.FindStringSubmatch(text)
		if m == nil {
			return limit{}, fmt.Errorf("want an amount such as 450000 RSD, not %.40q: %w", text, recourse.Invalid)
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return limit{}, fmt.Errorf("amount %.40q: %w", text, recourse.Invalid)
		}
		return limit{amount: money.Of(n, money.Currency(m[2]))}, nil
	default:
		return parseDayLimit(text)
	}
}

func parseDayLimit(text string) (limit, error) {
	if m := offsetForm.FindStringSubmatch(text); m != nil {
		ago, _ := strconv.Atoi("0" + m[1]) // digits by the expression
		in, _ := strconv.Atoi("0" + m[2])
		return limit{offset: in - ago}, nil
	}
	d, err := recourse.ParseDate(strings.TrimSuffix(text, "T00:00:00Z"))
	if err != nil {
		return limit{}, fmt.Errorf("want a date, \"today\", \"14 days ago\" or \"in 14 days\", not %.40q: %w", text, recourse.Invalid)
	}
	return limit{fixed: d}, nil
}

func (l limit) day(today recourse.Date) recourse.Date {
	if !l.fixed.IsZero() {
		return l.fixed
	}
	return today.AddDays(l.offset)
}

// compare reports whether the value lies on the side of the limit that sign
// says. An amount in another currency cannot be compared: Unknown.
func (l limit) compare(v Value, sign int64) Truth {
	if v.kind == NumberType {
		return truth((sign > 0 && v.number > l.number) || (sign < 0 && v.number < l.number))
	}
	if v.amount.Currency != l.amount.Currency {
		return Unknown
	}
	return truth((sign > 0 && v.amount.Minor > l.amount.Minor) || (sign < 0 && v.amount.Minor < l.amount.Minor))
}
