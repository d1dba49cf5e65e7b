package intake

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
)

// Keys are the public keys by which the signatures of mails are checked: TXT
// records of the DNS by their names, such as "s1._domainkey.firma.example".
type Keys map[string]string

// Bounds of a list of keys.
const (
	maxKeys    = 1000
	maxKeyLine = 64 << 10
)

// ReadKeys reads a list of keys, one a line: "NAME=RECORD", or a line of a zone
// as DNS tools print it, NAME [TTL] IN TXT "…" "…". Lines that begin with # or ;
// are comments. What cannot be read is an error of kind [recourse.Invalid].
func ReadKeys(r io.Reader) (Keys, error) {
	keys := make(Keys)
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxKeyLine)
	n := 0
	for s.Scan() {
		n++
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if err := keys.Add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d is longer than %d bytes: %w", n+1, maxKeyLine, recourse.Invalid)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return keys, nil
}

// Add adds the key of one line of a list.
func (k Keys) Add(line string) error {
	name, record, ok := strings.Cut(line, "=")
	if fields := strings.Fields(name); !ok || len(fields) != 1 {
		name, record, ok = zoneLine(line)
	}
	name = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(name), "."))
	if !ok || !strings.Contains(name, "._domainkey.") {
		return fmt.Errorf("%q is not SELECTOR._domainkey.DOMAIN=RECORD: %w", line[:runeStart(line, 120)], recourse.Invalid)
	}
	if _, err := parseKey(record); err != nil {
		return fmt.Errorf("key %s: %w", name, err)
	}
	if len(k) >= maxKeys {
		return fmt.Errorf("more than %d keys: %w", maxKeys, recourse.Invalid)
	}
	k[name] = strings.TrimSpace(record)
	return nil
}

// zoneLine reads NAME [TTL] [IN] TXT "…" "…".
func zoneLine(line string) (name, record string, ok bool) {
	head, rest, quoted := strings.Cut(line, `"`)
	fields := strings.Fields(head)
	if !quoted || len(fields) < 2 || !strings.EqualFold(fields[len(fields)-1], "TXT") {
		return "", "", false
	}
	var b strings.Builder
	for i, piece := range strings.Split(rest, `"`) {
		if i%2 == 0 {
			b.WriteString(piece)
		}
	}
	return fields[0], b.String(), true
}

// mailKey is a key record that was read. Its key is nil where it was taken back.
type mailKey struct {
	rsa    *rsa.PublicKey
	ed     ed25519.PublicKey
	strict bool // t=s: the identity is of the very domain
}

// Bounds of an RSA key: a shorter one can be broken (RFC 8301), a longer one
// costs time.
const (
	leastRSA = 1024
	mostRSA  = 8192
)

// parseKey reads a key record (RFC 6376, 3.6.1).
func parseKey(record string) (mailKey, error) {
	var k mailKey
	list, ok := tags(record)
	if v, given := list["v"]; !ok || given && v != "DKIM1" {
		return k, fmt.Errorf("not a DKIM key record: %w", recourse.Invalid)
	}
	p, given := list["p"]
	if !given {
		return k, fmt.Errorf("key record has no p=: %w", recourse.Invalid)
	}
	if !permits(list["h"], "sha256") || !permits(list["s"], "email") {
		return k, fmt.Errorf("key record is not for SHA-256 and mail: %w", recourse.Invalid)
	}
	k.strict = slices.Contains(strings.Split(noSpace(list["t"]), ":"), "s")
	if p = noSpace(p); p == "" {
		return k, nil
	}
	b, err := base64.StdEncoding.DecodeString(p)
	if err != nil {
		return k, fmt.Errorf("key is not base64: %w", recourse.Invalid)
	}
	switch list["k"] {
	case "", "rsa":
		k.rsa, err = parseRSA(b)
	case "ed25519":
		if k.ed = b; len(b) != ed25519.PublicKeySize {
			err = fmt.Errorf("ed25519 key has %d bytes: %w", len(b), recourse.Invalid)
		}
	default:
		err = fmt.Errorf("key of kind %q: %w", list["k"], recourse.Invalid)
	}
	return k, err
}

func parseRSA(b []byte) (*rsa.PublicKey, error) {
	var key *rsa.PublicKey
	if public, err := x509.ParsePKIXPublicKey(b); err == nil {
		key, _ = public.(*rsa.PublicKey)
	} else if pkcs1, err := x509.ParsePKCS1PublicKey(b); err == nil {
		key = pkcs1
	}
	if key == nil {
		return nil, fmt.Errorf("key is no RSA key: %w", recourse.Invalid)
	}
	if n := key.N.BitLen(); n < leastRSA || n > mostRSA {
		return nil, fmt.Errorf("RSA key has %d bits: %w", n, recourse.Invalid)
	}
	return key, nil
}

// permits reports whether a list with colons is empty or names want or all.
func permits(list, want string) bool {
	if list == "" {
		return true
	}
	all := strings.Split(strings.ToLower(noSpace(list)), ":")
	return slices.Contains(all, want) || slices.Contains(all, "*")
}
