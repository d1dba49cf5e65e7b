package playbook_test

import (
	"testing"

	"recourse/deadline"
	"recourse/knowledge"
	"recourse/playbook"
)

func load(t testing.TB) *playbook.Book {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := playbook.Load(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLoad(t *testing.T) { load(t) }
