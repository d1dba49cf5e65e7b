package evidence

import (
	"errors"
	"strings"
	"testing"
	"time"

	"recourse"
)

func TestCheck(t *testing.T) {
	good := Item{
		ID: recourse.NewID(), Case: recourse.NewID(), SHA256: strings.Repeat("ab", 32), Name: "chat.txt", Kind: Chat,
		Door: "web", By: "owner", At: time.Unix(1, 0),
	}
	if err := good.Check(); err != nil {
		t.Fatalf("Check of a whole item = %v", err)
	}
	for name, change := range map[string]func(*Item){
		"no ID":                   func(i *Item) { i.ID = "" },
		"no case":                 func(i *Item) { i.Case = "x" },
		"a digest in upper case":  func(i *Item) { i.SHA256 = strings.ToUpper(i.SHA256) },
		"a negative size":         func(i *Item) { i.Size = -1 },
		"no name":                 func(i *Item) { i.Name = "" },
		"an unknown kind":         func(i *Item) { i.Kind = "film" },
		"no time":                 func(i *Item) { i.At = time.Time{} },
		"a parent without a tool": func(i *Item) { i.Parent = recourse.NewID() },
	} {
		i := good
		change(&i)
		if err := i.Check(); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Check with %s = %v, want invalid", name, err)
		}
	}
}
