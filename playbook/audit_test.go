package playbook

import (
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/deadline"
	"recourse/knowledge"
)

var auditDay = recourse.Date{Year: 2026, Month: 11, Day: 23}

// audited loads what ships with files laid over it and returns its findings.
func audited(t *testing.T, files map[string]string) []string {
	t.Helper()
	upper := fstest.MapFS{}
	for name, text := range files {
		upper[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys := knowledge.Overlay(knowledge.Files(), upper)
	cals, err := deadline.LoadCalendars(fsys)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(fsys, cals)
	if err != nil {
		t.Fatal(err)
	}
	found, err := b.Audit(auditDay)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range found {
		lines = append(lines, f.String())
	}
	return lines
}

// TestWhatShipsHasNoFindingsButOldSources holds that every step that ships is
// sourced and reached, that no answer and no wait ends nowhere, and that no two
// routes contradict each other.
func TestWhatShipsHasNoFindingsButOldSources(t *testing.T) {
	old := 0
	for _, line := range audited(t, nil) {
		if strings.Contains(line, ": stale: ") {
			old++
			continue
		}
		t.Error(line)
	}
	if old == 0 {
		t.Error("the sources of 2014 and before are not found to be old")
	}
}

func TestAuditFinds(t *testing.T) {
	source := func(fact string) string { return "{title: a, seen: 2026-01, confidence: high, fact: " + fact + "}" }
	step := func(id, more string) string {
		return "steps: [{id: " + id + ", phase: after, when: {branch: {is: breach}}" + more + "}]\ncases: [{name: " + id + "-case, today: 2026-11-23, incident: {recourse: 1, branch: breach}, want: {steps: {" + id + ": {}}}}]\n"
	}
	sources := func(fact string) string { return ", sources: [" + source(fact) + "]" }
	limit := func(fact, term, more string) string {
		return "sources: [" + source(fact) + "]\ndeadlines: [{id: a, kind: legal-limit, term: " + term + ", from: [{event: today}], source: " + source(fact) + "}" + more + "]\n"
	}
	facts, err := knowledge.ReadFile(knowledge.Files(), "facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := audited(t, map[string]string{
		"facts.yaml":                strings.Replace(string(facts), "{name: reply.paypal, type: choice, of: [", "{name: reply.paypal, type: choice, of: [lost, ", 1),
		"playbooks/x/bare.yaml":     step("bare", ""),
		"playbooks/x/mine.yaml":     step("sourced", sources("X-1")) + "holds: [{id: bare-reminder}]\n",
		"playbooks/x/never.yaml":    "steps: [{id: never, phase: after, when: {all: [{branch: {is: breach}}, {branch: {is: other}}]}" + sources("X-2") + "}]\n",
		"playbooks/x/waits.yaml":    step("waits", sources("X-3")+", state: {waiting: {event.escalated.paypal: {known: true}}}"),
		"routes/x/length-one.yaml":  limit("X-4", "3 years", ""),
		"routes/x/length-two.yaml":  limit("X-4", "2 years", ""),
		"routes/x/kind-one.yaml":    limit("X-5", "3 years", ""),
		"routes/x/kind-two.yaml":    strings.Replace(limit("X-5", "3 years", ""), "kind: legal-limit", "kind: closing-time", 1),
		"routes/x/doubt-one.yaml":   limit("X-6", "3 years", ""),
		"routes/x/doubt-two.yaml":   strings.Replace(limit("X-6", "3 years", ""), "confidence: high", "confidence: low", 1),
		"routes/x/old.yaml":         strings.ReplaceAll(limit("X-7", "3 years", ""), "2026-01", "2020-05"),
		"routes/x/prolonged.yaml":   limit("X-8", "3 years", ", {id: b, kind: legal-limit, extends: a, term: 5 years, from: [{event: today}], source: "+source("X-8")+"}"),
		"routes/x/one-suggest.yaml": strings.ReplaceAll(limit("X-9", "3 years", ", {id: b, kind: our-suggestion, term: 5 years, from: [{event: today}], source: "+source("X-9")+"}"), "legal-limit", "our-suggestion"),
	})
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		"playbooks/x/bare.yaml:1: missing-source: step bare",
		"playbooks/x/mine.yaml:3: missing-source: reminder bare-reminder",
		"playbooks/x/never.yaml:1: unreachable: no case reaches step never",
		"facts.yaml: dead-end: no step takes up reply.paypal: lost",
		"routes/x/length-two.yaml:2: contradiction: X-4 after today is 2 years, legal-limit here and 3 years, legal-limit in routes/x/length-one.yaml:2",
		"routes/x/kind-two.yaml:2: contradiction: X-5 after today is 3 years, closing-time here",
		"routes/x/doubt-two.yaml: contradiction: X-6 is low here and high",
		"routes/x/old.yaml:2: stale: the source of X-7 is of 2020-05",
		"playbooks/x/waits.yaml:1: dead-end: step waits waits, and nothing ends the wait",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("findings lack %q", want)
		}
	}
	for _, not := range []string{"X-8", "X-9", "step sourced"} {
		if strings.Contains(all, not) {
			t.Errorf("findings name %s, which is in order:\n%s", not, all)
		}
	}
	if t.Failed() {
		t.Log(all)
	}
}
