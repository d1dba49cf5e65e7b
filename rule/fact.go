package rule

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/money"
)

// Type is what kind of value a fact has.
type Type string

// The types.
const (
	YesNoType  Type = "yes-no"
	ChoiceType Type = "choice" // one of the values listed in Of
	SetType    Type = "set"    // any of the values listed in Of
	TextType   Type = "text"
	NumberType Type = "number"
	DateType   Type = "date"
	AmountType Type = "amount"
)

// Fact is one entry of knowledge/facts.yaml: what a condition may ask.
type Fact struct {
	Name string `yaml:"name"`
	Type Type   `yaml:"type"`
	// Of lists the values of a choice or set.
	Of []string `yaml:"of"`
	// Question is the locale key of the question that a person is asked where
	// the fact is not known; empty where it is only derived from files.
	Question string `yaml:"question"`
	// AskedAs is the fact whose values answer the question, where it is another one:
	// how it was paid is asked once, and not for each way.
	AskedAs string `yaml:"asked_as"`
	// Unless is a yes-or-no fact of the vocabulary: where it is yes, nothing is asked.
	Unless string `yaml:"ask_unless"`
	// Silent says that the fact is no reason worth telling.
	Silent bool `yaml:"silent"`
	// After lists dates of the vocabulary that a date cannot lie before.
	After []string `yaml:"after"`
}

// Keys lists the locale keys with which the fact's values say themselves:
// "fact.<name>.yes", "fact.<name>.<value>", and "fact.<name>" for the others.
// A "no" is never said.
func (f Fact) Keys() []string {
	if f.Silent {
		return nil
	}
	switch f.Type {
	case YesNoType:
		return []string{"fact." + f.Name + ".yes"}
	case ChoiceType, SetType:
		keys := make([]string, len(f.Of))
		for i, v := range f.Of {
			keys[i] = "fact." + f.Name + "." + v
		}
		return keys
	default:
		return []string{"fact." + f.Name}
	}
}

var factName = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$`)

// words may not be names of facts.
var words = []string{"all", "any", "not", "is", "in", "before", "after", "over", "under", "known"}

func (f Fact) check() error {
	hasValues := f.Type == ChoiceType || f.Type == SetType
	switch {
	case !factName.MatchString(f.Name) || slices.Contains(words, f.Name):
		return fmt.Errorf("fact %q: a name is lower-case words joined by dots and no word of the vocabulary: %w", f.Name, recourse.Invalid)
	case !slices.Contains([]Type{YesNoType, ChoiceType, SetType, TextType, NumberType, DateType, AmountType}, f.Type):
		return fmt.Errorf("fact %s: unknown type %q: %w", f.Name, f.Type, recourse.Invalid)
	case hasValues != (len(f.Of) > 0):
		return fmt.Errorf("fact %s: a choice or set, and only these, list their values in of: %w", f.Name, recourse.Invalid)
	}
	return nil
}

// Vocabulary is the facts that conditions may ask.
type Vocabulary struct {
	facts  []Fact
	byName map[string]int
}

// LoadVocabulary reads knowledge/facts.yaml from fsys. A fact without a name
// or with an unknown type, and a name that is given twice, are errors of kind
// Invalid.
func LoadVocabulary(fsys fs.FS) (*Vocabulary, error) {
	var file struct {
		Facts []Fact `yaml:"facts"`
	}
	if err := knowledge.Decode(fsys, "facts.yaml", &file); err != nil {
		return nil, err
	}
	v, err := NewVocabulary(file.Facts)
	if err != nil {
		return nil, fmt.Errorf("facts.yaml: %w", err)
	}
	return v, nil
}

// NewVocabulary returns the vocabulary of facts that are at hand.
func NewVocabulary(facts []Fact) (*Vocabulary, error) {
	v := &Vocabulary{facts: slices.Clone(facts), byName: make(map[string]int, len(facts))}
	for i, f := range v.facts {
		if err := f.check(); err != nil {
			return nil, err
		}
		if _, twice := v.byName[f.Name]; twice {
			return nil, fmt.Errorf("fact %s is given twice: %w", f.Name, recourse.Invalid)
		}
		v.byName[f.Name] = i
	}
	for _, f := range v.facts {
		for _, name := range f.After {
			if e, ok := v.Fact(name); !ok || e.Type != DateType || f.Type != DateType {
				return nil, fmt.Errorf("fact %s: after %q: want two dates: %w", f.Name, name, recourse.Invalid)
			}
		}
		if u, ok := v.Fact(f.Unless); f.Unless != "" && (!ok || u.Type != YesNoType) {
			return nil, fmt.Errorf("fact %s: ask_unless %q: want a yes-no fact: %w", f.Name, f.Unless, recourse.Invalid)
		}
		if f.AskedAs == "" {
			continue
		}
		if as, ok := v.Fact(f.AskedAs); !ok || as.Question == "" || as.Question != f.Question || as.AskedAs != "" {
			return nil, fmt.Errorf("fact %s is asked as %s, which does not have its question: %w", f.Name, f.AskedAs, recourse.Invalid)
		}
	}
	return v, nil
}

// Facts lists the facts in the file's order.
func (v *Vocabulary) Facts() []Fact { return slices.Clone(v.facts) }

// Fact returns the fact of a name.
func (v *Vocabulary) Fact(name string) (Fact, bool) {
	i, ok := v.byName[name]
	if !ok {
		return Fact{}, false
	}
	return v.facts[i], true
}

// Value is what is known of one fact. The zero value is "not known".
type Value struct {
	kind   Type
	yes    bool
	text   string
	set    []string
	number int64
	date   recourse.Date
	at     recourse.Moment
	amount money.Amount
	args   recourse.Args
}

// YesNo is the value of a yes-no fact; pairs are further arguments, by name and
// value, for the phrase that says it.
func YesNo(yes bool, pairs ...any) Value {
	return Value{kind: YesNoType, yes: yes, args: recourse.P("", pairs...).Args}
}

// Choice is the value of a choice; an empty one is not known.
func Choice(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: ChoiceType, text: s}
}

// Set is the value of a set; nil is not known, an empty set is known to be empty.
func Set(values []string) Value {
	if values == nil {
		return Value{}
	}
	return Value{kind: SetType, set: values}
}

// Text is the value of a text; an empty one is not known.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: TextType, text: s}
}

// Number is the value of a number.
func Number(n int64) Value { return Value{kind: NumberType, number: n} }

// Day is the value of a date; no day is not known.
func Day(d recourse.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{kind: DateType, date: d, at: recourse.OnDay(d)}
}

// When is the value of a date that is known as exactly as m: conditions ask its
// day, clocks may need its time. No time is not known.
func When(m recourse.Moment) Value {
	if m.IsZero() {
		return Value{}
	}
	return Value{kind: DateType, date: m.Date(), at: m}
}

// Sum is the value of an amount.
func Sum(a money.Amount) Value { return Value{kind: AmountType, amount: a} }

// Known reports whether there is a value.
func (v Value) Known() bool { return v.kind != "" }

// Same reports whether two values are the same, told alike or not.
func (v Value) Same(o Value) bool {
	return v.kind == o.kind && v.yes == o.yes && v.text == o.text && slices.Equal(v.set, o.set) && v.number == o.number && v.date == o.date && v.amount == o.amount
}

// IsYes reports whether the value is a yes.
func (v Value) IsYes() bool { return v.kind == YesNoType && v.yes }

// String writes the value as a condition would name it: yes, a choice, a day.
func (v Value) String() string {
	switch v.kind {
	case YesNoType:
		if v.yes {
			return "yes"
		}
		return "no"
	case SetType:
		return joined(v.set)
	case NumberType:
		return strconv.FormatInt(v.number, 10)
	case DateType:
		return v.date.String()
	case AmountType:
		return v.amount.String()
	default:
		return v.text
	}
}

// Members returns what is in a set, and nothing for any other value.
func (v Value) Members() []string { return v.set }

// Date returns the day of a date, and no day for any other value.
func (v Value) Date() recourse.Date { return v.date }

// Moment returns a date as exactly as it is known, and no time for any other value.
func (v Value) Moment() recourse.Moment { return v.at }

// Situation is what is known on a day.
type Situation struct {
	Today  recourse.Date
	Values map[string]Value
	// Vocabulary says which values are told; nil tells none.
	Vocabulary *Vocabulary
}

// phrases says what is known of a fact, as [Fact.Keys] lists the keys.
func (s Situation) phrases(name string) []recourse.Phrase {
	v := s.Values[name]
	if s.Vocabulary == nil || !v.Known() {
		return nil
	}
	if f, ok := s.Vocabulary.Fact(name); !ok || f.Silent {
		return nil
	}
	key := "fact." + name
	switch v.kind {
	case YesNoType:
		if !v.yes {
			return nil
		}
		return []recourse.Phrase{{Key: key + ".yes", Args: v.args}}
	case ChoiceType:
		return []recourse.Phrase{recourse.P(key + "." + v.text)}
	case SetType:
		var list []recourse.Phrase
		for _, one := range v.set {
			list = append(list, recourse.P(key+"."+one))
		}
		return list
	case TextType:
		return []recourse.Phrase{recourse.P(key, "value", v.text)}
	case NumberType:
		return []recourse.Phrase{recourse.P(key, "n", int(v.number))}
	case AmountType:
		return []recourse.Phrase{recourse.P(key, "amount", v.amount)}
	default:
		return []recourse.Phrase{recourse.P(key, "date", v.date, "ago", Ago(v.date, s.Today))}
	}
}

// Ago says how long before today a day was: keys "ago.today", "ago.yesterday",
// "ago.days", for a day to come "ago.on" and, where no day is known, "ago.unknown".
func Ago(d, today recourse.Date) recourse.Phrase {
	if d.IsZero() {
		return recourse.P("ago.unknown")
	}
	switch n := d.DaysUntil(today); {
	case n == 0:
		return recourse.P("ago.today")
	case n == 1:
		return recourse.P("ago.yesterday")
	case n > 1:
		return recourse.P("ago.days", "n", n)
	default:
		return recourse.P("ago.on", "date", d)
	}
}

func joined(list []string) string { return strings.Join(list, ", ") }
