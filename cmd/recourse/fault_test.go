package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/durable"
	"recourse/internal/keys"
)

var errDisk = errors.New("the disk says no")

// breaker breaks one step that reaches the disk: the nth that is asked of it.
// Where late is set the step takes effect and is reported as failed all the same.
type breaker struct {
	left int
	late bool
	hit  string
}

func (b *breaker) step(what, name string) (before, after error) {
	b.left--
	if b.left != 0 {
		return nil, nil
	}
	b.hit = what + " " + filepath.Base(name)
	if b.late {
		return nil, errDisk
	}
	return errDisk, nil
}

// breakableStore is a store whose commits can be broken as well.
type breakableStore struct {
	app.Store
	*breaker
}

func (s breakableStore) Update(ctx context.Context, f func(app.Tx) error) error {
	before, after := s.step("commit", "")
	err := s.Store.Update(ctx, func(tx app.Tx) error { return errors.Join(f(tx), before) })
	return errors.Join(err, after)
}

// operation is something that writes: what it prepares, what it does while steps
// are broken, and what must hold after it and a new start.
type operation struct {
	steps   int // that it has at least
	prepare func(t *testing.T, v *vault) (caseID string)
	do      func(v *vault, caseID string) error
	// check is given what do returned.
	check func(t *testing.T, v *vault, caseID string, err error)
}

// holds checks that a case is there with the texts and nothing else.
func holds(t *testing.T, v *vault, caseID string, texts ...string) {
	t.Helper()
	c, err := v.Case(t.Context(), v.who, caseID)
	if err != nil {
		t.Errorf("read case: %v", err)
		return
	}
	var got []string
	for _, f := range c.Findings.Files {
		got = append(got, f.Text)
	}
	slices.Sort(got)
	slices.Sort(texts)
	if !slices.Equal(got, texts) || len(c.Kept) != len(texts) {
		t.Errorf("case holds %q in %d items, want %q", got, len(c.Kept), texts)
	}
}

const (
	firstText  = "Uplatite 6.000 RSD da aktivirate VIP1 zadatke"
	secondText = "Za isplatu je potrebna još 23.000 RSD"
	thirdText  = "Hvala, sutra"
	pagesText  = firstText + "\f" + secondText
)

func operations() map[string]operation {
	opened := func(t *testing.T, v *vault) string {
		t.Helper()
		id, err := v.Open(t.Context(), v.who, input(firstText))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	count := func(t *testing.T, v *vault) int {
		t.Helper()
		list, err := v.Cases(t.Context(), v.who)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	return map[string]operation{
		"open a case": {
			steps: 20,
			do: func(v *vault, _ string) error {
				_, err := v.Open(context.Background(), v.who, input(firstText, secondText))
				return err
			},
			check: func(t *testing.T, v *vault, _ string, err error) {
				n := count(t, v)
				if err == nil && n != 1 || n > 1 {
					t.Errorf("open ended with %v, and %d cases are there", err, n)
				}
				list, _ := v.Cases(t.Context(), v.who)
				for _, l := range list {
					holds(t, v, l.ID, firstText, secondText)
				}
				if left := files(t, filepath.Join(v.dir, "blobs")); len(left) != 2*n {
					t.Errorf("%d cases, and the files %q", n, left)
				}
			},
		},
		"add to a case": {
			steps: 15, prepare: opened,
			do: func(v *vault, id string) error {
				_, err := v.Add(context.Background(), v.who, id, input(secondText, thirdText))
				return err
			},
			check: func(t *testing.T, v *vault, id string, err error) {
				c, cerr := v.Case(t.Context(), v.who, id)
				if cerr != nil {
					t.Fatal(cerr)
				}
				if err == nil || len(c.Kept) > 1 {
					holds(t, v, id, firstText, secondText, thirdText)
				} else {
					holds(t, v, id, firstText)
				}
				// What failed can be done again.
				if _, err := v.Add(t.Context(), v.who, id, input(secondText)); err != nil {
					t.Errorf("adding again: %v", err)
				}
			},
		},
		"add pages, out of which a text is read": {
			steps: 15, prepare: opened,
			do: func(v *vault, id string) error {
				_, err := v.Add(context.Background(), v.who, id, pages(pagesText))
				return err
			},
			check: holdsPages,
		},
		"erase a case": {
			steps: 5, prepare: opened,
			do: func(v *vault, id string) error { return v.Erase(context.Background(), v.who, id, "web") },
			check: func(t *testing.T, v *vault, id string, err error) {
				_, keyErr := v.ring.CaseIdentity(id)
				switch n := count(t, v); {
				case n == 1 && err == nil:
					t.Error("erasing said that it was done, and the case is there")
				case n == 1:
					holds(t, v, id, firstText)
				case !errors.Is(keyErr, keys.ErrDestroyed):
					t.Errorf("the case is erased, and its key: %v", keyErr)
				}
			},
		},
		"take a sealed package out": {
			steps: 1, prepare: opened,
			do: func(v *vault, id string) error {
				var b bytes.Buffer
				err := v.Write(context.Background(), v.who, id, app.EvidenceZip, "en", &b)
				if err == nil && b.Len() == 0 {
					err = errors.New("an empty package")
				}
				return err
			},
			check: func(t *testing.T, v *vault, id string, _ error) { holds(t, v, id, firstText) },
		},
		"make a recovery key": {
			steps: 5, prepare: opened,
			do: func(v *vault, _ string) error {
				_, recipient, err := keys.NewRecovery()
				if err == nil {
					err = v.ring.AddRecovery(recipient)
				}
				return err
			},
			check: func(t *testing.T, v *vault, id string, _ error) { holds(t, v, id, firstText) },
		},
		"replace the signing key": {
			steps: 8, prepare: opened,
			do: func(v *vault, _ string) error {
				_, err := v.ring.Rotate(time.Now())
				return err
			},
			check: func(t *testing.T, v *vault, id string, err error) {
				holds(t, v, id, firstText)
				if n := len(v.ring.Statements()); n > 1 || err == nil && n != 1 {
					t.Errorf("replacing the key ended with %v, and there are %d statements", err, n)
				}
				if r := handOut(t, v, id, custody.VerifyOptions{Signer: oldestKey(t, v)}); !r.OK {
					t.Errorf("what is handed out then has problems %v", r.Problems)
				}
			},
		},
		"make the keys": {
			steps: 10,
			do: func(v *vault, _ string) error {
				_, err := keys.OpenOrCreate(filepath.Join(v.dir, "other"), keys.Options{})
				return err
			},
			check: func(t *testing.T, v *vault, _ string, err error) {
				ring, again := keys.OpenOrCreate(filepath.Join(v.dir, "other"), keys.Options{})
				if again != nil || ring.NewCase(recourse.NewID()) != nil {
					t.Errorf("making keys ended with %v, and again with %v", err, again)
				}
			},
		},
		"seal files": {
			steps: 40,
			do: func(v *vault, _ string) error {
				cats, err := shipped()
				if err != nil {
					return err
				}
				p, err := cats.Catalogues.Printer("en")
				if err != nil {
					return err
				}
				item := custody.Item{Path: "a.txt", At: time.Now(), Open: func(context.Context) (io.ReadCloser, error) {
					return io.NopCloser(strings.NewReader(firstText)), nil
				}}
				env := &environment{Context: context.Background(), common: &common{}, in: strings.NewReader(""), out: io.Discard, err: io.Discard}
				_, err = sealCmd{Out: filepath.Join(v.dir, "package")}.write(env, custody.Package{
					Items: []custody.Item{item}, Signer: v.ring.Signer(), Now: time.Now(), Who: "owner", Door: "cli", Speaker: p,
				}, nil)
				return err
			},
			check: func(t *testing.T, v *vault, _ string, err error) {
				out := filepath.Join(v.dir, "package")
				if _, gone := os.Stat(out); gone != nil {
					if err == nil {
						t.Error("sealing said that it was done, and there is no package")
					}
					return
				}
				report, verr := custody.Verify(t.Context(), os.DirFS(out), custody.VerifyOptions{})
				if verr != nil || !report.OK {
					t.Errorf("sealing ended with %v, and what stands there: %v %v", err, report.Problems, verr)
				}
				if left, _ := filepath.Glob(filepath.Join(v.dir, ".seal-*")); len(left) > 0 {
					t.Errorf("sealing left %q", left)
				}
			},
		},
		"back up": {
			steps: 30,
			prepare: func(t *testing.T, v *vault) string {
				t.Helper()
				id := opened(t, v)
				secret, recipient, err := keys.NewRecovery()
				if err = errors.Join(err, v.ring.AddRecovery(recipient), os.WriteFile(filepath.Join(v.dir, "recovery.test"), []byte(secret), 0o600)); err != nil {
					t.Fatal(err)
				}
				return id
			},
			do: func(v *vault, _ string) error {
				source := sourceOf(v.dir, v.ring)
				source.Now, source.Keep = time.Now(), 1
				res, err := backup.Write(context.Background(), filepath.Join(v.dir, "backup.test"), source)
				if err == nil && len(res.Problems) > 0 {
					err = fmt.Errorf("the copy has problems: %v", res.Problems)
				}
				return err
			},
			check: func(t *testing.T, v *vault, id string, err error) {
				holds(t, v, id, firstText)
				to := filepath.Join(t.TempDir(), "restored")
				code, _, errs := do(t, "restore", filepath.Join(v.dir, "backup.test"), "--data", to, "--identity", filepath.Join(v.dir, "recovery.test"))
				none := strings.Contains(errs, "holds no backup")
				if code != exitDone && (err == nil || !none) {
					t.Errorf("backup ended with %v, restore with %d: %s", err, code, errs)
				}
			},
		},
	}
}

// holdsPages checks that a case holds the first text and, where handing in pages did not
// fail, these with what was read out of them; and that nothing else is kept of them.
func holdsPages(t *testing.T, v *vault, id string, err error) {
	t.Helper()
	c, cerr := v.Case(t.Context(), v.who, id)
	if cerr != nil {
		t.Fatal(cerr)
	}
	if n := len(c.Kept); n != 3 && (n != 1 || err == nil) {
		t.Fatalf("adding pages ended with %v, and %d items are there", err, n)
	}
	if left := files(t, filepath.Join(v.dir, "blobs")); len(left) != len(c.Kept) {
		t.Errorf("of %d items there are the files %q", len(c.Kept), left)
	}
	if len(c.Kept) == 1 {
		return
	}
	pdf, text := c.Kept[1], c.Kept[2]
	var b bytes.Buffer
	if err := v.WriteItem(t.Context(), v.who, id, text.ID, false, &b); err != nil {
		t.Error(err)
	}
	if text.Parent != pdf.ID || text.Tool != "pdftotext/22.12.0+recourse/"+recourse.Version || b.String() != pagesText {
		t.Errorf("the text of %+v is %+v and says %q", pdf, text, b.String())
	}
}

// TestEveryWriteIsBrokenTwice breaks each step of each operation that reaches the
// disk twice: without effect, and with effect but reported as failed. Then it
// starts anew. Nothing that was acknowledged is lost, nothing half is visible,
// and all logs verify.
func TestEveryWriteIsBrokenTwice(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			before, id := filepath.Join(t.TempDir(), "before"), ""
			v := openVault(t, before, nil)
			if op.prepare != nil {
				id = op.prepare(t, v)
			}
			v.close(t)
			for _, late := range []bool{false, true} {
				for n := 1; ; n++ {
					b := breakOnce(t, op, before, id, n, late)
					if t.Failed() {
						t.Fatalf("step %d (%s) fails, with effect: %v", n, b.hit, late)
					}
					if b.hit != "" {
						continue
					}
					if n <= op.steps {
						t.Errorf("only %d steps were broken, want at least %d", n-1, op.steps)
					}
					t.Logf("%d steps broken, with effect: %v", n-1, late)
					break
				}
			}
		})
	}
}

// breakOnce does the operation on a copy of a data folder with its nth step broken.
func breakOnce(t *testing.T, op operation, before, id string, n int, late bool) *breaker {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	copyFolder(t, before, dir)
	defer os.RemoveAll(dir)
	b := &breaker{late: late}
	v := openVault(t, dir, func(s app.Store) app.Store { return breakableStore{s, b} })
	b.left = n
	back := durable.BreakForTest(b.step)
	err := op.do(v, id)
	back()
	b.left = 0
	v.close(t)
	if b.hit == "" && err != nil {
		t.Fatalf("nothing was broken, and it fails: %v", err)
	}
	again := openVault(t, dir, nil)
	defer again.close(t)
	again.audit(t)
	op.check(t, again, id, err)
	again.audit(t)
	return b
}
