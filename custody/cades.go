package custody

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"time"

	"recourse"

	"github.com/digitorus/pkcs7"
)

// CertifiedSignature is a signature with a certificate, on a container.
type CertifiedSignature struct {
	// Signer is the name in the certificate, and Issuer that of who vouches for it.
	Signer string `json:"signer"`
	Issuer string `json:"issuer"`
	// Time is when it was made, as the signer says.
	Time time.Time `json:"time"`
	// Root is the SHA-256 of the certificate at the end of the chain, in hex; empty
	// where the container has none.
	Root string `json:"root,omitempty"`
	// OK: the chain ends at a root that the caller trusts.
	OK bool `json:"ok"`
	// NoPart names certificates in the signature that are in no chain from the
	// signer's, as [Timestamp.NoPart] does.
	NoPart []string `json:"no_part,omitempty"`
}

// checkSignature checks a signature of form CAdES-B over a manifest: its digest,
// that it names its certificate, and the certificate's chain at the time that
// it says. Whether the certificate was revoked is not looked up.
func (c *asicCheck) checkSignature(name string, manifest []byte) {
	s, err := checkCAdES(c.meta[name], manifest, c.roots)
	if err != nil {
		c.report.explain("asic-signature", name, err.Error(), "signature")
		return
	}
	c.report.Signatures = append(c.report.Signatures, s)
}

func checkCAdES(der, content []byte, roots *x509.CertPool) (s CertifiedSignature, err error) {
	defer func() { // the reader of PKCS #7 is not ours, and the bytes are anybody's
		if r := recover(); r != nil {
			s, err = CertifiedSignature{}, fmt.Errorf("it cannot be read: %w", recourse.Invalid)
		}
	}()
	if len(der) > maxToken {
		return s, fmt.Errorf("it has more than %d bytes: %w", maxToken, recourse.Invalid)
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return s, fmt.Errorf("it cannot be read: %v: %w", err, recourse.Invalid)
	}
	if len(p7.Content) != 0 {
		return s, fmt.Errorf("it carries a content of its own: %w", recourse.Invalid)
	}
	p7.Content = content
	if err := p7.Verify(); err != nil {
		return s, fmt.Errorf("%v: %w", err, recourse.Denied)
	}
	signer := p7.GetOnlySigner()
	if signer == nil {
		return s, fmt.Errorf("it has not exactly one signer whose certificate it carries: %w", recourse.Invalid)
	}
	var kind asn1.ObjectIdentifier
	if err := p7.UnmarshalSignedAttribute(oidContentType, &kind); err != nil || !kind.Equal(oidData) {
		return s, fmt.Errorf("what is signed is something else: %w", recourse.Invalid)
	}
	if err := namesCertificate(p7, signer); err != nil {
		return s, fmt.Errorf("%v: %w", err, recourse.Invalid)
	}
	if err := p7.UnmarshalSignedAttribute(oidSigningTime, &s.Time); err != nil {
		return s, fmt.Errorf("it does not say when it was made: %w", recourse.Invalid)
	}
	s.Time = s.Time.UTC()
	s.Signer, s.Issuer = authorityName(signer), recourse.Visible(signer.Issuer.String())
	opt := x509.VerifyOptions{CurrentTime: s.Time, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	known, carried, _ := chainsTo(signer, p7.Certificates, roots, opt)
	all := append(known, carried...)
	if len(all) > 0 {
		s.NoPart = noPart(p7.Certificates, all)
		s.Root = fingerprint(all[0][len(all[0])-1])
		s.OK = len(known) > 0
	}
	return s, nil
}
