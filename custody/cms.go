package custody

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"time"

	"recourse"
)

// The object identifiers of CMS (RFC 5652) and of the signatures that are made.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSASHA256   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// CertificateSigner signs with a certificate that somebody else vouches for. Its
// key is of RSA or of ECDSA.
type CertificateSigner struct {
	chain []*x509.Certificate // its own first
	key   crypto.Signer
}

// NewCertificateSigner returns the signer of a key and the certificates from its
// own towards a root. A key that is not that of the first certificate, or of
// another kind, is an error of kind Invalid.
func NewCertificateSigner(chain []*x509.Certificate, key crypto.Signer) (*CertificateSigner, error) {
	if len(chain) == 0 || key == nil {
		return nil, fmt.Errorf("certificate to sign with is not there: %w", recourse.Invalid)
	}
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		if !public.Equal(chain[0].PublicKey) {
			return nil, fmt.Errorf("key is not that of the certificate: %w", recourse.Invalid)
		}
	case *ecdsa.PublicKey:
		if !public.Equal(chain[0].PublicKey) {
			return nil, fmt.Errorf("key is not that of the certificate: %w", recourse.Invalid)
		}
	default:
		return nil, fmt.Errorf("key is neither of RSA nor of ECDSA: %w", recourse.Invalid)
	}
	return &CertificateSigner{chain, key}, nil
}

type cmsAttribute struct {
	Type   asn1.ObjectIdentifier
	Values asn1.RawValue
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type cmsSigner struct {
	Version   int
	ID        issuerAndSerial
	Digest    pkix.AlgorithmIdentifier
	Attrs     asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
}

type cmsContent struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional"`
}

type cmsSignedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      cmsContent
	Certificates asn1.RawValue
	Signers      []cmsSigner `asn1:"set"`
}

// holdsAt refuses a time at which the certificate is not yet, or no longer, in force:
// nobody would accept what it signs.
func (s *CertificateSigner) holdsAt(at time.Time) error {
	if c := s.chain[0]; at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return fmt.Errorf("the certificate is in force from %s to %s, and not at %s: %w", stamp(c.NotBefore), stamp(c.NotAfter), stamp(at), recourse.Invalid)
	}
	return nil
}

// sign returns a SignedData of RFC 5652 over content, in the form CAdES-B-B of
// ETSI EN 319 122-1: with the time, and with the certificate named by its
// SHA-256. Where attached is false the content is not in it. The same input
// gives the same bytes.
func (s *CertificateSigner) sign(kind asn1.ObjectIdentifier, content []byte, attached bool, at time.Time) ([]byte, error) {
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	digest := sha256.Sum256(content)
	cert := sha256.Sum256(s.chain[0].Raw)
	id := issuerAndSerial{asn1.RawValue{FullBytes: s.chain[0].RawIssuer}, s.chain[0].SerialNumber}
	attrs, err := signedAttributes(map[string]any{
		oidContentType.String(): kind, oidMessageDigest.String(): digest[:], oidSigningTime.String(): at.UTC(),
		oidSigningCertV2.String(): struct{ Certs []struct{ Hash []byte } }{[]struct{ Hash []byte }{{cert[:]}}},
	})
	if err != nil {
		return nil, fmt.Errorf("sign with certificate: %w", err)
	}
	algorithm := pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}
	if _, ok := s.key.(*ecdsa.PrivateKey); ok {
		algorithm = pkix.AlgorithmIdentifier{Algorithm: oidECDSASHA256}
	}
	sum := sha256.Sum256(attrs)
	// Without a source of chance a signature of ECDSA is that of RFC 6979.
	signature, err := s.key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign with certificate: %w", err)
	}
	implicit := slices.Clone(attrs)
	implicit[0] = 0xa0 // [0] IMPLICIT in place of SET
	data := cmsSignedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{sha}, Content: cmsContent{Type: kind},
		Signers: []cmsSigner{{1, id, sha, asn1.RawValue{FullBytes: implicit}, algorithm, signature}},
	}
	if attached {
		octets, err := asn1.Marshal(content)
		if err != nil {
			return nil, err
		}
		data.Version = 3
		data.Content.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: octets}
	}
	var certs []byte
	for _, c := range s.chain {
		certs = append(certs, c.Raw...)
	}
	data.Certificates = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: certs}
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("write signature: %w", err)
	}
	return asn1.Marshal(cmsContent{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: inner}})
}

// signedAttributes is the DER of a SET of attributes.
func signedAttributes(values map[string]any) ([]byte, error) {
	var all [][]byte
	for _, oid := range []asn1.ObjectIdentifier{oidContentType, oidMessageDigest, oidSigningTime, oidSigningCertV2} {
		value, err := asn1.Marshal(values[oid.String()])
		if err != nil {
			return nil, err
		}
		b, err := asn1.Marshal(cmsAttribute{oid, asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: value}})
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	slices.SortFunc(all, bytes.Compare)
	return asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: bytes.Join(all, nil)})
}
