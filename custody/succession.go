package custody

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"

	"golang.org/x/mod/sumdb/note"
)

// Succession says that one signing key took the place of another: a note that
// both have signed. Both have one name, so that the logs keep theirs.
type Succession struct {
	Old, New Key
	At       time.Time // UTC, whole seconds: Old signs nothing after, New nothing before
}

const (
	successionTitle = "recourse key succession v1"
	maxSuccession   = 4 << 10 // bytes of one statement
	// maxSuccessions is how many keys may have come before the one that signs.
	maxSuccessions = 32
	keysDir        = "log/keys/"
	noteExt        = ".note"
)

func successionFile(n int) string { return fmt.Sprintf("%s%d%s", keysDir, n, noteExt) }

func (s Succession) text() string {
	return strings.Join([]string{successionTitle, s.Old.text, s.New.text, stamp(s.At), ""}, "\n")
}

// SignSuccession returns the statement that next takes the place of old at a
// time, signed by both, as https://c2sp.org/signed-note has it.
func SignSuccession(old, next *Signer, at time.Time) ([]byte, error) {
	s := Succession{old.key, next.key, at.UTC().Truncate(time.Second)}
	if s.Old.Name() != s.New.Name() || s.Old.text == s.New.text {
		return nil, fmt.Errorf("key %s cannot follow %s: it must be another one of the same name: %w", s.New, s.Old, recourse.Invalid)
	}
	msg, err := note.Sign(&note.Note{Text: s.text()}, old.note, next.note)
	if err != nil {
		return nil, fmt.Errorf("sign succession: %w", err)
	}
	return msg, nil
}

// ParseSuccession reads a statement in its one canonical form. A signature that
// does not hold is an error of kind Denied, any other flaw one of kind Invalid.
func ParseSuccession(msg []byte) (Succession, error) {
	bad := fmt.Errorf("statement %.80q has not the form of a key succession: %w", msg, recourse.Invalid)
	lines := strings.Split(string(msg), "\n")
	if len(msg) > maxSuccession || len(lines) != 8 || lines[0] != successionTitle {
		return Succession{}, bad
	}
	var s Succession
	var err error
	if s.Old, err = ParseKey(lines[1]); err != nil {
		return Succession{}, bad
	}
	if s.New, err = ParseKey(lines[2]); err != nil {
		return Succession{}, bad
	}
	if s.At, err = time.Parse(stampForm, lines[3]); err != nil || s.Old.Name() != s.New.Name() || s.Old.text == s.New.text {
		return Succession{}, bad
	}
	n, err := note.Open(msg, note.VerifierList(s.Old.verifier, s.New.verifier))
	if err != nil || len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 {
		return Succession{}, fmt.Errorf("statement that %s follows %s is not signed by both: %w", s.New, s.Old, recourse.Denied)
	}
	want := s.text() + "\n"
	for i, key := range []Key{s.Old, s.New} {
		sig := n.Sigs[i]
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil || sig.Hash != key.verifier.KeyHash() {
			return Succession{}, bad
		}
		want += "— " + sig.Name + " " + sig.Base64 + "\n"
	}
	if want != string(msg) {
		return Succession{}, bad
	}
	return s, nil
}

// After returns the signer with the statements by which its key came into its
// place, the oldest first; a package that it signs carries them, so that who
// knows one of the earlier keys can follow them to this one.
func (s *Signer) After(statements [][]byte) (*Signer, error) {
	all, err := parseChain(statements, s.key)
	if err != nil {
		return nil, err
	}
	return &Signer{s.note, s.key, all}, nil
}

// Follows reports whether key is the earlier one, or statements lead from that one to
// it. Each statement must be signed by both of its keys, and the last be for key.
func (k Key) Follows(earlier Key, statements [][]byte) (bool, error) {
	all, err := parseChain(statements, k)
	if err != nil {
		return false, err
	}
	return newKeyring(all).leads(earlier.text, k.text), nil
}

// parseChain reads statements that lead, one after the other, to key.
func parseChain(statements [][]byte, key Key) ([]statement, error) {
	if len(statements) > maxSuccessions {
		return nil, fmt.Errorf("%d keys came before, at most %d may: %w", len(statements), maxSuccessions, recourse.Invalid)
	}
	all := make([]statement, len(statements))
	for i, msg := range statements {
		succ, err := ParseSuccession(msg)
		if err != nil {
			return nil, fmt.Errorf("key statement %d: %w", i+1, err)
		}
		all[i] = newStatement(succ, msg)
	}
	return all, checkChain(all, key)
}

// statement is a succession and the bytes that say it.
type statement struct {
	Succession
	msg []byte
	ref string // as an entry "rekeyed" names it
}

func newStatement(s Succession, msg []byte) statement {
	return statement{s, slices.Clone(msg), "sha256:" + digestHex(msg)}
}

// checkChain sees that statements lead, one after the other, to key.
func checkChain(all []statement, key Key) error {
	for i, s := range all {
		if i > 0 && (all[i-1].New.text != s.Old.text || s.At.Before(all[i-1].At)) {
			return fmt.Errorf("key statement %d does not follow the one before: %w", i+1, recourse.Invalid)
		}
	}
	if n := len(all); n > 0 && all[n-1].New.text != key.text {
		return fmt.Errorf("the last key statement is for %s, the signer is %s: %w", all[n-1].New, key, recourse.Invalid)
	}
	return nil
}

// rekeyings are the entries that a log still needs before key can sign it: one
// for each statement that is younger than the log and that it does not name.
func rekeyings(all []statement, began time.Time, named map[string]bool) []statement {
	var lacking []statement
	for _, s := range all {
		if !began.IsZero() && began.Before(s.At) && !named[s.ref] {
			lacking = append(lacking, s)
		}
	}
	return lacking
}

// readStatements reads the statements of a package, in their order.
func (b *bag) readStatements() []statement {
	var all []statement
	for n := 1; n <= maxSuccessions && b.tags[successionFile(n)] != nil; n++ {
		msg, err := b.small(successionFile(n), maxSuccession)
		if err == nil {
			var s Succession
			if s, err = ParseSuccession(msg); err == nil {
				all = append(all, newStatement(s, msg))
				continue
			}
		}
		b.report.explain("key-statement", successionFile(n), err.Error(), "statement")
		return nil
	}
	return all
}

// checkKeys sees that the statements of a package lead to the key that signed
// it, that the log names those that fall into its time, and that the key had
// begun and not ended.
func (b *bag) checkKeys(log *readState, key Key, all []statement) {
	if err := checkChain(all, key); err != nil {
		b.report.explain("key-statement", successionFile(len(all)), err.Error(), "statement")
		return
	}
	said := make(map[string]statement, len(all))
	for _, s := range all {
		said[s.ref] = s
	}
	named := make(map[string]bool)
	for _, e := range log.rekeyed {
		s, ok := said[e.Ref]
		if !ok || named[e.Ref] || e.At.Before(s.At) {
			b.report.explain("key-entry", entriesFile, fmt.Sprintf("entry %d: %s", e.N, e.Ref), "entry-ref", "n", int(e.N), "ref", e.Ref)
		}
		named[e.Ref] = true
	}
	for _, s := range rekeyings(all, log.began, named) {
		b.report.explain("key-entry", entriesFile, "no entry names "+s.ref, "no-entry", "ref", s.ref)
	}
	if n := len(all); n > 0 && log.last.At.Before(all[n-1].At) {
		b.report.explain("signer-early", checkpointFile, fmt.Sprintf("%s begins at %s, and this was sealed at %s", key, stamp(all[n-1].At), stamp(log.last.At)), "early", "key", key.String(), "from", stamp(all[n-1].At), "at", stamp(log.last.At))
	}
	for _, s := range all {
		b.report.Log.Earlier = append(b.report.Log.Earlier, EarlierKey{s.Old.text, s.At})
	}
}

// keyring is what a verifier knows of keys: the statements of the package, and
// those that it was given.
type keyring struct {
	next, before map[string]Succession // by the text of the old key, and of the new one
	forks        []string
}

func newKeyring(lists ...[]statement) keyring {
	k := keyring{make(map[string]Succession), make(map[string]Succession), nil}
	for _, s := range slices.Concat(lists...) {
		if was, ok := k.next[s.Old.text]; ok && was.New.text != s.New.text {
			k.forks = append(k.forks, s.Old.text)
		}
		k.next[s.Old.text], k.before[s.New.text] = s.Succession, s.Succession
	}
	return k
}

// leads reports whether the statements lead from one key to another.
func (k keyring) leads(from, to string) bool {
	for range 2 * maxSuccessions {
		if from == to {
			return true
		}
		s, ok := k.next[from]
		if !ok {
			return false
		}
		from = s.New.text
	}
	return false
}

// checkSigner compares the key that signed with the one that is expected, and
// with what is known of its time.
func (b *bag) checkSigner(expected string, given []statement) {
	l := b.report.Log
	if l == nil {
		if expected != "" {
			b.report.add("not-signed", "", "")
		}
		return
	}
	k := newKeyring(b.statements, given)
	for _, key := range k.forks {
		b.report.add("key-fork", "", key)
	}
	if s, ended := k.next[l.Signer]; ended {
		if l.SealedAt.After(s.At) {
			b.report.explain("signer-ended", checkpointFile, fmt.Sprintf("%s was replaced at %s, and this was sealed at %s", l.Signer, stamp(s.At), stamp(l.SealedAt)), "late", "key", l.Signer, "until", stamp(s.At), "at", stamp(l.SealedAt))
		}
		l.Ended = s.At
	}
	switch {
	case expected == "" || expected == l.Signer:
	case k.leads(expected, l.Signer):
		l.Successor = true
	case k.leads(l.Signer, expected):
		l.Predecessor = true
	default:
		b.report.add("unknown-signer", signerFile, l.Signer)
	}
}
