package custody

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// The references of an entry that says that an item was kept or made.
const (
	recordPrefix = "record:"
	// Again is the reference of an entry Kept whose bytes were there already under the
	// same name: no record belongs to it.
	Again = "again"
)

// Record is what is known of an item and must not stand in a log, which outlives it.
type Record struct {
	Name      string
	Kind      string // as it was proposed when the item was handed in
	Origin    string
	MediaType string
}

// recordDomain begins what is hashed, so that it is the digest of nothing else.
const recordDomain = "recourse record v1\n"

// Ref is the reference of the entry that says that the item was kept or made: a digest
// under which the record cannot be changed, and which tells nothing of it to who does
// not have the salt. The salt has at least 128 random bits, serves one record and is
// kept beside it.
func (r Record) Ref(salt string) string {
	h := sha256.New()
	h.Write([]byte(recordDomain))
	for _, s := range []string{salt, r.Name, r.Kind, r.Origin, r.MediaType} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	return recordPrefix + hex.EncodeToString(h.Sum(nil))
}

// IsRecordRef reports whether an entry's reference is one of [Record.Ref].
func IsRecordRef(ref string) bool {
	sum, ok := strings.CutPrefix(ref, recordPrefix)
	return ok && isDigest(sum)
}
