package playbook_test

import (
	"encoding/json"
	"testing"

	"recourse/incident"
)

func FuzzPlan(f *testing.F) {
	b := load(f)
	for _, inc := range []incident.Incident{taskJob(f), supplier(f), {}} {
		raw, err := json.Marshal(inc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var inc incident.Incident
		if err := json.Unmarshal(raw, &inc); err != nil {
			return
		}
		p, err := b.Plan(inc, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Steps) == 0 {
			t.Error("a plan without a step")
		}
	})
}
