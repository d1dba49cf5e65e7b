package intake

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// Signature is one signature of a mail, and what checking it gave. Its body is
// checked without a key; whether the signature is the domain's own only with one.
type Signature struct {
	Kind      string `json:"kind"` // dkim; of ARC: arc-message arc-seal
	Instance  int    `json:"instance,omitempty"`
	Domain    string `json:"domain"`
	Selector  string `json:"selector,omitempty"`
	Algorithm string `json:"algorithm,omitempty"`
	Body      string `json:"body,omitempty"` // unchanged partly changed; empty where it was not checked
	Result    string `json:"result"`         // good bad not-checked
	Why       string `json:"why,omitempty"`  // of what is not good
	// Aligned reports whether the domain is the sender's own or of one site with it.
	Aligned bool `json:"aligned"`
}

// What a check can give.
const (
	SignatureGood       = "good"
	SignatureBad        = "bad"
	SignatureNotChecked = "not-checked"

	BodyUnchanged = "unchanged"
	BodyPartly    = "partly" // what was signed is unchanged; more was added below it or could be
	BodyChanged   = "changed"
)

// Why a signature is not good.
const (
	whyMalformed   = "malformed"
	whyFrom        = "from-not-signed"
	whySeveralFrom = "several-from"
	whyBody        = "body-changed"
	whySignature   = "wrong-signature"
	whyRevoked     = "key-revoked"
	whyKey         = "wrong-key"
	whyNoKey       = "no-key"
	whyAlgorithm   = "algorithm"
	whyTooLarge    = "too-large"
	whyRebuilt     = "rebuilt"
)

// KeyName is the name under which the signature's key stands in the DNS.
func (s Signature) KeyName() string { return s.Selector + "._domainkey." + s.Domain }

func (s Signature) end(result, why string) Signature {
	s.Result, s.Why = result, why
	return s
}

// Bounds of the work on one mail's signatures.
const (
	maxSignatures = 20
	maxBodyHashes = 8 // a body is hashed once for each way of reading it
	maxSigned     = 500
)

// verifier checks the signatures of one mail.
type verifier struct {
	mail   *rawMail
	keys   Keys
	from   string // the domain of the sender's address
	bodies map[bodyForm]bodySum
}

type bodyForm struct {
	relaxed bool
	limit   int64
}

type bodySum struct {
	sum    string
	length int64
}

// dkim checks the DKIM signatures of the mail, the topmost first.
func (v *verifier) dkim() []Signature {
	var list []Signature
	at := v.mail.all("dkim-signature")
	for _, i := range at[:min(len(at), maxSignatures)] {
		list = append(list, v.message(v.mail.fields[i], "dkim"))
	}
	return list
}

// claim reads what a signature says of itself.
func (v *verifier) claim(f field, kind string) (Signature, map[string]string, bool) {
	list, ok := tags(f.value)
	s := Signature{
		Kind: kind, Domain: hostName(list["d"]), Selector: hostName(list["s"]), Algorithm: strings.ToLower(shortened(list["a"])),
	}
	s.Aligned = sameSite(s.Domain, v.from)
	return s, list, ok && s.Domain != "" && s.Selector != "" && list["b"] != ""
}

// message checks one signature over head and body: of DKIM (RFC 6376), or an
// ARC-Message-Signature, which has the same form (RFC 8617).
func (v *verifier) message(f field, kind string) Signature {
	s, list, ok := v.claim(f, kind)
	form, known := canonicalOf(list["c"])
	names := strings.Split(strings.ToLower(noSpace(list["h"])), ":")
	limit, fits := bodyLimit(list["l"])
	if !ok || !known || !fits || list["bh"] == "" || len(names) > maxSigned || kind == "dkim" && (list["v"] != "1" || !within(list["i"], s.Domain)) {
		return s.end(SignatureBad, whyMalformed)
	}
	if s.Algorithm != "rsa-sha256" && s.Algorithm != "ed25519-sha256" {
		return s.end(SignatureNotChecked, whyAlgorithm)
	}
	if v.mail.rebuilt {
		return s.end(SignatureNotChecked, whyRebuilt)
	}
	if !v.mail.whole {
		return s.end(SignatureNotChecked, whyTooLarge)
	}
	if s.Body, ok = v.body(form.body, limit, noSpace(list["bh"])); !ok {
		return s.end(SignatureNotChecked, whyTooLarge)
	}
	switch {
	case s.Body == BodyChanged:
		return s.end(SignatureBad, whyBody)
	case kind == "dkim" && !slices.Contains(names, "from"):
		return s.end(SignatureBad, whyFrom)
	case kind == "dkim" && len(v.mail.all("from")) > 1:
		return s.end(SignatureBad, whySeveralFrom)
	}
	signed := v.mail.signedHead(names, form.head) + headLine(unsigned(f), form.head)
	return v.verify(s, list, signed)
}

// bodyLimit reads the tag l=; -1 is none.
func bodyLimit(l string) (int64, bool) {
	if l == "" {
		return -1, true
	}
	n, err := strconv.ParseInt(l, 10, 64)
	return n, err == nil && n >= 0
}

// within reports whether the identity i= is of the domain or below it.
func within(identity, domain string) bool {
	if identity == "" {
		return true
	}
	_, at, ok := cutLast(strings.ToLower(identity), "@")
	return ok && (at == domain || strings.HasSuffix(at, "."+domain))
}

// body compares the body with the hash that was signed. It reports false where
// it was hashed in too many ways already.
func (v *verifier) body(relaxed bool, limit int64, want string) (string, bool) {
	form := bodyForm{relaxed, limit}
	got, done := v.bodies[form]
	if !done {
		if len(v.bodies) >= maxBodyHashes {
			return "", false
		}
		h := sha256.New()
		got.length = hashBody(h, v.mail.body, relaxed, limit)
		got.sum = base64.StdEncoding.EncodeToString(h.Sum(nil))
		v.bodies[form] = got
	}
	switch {
	case got.sum != want || got.length < limit:
		return BodyChanged, true
	case limit >= 0:
		return BodyPartly, true
	}
	return BodyUnchanged, true
}

// verify checks the signature itself, where its key is at hand.
func (v *verifier) verify(s Signature, list map[string]string, signed string) Signature {
	record, ok := v.keys[s.KeyName()]
	if !ok {
		return s.end(SignatureNotChecked, whyNoKey)
	}
	key, err := parseKey(record)
	if err != nil {
		return s.end(SignatureBad, whyKey)
	}
	sig, err := base64.StdEncoding.DecodeString(noSpace(list["b"]))
	if err != nil {
		return s.end(SignatureBad, whyMalformed)
	}
	_, at, _ := cutLast(strings.ToLower(list["i"]), "@")
	digest := sha256.Sum256([]byte(signed))
	good := false
	switch {
	case key.rsa == nil && key.ed == nil:
		return s.end(SignatureBad, whyRevoked)
	case key.strict && at != "" && at != s.Domain:
		return s.end(SignatureBad, whyKey)
	case s.Algorithm == "rsa-sha256" && key.rsa != nil:
		good = rsa.VerifyPKCS1v15(key.rsa, crypto.SHA256, digest[:], sig) == nil
	case s.Algorithm == "ed25519-sha256" && key.ed != nil:
		good = ed25519.Verify(key.ed, digest[:], sig)
	default:
		return s.end(SignatureBad, whyKey)
	}
	if !good {
		return s.end(SignatureBad, whySignature)
	}
	return s.end(SignatureGood, "")
}
