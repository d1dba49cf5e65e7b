package intake

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/google/go-cmp/cmp"
)

// letterCRLF is a mail as it goes over the wire, with what signatures stumble
// over: folded fields, runs of blanks, empty lines at the end.
const letterCRLF = "From: Ana Primer <ana@firma.example>\r\nTo: petar@kupac.example\r\nSubject: Ponuda\r\n\tza decembar\r\n" +
	"Date: Mon, 19 Oct 2026 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"Dobar dan,  Petre.\t \r\n\r\nVidimo se.\r\n\r\n\r\n"

type testKey struct {
	signer crypto.Signer
	record string
}

func rsaKey(t testing.TB) testKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return testKey{k, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)}
}

func edKey(t testing.TB) testKey {
	t.Helper()
	public, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return testKey{k, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}
}

// signedBy signs the mail with another's program.
func signedBy(t testing.TB, k testKey, domain string, head, body dkim.Canonicalization) string {
	t.Helper()
	return signedLetter(t, letterCRLF, k, domain, head, body)
}

func signedLetter(t testing.TB, letter string, k testKey, domain string, head, body dkim.Canonicalization) string {
	t.Helper()
	var b bytes.Buffer
	err := dkim.Sign(&b, strings.NewReader(letter), &dkim.SignOptions{
		Domain: domain, Selector: "s1", Signer: k.signer, HeaderCanonicalization: head, BodyCanonicalization: body,
		HeaderKeys: []string{"From", "To", "Subject", "Date", "From"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const keyName = "s1._domainkey.firma.example"

func TestSignaturesAreCheckedAsFarAsTheKeysReach(t *testing.T) {
	key, other, ed := rsaKey(t), rsaKey(t), edKey(t)
	const relaxed, simple = dkim.CanonicalizationRelaxed, dkim.CanonicalizationSimple
	mail := signedBy(t, key, "firma.example", relaxed, relaxed)
	for _, tt := range []struct {
		name, mail string
		key        string
		body       string
		result     string
		why        string
	}{
		{"relaxed", mail, key.record, BodyUnchanged, SignatureGood, ""},
		{"simple", signedBy(t, key, "firma.example", simple, simple), key.record, BodyUnchanged, SignatureGood, ""},
		{"Ed25519", signedBy(t, ed, "firma.example", relaxed, simple), ed.record, BodyUnchanged, SignatureGood, ""},
		{"saved with the line ends of a file", strings.ReplaceAll(mail, "\r\n", "\n"), key.record, BodyUnchanged, SignatureGood, ""},
		{"without its key the body is still checked", mail, "", BodyUnchanged, SignatureNotChecked, whyNoKey},
		{"one letter of the body changed, and no key", strings.Replace(mail, "Vidimo", "Vidima", 1), "", BodyChanged, SignatureBad, whyBody},
		{"a line put under the body", mail + "Novi racun.\r\n", key.record, BodyChanged, SignatureBad, whyBody},
		{"the subject changed", strings.Replace(mail, "Ponuda", "Opomena", 1), key.record, BodyUnchanged, SignatureBad, whySignature},
		{"a field put on top is not covered", "X-A: b\r\n" + mail, key.record, BodyUnchanged, SignatureGood, ""},
		{"a second sender put on top", "From: x@tudja.example\r\n" + mail, key.record, BodyUnchanged, SignatureBad, whySeveralFrom},
		{"another key", mail, other.record, BodyUnchanged, SignatureBad, whySignature},
		{"a key of another kind", mail, ed.record, BodyUnchanged, SignatureBad, whyKey},
		{"a key that was taken back", mail, "v=DKIM1; p=", BodyUnchanged, SignatureBad, whyRevoked},
		{"an algorithm of old", strings.Replace(mail, "a=rsa-sha256", "a=rsa-sha1", 1), key.record, "", SignatureNotChecked, whyAlgorithm},
		{"a tag twice", strings.Replace(mail, "v=1;", "v=1; v=1;", 1), key.record, "", SignatureBad, whyMalformed},
		{"a broken signature in base64", strings.Replace(mail, " b=", " b=*", 1), key.record, BodyUnchanged, SignatureBad, whyMalformed},
	} {
		keys := Keys{}
		if tt.key != "" {
			keys[keyName] = tt.key
		}
		f := Read(t.Context(), memory("a.eml", []byte(tt.mail)), Options{Keys: keys})
		if f.Auth == nil || len(f.Auth.Signatures) != 1 {
			t.Errorf("%s: auth %+v, want one signature", tt.name, f.Auth)
			continue
		}
		s := f.Auth.Signatures[0]
		if s.Body != tt.body || s.Result != tt.result || s.Why != tt.why || s.Aligned == (tt.why == whySeveralFrom || tt.why == whyMalformed && s.Domain == "") {
			t.Errorf("%s: %+v, want body %q, %s, why %q", tt.name, s, tt.body, tt.result, tt.why)
		}
		if lines := f.MailLines(); len(lines) == 0 {
			t.Errorf("%s: nothing is said", tt.name)
		}
	}
}

// The other program that verifies must be of the same mind on what was changed
// anywhere in a signed mail.
func TestAnotherVerifierIsOfTheSameMind(t *testing.T) {
	key := rsaKey(t)
	mail := signedBy(t, key, "firma.example", dkim.CanonicalizationRelaxed, dkim.CanonicalizationSimple)
	good := 0
	for at := 0; at < len(mail); at += 7 {
		changed := mail[:at] + " " + mail[at:]
		if at%2 == 0 {
			changed = mail[:at] + "q" + mail[at+1:]
		}
		theirs, err := dkim.VerifyWithOptions(strings.NewReader(changed), &dkim.VerifyOptions{
			LookupTXT: func(string) ([]string, error) { return []string{key.record}, nil },
		})
		if err != nil || len(theirs) != 1 {
			continue // it reads no mail, or no signature, there
		}
		m := headerFields(changed, true)
		v := verifier{mail: &m, keys: Keys{keyName: key.record}, bodies: make(map[bodyForm]bodySum)}
		ours := v.dkim()
		if len(ours) != 1 {
			t.Errorf("changed at %d: %d signatures, want 1", at, len(ours))
			continue
		}
		if isGood := ours[0].Result == SignatureGood; isGood != (theirs[0].Err == nil) {
			t.Errorf("changed at %d (%q): we say %+v, they say %v", at, changed[max(0, at-20):min(len(changed), at+20)], ours[0], theirs[0].Err)
		} else if isGood {
			good++
		}
	}
	if good == 0 {
		t.Error("no change left the signature good: blanks in relaxed fields must")
	}
}

// With l= only the beginning of the body is signed. No library signs so any
// more, so the test does it by hand.
func TestASignatureOverTheBeginningIsSaidToBeOne(t *testing.T) {
	key := rsaKey(t)
	const body = "Dobar dan.\r\n"
	bh := sha256.Sum256([]byte(body))
	sign := func(limit int) string {
		field := fmt.Sprintf("DKIM-Signature: v=1; a=rsa-sha256; d=firma.example; s=s1; h=from; l=%d; bh=%s; b=", limit, base64.StdEncoding.EncodeToString(bh[:]))
		digest := sha256.Sum256([]byte("From: ana@firma.example\r\n" + field))
		sig, err := key.signer.Sign(rand.Reader, digest[:], crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return field + base64.StdEncoding.EncodeToString(sig) + "\r\nSubject: x\r\nFrom: ana@firma.example\r\n\r\n"
	}
	for _, tt := range []struct {
		name, mail, body, result string
	}{
		{"all of it", sign(len(body)) + body, BodyPartly, SignatureGood},
		{"text put under it", sign(len(body)) + body + "Novi racun: 1.\r\n", BodyPartly, SignatureGood},
		{"less than was signed", sign(len(body)+1) + body, BodyChanged, SignatureBad},
		{"a length that is none", sign(-1) + body, "", SignatureBad},
	} {
		f := Read(t.Context(), memory("a.eml", []byte(tt.mail)), Options{Keys: Keys{keyName: key.record}})
		if s := f.Auth.Signatures[0]; s.Body != tt.body || s.Result != tt.result {
			t.Errorf("%s: %+v, want body %q, %s", tt.name, s, tt.body, tt.result)
		}
	}
}

func arcMail(t testing.TB) (string, Keys) {
	t.Helper()
	b, err := os.ReadFile("testdata/arc.eml")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.Open("testdata/arc.keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	keys, err := ReadKeys(list)
	if err != nil || len(keys) != 3 {
		t.Fatalf("ReadKeys = %d keys, %v", len(keys), err)
	}
	return string(b), keys
}

// arc.eml was signed and sealed by another program, in two sets.
func TestSealsOfServersOnTheWay(t *testing.T) {
	mail, keys := arcMail(t)
	const newest = "ARC-Seal: i=2; cv=pass"
	without := func(start, end string) string {
		i := strings.Index(mail, start)
		return mail[:i] + mail[i+strings.Index(mail[i:], end):]
	}
	for _, tt := range []struct {
		name, mail string
		keys       Keys
		chain      Chain
		results    string // of the message signature and the seals, the newest first
	}{
		{"as it came", mail, keys, Chain{2, ChainWhole, "", "pass", "prenos.example"}, "good good good"},
		{"without keys", mail, nil, Chain{2, ChainWhole, "", "pass", "prenos.example"}, "no-key no-key no-key"},
		{"the text changed", strings.Replace(mail, "zidu", "stolu", 1), keys, Chain{2, ChainWhole, "", "pass", "prenos.example"}, "body-changed good good"},
		{"an older result changed", strings.Replace(mail, "i=1; mx.lista.example; arc=none;\r\n  spf=pass", "i=1; mx.lista.example; arc=none;\r\n  spf=fail", 1), keys, Chain{2, ChainWhole, "", "pass", "prenos.example"}, "good wrong-signature wrong-signature"},
		{"a number twice", strings.Replace(mail, newest, "ARC-Seal: i=1; cv=pass", 1), keys, Chain{2, ChainBroken, "twice", "", ""}, ""},
		{"a number that is none", strings.Replace(mail, newest, "ARC-Seal: i=51; cv=pass", 1), keys, Chain{0, ChainBroken, "instance", "", ""}, ""},
		{"a seal taken out", without("ARC-Seal: i=1", "ARC-Message-Signature: i=1"), keys, Chain{2, ChainBroken, "gap", "", ""}, ""},
		{"a first seal that speaks of one before", strings.Replace(mail, "i=1; cv=none", "i=1; cv=pass", 1), keys, Chain{2, ChainBroken, "cv", "", ""}, ""},
		{"a server that found it broken", strings.Replace(mail, newest, "ARC-Seal: i=2; cv=fail", 1), keys, Chain{2, ChainBroken, "fail", "", ""}, ""},
	} {
		f := Read(t.Context(), memory("a.eml", []byte(tt.mail)), Options{Keys: tt.keys})
		if f.Auth == nil || f.Auth.Chain == nil {
			t.Errorf("%s: no chain", tt.name)
			continue
		}
		if d := cmp.Diff(tt.chain, *f.Auth.Chain); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
		var got []string
		for _, s := range f.Auth.Signatures {
			if s.Kind != "dkim" {
				got = append(got, first(s.Why, s.Result))
			}
		}
		if r := strings.Join(got, " "); r != tt.results {
			t.Errorf("%s: %q, want %q", tt.name, r, tt.results)
		}
	}
}

func TestKeysAreReadAsToolsPrintThem(t *testing.T) {
	k := edKey(t)
	record := strings.TrimPrefix(k.record, "v=DKIM1; ")
	for _, tt := range []struct {
		name, line string
		ok         bool
	}{
		{"name and record", "s1._domainkey.firma.example=" + k.record, true},
		{"no version", "S1._DomainKey.Firma.example = " + record, true},
		{"a line of a zone", "s1._domainkey.firma.example. 300 IN TXT \"v=DKIM1; k=ed25519; \" \"" + strings.TrimPrefix(record, "k=ed25519; ") + `"`, true},
		{"a comment", "# s1", true},
		{"no key's name", "firma.example=" + k.record, false},
		{"no record", "s1._domainkey.firma.example", false},
		{"a record of something else", "s1._domainkey.firma.example=v=spf1 -all", false},
		{"an RSA key that is none", "s1._domainkey.firma.example=v=DKIM1; p=AAAA", false},
		{"a key for SHA-1 alone", "s1._domainkey.firma.example=h=sha1; " + record, false},
		{"a line without end", strings.Repeat("a", maxKeyLine+1), false},
	} {
		keys, err := ReadKeys(strings.NewReader(tt.line + "\n"))
		if (err == nil) != tt.ok {
			t.Errorf("%s: ReadKeys = %v, %v", tt.name, keys, err)
		}
		if _, found := keys[keyName]; tt.ok && !found && tt.line[0] != '#' {
			t.Errorf("%s: keys = %v", tt.name, keys)
		}
	}
	var many strings.Builder
	for i := range maxKeys + 1 {
		fmt.Fprintf(&many, "s%d._domainkey.firma.example=%s\n", i, record)
	}
	if _, err := ReadKeys(strings.NewReader(many.String())); err == nil {
		t.Errorf("%d keys were taken", maxKeys+1)
	}
}

func TestTheWorkOnSignaturesIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; l=%d; bh=AA==; b=AA==\n", i)
	}
	b.WriteString("From: a@a.example\nTo: b@b.example\nSubject: x\n\nx\n")
	f := Read(t.Context(), memory("a.eml", []byte(b.String())), Options{})
	if n := len(f.Auth.Signatures); n != maxSignatures {
		t.Errorf("signatures = %d, want %d", n, maxSignatures)
	}
	hashed := slices.DeleteFunc(f.Auth.Signatures, func(s Signature) bool { return s.Body == "" })
	if len(hashed) != maxBodyHashes {
		t.Errorf("the body was hashed for %d signatures, want %d", len(hashed), maxBodyHashes)
	}
	long := "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AA==; b=AA==\nFrom: a@a.example\nTo: b@b.example\n" + strings.Repeat("X-Y: z\n", maxFieldLines) + "\nx\n"
	f = Read(t.Context(), memory("a.eml", []byte(long)), Options{})
	if s := f.Auth.Signatures; len(s) != 1 || s[0].Why != whyTooLarge {
		t.Errorf("signatures = %+v, want one that was not checked because the head is too long", s)
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("s1._domainkey.firma.example=v=DKIM1; k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	f.Add("s1._domainkey.firma.example. 300 IN TXT \"v=DKIM1; \" \"p=\"")
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ReadKeys(strings.NewReader(text))
		if err != nil {
			return
		}
		for name, record := range keys {
			if _, err := parseKey(record); err != nil || !strings.Contains(name, "._domainkey.") {
				t.Errorf("key %q = %q was taken: %v", name, record, err)
			}
		}
	})
}
