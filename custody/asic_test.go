package custody

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/internal/spill"

	"golang.org/x/crypto/ocsp"
)

// certified is a signer whose certificate a root of its own vouches for.
func certified(t testing.TB, kind string) (*CertificateSigner, *x509.Certificate) {
	t.Helper()
	root := newAuthority(t)
	var key crypto.Signer
	var err error
	if kind == "rsa" {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Ana Primer"}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		NotBefore: testNow.AddDate(-1, 0, 0), NotAfter: testNow.AddDate(1, 0, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, root.root, key.Public(), root.rootKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewCertificateSigner([]*x509.Certificate{cert, root.root}, key)
	if err != nil {
		t.Fatal(err)
	}
	return s, root.root
}

func sealASiC(t testing.TB, p Package, signer *CertificateSigner, stampers ...Stamper) []byte {
	t.Helper()
	var b bytes.Buffer
	a, err := NewASiC(&b, "dokazi", p.Now, nil)
	if err == nil {
		_, err = Seal(t.Context(), a, p)
	}
	if err == nil {
		err = a.Close(t.Context(), signer, stampers)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pool(certs ...*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certs {
		p.AddCert(c)
	}
	return p
}

func verifyASiC(t testing.TB, b []byte, roots *x509.CertPool) Report {
	t.Helper()
	r, err := VerifyZip(t.Context(), bytes.NewReader(b), int64(len(b)), VerifyOptions{Roots: roots})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func oddPackage(t testing.TB) Package {
	p := testPackage(t)
	p.Items = append(p.Items, textItem("100% & <č> \"a\".txt", "1"))
	return p
}

func TestASiC(t *testing.T) {
	a := newAuthority(t)
	for _, kind := range []string{"rsa", "ecdsa"} {
		signer, root := certified(t, kind)
		b := sealASiC(t, oddPackage(t), signer)
		if again := sealASiC(t, oddPackage(t), signer); !bytes.Equal(b, again) {
			t.Errorf("%s: two containers of the same package differ", kind)
		}
		r := verifyASiC(t, b, pool(root))
		if !r.OK || r.Container != "asic-e" || r.Kind != KindRecourse || len(r.Signatures) != 1 || !r.Signatures[0].OK || r.Signatures[0].Signer != "Ana Primer" ||
			!r.Signatures[0].Time.Equal(testNow.Truncate(time.Second)) || !slices.Equal(r.VouchedBy, []string{ByCertificate}) {
			t.Errorf("%s: Verify = %+v, problems %v", kind, r, r.Problems)
		}
		if r := verifyASiC(t, b, nil); !r.OK || r.Signatures[0].OK || !says(r.DoesNotProve, "custody.not.certificate") || len(r.VouchedBy) != 0 {
			t.Errorf("%s: Verify with no roots: ok = %v, vouched by %v, problems %v", kind, r.OK, r.VouchedBy, r.Problems)
		}
		p := oddPackage(t)
		p.Stampers = []Stamper{a}
		both := sealASiC(t, p, signer, a)
		if r := verifyASiC(t, both, pool(root, a.root)); !r.OK || len(r.Timestamps) != 2 || r.Timestamps[1].Of != "container" || !r.Timestamps[1].OK || len(r.VouchedBy) != 2 {
			t.Errorf("%s: Verify of a signed and stamped container: stamps %+v, vouched by %v, problems %v", kind, r.Timestamps, r.VouchedBy, r.Problems)
		}
	}
	p := oddPackage(t)
	p.Stampers = []Stamper{a, a}
	twice := unzipped(t, sealASiC(t, p, nil, a, a))
	if r := verifyASiC(t, rezip(t, twice), a.pool()); !r.OK || len(r.Timestamps) != 4 {
		t.Errorf("Verify of a container that was stamped twice: stamps %+v, problems %v", r.Timestamps, r.Problems)
	}
	maps.DeleteFunc(twice, func(name string, _ []byte) bool {
		return name == asicManifest(2) || strings.HasPrefix(name, asicToken(2, ""))
	})
	if r := verifyASiC(t, rezip(t, twice), a.pool()); r.OK || !slices.Contains(codes(r), "asic-missing "+asicToken(2, ".tst")) {
		t.Errorf("a time assertion and its manifest dropped: ok = %v, problems %q", r.OK, codes(r))
	}
	stamped := sealASiC(t, oddPackage(t), nil, a)
	if r := verifyASiC(t, stamped, a.pool()); !r.OK || len(r.Timestamps) != 1 || !slices.Equal(r.VouchedBy, []string{ByStamp}) {
		t.Errorf("Verify of a stamped container: stamps %+v, problems %v", r.Timestamps, r.Problems)
	}
	var out bytes.Buffer
	bare, err := NewASiC(&out, "dokazi", testNow, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := bare.Close(t.Context(), nil, nil); !errors.Is(err, recourse.Invalid) {
		t.Errorf("a container with neither signature nor stamp: err = %v, want invalid", err)
	}
}

// The container is what EN 319 162-1 asks, read without our own reader.
func TestASiCByTheStandard(t *testing.T) {
	signer, _ := certified(t, "ecdsa")
	b := sealASiC(t, oddPackage(t), signer, newAuthority(t))
	if !bytes.Equal(b[:4], []byte("PK\x03\x04")) || string(b[30:38]) != asicTypeFile || string(b[38:38+len(asicType)]) != asicType || b[28] != 0 || b[29] != 0 || b[8] != 0 || b[9] != 0 {
		t.Errorf("the container begins with %q: the type does not stand at byte 38, stored, without an extra field", b[:80])
	}
	for _, tool := range []string{"unzip", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a.asice")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	// The commands of doc/package.md, as they stand there.
	doc, err := os.ReadFile("../doc/package.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "## The ASiC-E container")
	var script strings.Builder
	for line := range strings.SplitSeq(rest, "\n") {
		if cmd, ok := strings.CutPrefix(line, "    $ "); ok {
			script.WriteString(cmd + "\n")
		}
	}
	rootPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signer.chain[1].Raw})
	if err := os.WriteFile(filepath.Join(dir, "root.pem"), rootPEM, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", strings.ReplaceAll(script.String(), "FILE.asice", "a.asice"))
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "No errors detected") || !strings.Contains(string(out), "CMS Verification successful") || !strings.Contains(string(out), "Verification: OK") || !strings.Contains(string(out), "CONTAINER OK") {
		t.Errorf("the commands of doc/package.md: %v\n%s\n%s", err, script.String(), out)
	}
}

// A certificate signs from the second on in which it comes into force, and not before or
// after: a container that nobody accepts is not written.
func TestASiCIsSignedWhileTheCertificateHolds(t *testing.T) {
	signer, root := certified(t, "ecdsa")
	from, to := signer.chain[0].NotBefore, signer.chain[0].NotAfter
	for _, at := range []time.Time{from, from.Add(time.Second), to} {
		p := testPackage(t)
		p.Now = at
		r := verifyASiC(t, sealASiC(t, p, signer), pool(root))
		if !r.OK || len(r.Signatures) != 1 || !r.Signatures[0].Time.Equal(at) {
			t.Errorf("sealed at %v: %+v, problems %v", at, r.Signatures, codes(r))
		}
	}
	for _, at := range []time.Time{from.Add(-time.Second), to.Add(time.Second)} {
		p := testPackage(t)
		p.Now = at
		a, err := NewASiC(io.Discard, "dokazi", at, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Seal(t.Context(), a, p); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(t.Context(), signer, nil); !errors.Is(err, recourse.Invalid) {
			t.Errorf("sealed at %v: %v, want invalid", at, err)
		}
	}
}

func TestASiCForgeriesAreFound(t *testing.T) {
	signer, root := certified(t, "ecdsa")
	a := newAuthority(t)
	p := testPackage(t)
	b := sealASiC(t, p, signer, a)
	roots := pool(root, a.root)
	for i := 0; i < len(b); i += max(1, len(b)/250) {
		c := bytes.Clone(b)
		c[i] ^= []byte{1, 0x20, 0x80}[i%3]
		if r := verifyASiC(t, c, roots); r.OK {
			t.Errorf("byte %d of %d changed: Verify says ok", i, len(b))
		}
	}
	other := testPackage(t)
	other.Items[0] = textItem("chat.txt", "Lena: I promise\n")
	thief, _ := certified(t, "ecdsa")
	forged := sealASiC(t, other, thief, a)
	for name, tt := range map[string]struct {
		change func(map[string][]byte)
		want   string
	}{
		"an item changed":                  {func(m map[string][]byte) { m["dokazi/data/chat.txt"] = []byte("x") }, "asic-changed dokazi/data/chat.txt"},
		"an item added":                    {func(m map[string][]byte) { m["dokazi/data/new.txt"] = []byte("x") }, "asic-uncovered data/new.txt"},
		"an item dropped":                  {func(m map[string][]byte) { delete(m, "dokazi/data/chat.txt") }, "asic-missing dokazi/data/chat.txt"},
		"the signature dropped":            {func(m map[string][]byte) { delete(m, asicSignature(1)) }, "asic-signature " + asicSignature(1)},
		"signature and manifest dropped":   {func(m map[string][]byte) { delete(m, asicSignature(1)); delete(m, asicManifest(1)) }, "asic-manifest " + asicManifest(1)},
		"all signatures dropped":           {func(m map[string][]byte) { dropMeta(m) }, "asic-manifest " + asicManifest(1)},
		"the time stamp's request dropped": {func(m map[string][]byte) { delete(m, asicToken(2, ".tsq")) }, "asic-missing " + asicToken(2, ".tsq")},
		"another's signature":              {func(m map[string][]byte) { m[asicSignature(1)] = unzipped(t, forged)[asicSignature(1)] }, "asic-signature " + asicSignature(1)},
		"another's time stamp":             {func(m map[string][]byte) { m[asicToken(2, ".tst")] = unzipped(t, forged)[asicToken(2, ".tst")] }, "stamp " + asicToken(2, ".tst")},
		"another type":                     {func(m map[string][]byte) { m[asicTypeFile] = []byte("application/zip") }, "asic-type mimetype"},
		"a file beside the signatures":     {func(m map[string][]byte) { m[asicDir+"note.txt"] = []byte("x") }, "asic-unexpected META-INF/note.txt"},
		"a manifest of another's signature": {func(m map[string][]byte) {
			m[asicManifest(1)] = bytes.Replace(m[asicManifest(1)], []byte("signature001.p7s"), []byte("signatures.xml"), 1)
		}, "asic-manifest " + asicManifest(1)},
		"a manifest with a space": {func(m map[string][]byte) { m[asicManifest(1)] = append(m[asicManifest(1)], ' ') }, "asic-manifest " + asicManifest(1)},
	} {
		m := unzipped(t, b)
		tt.change(m)
		r := verifyASiC(t, rezip(t, m), roots)
		if r.OK || !slices.Contains(codes(r), tt.want) {
			t.Errorf("%s: ok = %v, problems %q, want %q among them", name, r.OK, codes(r), tt.want)
		}
	}
	if r := verifyASiC(t, forged, roots); !r.OK || slices.Contains(r.VouchedBy, ByCertificate) {
		t.Errorf("a container that another signed: ok = %v, vouched by %v", r.OK, r.VouchedBy)
	}
	foreign := rezip(t, map[string][]byte{asicTypeFile: []byte(asicType), "a.txt": []byte("x"), asicDir + "signatures.xml": []byte("<x/>")})
	if r := verifyASiC(t, foreign, roots); r.OK || !slices.Contains(codes(r), "asic-foreign ") {
		t.Errorf("a container of others: ok = %v, problems %q", r.OK, codes(r))
	}
}

// What is done to the answers and lists beside a time assertion is found, but that one was
// dropped: then nothing is known of a revocation, and that is said.
func TestASiCAnswersAndListsAreHeld(t *testing.T) {
	a := newAuthority(t)
	a.revoke(t, testNow.AddDate(0, 0, -1), 0, time.Time{})
	listed := unzipped(t, sealASiC(t, testPackage(t), nil, a))
	good := ocsp.Response{Status: ocsp.Good, ThisUpdate: testNow.AddDate(0, 0, -1), NextUpdate: testNow.AddDate(0, 0, 6)}
	a.crls, a.answers = nil, a.answer(t, good, nil, nil)
	answered := unzipped(t, sealASiC(t, testPackage(t), nil, a))
	thief := newAuthority(t)
	answer, list := asicToken(1, answersPart), asicToken(1, ".crl.pem")
	for name, tt := range map[string]struct {
		of     map[string][]byte
		change func(map[string][]byte)
		state  string // of a container that holds
	}{
		"a list":               {listed, func(map[string][]byte) {}, NotRevoked},
		"an answer":            {answered, func(map[string][]byte) {}, NotRevoked},
		"the answer dropped":   {answered, func(m map[string][]byte) { delete(m, answer) }, RevocationUnknown},
		"the list emptied":     {listed, func(m map[string][]byte) { m[list] = nil }, RevocationUnknown},
		"the list dropped":     {listed, func(m map[string][]byte) { delete(m, list) }, ""},
		"words after a list":   {listed, func(m map[string][]byte) { m[list] = append(bytes.Clone(m[list]), "x"...) }, ""},
		"words after answers":  {answered, func(m map[string][]byte) { m[answer] = append(bytes.Clone(m[answer]), "x"...) }, ""},
		"another's answer":     {answered, func(m map[string][]byte) { m[answer] = thief.answer(t, good, nil, nil) }, ""},
		"an answer of no time": {listed, func(m map[string][]byte) { m[asicToken(2, answersPart)] = answered[answer] }, ""},
	} {
		m := maps.Clone(tt.of)
		tt.change(m)
		r := verifyASiC(t, rezip(t, m), a.pool())
		if r.OK != (tt.state != "") || r.OK && (len(r.Timestamps) != 1 || r.Timestamps[0].Revocation != tt.state) {
			t.Errorf("%s: ok = %v, stamps %+v, problems %q, want state %q", name, r.OK, r.Timestamps, codes(r), tt.state)
		}
		if tt.state == RevocationUnknown && !says(r.DoesNotProve, "custody.not.revocation") {
			t.Errorf("%s: does not prove %v, want that it was not revoked", name, r.DoesNotProve)
		}
	}
	a.crls, a.answers = nil, nil
	p := testPackage(t)
	p.Stampers = []Stamper{a}
	b := unzipped(t, sealASiC(t, p, nil, a))
	a.revoke(t, testNow.AddDate(0, 0, 1), 1, testNow)
	b[list] = a.crls
	if r := verifyASiC(t, rezip(t, b), a.pool()); r.OK || !slices.Contains(codes(r), "stamp "+asicToken(1, ".tst")) {
		t.Errorf("a list that revokes: ok = %v, problems %q", r.OK, codes(r))
	}
}

func dropMeta(m map[string][]byte) {
	for n := range m {
		if strings.HasPrefix(n, asicDir) {
			delete(m, n)
		}
	}
}

func unzipped(t testing.TB, b []byte) map[string][]byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	m := make(map[string][]byte)
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if m[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// rezip writes a zip as a container is written: the type first, what signs last.
func rezip(t testing.TB, m map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := newZipFiles(&b, spill.New(nil))
	if string(m[asicTypeFile]) == asicType {
		if err := createASiCType(zw); err != nil {
			t.Fatal(err)
		}
	} else if w, err := zw.stored(asicTypeFile, testNow); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write(m[asicTypeFile]); err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range m {
		if n != asicTypeFile {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := strings.HasPrefix(a, asicDir), strings.HasPrefix(b, asicDir); x != y {
			if x {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	for _, n := range names {
		w, err := zw.stored(n, testNow)
		if err == nil {
			_, err = w.Write(m[n])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzParseASiC(f *testing.F) {
	f.Add(formatASiC(asicSignature(1), cadesType, []asicRef{{"a/100% & <č>", []byte{1, 2, 3}}, {"a/b", nil}}))
	f.Add([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="no"?><!DOCTYPE a [<!ENTITY b "c">]><asic:ASiCManifest/>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseASiC("x", text)
		if err == nil && !bytes.Equal(formatASiC(d.signature, d.kind, d.refs), text) {
			t.Errorf("%q is read as %+v", text, d)
		}
	})
}

func FuzzCheckCAdES(f *testing.F) {
	signer, root := certified(f, "ecdsa")
	content := []byte("<manifest/>")
	sig, err := signer.sign(oidData, content, false, testNow)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sig)
	f.Add(bytes.Repeat([]byte{0x30, 0x80}, 100))
	f.Fuzz(func(t *testing.T, der []byte) {
		s, err := checkCAdES(der, content, pool(root))
		if err == nil && s.OK && !s.Time.Equal(testNow) {
			t.Errorf("a signature that the signer never gave: %+v", s)
		}
	})
}
