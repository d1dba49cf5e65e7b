package custody

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// answer makes the responder's answer about the leaf, signed by the root or by whom it
// named for that.
func (a *authority) answer(t testing.TB, r ocsp.Response, by *x509.Certificate, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	if r.SerialNumber == nil {
		r.SerialNumber = a.leaf.SerialNumber
	}
	if by == nil {
		by, key = a.root, a.rootKey
	} else {
		r.Certificate = by
	}
	der, err := ocsp.CreateResponse(a.root, by, r, key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemAnswer, Bytes: der})
}

// responder is a certificate of the root's for answering, or for what uses says.
func (a *authority) responder(t testing.TB, ends time.Time, uses ...x509.ExtKeyUsage) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Answers Primer"}, NotBefore: testNow.AddDate(-1, 0, 0), NotAfter: ends, ExtKeyUsage: uses}
	der, err := x509.CreateCertificate(rand.Reader, c, a.root, &key.PublicKey, a.rootKey)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return c, key
}

func TestAnswersAboutRevocation(t *testing.T) {
	const superseded, keyCompromise = ocsp.Superseded, ocsp.KeyCompromise
	day := func(n int) time.Time { return testNow.AddDate(0, 0, n) }
	good := ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-1), NextUpdate: day(6)}
	for name, tt := range map[string]struct {
		r     ocsp.Response
		state string
		void  bool
	}{
		"good, of that week":               {good, NotRevoked, false},
		"good, younger, without an end":    {ocsp.Response{Status: ocsp.Good, ThisUpdate: day(1)}, NotRevoked, false},
		"good, older, without an end":      {ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-1)}, RevocationUnknown, false},
		"good, and it had run out":         {ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-9), NextUpdate: day(-2)}, RevocationUnknown, false},
		"the responder does not know":      {ocsp.Response{Status: ocsp.Unknown, ThisUpdate: day(-1), NextUpdate: day(6)}, RevocationUnknown, false},
		"revoked before the stamp":         {ocsp.Response{Status: ocsp.Revoked, ThisUpdate: day(1), RevokedAt: day(-1), RevocationReason: superseded}, "", true},
		"revoked later, replaced":          {ocsp.Response{Status: ocsp.Revoked, ThisUpdate: day(9), RevokedAt: day(8), RevocationReason: superseded}, NotRevoked, false},
		"revoked later, its key is stolen": {ocsp.Response{Status: ocsp.Revoked, ThisUpdate: day(9), RevokedAt: day(8), RevocationReason: keyCompromise}, "", true},
		"about another certificate":        {ocsp.Response{Status: ocsp.Good, ThisUpdate: day(-1), NextUpdate: day(6), SerialNumber: big.NewInt(99)}, "", true},
	} {
		a := newAuthority(t)
		a.answers = a.answer(t, tt.r, nil, nil)
		a.expect(t, name, tt.state, tt.void)
	}

	a := newAuthority(t)
	a.expect(t, "no answer and no list", RevocationUnknown, false)
	named, key := a.responder(t, day(30), x509.ExtKeyUsageOCSPSigning)
	a.answers = a.answer(t, good, named, key)
	a.expect(t, "by whom the issuer named", NotRevoked, false)
	for name, use := range map[string]x509.ExtKeyUsage{"by a certificate for something else": x509.ExtKeyUsageServerAuth, "by one that may stamp": x509.ExtKeyUsageTimeStamping} {
		other, key := a.responder(t, day(30), use)
		a.answers = a.answer(t, good, other, key)
		a.expect(t, name, "", true)
	}
	ended, key := a.responder(t, day(-30), x509.ExtKeyUsageOCSPSigning)
	a.answers = a.answer(t, good, ended, key)
	a.expect(t, "by one that had ended", "", true)
	thief := newAuthority(t)
	a.answers = thief.answer(t, good, nil, nil)
	a.expect(t, "by another authority, of the same name and number", "", true)
	a.answers = []byte("-----BEGIN OCSP RESPONSE-----\nAAAA\n-----END OCSP RESPONSE-----\n")
	a.expect(t, "no answer at all", "", true)
}

func (a *authority) expect(t *testing.T, name, state string, void bool) {
	t.Helper()
	s, err := a.Stamp(t.Context(), []byte("message"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := CheckStamp([]byte("message"), s, a.pool())
	if (err != nil) != void || got.Revocation != state {
		t.Errorf("%s: CheckStamp = %+v, %v, want void %v and state %q", name, got, err, void, state)
	}
}

// A package keeps the answers, and one without them says that it cannot tell.
func TestPackageWithAnswers(t *testing.T) {
	a := newAuthority(t)
	a.answers = a.answer(t, ocsp.Response{Status: ocsp.Good, ThisUpdate: testNow.AddDate(0, 0, -1), NextUpdate: testNow.AddDate(0, 0, 6)}, nil, nil)
	p := testPackage(t)
	p.Stampers = []Stamper{a}
	m, _ := seal(t, p)
	file := stampFile(1, answersPart)
	r := verifyMem(t, m, VerifyOptions{Roots: a.pool()})
	if len(m[file]) == 0 || !r.OK || r.Timestamps[0].Revocation != NotRevoked {
		t.Fatalf("Verify = %+v with %d bytes in %s", r, len(m[file]), file)
	}
	for _, ph := range r.DoesNotProve {
		if ph.Key == "custody.not.revocation" {
			t.Error("it is said that revocation is not known")
		}
	}
	delete(m, file)
	if r := verifyMem(t, m, VerifyOptions{Roots: a.pool()}); r.OK {
		t.Error("the package verifies without the answers that its lists name")
	}
	forge(t, m)
	r = verifyMem(t, m, VerifyOptions{Roots: a.pool()})
	said := false
	for _, ph := range r.DoesNotProve {
		said = said || ph.Key == "custody.not.revocation"
	}
	if len(r.Timestamps) != 1 || r.Timestamps[0].Revocation != RevocationUnknown || !said {
		t.Errorf("without answers, its lists repaired: %+v, said %v; want unknown", r.Timestamps, said)
	}
}
