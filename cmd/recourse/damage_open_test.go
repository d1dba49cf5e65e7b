package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/casefile"
)

// One case whose facts cannot be read any more is said to be one, and keeps nobody from
// the others, nor from handing in.
func TestADamagedCaseKeepsNobodyFromTheOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	damaged, err := v.Open(t.Context(), v.who, input("Please pay 300 EUR to get your money back."))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	alter(t, dir, "UPDATE casefile SET incident = 'garbage'")

	v = openVault(t, dir, nil)
	whole, err := v.Open(t.Context(), v.who, input("See you on Monday."))
	if err != nil {
		t.Fatalf("a new case cannot be opened beside a damaged one: %v", err)
	}
	lines, err := v.Cases(t.Context(), v.who)
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	for _, l := range lines {
		got[l.ID] = l.Damaged
	}
	if want := map[string]bool{damaged: true, whole: false}; !maps.Equal(want, got) {
		t.Errorf("cases that are damaged: %v, want %v", got, want)
	}
	if _, err := v.Case(t.Context(), v.who, damaged); !errors.Is(err, casefile.ErrForm) {
		t.Errorf("Case of the damaged case: %v, want that its record is not in its form", err)
	}
	v.close(t)
	code, out, errs := do(t, "admin", "cases", "--data", dir, "--lang", "en")
	if code != exitDone || !strings.Contains(out, damaged) || !strings.Contains(out, whole) || strings.Count(out, "cannot be read any more") != 1 {
		t.Errorf("admin cases ends with %d: %s%s", code, out, errs)
	}
}

// With the signing key of another instance nothing is opened: what it signs would be
// taken for a stranger's.
func TestNothingIsOpenedWithAnothersSigningKey(t *testing.T) {
	dir, other := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "other")
	for _, d := range []string{dir, other} {
		v := openVault(t, d, nil)
		if err := v.ring.KeepFirst(); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(t.Context(), v.who, input("See you on Monday.")); err != nil {
			t.Fatal(err)
		}
		v.close(t)
	}
	if code, out, errs := do(t, "admin", "cases", "--data", dir); code != exitDone {
		t.Fatalf("with the own key it ends with %d: %s%s", code, out, errs)
	}
	b, err := os.ReadFile(filepath.Join(other, "keys", "signing.key"))
	if err != nil {
		t.Fatal(err)
	}
	change(t, filepath.Join(dir, "keys", "signing.key"), func([]byte) []byte { return b })
	code, out, errs := do(t, "admin", "cases", "--data", dir, "--lang", "en")
	if code != exitInput || out != "" || !strings.Contains(errs, "not the one of this instance") {
		t.Errorf("it ends with %d: %s%s", code, out, errs)
	}
}
