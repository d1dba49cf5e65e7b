package casefile

import (
	"errors"
	"testing"
	"time"

	"recourse"
)

func TestCheck(t *testing.T) {
	now := time.Unix(1000, 0)
	good := Case{ID: recourse.NewID(), Owner: recourse.NewID(), State: Open, Created: now, Updated: now}
	if err := good.Check(); err != nil {
		t.Fatalf("Check of a whole case = %v", err)
	}
	for name, change := range map[string]func(*Case){
		"no ID":                       func(c *Case) { c.ID = "" },
		"no owner":                    func(c *Case) { c.Owner = "" },
		"an unknown state":            func(c *Case) { c.State = "won" },
		"a change before it was made": func(c *Case) { c.Updated = now.Add(-1) },
	} {
		c := good
		change(&c)
		if err := c.Check(); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Check with %s = %v, want invalid", name, err)
		}
	}
}
