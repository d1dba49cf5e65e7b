package custody

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// authority is a time-stamp authority with a root of its own.
type authority struct {
	root, leaf       *x509.Certificate
	rootKey, leafKey *ecdsa.PrivateKey
	at               time.Time
	crls, answers    []byte
	// change alters an answer before it is signed.
	change func(*timestamp.Timestamp)
}

func newAuthority(t testing.TB, uses ...asn1.ObjectIdentifier) *authority {
	t.Helper()
	return newAuthorityAt(t, testNow, uses...)
}

// newAuthorityAt is an authority whose certificates ended a year after now.
func newAuthorityAt(t testing.TB, now time.Time, uses ...asn1.ObjectIdentifier) *authority {
	t.Helper()
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	a := &authority{rootKey: key(), leafKey: key(), at: now.Add(time.Minute)}
	make := func(c, parent *x509.Certificate, pub *ecdsa.PublicKey) *x509.Certificate {
		c.NotBefore, c.NotAfter = now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
		der, err := x509.CreateCertificate(rand.Reader, c, parent, pub, a.rootKey)
		if err != nil {
			t.Fatal(err)
		}
		c, err = x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Root Primer"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1},
	}
	a.root = make(root, root, &a.rootKey.PublicKey)
	if len(uses) == 0 {
		uses = []asn1.ObjectIdentifier{oidTimeStamping}
	}
	value, err := asn1.Marshal(uses)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Stamps Primer"}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: oidExtKeyUsage, Critical: true, Value: value}},
	}
	a.leaf = make(leaf, a.root, &a.leafKey.PublicKey)
	return a
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.root)
	return p
}

// revoke makes a list of the root's, of the given day, that revokes the leaf for a reason at a time.
func (a *authority) revoke(t testing.TB, list time.Time, reason int, at time.Time) {
	t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: list, NextUpdate: list.AddDate(0, 1, 0)}
	if !at.IsZero() {
		l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: a.leaf.SerialNumber, RevocationTime: at, ReasonCode: reason}}
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, a.root, a.rootKey)
	if err != nil {
		t.Fatal(err)
	}
	a.crls = pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
}

func (a *authority) Stamp(_ context.Context, message []byte) (Stamp, error) {
	req, err := NewStampRequest(rand.Reader, message, nil)
	if err != nil {
		return Stamp{}, err
	}
	asked, err := timestamp.ParseRequest(req)
	if err != nil {
		return Stamp{}, err
	}
	answer := &timestamp.Timestamp{
		HashAlgorithm: asked.HashAlgorithm, HashedMessage: asked.HashedMessage, Time: a.at, Nonce: asked.Nonce,
		Policy: asn1.ObjectIdentifier{1, 2, 3, 4}, AddTSACertificate: true,
	}
	if a.change != nil {
		a.change(answer)
	}
	res, err := answer.CreateResponseWithOpts(a.leaf, a.leafKey, crypto.SHA256)
	var chain []byte
	for _, c := range []*x509.Certificate{a.leaf, a.root} {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return Stamp{Request: req, Response: res, Chain: chain, CRLs: a.crls, Answers: a.answers}, err
}

// withStrangers adds certificates to the chain of a stamp.
type withStrangers struct {
	Stamper
	more []*x509.Certificate
}

func (w withStrangers) Stamp(ctx context.Context, message []byte) (Stamp, error) {
	s, err := w.Stamper.Stamp(ctx, message)
	for _, c := range w.more {
		s.Chain = append(s.Chain, pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: c.Raw})...)
	}
	return s, err
}
