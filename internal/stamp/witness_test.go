package stamp

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/testkit"

	"golang.org/x/mod/sumdb/tlog"
)

// growingLog is a log that signs its states.
type growingLog struct {
	t      *testing.T
	signer *custody.Signer
	id     string
	head   custody.Head
	tree   []tlog.Hash
}

func newGrowingLog(t *testing.T, id string) *growingLog {
	t.Helper()
	secret, err := custody.GenerateKey(rand.Reader, "recourse.example/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := custody.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return &growingLog{t: t, signer: signer, id: id}
}

// add appends n entries and returns the new checkpoint.
func (l *growingLog) add(n int) []byte {
	l.t.Helper()
	for range n {
		_, line, next, err := l.head.Next(custody.Entry{At: time.Unix(1e9, 0), Do: custody.Viewed, Who: "owner"})
		if err != nil {
			l.t.Fatal(err)
		}
		more, err := tlog.StoredHashes(l.head.Size, line, tlog.HashReaderFunc(l.read))
		if err != nil {
			l.t.Fatal(err)
		}
		l.tree, l.head = append(l.tree, more...), next
	}
	cp, err := custody.SignCheckpoint(l.signer, l.id, l.head)
	if err != nil {
		l.t.Fatal(err)
	}
	return cp
}

func (l *growingLog) read(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		list[i] = l.tree[x]
	}
	return list, nil
}

func (l *growingLog) prove(old int64) ([]tlog.Hash, error) {
	if old > l.head.Size {
		return nil, recourse.Invalid
	}
	return tlog.ProveTree(l.head.Size, old, tlog.HashReaderFunc(l.read))
}

func TestWitness(t *testing.T) {
	l := newGrowingLog(t, "case1")
	server := testkit.NewWitness(t, "witness.example/w", l.signer.Key().String())
	w, err := NewWitness(server.URL+"/", server.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{3, 5, 0, 300} {
		cp := l.add(n)
		lines, err := w.Cosign(t.Context(), cp, l.prove)
		if err != nil {
			t.Fatalf("%d entries more: %v", n, err)
		}
		if cosigned, err := custody.AddCosignatures(cp, lines, w.Key()); err != nil || !bytes.HasPrefix(cosigned, cp) || len(cosigned) == len(cp) {
			t.Errorf("AddCosignatures = %q, %v", cosigned, err)
		}
	}
	fork := newGrowingLog(t, "case1")
	fork.signer = l.signer
	for name, n := range map[string]int{"shorter": 2, "as long": 308, "longer": 400} {
		fork.head, fork.tree = custody.Head{}, nil
		fork.add(1)
		fork.head.Last = time.Unix(2e9, 0)
		if _, err := w.Cosign(t.Context(), fork.add(n-1), fork.prove); !errors.Is(err, recourse.Conflict) {
			t.Errorf("a second log of the name, %s: err = %v, want conflict", name, err)
		}
	}
	stranger := newGrowingLog(t, "case1")
	if _, err := w.Cosign(t.Context(), stranger.add(1), stranger.prove); !errors.Is(err, recourse.Denied) {
		t.Errorf("a log of another key: err = %v, want denied", err)
	}
	nobody := testkit.NewWitness(t, "witness.example/w")
	if w, err = NewWitness(nobody.URL, nobody.Key); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cosign(t.Context(), l.add(0), l.prove); !errors.Is(err, recourse.NotFound) {
		t.Errorf("a log that the witness does not know: err = %v, want not found", err)
	}
}

// What a witness answers is anybody's.
func TestWitnessThatAnswersOtherwise(t *testing.T) {
	l := newGrowingLog(t, "case1")
	cp := l.add(3)
	key := testkit.NewWitness(t, "witness.example/w").Key
	for name, tt := range map[string]struct {
		status int
		kind   string
		body   string
		want   error
	}{
		"a page":                  {http.StatusOK, "text/html", "<html>", recourse.Denied},
		"nothing":                 {http.StatusOK, "", "", recourse.Denied},
		"another's signature":     {http.StatusOK, "", "— other.example AAAAAAAA\n", recourse.Denied},
		"a size of no number":     {http.StatusConflict, "text/x.tlog.size", "two\n", recourse.Conflict},
		"a size below zero":       {http.StatusConflict, "text/x.tlog.size", "-2\n", recourse.Conflict},
		"a size of another type":  {http.StatusConflict, "text/plain", "2\n", recourse.Conflict},
		"a size beyond the log":   {http.StatusConflict, "text/x.tlog.size", "9\n", recourse.Conflict},
		"a size again and again":  {http.StatusConflict, "text/x.tlog.size", "2\n", recourse.Conflict},
		"that it has a fault":     {http.StatusInternalServerError, "", "", recourse.Unavailable},
		"more than can be a note": {http.StatusOK, "", strings.Repeat("x", 5<<20), recourse.Invalid},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
			if tt.kind != "" {
				out.Header().Set("Content-Type", tt.kind)
			}
			out.WriteHeader(tt.status)
			fmt.Fprint(out, tt.body)
		}))
		w, err := NewWitness(s.URL, key)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := w.Cosign(t.Context(), cp, l.prove)
		if err == nil {
			_, err = custody.AddCosignatures(cp, lines, w.Key())
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("a witness that answers %s: err = %v, want %v", name, err, tt.want)
		}
		s.Close()
	}
	if _, err := NewWitness("witness.example", key); !errors.Is(err, recourse.Invalid) {
		t.Errorf("NewWitness without a scheme: err = %v, want invalid", err)
	}
	if _, err := NewWitness("https://witness.example", l.signer.Key().String()); !errors.Is(err, recourse.Invalid) {
		t.Errorf("NewWitness with a log's key: err = %v, want invalid", err)
	}
}
