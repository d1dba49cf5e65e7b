package scam_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/lookalike"
	"recourse/scam"
)

const acme = `id: acme
name: Acme
group: Acme
names: [Acme]
labels: [acme]
domains: [acme.com]
source: {title: t, seen: undated, confidence: high}
`

const good = `id: prize
kind: pattern
branch: other
impersonates: [acme]
ask: [more]
stages:
  - {id: bait, next: [fee]}
sources:
  own: {title: own, seen: undated, confidence: low}
rules:
  - id: you-won
    weight: 4
    stage: bait
    lever: urgency
    source: own
    terms: {en: ["you won*"], sr: [osvojili ste]}
    expressions:
      en: ['you won (a|the) (prize|car)']
      sr: ['osvojili ste (nagrad|automobil)\w*']
    except:
      en: ['not say you won the prize']
match:
  - {text: "Acme: you won the prize!", stage: bait, rule: you-won}
  - {text: "Освојили сте награду!", rule: you-won}
miss:
  - {text: "We did not say you won the prize."}
`

const asking = `id: prize
kind: question
by_brand: true
ask: [more]
asked: [asks]
steps: [wait]
sources:
  own: {title: own, seen: undated, confidence: low}
points:
  - {id: money, signs: [wants-money], shown: [free], ask: true}
rules:
  - {id: asks, weight: 1, source: own, terms: {en: ["is it real"]}}
  - {id: wants-money, weight: 1, source: own, terms: {en: ["pay*"]}}
  - {id: free, weight: 1, source: own, terms: {en: ["for free"]}}
match:
  - {text: "Is it real? I must pay Acme.", rule: wants-money}
  - {text: "Is it real?"}
miss:
  - {text: "I must pay Acme."}
`

func loadOne(body string) (*scam.Checker, error) {
	fsys := fstest.MapFS{
		"brands/acme.yaml":          {Data: []byte(acme)},
		"patterns/other/prize.yaml": {Data: []byte(body)},
	}
	brands, err := lookalike.Load(fsys)
	if err != nil {
		return nil, err
	}
	return scam.Load(fsys, brands)
}

func TestLoadGood(t *testing.T) {
	c, err := loadOne(good)
	if err != nil {
		t.Fatalf("Load(good) = %v", err)
	}
	v := c.Check(scam.Document{Text: "ACME says: Yоu won the prize"})
	if v.Pattern == nil || v.Pattern.ID != "prize" || v.Pattern.Impersonates != "acme" {
		t.Errorf("Check = %s, want prize in the name of acme", v.Brief())
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"a match text that is not recognised", "Acme: you won the prize!", "Acme wishes you a nice day", "Acme wishes you a nice day"},
		{"a miss text that is recognised", "We did not say you won the prize.", "Hooray, you won a car", "Hooray, you won a car"},
		{"a match text at another stage", "stage: bait, rule", "stage: fee, rule", "not at stage fee"},
		{"a match text without its rule", "rule: you-won}\n  - {text: \"Осв", "rule: other}\n  - {text: \"Осв", "rule other is not met"},
		{"no match texts", "match:\n  - {text: \"Acme: you won the prize!\", stage: bait, rule: you-won}\n  - {text: \"Освојили сте награду!\", rule: you-won}\n", "", "match"},
		{"no miss texts", "miss:\n  - {text: \"We did not say you won the prize.\"}\n", "", "miss"},
		{"an unknown field", "lever: urgency", "levers: urgency", "levers"},
		{"an unknown lever", "lever: urgency", "lever: magic", "magic"},
		{"an unknown stage", "    stage: bait\n", "    stage: hook\n", "hook"},
		{"an unknown brand", "[acme]", "[nobody]", "nobody"},
		{"an unknown source", "    source: own", "    source: hearsay", "hearsay"},
		{"a source without date", "seen: undated, confidence: low", "confidence: low", "undated"},
		{"a weight out of range", "weight: 4", "weight: 40", "weight"},
		{"an expression that is none", "(prize|car)", "(prize|car", "missing closing"},
		{"an expression that folded text cannot meet", "you won (a|the)", "You won (a|the)", "capital"},
		{"an expression with a mark", "osvojili ste (n", "osvojili šte (n", "folding removes"},
		{"an expression that matches nothing at all", "'you won (a|the) (prize|car)'", "'(you won)*'", "nothing at all"},
		{"a term with a star inside", `"you won*"`, `"you w*n"`, "inside"},
		{"a term that folds to nothing", `"you won*"`, `"*"`, "two letters"},
		{"a rule that names no rule", "    lever: urgency", "    requires: [ghost]\n    lever: urgency", "ghost"},
		{"an id that is not the file's name", "id: prize", "id: price", "file's name"},
		{"a turn that names no rule", "ask: [more]", "ask: [more]\nturn: [ghost]", "ghost"},
		{"what is shown by no rule", "ask: [more]", "ask: [more]\nshown: {fee: [ghost]}", "ghost"},
		{"what is shown and never comes next", "ask: [more]", "ask: [more]\nshown: {silence: [you-won]}", "silence"},
		{"a second document", "id: prize", "---\nid: a\n---\nid: prize", "second document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(good, tt.old, tt.new, 1)
			if body == good {
				t.Fatalf("%q is not in the file", tt.old)
			}
			_, err := loadOne(body)
			if !errors.Is(err, recourse.Invalid) {
				t.Fatalf("Load = %v, want an error of kind Invalid", err)
			}
			for _, want := range []string{"patterns/other/prize.yaml", tt.want} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Load = %v, want it to name %q", err, want)
				}
			}
		})
	}
}

func TestLoadRefusesQuestions(t *testing.T) {
	if _, err := loadOne(asking); err != nil {
		t.Fatalf("Load(asking) = %v", err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"a question that nothing shows to be asked", "asked: [asks]\n", "", "needs asked"},
		{"a question without steps", "steps: [wait]\n", "", "needs asked"},
		{"a question that names no rule", "asked: [asks]", "asked: [ghost]", "ghost"},
		{"a point that names no rule", "signs: [wants-money]", "signs: [ghost]", "ghost"},
		{"a point with nothing to look at", "signs: [wants-money], shown: [free], ", "", "neither signs nor shown"},
		{"a point twice", "points:\n", "points:\n  - {id: money, signs: [asks]}\n", "stands once"},
		{"a file of signals that has points", "kind: question", "kind: signals", "only a question"},
		{"a match text that does not ask", `text: "Is it real?"`, `text: "It is real."`, "is asked: false"},
		{"a miss text that asks", `text: "I must pay Acme."`, `text: "Pay? Is it real?"`, "is asked: true"},
		{"a match text without its rule in a point", `I must pay Acme.", rule`, `I work for free.", rule`, "rule wants-money"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(asking, tt.old, tt.new, 1)
			if body == asking {
				t.Fatalf("%q is not in the file", tt.old)
			}
			if _, err := loadOne(body); !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want an error of kind Invalid that names %q", err, tt.want)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(good)
	f.Add("id: prize\nkind: facts\n")
	f.Add(strings.Replace(good, "kind: pattern", "kind: signals", 1))
	f.Add(asking)
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1<<14 {
			return
		}
		c, err := loadOne(body)
		if err == nil {
			c.Check(scam.Document{Text: "Acme: you won the prize!"})
		}
	})
}
