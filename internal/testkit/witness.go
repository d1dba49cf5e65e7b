package testkit

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/transparency-dev/formats/log"
	cosig "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Witness is a witness of https://c2sp.org/tlog-witness on loopback, with its
// memory of logs. It belongs to one test.
type Witness struct {
	URL, Key string // submission prefix and public key

	mu     sync.Mutex
	signer note.Signer
	logs   map[string]note.Verifier // by the prefix of their origins
	seen   map[string]seenLog
}

type seenLog struct {
	size int64
	root tlog.Hash
}

// NewWitness starts a witness that knows the logs of the given public keys; it
// ends with the test.
func NewWitness(t testing.TB, name string, logKeys ...string) *Witness {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	w := &Witness{logs: make(map[string]note.Verifier), seen: make(map[string]seenLog)}
	if w.signer, err = cosig.NewSignerForCosignatureV1(secret); err != nil {
		t.Fatal(err)
	}
	if w.Key, err = cosig.VKeyToCosignatureV1(public); err != nil {
		t.Fatal(err)
	}
	for _, k := range logKeys {
		w.Know(t, k)
	}
	s := httptest.NewServer(w)
	t.Cleanup(s.Close)
	w.URL = s.URL + "/submit"
	return w
}

// Know makes the witness sign the logs of a public key.
func (w *Witness) Know(t testing.TB, logKey string) {
	t.Helper()
	v, err := note.NewVerifier(logKey)
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logs[v.Name()+"/"] = v
}

func (w *Witness) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/submit/add-checkpoint" {
		http.Error(out, "no such call", http.StatusNotFound)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	status, answer := w.add(body)
	if status == http.StatusConflict {
		out.Header().Set("Content-Type", "text/x.tlog.size")
	}
	out.WriteHeader(status)
	_, _ = out.Write(answer)
}

// add answers one add-checkpoint.
func (w *Witness) add(body []byte) (int, []byte) {
	head, checkpoint, ok := bytes.Cut(body, []byte("\n\n"))
	old, proof, err := oldAndProof(head)
	if !ok || err != nil {
		return http.StatusBadRequest, nil
	}
	origin, _, _ := strings.Cut(string(checkpoint), "\n")
	var key note.Verifier
	for prefix, v := range w.logs {
		if strings.HasPrefix(origin, prefix) {
			key = v
		}
	}
	if key == nil {
		return http.StatusNotFound, nil
	}
	n, err := note.Open(checkpoint, note.VerifierList(key))
	if err != nil {
		return http.StatusForbidden, nil
	}
	var c log.Checkpoint
	if _, err := c.Unmarshal([]byte(n.Text)); err != nil || len(c.Hash) != tlog.HashSize || old > int64(c.Size) {
		return http.StatusBadRequest, nil
	}
	size, root, seen := int64(c.Size), tlog.Hash(c.Hash), w.seen[origin]
	switch {
	case old != seen.size, old == size && root != seen.root:
		return http.StatusConflict, fmt.Appendf(nil, "%d\n", seen.size)
	case old == 0 && len(proof) > 0, old > 0 && tlog.CheckTree(proof, size, root, old, seen.root) != nil:
		return http.StatusUnprocessableEntity, nil
	}
	signed, err := note.Sign(&note.Note{Text: n.Text}, w.signer)
	if err != nil {
		return http.StatusInternalServerError, nil
	}
	w.seen[origin] = seenLog{size, root}
	return http.StatusOK, signed[len(n.Text)+1:]
}

func oldAndProof(head []byte) (old int64, proof tlog.TreeProof, err error) {
	lines := bufio.NewScanner(bytes.NewReader(head))
	for first := true; lines.Scan(); first = false {
		if first {
			digits, ok := strings.CutPrefix(lines.Text(), "old ")
			if old, err = strconv.ParseInt(digits, 10, 64); !ok || err != nil || old < 0 {
				return 0, nil, fmt.Errorf("line %q", lines.Text())
			}
			continue
		}
		b, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil || len(b) != tlog.HashSize {
			return 0, nil, fmt.Errorf("line %q", lines.Text())
		}
		proof = append(proof, tlog.Hash(b))
	}
	return old, proof, lines.Err()
}
