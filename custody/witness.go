package custody

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"

	cosig "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Witness is an outsider that remembers the newest checkpoint of each log and
// signs only one that continues it; package recourse/internal/stamp has one
// that uses the network.
type Witness interface {
	// Key is the witness's public key.
	Key() WitnessKey
	// Cosign returns the witness's signature lines on a checkpoint, in the form of
	// https://c2sp.org/tlog-cosignature. prove gives the proof that the log of the
	// checkpoint continues the one that had old entries. It is of kind Unavailable
	// where the witness does not answer.
	Cosign(ctx context.Context, checkpoint []byte, prove func(old int64) ([]tlog.Hash, error)) ([]byte, error)
}

const (
	// maxWitnesses is how many witnesses may sign one checkpoint.
	maxWitnesses  = 8
	witnessesFile = "log/witnesses.txt"
)

// WitnessKey is the public key of a witness, in the form name+hash+key of
// https://c2sp.org/signed-note with a signature type of
// https://c2sp.org/tlog-cosignature: Ed25519 (4) or ML-DSA-44 (6).
type WitnessKey struct {
	text     string
	verifier note.Verifier
}

// ParseWitnessKey reads a witness's key; spaces around it do not matter.
func ParseWitnessKey(s string) (WitnessKey, error) {
	s = strings.TrimSpace(s)
	bad := fmt.Errorf("witness's key %.200q has not the form name+hash+key: %w", s, recourse.Invalid)
	parts := strings.SplitN(s, "+", 3)
	if len(parts) != 3 || len(s) > 4<<10 {
		return WitnessKey{}, bad
	}
	data, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(data) == 0 || data[0] != 4 && data[0] != 6 {
		return WitnessKey{}, bad
	}
	v, err := cosig.NewVerifierForCosignatureV1(s)
	if err != nil || fmt.Sprintf("%08x", v.KeyHash()) != parts[1] || strings.ContainsFunc(parts[0], unprintable) {
		return WitnessKey{}, bad
	}
	return WitnessKey{s, v}, nil
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// String returns the key in the form that [ParseWitnessKey] reads.
func (k WitnessKey) String() string { return k.text }

// ed25519 reports a key whose signatures openssl checks.
func (k WitnessKey) ed25519() bool {
	return k.verifier != nil && len(k.text) < 512
}

// Name returns the name that the witness gives itself.
func (k WitnessKey) Name() string {
	if k.verifier == nil {
		return ""
	}
	return k.verifier.Name()
}

// AddCosignatures returns the checkpoint with the first valid signature of key
// among lines, which are what a witness answered. Signatures of other keys are
// ignored, as https://c2sp.org/tlog-witness asks. Where none is by key, the
// error is of kind Denied.
func AddCosignatures(checkpoint, lines []byte, key WitnessKey) ([]byte, error) {
	if key.verifier == nil || len(lines) > maxCheckpoint {
		return nil, fmt.Errorf("signatures of a witness cannot be read: %w", recourse.Invalid)
	}
	text, _, ok := splitNote(checkpoint)
	if !ok {
		return nil, fmt.Errorf("checkpoint %.80q is no note: %w", checkpoint, recourse.Invalid)
	}
	n, err := note.Open(slices.Concat(text, []byte("\n"), lines), note.VerifierList(key.verifier))
	if err != nil || len(n.Sigs) == 0 {
		return nil, fmt.Errorf("witness %s has not signed the checkpoint: %w", key.Name(), recourse.Denied)
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64); err != nil {
		return nil, fmt.Errorf("signature of witness %s is not in canonical form: %w", key.Name(), recourse.Invalid)
	}
	return fmt.Appendf(slices.Clone(checkpoint), "— %s %s\n", n.Sigs[0].Name, n.Sigs[0].Base64), nil
}

// splitNote parts a note's text, with its last line end, from its signatures.
func splitNote(msg []byte) (text, sigs []byte, ok bool) {
	i := bytes.LastIndex(msg, []byte("\n\n"))
	if i < 0 {
		return nil, nil, false
	}
	return msg[:i+1], msg[i+2:], true
}

// Cosigned is what a witness says in a package.
type Cosigned struct {
	Witness string    `json:"witness"` // the name that it gives itself
	Key     string    `json:"key"`
	Time    time.Time `json:"time"` // by the witness's clock
	// OK: it is one of the witnesses that the caller trusts.
	OK bool `json:"ok"`
}

// cosign asks the witnesses, one after the other, and returns the checkpoint
// with their signatures.
func (p Package) cosign(ctx context.Context, checkpoint []byte, prove func(old int64) ([]tlog.Hash, error)) ([]byte, error) {
	cosigned := checkpoint
	for i, w := range p.Witnesses {
		lines, err := w.Cosign(ctx, bytes.Clone(checkpoint), prove)
		if err == nil {
			cosigned, err = AddCosignatures(cosigned, lines, w.Key())
		}
		if err != nil {
			return nil, fmt.Errorf("witness %d: %w", i+1, err)
		}
	}
	return cosigned, nil
}

// consistency proves that the log whose entries lines gives continues the one of
// its first old entries.
func consistency(lines func(func(line []byte) error) error, old, size int64) ([]tlog.Hash, error) {
	if old < 0 || old > size {
		return nil, fmt.Errorf("log has %d entries and not %d: %w", size, old, recourse.Invalid)
	}
	if old == 0 {
		return nil, nil
	}
	var tree Tree
	if err := lines(tree.Add); err != nil {
		return nil, err
	}
	proof, err := tlog.ProveTree(size, old, tlog.HashReaderFunc(tree.read))
	if err != nil {
		return nil, fmt.Errorf("prove log: %w", err)
	}
	return proof, nil
}

// writeWitnesses writes the keys of the witnesses, one a line.
func (w *bagWriter) writeWitnesses(p Package) error {
	if len(p.Witnesses) == 0 {
		return nil
	}
	var b strings.Builder
	for _, witness := range p.Witnesses {
		b.WriteString(witness.Key().String() + "\n")
	}
	return w.write(witnessesFile, []byte(b.String()))
}

// checkWitnesses checks the signatures after the log's own: each must be by the
// witness that log/witnesses.txt names in its place. Whether a witness is one
// to trust is for the caller to say.
func (b *bag) checkWitnesses(checkpoint []byte, trusted []WitnessKey) {
	text, sigs, _ := splitNote(checkpoint)
	lines := strings.Split(strings.TrimSuffix(string(sigs), "\n"), "\n")[1:]
	bad := func(path, detail, key string, pairs ...any) { b.report.explain("witness", path, detail, key, pairs...) }
	if len(lines) != b.saidWitnesses {
		bad(checkpointFile, fmt.Sprintf("%d signatures of witnesses, bag-info.txt names %d", len(lines), b.saidWitnesses), "witness-count", "n", len(lines), "of", b.saidWitnesses)
	}
	if b.tags[witnessesFile] == nil && len(lines) == 0 {
		return
	}
	list, err := b.small(witnessesFile, maxCheckpoint)
	if err != nil {
		b.report.unreadable("witness", witnessesFile, err)
		return
	}
	keys := strings.Split(strings.TrimSuffix(string(list), "\n"), "\n")
	if len(keys) != len(lines) || len(keys) > maxWitnesses || !bytes.HasSuffix(list, []byte("\n")) {
		bad(witnessesFile, fmt.Sprintf("%d signatures of witnesses and %d keys", len(lines), len(keys)), "witness-keys", "n", len(lines), "of", len(keys))
		return
	}
	for i, line := range lines {
		key, err := ParseWitnessKey(keys[i])
		if err != nil || key.text != keys[i] || slices.Contains(keys[:i], keys[i]) {
			b.report.row("witness", witnessesFile, i+1, fmt.Sprintf("%.120q", keys[i]))
			continue
		}
		n, err := note.Open(slices.Concat(text, []byte("\n"+line+"\n")), note.VerifierList(key.verifier))
		if err != nil {
			bad(checkpointFile, fmt.Sprintf("the signature in place %d is not by %s", i+1, key.Name()), "witness-place", "n", i+1, "name", key.Name())
			continue
		}
		at, err := cosig.CoSigV1Timestamp(n.Sigs[0])
		if err != nil || at.Unix() < 0 || at.Year() > 9999 {
			bad(checkpointFile, fmt.Sprintf("the signature in place %d has no time", i+1), "witness-time", "n", i+1)
			continue
		}
		ok := slices.ContainsFunc(trusted, func(k WitnessKey) bool { return k.text == key.text })
		b.report.Witnesses = append(b.report.Witnesses, Cosigned{key.Name(), key.text, at.UTC(), ok})
	}
}
