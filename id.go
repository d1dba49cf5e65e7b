package recourse

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a new name for a record: 26 lower-case characters of Crockford's
// base 32 that carry 128 random bits. An ID says nothing about what it names.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program where it would
	return idEncoding.EncodeToString(b[:])
}

// ValidID reports whether s has the form that [NewID] gives.
func ValidID(s string) bool {
	if len(s) != 26 {
		return false
	}
	return strings.Trim(s, "0123456789abcdefghjkmnpqrstvwxyz") == ""
}
