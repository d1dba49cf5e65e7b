package custody

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"

	"github.com/digitorus/timestamp"
)

func TestCheckStamp(t *testing.T) {
	other := newAuthority(t)
	for _, tc := range []struct {
		name string
		make func(a *authority)
		mend func(s *Stamp)
		uses []asn1.ObjectIdentifier
		want string // part of the error; empty where it holds
	}{
		{name: "a good stamp"},
		{name: "another nonce", make: func(a *authority) { a.change = func(t *timestamp.Timestamp) { t.Nonce = big.NewInt(7) } }, want: "another request"},
		{name: "no nonce", make: func(a *authority) { a.change = func(t *timestamp.Timestamp) { t.Nonce = nil } }, want: "another request"},
		{name: "no certificate", make: func(a *authority) { a.change = func(t *timestamp.Timestamp) { t.AddTSACertificate = false } }, want: "certificate"},
		{
			name: "on other bytes",
			make: func(a *authority) {
				a.change = func(t *timestamp.Timestamp) { s := sha256.Sum256([]byte("x")); t.HashedMessage = s[:] }
			},
			want: "something else",
		},
		{name: "a certificate for servers", uses: []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 1}}, want: "not for stamping time alone"},
		{name: "a certificate for servers too", uses: []asn1.ObjectIdentifier{oidTimeStamping, {1, 3, 6, 1, 5, 5, 7, 3, 1}}, want: "not for stamping time alone"},
		{name: "after the certificate ended", make: func(a *authority) { a.at = testNow.AddDate(2, 0, 0) }, want: "its chain"},
		{name: "a flipped byte in the answer", mend: func(s *Stamp) { s.Response[len(s.Response)-9] ^= 1 }, want: "verification failure"},
		{name: "an answer that is none", mend: func(s *Stamp) { s.Response = []byte{0x30, 0x80, 0x30} }, want: "answer"},
		{name: "an answer nested without end", mend: func(s *Stamp) { s.Response = bytes.Repeat([]byte{0x30, 0x80}, 1<<21) }, want: "too long"},
		{name: "an answer nested as deep as it may be", mend: func(s *Stamp) { s.Response = bytes.Repeat([]byte{0x30, 0x80}, maxToken/2) }, want: "answer"},
		{name: "an empty request", mend: func(s *Stamp) { s.Request = nil }, want: "request"},
		{name: "another root alone", mend: func(s *Stamp) { s.Chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: other.root.Raw}) }},
		{name: "a chain that cannot be read", mend: func(s *Stamp) {
			s.Chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})
		}, want: "chain"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newAuthority(t, tc.uses...)
			if tc.make != nil {
				tc.make(a)
			}
			s, err := a.Stamp(t.Context(), []byte("message"))
			if err != nil {
				t.Fatal(err)
			}
			if tc.mend != nil {
				tc.mend(&s)
			}
			got, err := CheckStamp([]byte("message"), s, a.pool())
			switch {
			case tc.want == "" && (err != nil || !got.OK || !got.Time.Equal(a.at) || got.Authority != "Stamps Primer"):
				t.Errorf("CheckStamp = %+v, %v, want the stamp of %v to hold", got, err, a.at)
			case tc.want != "" && (!errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tc.want) || got.OK):
				t.Errorf("CheckStamp = %+v, %v, want an error of kind invalid that says %q", got, err, tc.want)
			}
		})
	}
}

func TestStampByAnAuthorityThatNobodyKnowsIsNotOK(t *testing.T) {
	a := newAuthority(t)
	s, err := a.Stamp(t.Context(), []byte("message"))
	if err != nil {
		t.Fatal(err)
	}
	for name, roots := range map[string]*x509.CertPool{"none": nil, "others": newAuthority(t).pool()} {
		if got, err := CheckStamp([]byte("message"), s, roots); err != nil || got.OK || got.Time.IsZero() || got.Root == "" {
			t.Errorf("roots %s: CheckStamp = %+v, %v, want a stamp that is shown and not ok", name, got, err)
		}
	}
}

func TestACertificateThatTakesNoPartIsNamed(t *testing.T) {
	a, stranger := newAuthority(t), newAuthority(t)
	p := testPackage(t)
	p.Stampers = []Stamper{withStrangers{a, []*x509.Certificate{stranger.root, stranger.root}}}
	m, _ := seal(t, p)
	for name, roots := range map[string]*x509.CertPool{"trusted": a.pool(), "unknown": nil} {
		r := verifyMem(t, m, VerifyOptions{Roots: roots})
		if !r.OK || len(r.Timestamps) != 1 || !slices.Equal(r.Timestamps[0].NoPart, []string{authorityName(stranger.root)}) {
			t.Errorf("%s: Verify = %+v, want the stranger's certificate named once and no problem", name, r)
		}
		if !says(r.DoesNotProve, "custody.not.part") {
			t.Errorf("%s: does not prove %v, want the certificate", name, r.DoesNotProve)
		}
	}
	// The stranger is trusted: its certificate still makes nothing of the stamp ok.
	if r := verifyMem(t, m, VerifyOptions{Roots: stranger.pool()}); !r.OK || r.Timestamps[0].OK || len(r.Timestamps[0].NoPart) != 1 {
		t.Errorf("the stranger trusted: Verify = %+v, want a stamp that is not ok", r)
	}
	if r := verifyMem(t, first(seal(t, testPackage(t))), VerifyOptions{}); says(r.DoesNotProve, "custody.not.part") {
		t.Errorf("no stamp: does not prove %v", r.DoesNotProve)
	}
}

func first[A, B any](a A, _ B) A { return a }

func TestRevocation(t *testing.T) {
	const keyCompromise, superseded = 1, 4
	for _, tc := range []struct {
		name     string
		list, at time.Time // of the list, and of the revocation in it
		reason   int
		state    string
		void     bool
	}{
		{"a later list without it", testNow.AddDate(0, 0, 1), time.Time{}, 0, NotRevoked, false},
		{"the list of that month", testNow.AddDate(0, 0, -1), time.Time{}, 0, NotRevoked, false},
		{"a list that had run out", testNow.AddDate(0, -2, 0), time.Time{}, 0, RevocationUnknown, false},
		{"revoked before the stamp", testNow.AddDate(0, 0, 1), testNow.AddDate(0, 0, -1), superseded, "", true},
		{"revoked later, replaced by another", testNow.AddDate(0, 1, 1), testNow.AddDate(0, 1, 0), superseded, NotRevoked, false},
		{"revoked later, its key stolen", testNow.AddDate(0, 1, 1), testNow.AddDate(0, 1, 0), keyCompromise, "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newAuthority(t)
			a.revoke(t, tc.list, tc.reason, tc.at)
			s, err := a.Stamp(t.Context(), []byte("message"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := CheckStamp([]byte("message"), s, a.pool())
			if (err != nil) != tc.void || got.Revocation != tc.state {
				t.Errorf("CheckStamp = %+v, %v, want void %v and state %q", got, err, tc.void, tc.state)
			}
		})
	}
	t.Run("a list that somebody else signed counts for nothing", func(t *testing.T) {
		a, thief := newAuthority(t), newAuthority(t)
		thief.revoke(t, testNow.AddDate(0, 0, 1), 0, time.Time{})
		a.crls = thief.crls
		s, err := a.Stamp(t.Context(), []byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := CheckStamp([]byte("message"), s, a.pool()); err != nil || got.Revocation != RevocationUnknown {
			t.Errorf("CheckStamp = %+v, %v, want state %q", got, err, RevocationUnknown)
		}
	})
}

func TestStampedPackage(t *testing.T) {
	a := newAuthority(t)
	a.revoke(t, testNow.AddDate(0, 0, 1), 0, time.Time{})
	p := testPackage(t)
	p.Stampers = []Stamper{a, newAuthority(t)}
	m, _ := seal(t, p)

	r := verifyMem(t, m, VerifyOptions{Roots: a.pool()})
	if !r.OK || len(r.Timestamps) != 2 || !r.Timestamps[0].OK || r.Timestamps[1].OK {
		t.Fatalf("Verify = %+v, want two stamps of which the first counts", r)
	}
	if !slices.ContainsFunc(r.Proves, func(p recourse.Phrase) bool { return p.Key == "custody.proves.time" }) {
		t.Errorf("proves %v, want the time", r.Proves)
	}
	if !slices.ContainsFunc(r.DoesNotProve, func(p recourse.Phrase) bool { return p.Key == "custody.not.authority" }) {
		t.Errorf("does not prove %v, want the second authority", r.DoesNotProve)
	}

	r = verifyMem(t, m, VerifyOptions{})
	if !r.OK || slices.ContainsFunc(r.Proves, func(p recourse.Phrase) bool { return p.Key == "custody.proves.time" }) {
		t.Errorf("Verify without roots = %v, proves %v, want ok and no time", r.OK, r.Proves)
	}
}

// What was seen from outside before its clock says that it was sealed has a wrong clock.
func TestALogWhoseClockWasAhead(t *testing.T) {
	a := newAuthority(t)
	for ahead, want := range map[time.Duration]bool{0: false, time.Minute: false, time.Hour: true, 4 * 365 * 24 * time.Hour: true} {
		p := testPackage(t)
		p.Now = a.at.Add(ahead)
		p.Stampers = []Stamper{a}
		m, _ := seal(t, p)
		if r := verifyMem(t, m, VerifyOptions{Roots: a.pool()}); !r.OK || says(r.DoesNotProve, "custody.not.ahead") != want {
			t.Errorf("sealed %v after its stamp: ok is %v, does not prove %v", ahead, r.OK, r.DoesNotProve)
		}
		if r := verifyMem(t, m, VerifyOptions{}); says(r.DoesNotProve, "custody.not.ahead") {
			t.Errorf("sealed %v after a stamp that nobody trusts: does not prove %v", ahead, r.DoesNotProve)
		}
	}
	p, w := testPackage(t), newTestWitness("witness.example/a", 21)
	p.Witnesses, p.Now = []Witness{w}, w.at.AddDate(30, 0, 0)
	m, _ := seal(t, p)
	if r := verifyMem(t, m, VerifyOptions{Witnesses: []string{w.vkey()}}); !says(r.DoesNotProve, "custody.not.ahead") {
		t.Errorf("sealed 30 years after a witness saw it: does not prove %v", r.DoesNotProve)
	}
}

// A stamp that is changed, dropped by half, added or taken from another package is found.
func TestForgedStampIsFound(t *testing.T) {
	a := newAuthority(t)
	p := testPackage(t)
	p.Stampers = []Stamper{a}
	a.revoke(t, testNow.AddDate(0, 0, -1), 0, time.Time{})
	m, _ := seal(t, p)
	p.Items[0] = textItem("chat.txt", "Lena: other words\n")
	second, _ := seal(t, p)
	add := func(part, text string) func(memFolder) {
		return func(m memFolder) { m[stampFile(1, part)] = append(bytes.Clone(m[stampFile(1, part)]), text...) }
	}
	for name, change := range map[string]func(memFolder){
		"of another package": func(m memFolder) {
			for _, part := range stampParts {
				m[stampFile(1, part)] = second[stampFile(1, part)]
			}
		},
		"without its request": func(m memFolder) { delete(m, stampFile(1, ".tsq")) },
		"a byte of it": func(m memFolder) {
			b := bytes.Clone(m[stampFile(1, ".tsr")])
			b[len(b)-5] ^= 1
			m[stampFile(1, ".tsr")] = b
		},
		"a file beside it": func(m memFolder) { m[stampDir+"note.txt"] = []byte("x") },
		"a ninth":          func(m memFolder) { m[stampDir+"9.tsr"] = m[stampFile(1, ".tsr")] },
		"one more, empty":  func(m memFolder) { m[stampDir+"02.tsr"] = nil },

		"words after its certificates": add(".pem", "Dear reader"),
		"words after its lists":        add(".crl.pem", "Dear reader"),
		"answers that are none":        add(answersPart, "Dear reader"),
		"a byte more than its request": add(".tsq", "\x00"),
		"a byte more than its answer":  add(".tsr", "\x00"),
		"its certificates as other text": func(m memFolder) {
			m[stampFile(1, ".pem")] = bytes.ReplaceAll(m[stampFile(1, ".pem")], []byte("\n"), []byte("\r\n"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := m.clone()
			change(m)
			if r := verifyMem(t, m, VerifyOptions{Roots: a.pool()}); r.OK {
				t.Error("the package verifies")
			}
			forge(t, m) // a forger repairs the lists too
			if r := verifyMem(t, m, VerifyOptions{Roots: a.pool()}); r.OK {
				t.Error("the package verifies with its lists repaired")
			}
		})
	}
}

func TestAnAuthorityThatDoesNotAnswerEndsTheSealing(t *testing.T) {
	p := testPackage(t)
	p.Stampers = []Stamper{silent{}}
	m := make(memFolder)
	if _, err := Seal(t.Context(), m, p); !errors.Is(err, recourse.Unavailable) {
		t.Errorf("Seal = %v, want an error of kind unavailable", err)
	}
	if r, err := Verify(t.Context(), m.fs(), VerifyOptions{}); err != nil || r.OK {
		t.Errorf("Verify = %v, %v: what is left passes for a package", r.OK, err)
	}
}

type silent struct{}

func (silent) Stamp(context.Context, []byte) (Stamp, error) { return Stamp{}, recourse.Unavailable }

// recorded is a stamp on "message" that openssl made (openssl ts -reply), with
// the list of its root (openssl ca -gencrl).
func recorded(t testing.TB) Stamp {
	t.Helper()
	var parts [4][]byte
	for i, part := range stampParts[:4] {
		b, err := os.ReadFile("testdata/stamp/a" + part)
		if err != nil {
			t.Fatal(err)
		}
		parts[i] = b
	}
	return Stamp{Request: parts[0], Response: parts[1], Chain: parts[2], CRLs: parts[3]}
}

func TestStampThatOpensslMade(t *testing.T) {
	s := recorded(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.Chain)
	got, err := CheckStamp([]byte("message"), s, pool)
	want := Timestamp{
		Time: time.Date(2026, 11, 26, 4, 33, 6, 0, time.UTC), Authority: "Stamps Primer, Primer d.o.o.", OK: true, Policy: "1.2.3.4.1",
		Root: "3d0a3fec63b1e2ffe056e1d6c731a51657c9c83cb5a4fa87b046e637c16fafd0", Revocation: NotRevoked,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("CheckStamp = %+v, %v, want %+v", got, err, want)
	}
	if _, err := CheckStamp([]byte("message."), s, pool); !errors.Is(err, recourse.Invalid) {
		t.Errorf("CheckStamp of other bytes = %v, want an error of kind invalid", err)
	}
}

func FuzzCheckStamp(f *testing.F) {
	s := recorded(f)
	f.Add(s.Request, s.Response, s.Chain, s.CRLs)
	f.Add([]byte{0x30, 0x80}, []byte{0x30, 0x80, 0x30, 0x80}, []byte(nil), []byte(nil))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.Chain)
	real, err := CheckStamp([]byte("message"), s, pool)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, req, res, chain, crls []byte) {
		got, err := CheckStamp([]byte("message"), Stamp{Request: req, Response: res, Chain: chain, CRLs: crls, Answers: crls}, pool)
		if got.OK && (err != nil || !got.Time.Equal(real.Time)) {
			t.Errorf("CheckStamp = %+v, %v: a stamp that the authority never gave", got, err)
		}
	})
}

func BenchmarkCheckStamp(b *testing.B) {
	s := recorded(b)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.Chain)
	for b.Loop() {
		if got, err := CheckStamp([]byte("message"), s, pool); err != nil || !got.OK {
			b.Fatal(got, err)
		}
	}
}

// tstInfo is TSTInfo of RFC 3161, as far as it is needed here.
type tstInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	Serial *big.Int
	Time   time.Time `asn1:"generalized"`
	Nonce  *big.Int
}

// stampThen is the stamp that the authority gave at a.at, its signing time too.
func (a *authority) stampThen(t testing.TB, message []byte) Stamp {
	t.Helper()
	req, err := NewStampRequest(rand.Reader, message, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := timestamp.ParseRequest(req)
	if err != nil {
		t.Fatal(err)
	}
	info := tstInfo{Version: 1, Policy: asn1.ObjectIdentifier{1, 2, 3, 4}, Serial: big.NewInt(5), Time: a.at.UTC(), Nonce: asked.Nonce}
	info.Imprint.Algorithm.Algorithm, info.Imprint.Digest = oidSHA256, asked.HashedMessage
	der, err := asn1.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	signer := &CertificateSigner{[]*x509.Certificate{a.leaf}, a.leafKey}
	token, err := signer.sign(oidTSTInfo, der, true, a.at)
	if err != nil {
		t.Fatal(err)
	}
	res, err := tokenResponse(token)
	if err != nil {
		t.Fatal(err)
	}
	return Stamp{Request: req, Response: res, Chain: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw}), CRLs: a.crls}
}

// thenStamper gives such stamps.
type thenStamper struct {
	*authority
	t testing.TB
}

func (s thenStamper) Stamp(_ context.Context, message []byte) (Stamp, error) {
	return s.stampThen(s.t, message), nil
}

// Certificates and lists have all ended; what was kept of them still shows that
// the stamp held when it was made. Nothing is fetched, and no clock is read.
func TestStampYearsLater(t *testing.T) {
	p := testPackage(t)
	p.Now = time.Date(2016, 5, 4, 10, 0, 0, 0, time.UTC)
	a := newAuthorityAt(t, p.Now)
	a.revoke(t, p.Now, 0, time.Time{})
	p.Stampers = []Stamper{thenStamper{a, t}}
	m, _ := seal(t, p)
	r := verifyMem(t, m, VerifyOptions{Roots: a.pool()})
	if !r.OK || len(r.Timestamps) != 1 || !r.Timestamps[0].OK || r.Timestamps[0].Revocation != NotRevoked || !r.Timestamps[0].Time.Equal(a.at) || !slices.Equal(r.VouchedBy, []string{ByStamp}) {
		t.Errorf("Verify = %+v, problems %v", r.Timestamps, r.Problems)
	}
	a.at = p.Now.AddDate(3, 0, 0)
	if got, err := CheckStamp([]byte("m"), a.stampThen(t, []byte("m")), a.pool()); err == nil {
		t.Errorf("a stamp made after its certificate had ended: %+v", got)
	}
}
