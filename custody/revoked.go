package custody

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"slices"
	"time"

	"recourse"

	"golang.org/x/crypto/ocsp"
)

// Revocation is what is known of a chain's certificates having been revoked.
const (
	NotRevoked        = "not-revoked"
	RevocationUnknown = "unknown" // a list or an answer is missing, or had run out by the time of the stamp
)

// The types of PEM blocks in the files of a stamp.
const (
	pemCertificate = "CERTIFICATE"
	pemList        = "X509 CRL"
	pemAnswer      = "OCSP RESPONSE"
)

// revocations are what a package holds on certificates having been revoked.
type revocations struct {
	lists   []*x509.RevocationList
	answers [][]byte // OCSPResponse of RFC 6960, DER
}

func parseRevocations(lists, answers []byte) (r revocations, err error) {
	blocks, ok := pemBlocks(lists, pemList)
	for _, der := range blocks {
		l, err := x509.ParseRevocationList(der)
		ok = ok && err == nil
		r.lists = append(r.lists, l)
	}
	if !ok {
		return r, badStamp("list", "a revocation list cannot be read")
	}
	if r.answers, ok = pemBlocks(answers, pemAnswer); !ok {
		return r, badStamp("revocation", "an answer about revocation is about none of its certificates, or by nobody who may give it")
	}
	return r, nil
}

// checkRevoked looks each certificate of the chain up in the lists of its
// issuer and in the answers that it, or whom it named, gave. One that was revoked
// before the stamp, or at any time because its key got into other hands, makes the
// stamp void (RFC 3161, section 4). An answer that is about none of the certificates, or
// by nobody who may give it, is no answer.
func checkRevoked(chain []*x509.Certificate, lists, answers []byte, at time.Time) (string, error) {
	all, err := parseRevocations(lists, answers)
	if err != nil {
		return "", err
	}
	state := NotRevoked
	used := make([]bool, len(all.answers))
	for i, c := range chain[:len(chain)-1] {
		listed, err := all.inLists(c, chain[i+1], at)
		if err != nil {
			return "", err
		}
		answered, err := all.inAnswers(c, chain[i+1], at, used)
		if err != nil {
			return "", err
		}
		if !listed && !answered {
			state = RevocationUnknown
		}
	}
	if slices.Contains(used, false) {
		return "", badStamp("revocation", "an answer about revocation is about none of its certificates, or by nobody who may give it")
	}
	return state, nil
}

// inLists reports whether a list tells that a certificate was not revoked.
func (r revocations) inLists(c, issuer *x509.Certificate, at time.Time) (known bool, err error) {
	for _, l := range r.lists {
		if !bytes.Equal(l.RawIssuer, c.RawIssuer) || l.CheckSignatureFrom(issuer) != nil {
			continue
		}
		known = known || current(l.ThisUpdate, l.NextUpdate, at)
		for _, e := range l.RevokedCertificateEntries {
			if e.SerialNumber.Cmp(c.SerialNumber) == 0 && (!e.RevocationTime.After(at) || !harmless(e.ReasonCode)) {
				return false, revoked(c, e.RevocationTime)
			}
		}
	}
	return known, nil
}

// inAnswers reports whether an answer tells that a certificate was not revoked, and
// marks those that are about it.
func (r revocations) inAnswers(c, issuer *x509.Certificate, at time.Time, used []bool) (known bool, err error) {
	for i, der := range r.answers {
		a, ok := answerFor(der, c, issuer)
		if !ok {
			continue
		}
		used[i] = true
		switch a.Status {
		case ocsp.Good:
			known = known || current(a.ThisUpdate, a.NextUpdate, at)
		case ocsp.Revoked:
			if !a.RevokedAt.After(at) || !harmless(a.RevocationReason) {
				return false, revoked(c, a.RevokedAt)
			}
			known = known || current(a.ThisUpdate, a.NextUpdate, at)
		}
	}
	return known, nil
}

// answerFor reads an answer (RFC 6960) about a certificate of an issuer: signed by the
// issuer, or by a certificate of its own for just that, which held when it signed.
func answerFor(der []byte, c, issuer *x509.Certificate) (*ocsp.Response, bool) {
	a, err := ocsp.ParseResponseForCert(der, c, issuer)
	if err != nil || !speaksOf(a, c, issuer) {
		return nil, false
	}
	by := a.Certificate
	if by == nil || bytes.Equal(by.Raw, issuer.Raw) {
		return a, true
	}
	mayAnswer := slices.Contains(by.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
	held := !a.ProducedAt.Before(by.NotBefore) && !a.ProducedAt.After(by.NotAfter)
	return a, mayAnswer && held && by.CheckSignatureFrom(issuer) == nil
}

// speaksOf reports whether an answer names the issuer: two have certificates of the same
// number.
func speaksOf(a *ocsp.Response, c, issuer *x509.Certificate) bool {
	ask, err := ocsp.CreateRequest(c, issuer, &ocsp.RequestOptions{Hash: a.IssuerHash})
	if err != nil {
		return false
	}
	q, err := ocsp.ParseRequest(ask)
	if err != nil {
		return false
	}
	name, err := asn1.Marshal(q.IssuerNameHash)
	if err != nil {
		return false
	}
	key, err := asn1.Marshal(q.IssuerKeyHash)
	return err == nil && bytes.Contains(a.TBSResponseData, append(name, key...)) // they follow each other in its CertID
}

// current reports whether a list or an answer of these times tells of the time at: it
// had not run out, or is younger.
func current(from, until, at time.Time) bool { return until.After(at) || !from.Before(at) }

// harmless reports whether a later revocation for this reason leaves earlier
// stamps good: RFC 3161 names affiliationChanged, superseded, cessationOfOperation.
func harmless(reason int) bool { return reason == 3 || reason == 4 || reason == 5 }

// AnswerRequest returns the question to the issuer's responder whether a certificate
// was revoked (RFC 6960), DER.
func AnswerRequest(c, issuer *x509.Certificate) ([]byte, error) {
	b, err := ocsp.CreateRequest(c, issuer, nil)
	if err != nil {
		return nil, fmt.Errorf("ask about revocation: %w", err)
	}
	return b, nil
}

// AnswerPEM returns a responder's answer about a certificate as a package keeps it, or
// false where it is none, or not by whom may give it.
func AnswerPEM(der []byte, c, issuer *x509.Certificate) ([]byte, bool) {
	if _, ok := answerFor(der, c, issuer); !ok {
		return nil, false
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemAnswer, Bytes: der}), true
}

func revoked(c *x509.Certificate, on time.Time) error {
	return badStamp("revoked", fmt.Sprintf("the certificate %s was revoked on %s", authorityName(c), on.UTC().Format(time.DateOnly)), "certificate", authorityName(c), "day", recourse.DateOf(on.UTC()))
}
