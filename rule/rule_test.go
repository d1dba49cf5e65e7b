package rule_test

import (
	"errors"
	"strings"
	"testing"

	"recourse"
	"recourse/knowledge"
	"recourse/money"
	"recourse/rule"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

var today = recourse.Date{Year: 2026, Month: 11, Day: 23}

func vocabulary(t testing.TB) *rule.Vocabulary {
	t.Helper()
	v, err := rule.NewVocabulary([]rule.Fact{
		{Name: "branch", Type: rule.ChoiceType, Of: []string{"breach", "impersonation"}},
		{Name: "paid.card", Type: rule.YesNoType},
		{Name: "paid.last", Type: rule.DateType},
		{Name: "paid.total", Type: rule.AmountType},
		{Name: "steps", Type: rule.NumberType},
		{Name: "country", Type: rule.TextType, Silent: true},
		{Name: "given", Type: rule.SetType, Of: []string{"password", "card"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func parse(t testing.TB, v *rule.Vocabulary, s string) (rule.Cond, error) {
	t.Helper()
	var file struct {
		When rule.Cond `yaml:"when"`
	}
	if err := knowledge.DecodeBytes("test.yaml", []byte("when: "+s), &file); err != nil {
		return rule.Cond{}, err
	}
	err := v.Check(&file.When)
	return file.When, err
}

func TestHolds(t *testing.T) {
	v := vocabulary(t)
	known := rule.Situation{Today: today, Vocabulary: v, Values: map[string]rule.Value{
		"branch":     rule.Choice("breach"),
		"paid.card":  rule.YesNo(true),
		"paid.last":  rule.Day(recourse.Date{Year: 2026, Month: 11, Day: 11}),
		"paid.total": rule.Sum(money.Of(90_328, "RSD")),
		"steps":      rule.Number(3),
		"country":    rule.Text("RS"),
		"given":      rule.Set([]string{"password"}),
	}}
	nothing := rule.Situation{Today: today, Vocabulary: v}
	tests := []struct {
		cond          string
		known, absent rule.Truth
	}{
		{"{branch: {is: breach}}", rule.Yes, rule.Unknown},
		{"{branch: {in: [impersonation]}}", rule.No, rule.Unknown},
		{"{branch: {known: true}}", rule.Yes, rule.No},
		{"{branch: {known: false}}", rule.No, rule.Yes},
		{"{not: {branch: {is: breach}}}", rule.No, rule.Unknown},
		{"{paid.card: {is: true}}", rule.Yes, rule.Unknown},
		{"{paid.card: {is: false}}", rule.No, rule.Unknown},
		{"{paid.last: {after: 14 days ago}}", rule.Yes, rule.Unknown},
		{"{paid.last: {after: 12 days ago}}", rule.No, rule.Unknown},
		{"{paid.last: {before: today}}", rule.Yes, rule.Unknown},
		{"{paid.last: {before: in 3 days}}", rule.Yes, rule.Unknown},
		{"{paid.last: {before: 2026-11-11}}", rule.No, rule.Unknown},
		{"{paid.total: {over: 90000 RSD}}", rule.Yes, rule.Unknown},
		{"{paid.total: {under: 90000 RSD}}", rule.No, rule.Unknown},
		{"{paid.total: {over: 500 EUR}}", rule.Unknown, rule.Unknown},
		{"{steps: {over: 2}}", rule.Yes, rule.Unknown},
		{"{steps: {under: 3}}", rule.No, rule.Unknown},
		{"{steps: {is: 3}}", rule.Yes, rule.Unknown},
		{"{country: {in: [RS, ME]}}", rule.Yes, rule.Unknown},
		{"{given: {is: password}}", rule.Yes, rule.Unknown},
		{"{given: {in: [card]}}", rule.No, rule.Unknown},
		{"{all: [{paid.card: {is: true}}, {branch: {is: breach}}]}", rule.Yes, rule.Unknown},
		{"{all: [{paid.card: {known: true}}, {branch: {is: breach}}]}", rule.Yes, rule.No},
		{"{any: [{paid.card: {known: false}}, {branch: {is: impersonation}}]}", rule.No, rule.Yes},
	}
	for _, tt := range tests {
		c, err := parse(t, v, tt.cond)
		if err != nil {
			t.Errorf("%s: %v", tt.cond, err)
			continue
		}
		if got := c.Holds(known); got != tt.known {
			t.Errorf("%s where all is known = %v, want %v", tt.cond, got, tt.known)
		}
		if got := c.Holds(nothing); got != tt.absent {
			t.Errorf("%s where nothing is known = %v, want %v", tt.cond, got, tt.absent)
		}
	}
}

// A day that is not known is told as such, not counted from the year 1.
func TestAgo(t *testing.T) {
	day := func(d int) recourse.Date { return recourse.Date{Year: 2026, Month: 11, Day: d} }
	for _, tt := range []struct {
		day  recourse.Date
		want recourse.Phrase
	}{
		{day(23), recourse.P("ago.today")},
		{day(22), recourse.P("ago.yesterday")},
		{day(11), recourse.P("ago.days", "n", 12)},
		{day(24), recourse.P("ago.on", "date", day(24))},
		{recourse.Date{}, recourse.P("ago.unknown")},
	} {
		if diff := cmp.Diff(tt.want, rule.Ago(tt.day, day(23))); diff != "" {
			t.Errorf("Ago(%v) (-want +got):\n%s", tt.day, diff)
		}
	}
}

func TestBecause(t *testing.T) {
	v := vocabulary(t)
	day := recourse.Date{Year: 2026, Month: 11, Day: 11}
	s := rule.Situation{Today: today, Vocabulary: v, Values: map[string]rule.Value{
		"paid.card": rule.YesNo(true, "ago", rule.Ago(day, today)),
		"paid.last": rule.Day(day),
		"country":   rule.Text("RS"),
		"given":     rule.Set([]string{"password", "card"}),
	}}
	c, err := parse(t, v, `{all: [{paid.card: {is: true}}, {country: {is: RS}}, {any: [{branch: {is: breach}}, {given: {is: card}}]}, {paid.last: {known: true}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	ago := recourse.P("ago.days", "n", 12)
	want := []recourse.Phrase{
		recourse.P("fact.paid.card.yes", "ago", ago),
		recourse.P("fact.given.password"),
		recourse.P("fact.given.card"),
		recourse.P("fact.paid.last", "date", day, "ago", ago),
	}
	if diff := cmp.Diff(want, c.Because(s)); diff != "" {
		t.Errorf("Because (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string(nil), c.Undecided(s)); diff != "" {
		t.Errorf("Undecided of a condition that holds (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"paid.card", "country", "branch", "given", "paid.last"}, c.Names()); diff != "" {
		t.Errorf("Names (-want +got):\n%s", diff)
	}
}

func TestUndecidedNamesWhatWouldDecide(t *testing.T) {
	v := vocabulary(t)
	c, err := parse(t, v, `{any: [{branch: {is: breach}}, {all: [{paid.card: {is: true}}, {country: {is: RS}}]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	s := rule.Situation{Today: today, Vocabulary: v, Values: map[string]rule.Value{"country": rule.Text("RS")}}
	if diff := cmp.Diff([]string{"branch", "paid.card"}, c.Undecided(s)); diff != "" {
		t.Errorf("Undecided (-want +got):\n%s", diff)
	}
}

func TestCheckRefuses(t *testing.T) {
	v := vocabulary(t)
	for cond, want := range map[string]string{
		"{colour: {is: red}}":                      "no fact",
		"{branch: {like: breach}}":                 "not \"like\"",
		"{branch: {is: theft}}":                    "none of",
		"{branch: {in: []}}":                       "list",
		"{branch: breach}":                         "one test",
		"{paid.card: {is: sometimes}}":             "true or false",
		"{paid.last: {before: soon}}":              "want a date",
		"{paid.last: {over: 3}}":                   "not \"over\"",
		"{paid.total: {over: 3}}":                  "amount",
		"{all: []}":                                "list",
		"{all: [{branch: {is: breach}}], any: []}": "one word",
		"{not: [a]}":                               "one word",
		"{steps: {over: many}}":                    "whole number",
		strings.Repeat("{not: ", 20) + "{steps: {is: 1}}" + strings.Repeat("}", 20): "deep",
	} {
		_, err := parse(t, v, cond)
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check(%s) = %v, want an error that is invalid and says %q", cond, err, want)
		}
	}
}

func TestVocabularyRefuses(t *testing.T) {
	for name, facts := range map[string][]rule.Fact{
		"no name":              {{Type: rule.YesNoType}},
		"a word as a name":     {{Name: "all", Type: rule.YesNoType}},
		"no type":              {{Name: "a"}},
		"a choice of nothing":  {{Name: "a", Type: rule.ChoiceType}},
		"a yes-no with values": {{Name: "a", Type: rule.YesNoType, Of: []string{"b"}}},
		"twice":                {{Name: "a", Type: rule.YesNoType}, {Name: "a", Type: rule.YesNoType}},
	} {
		if _, err := rule.NewVocabulary(facts); !errors.Is(err, recourse.Invalid) {
			t.Errorf("%s: NewVocabulary = %v, want an error that is invalid", name, err)
		}
	}
}

func TestShippedVocabularyLoads(t *testing.T) {
	v, err := rule.LoadVocabulary(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Facts()) == 0 {
		t.Error("LoadVocabulary: no facts")
	}
}

func TestSourceCheck(t *testing.T) {
	good := rule.Source{URL: "https://law.example", Seen: "undated", Confidence: "low-medium"}
	if err := good.Check(); err != nil || good.Sure() {
		t.Errorf("Check(%v) = %v, Sure = %v; want none, false", good, err, good.Sure())
	}
	for _, bad := range []rule.Source{{Seen: "undated", Confidence: "high"}, {URL: "a", Confidence: "high"}, {URL: "a", Seen: "undated", Confidence: "sure"}} {
		if err := bad.Check(); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Check(%v) = %v, want an error that is invalid", bad, err)
		}
	}
}

func FuzzCheck(f *testing.F) {
	v := vocabulary(f)
	f.Add("{all: [{branch: {is: breach}}, {not: {paid.card: {is: true}}}]}")
	f.Add("{paid.last: {after: 14 days ago}}")
	f.Fuzz(func(t *testing.T, s string) {
		var c rule.Cond
		if err := yaml.Unmarshal([]byte(s), &c); err != nil {
			return
		}
		if err := v.Check(&c); err != nil {
			return
		}
		s1 := rule.Situation{Today: today, Vocabulary: v}
		if c.Holds(s1) != rule.Unknown && len(c.Undecided(s1)) > 0 {
			t.Errorf("%s is decided and names what would decide it", s)
		}
	})
}

func TestWhoRepeatsALawIsNotTooSure(t *testing.T) {
	for _, tt := range []struct {
		title, tier, confidence string
		ok                      bool
	}{
		{"", "secondary", "high", false},
		{"", "secondary", "medium-high", false},
		{"", "secondary", "medium", true},
		{"Zakon o platnim uslugama", "secondary", "medium-high", false},
		{"Zakon o platnim uslugama, Sl. glasnik RS 139/2014", "secondary", "medium-high", true},
		{"Krivični zakonik, član 208", "secondary", "medium-high", true},
		{"Krivični zakonik, član 208", "secondary", "high", false},
		{"CISG Articles 45 to 52", "secondary", "medium-high", true},
		{"members' section", "secondary", "medium-high", false},
		{"", "official", "high", true},
	} {
		err := rule.Source{URL: "https://law.example", Title: tt.title, Seen: "undated", Tier: tt.tier, Confidence: tt.confidence}.Check()
		if (err == nil) != tt.ok {
			t.Errorf("%q, %s, %s: %v, want it taken: %v", tt.title, tt.tier, tt.confidence, err, tt.ok)
		}
	}
}

func TestAnOldSourceIsStale(t *testing.T) {
	for seen, want := range map[string]bool{
		"undated":            false,
		"2014-09-01":         true,
		"about 2012 to 2015": true,
		"2020 to 2022":       true,
		"2023-11":            false, // three years to the month
		"2023-10":            true,
		"2023":               false, // the whole year may be meant
		"2024-01-09":         false,
		"2026-05/06":         false,
	} {
		if got := (rule.Source{Seen: seen}).Stale(today); got != want {
			t.Errorf("a source of %q is stale: %v, want %v", seen, got, want)
		}
	}
}

func TestTestsListsWhatAConditionAsks(t *testing.T) {
	c, err := parse(t, vocabulary(t), "{any: [{branch: {in: [breach, impersonation]}}, {not: {all: [{given: {is: card}}, {not: {paid.last: {before: 3 days ago}}}]}}]}")
	if err != nil {
		t.Fatal(err)
	}
	want := []rule.Test{
		{Fact: "branch", Word: "in", Values: []string{"breach", "impersonation"}},
		{Fact: "given", Word: "is", Values: []string{"card"}, Negated: true},
		{Fact: "paid.last", Word: "before"},
	}
	if diff := cmp.Diff(want, c.Tests()); diff != "" {
		t.Errorf("Tests (-want +got):\n%s", diff)
	}
}
