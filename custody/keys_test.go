package custody

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"

	"golang.org/x/mod/sumdb/tlog"
)

func succession(t testing.TB, old, next *Signer, at time.Time) []byte {
	t.Helper()
	msg, err := SignSuccession(old, next, at)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// heir is signer 2, which took the place of signer 1 a day before the tests' now.
func heir(t testing.TB) (*Signer, []byte) {
	t.Helper()
	msg := succession(t, testSigner(t, 1), testSigner(t, 2), testNow.AddDate(0, 0, -1))
	s, err := testSigner(t, 2).After([][]byte{msg})
	if err != nil {
		t.Fatal(err)
	}
	return s, msg
}

func history(list []Entry) func(func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// keptBefore is a log in which the package's items were kept at a time.
func keptBefore(t testing.TB, p Package, at time.Time) (Head, []Entry) {
	t.Helper()
	var head Head
	var log []Entry
	for _, it := range p.Items {
		r, err := it.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		e, _, next, err := head.Next(Entry{At: at, Do: Kept, Who: "owner", Item: sumOf(sha256Alg, b.Bytes()), Size: int64(b.Len())})
		if err != nil {
			t.Fatal(err)
		}
		head, log = next, append(log, e)
	}
	return head, log
}

func TestSuccessionRoundTrip(t *testing.T) {
	old, next := testSigner(t, 1), testSigner(t, 2)
	msg := succession(t, old, next, testNow)
	s, err := ParseSuccession(msg)
	if err != nil || s.Old.String() != old.Key().String() || s.New.String() != next.Key().String() || !s.At.Equal(testNow) {
		t.Fatalf("ParseSuccession = %+v, %v", s, err)
	}
	for i := range msg {
		c := bytes.Clone(msg)
		c[i] ^= 1
		if _, err := ParseSuccession(c); err == nil {
			t.Errorf("byte %d changed: the statement holds", i)
		}
	}
	lines := strings.SplitAfter(string(msg), "\n")
	for name, text := range map[string]string{
		"one signature":         strings.Join(lines[:6], ""),
		"signatures exchanged":  strings.Join(append(slices.Clone(lines[:5]), lines[6], lines[5]), ""),
		"another line":          string(msg) + "— x y\n",
		"signed by the old key": strings.Join(append(slices.Clone(lines[:6]), lines[5]), ""),
	} {
		if _, err := ParseSuccession([]byte(text)); err == nil {
			t.Errorf("a statement with %s holds", name)
		}
	}
	if _, err := SignSuccession(old, old, testNow); !errors.Is(err, recourse.Invalid) {
		t.Errorf("a key that follows itself: err = %v, want invalid", err)
	}
}

func TestKeysAreFollowed(t *testing.T) {
	p := testPackage(t)
	var msg []byte
	p.Signer, msg = heir(t)
	first, second := testSigner(t, 1).Key().String(), p.Signer.Key().String()
	m, _ := seal(t, p)
	if !bytes.Equal(m[successionFile(1)], msg) {
		t.Fatalf("the package lacks the statement")
	}
	r := verifyMem(t, m, VerifyOptions{Signer: first})
	if !r.OK || !says(r.Proves, "custody.proves.successor") || r.Log.Signer != second || len(r.Log.Earlier) != 1 {
		t.Errorf("Verify with the first key: ok = %v, proves %v, log %+v, problems %q", r.OK, r.Proves, r.Log, codes(r))
	}
	if r := verifyMem(t, m, VerifyOptions{Signer: second}); !r.OK || !says(r.Proves, "custody.proves.signer") {
		t.Errorf("Verify with the second key: ok = %v, problems %q", r.OK, codes(r))
	}
	if r := verifyMem(t, m, VerifyOptions{Signer: testSigner(t, 3).Key().String()}); r.OK || !slices.Contains(codes(r), "unknown-signer log/signer.txt") {
		t.Errorf("Verify with a third key: ok = %v, problems %q", r.OK, codes(r))
	}
	thief := succession(t, testSigner(t, 1), testSigner(t, 3), testNow)
	if r := verifyMem(t, m, VerifyOptions{Signer: first, Successions: [][]byte{thief}}); r.OK || !slices.Contains(codes(r), "key-fork ") {
		t.Errorf("Verify with two successors of one key: ok = %v, problems %q, want key-fork", r.OK, codes(r))
	}
	if _, err := Verify(t.Context(), m.fs(), VerifyOptions{Successions: [][]byte{[]byte("x")}}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Verify with a statement that is none: err = %v, want invalid", err)
	}
}

func TestAnEndedKeySignsNothing(t *testing.T) {
	p := testPackage(t)
	_, msg := heir(t)
	second := testSigner(t, 2).Key().String()
	given := VerifyOptions{Signer: second, Successions: [][]byte{msg}}
	late, _ := seal(t, p)
	if r := verifyMem(t, late, given); r.OK || !slices.Contains(codes(r), "signer-ended log/checkpoint") {
		t.Errorf("sealed by the first key after its end: ok = %v, problems %q, want signer-ended", r.OK, codes(r))
	}
	p.Now = p.Now.AddDate(0, 0, -3)
	early, _ := seal(t, p)
	r := verifyMem(t, early, given)
	if !r.OK || !says(r.Proves, "custody.proves.predecessor") || !says(r.DoesNotProve, "custody.not.ended") {
		t.Errorf("sealed by the first key before its end: ok = %v, proves %v, does not prove %v, problems %q", r.OK, r.Proves, r.DoesNotProve, codes(r))
	}
	if r := verifyMem(t, early, VerifyOptions{Signer: second}); r.OK {
		t.Error("without the statement the first key counts for the second")
	}

	p = testPackage(t)
	p.Signer, _ = heir(t)
	p.Now = p.Now.AddDate(0, 0, -3)
	if _, err := Seal(t.Context(), make(memFolder), p); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Seal with a clock before the key's beginning: err = %v, want conflict", err)
	}
	p.Signer.past[0].At = p.Now // the statement itself says otherwise
	m, _ := seal(t, p)
	if r := verifyMem(t, m, VerifyOptions{}); r.OK || !slices.Contains(codes(r), "signer-early log/checkpoint") {
		t.Errorf("sealed by the second key before its beginning: ok = %v, problems %q, want signer-early", r.OK, codes(r))
	}
}

// A log that began under the first key says itself that another one signs it now.
func TestLogNamesTheNewKey(t *testing.T) {
	p := testPackage(t)
	var msg []byte
	p.Signer, msg = heir(t)
	head, log := keptBefore(t, p, testNow.AddDate(0, 0, -5))
	p.LogID, p.History = "case1", history(log)
	m, res := seal(t, p)
	if len(res.Entries) != 2 || res.Entries[0].Do != Rekeyed || res.Entries[0].Ref != "sha256:"+digestHex(msg) || res.Entries[1].Do != Sealed {
		t.Fatalf("Seal placed %+v, want rekeyed and sealed", res.Entries)
	}
	if r := verifyMem(t, m, VerifyOptions{Signer: testSigner(t, 1).Key().String()}); !r.OK {
		t.Errorf("Verify: problems %q", codes(r))
	}
	for _, e := range res.Entries {
		var err error
		if head, err = head.Follow(e); err != nil {
			t.Fatal(err)
		}
	}
	p.History = history(append(slices.Clone(log), res.Entries...))
	again, res := seal(t, p)
	if len(res.Entries) != 1 {
		t.Errorf("the second sealing placed %+v, want only sealed", res.Entries)
	}
	if r := verifyMem(t, again, VerifyOptions{}); !r.OK || r.Log.Size != head.Size+1 {
		t.Errorf("Verify: problems %q", codes(r))
	}

	silent := p
	silent.Signer = &Signer{p.Signer.note, p.Signer.key, nil} // as one would seal who hides the first key
	silent.History = history(log)
	m, _ = seal(t, silent)
	if r := verifyMem(t, m, VerifyOptions{Signer: testSigner(t, 1).Key().String()}); r.OK {
		t.Error("a package without the statement verifies by the first key")
	}
	dup := append(slices.Clone(log), res.Entries...)
	dup = dup[:len(log)]
	e, _, _, err := func() (Entry, []byte, Head, error) {
		var h Head
		for _, e := range dup {
			h, _ = h.Follow(e)
		}
		return h.Next(Entry{At: testNow, Do: Rekeyed, Who: "owner", Ref: "sha256:" + anyDigest})
	}()
	if err != nil {
		t.Fatal(err)
	}
	p.History = history(append(slices.Clone(dup), e))
	m, _ = seal(t, p)
	if r := verifyMem(t, m, VerifyOptions{}); r.OK || !slices.Contains(codes(r), "key-entry log/entries.jsonl") {
		t.Errorf("an entry that names no statement: ok = %v, problems %q, want key-entry", r.OK, codes(r))
	}
}

func TestClockSetBackIsSaid(t *testing.T) {
	p := testPackage(t)
	_, log := keptBefore(t, p, testNow)
	p.LogID, p.History, p.Now = "case1", history(log), testNow.Add(-time.Hour)
	m, res := seal(t, p)
	r := verifyMem(t, m, VerifyOptions{})
	if !r.OK || r.Log.ClockBack != 1 || !says(r.DoesNotProve, "custody.not.clock") || !res.Entries[0].At.Equal(testNow) {
		t.Errorf("Verify: ok = %v, clock set back %d times, does not prove %v", r.OK, r.Log.ClockBack, r.DoesNotProve)
	}
}

// testWitness signs what continues what it saw; its signatures are written here
// by hand, beside the library that reads them.
type testWitness struct {
	name string
	key  ed25519.PrivateKey
	at   time.Time
	size int64
	root tlog.Hash
}

func newTestWitness(name string, s seed) *testWitness {
	return &testWitness{name: name, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(s)}, 32)), at: testNow.Add(time.Minute)}
}

func (w *testWitness) material() []byte {
	return append([]byte{4}, w.key.Public().(ed25519.PublicKey)...)
}

func (w *testWitness) hash() []byte {
	sum := sha256.Sum256(append([]byte(w.name+"\n"), w.material()...))
	return sum[:4]
}

func (w *testWitness) vkey() string {
	return fmt.Sprintf("%s+%x+%s", w.name, w.hash(), base64.StdEncoding.EncodeToString(w.material()))
}

func (w *testWitness) Key() WitnessKey {
	k, err := ParseWitnessKey(w.vkey())
	if err != nil {
		panic(err)
	}
	return k
}

func (w *testWitness) Cosign(_ context.Context, checkpoint []byte, prove func(int64) ([]tlog.Hash, error)) ([]byte, error) {
	text, _, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	lines := strings.Split(string(text), "\n")
	var size int64
	if _, err := fmt.Sscan(lines[1], &size); err != nil {
		return nil, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return nil, err
	}
	if w.size > 0 {
		proof, err := prove(w.size)
		if err == nil {
			err = tlog.CheckTree(proof, size, root, w.size, w.root)
		}
		if err != nil {
			return nil, err
		}
	}
	w.size, w.root = size, root
	msg := fmt.Sprintf("cosignature/v1\ntime %d\n%s\n", w.at.Unix(), text)
	sig := binary.BigEndian.AppendUint64(w.hash(), uint64(w.at.Unix()))
	sig = append(sig, ed25519.Sign(w.key, []byte(msg))...)
	return fmt.Appendf(nil, "— someone.example AAAAAAAA\n— %s %s\n", w.name, base64.StdEncoding.EncodeToString(sig)), nil
}

func TestWitnessVouches(t *testing.T) {
	p := testPackage(t)
	a, b := newTestWitness("witness.example/a", 21), newTestWitness("witness.example/b", 22)
	p.Witnesses = []Witness{a, b}
	m, res := seal(t, p)
	if n := bytes.Count(m[checkpointFile], []byte("\n— ")); n != 3 || !bytes.Equal(res.Checkpoint, m[checkpointFile]) {
		t.Fatalf("the checkpoint has %d signatures, want 3:\n%s", n, m[checkpointFile])
	}
	if again, _ := seal(t, p); !bytes.Equal(again[checkpointFile], m[checkpointFile]) {
		t.Error("sealing again gives another checkpoint")
	}
	r := verifyMem(t, m, VerifyOptions{Witnesses: []string{a.vkey()}})
	if !r.OK || len(r.Witnesses) != 2 || !r.Witnesses[0].OK || r.Witnesses[1].OK || !r.Witnesses[0].Time.Equal(a.at) ||
		!says(r.Proves, "custody.proves.witness") || !says(r.DoesNotProve, "custody.not.witness") || !slices.Equal(r.VouchedBy, []string{ByWitness}) {
		t.Errorf("Verify: ok = %v, witnesses %+v, proves %v, does not prove %v, problems %q", r.OK, r.Witnesses, r.Proves, r.DoesNotProve, codes(r))
	}
	stranger := newTestWitness("witness.example/a", 23)
	r = verifyMem(t, m, VerifyOptions{Witnesses: []string{stranger.vkey()}})
	if !r.OK || len(r.VouchedBy) != 0 || !says(r.DoesNotProve, "custody.not.witnessed") {
		t.Errorf("Verify with a witness that did not sign: vouched by %v, does not prove %v", r.VouchedBy, r.DoesNotProve)
	}
	if _, err := Verify(t.Context(), m.fs(), VerifyOptions{Witnesses: []string{p.Signer.Key().String()}}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Verify with a key that is no witness's: err = %v, want invalid", err)
	}
	for name, change := range map[string]func(memFolder){
		"a byte of a signature": func(c memFolder) { c[checkpointFile][len(c[checkpointFile])-20] ^= 2 },
		"a signature dropped": func(c memFolder) {
			c[checkpointFile] = c[checkpointFile][:bytes.LastIndex(c[checkpointFile], []byte("— "))]
		},
		"all witnesses dropped": func(c memFolder) {
			delete(c, witnessesFile)
			c[checkpointFile] = c[checkpointFile][:bytes.Index(c[checkpointFile], []byte("— witness.example/a"))]
		},
		"the keys dropped":         func(c memFolder) { delete(c, witnessesFile) },
		"a key of somebody else's": func(c memFolder) { c[witnessesFile] = []byte(stranger.vkey() + "\n" + b.vkey() + "\n") },
		"a witness added by name":  func(c memFolder) { c[witnessesFile] = append(c[witnessesFile], stranger.vkey()+"\n"...) },
		"a signature twice": func(c memFolder) {
			c[checkpointFile] = append(c[checkpointFile], c[checkpointFile][bytes.LastIndex(c[checkpointFile], []byte("— ")):]...)
		},
	} {
		c := m.clone()
		for n, b := range c {
			c[n] = bytes.Clone(b)
		}
		change(c)
		if c[checkpointFile] != nil { // a forger mends the proof, which holds the checkpoint
			i := bytes.Index(c[proofFile], []byte("\n\n"))
			c[proofFile] = slices.Concat(c[proofFile][:i+2], c[checkpointFile])
		}
		forge(t, c)
		if r := verifyMem(t, c, VerifyOptions{Witnesses: []string{a.vkey()}}); r.OK {
			t.Errorf("%s: the package verifies", name)
		}
	}
}

// A witness that knows an older state of the log is given the proof that this one continues it.
func TestWitnessIsGivenTheProof(t *testing.T) {
	p := testPackage(t)
	w := newTestWitness("witness.example/a", 21)
	_, log := keptBefore(t, p, testNow.Add(-time.Hour))
	p.LogID, p.History, p.Witnesses = "case1", history(log), []Witness{w}
	_, res := seal(t, p)
	p.History = history(append(slices.Clone(log), res.Entries...))
	m, res := seal(t, p)
	if w.size != 5 || res.Head.Size != 5 {
		t.Errorf("the witness knows %d entries, the log has %d, want 5", w.size, res.Head.Size)
	}
	if r := verifyMem(t, m, VerifyOptions{Witnesses: []string{w.vkey()}}); !r.OK || !slices.Equal(r.VouchedBy, []string{ByWitness}) {
		t.Errorf("Verify: vouched by %v, problems %q", r.VouchedBy, codes(r))
	}
	p.History = history(log) // a second log of one name
	if _, err := Seal(t.Context(), make(memFolder), p); err == nil {
		t.Error("the witness signed a log that does not continue what it saw")
	}
}
