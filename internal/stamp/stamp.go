// Package stamp asks outsiders to vouch for a checkpoint, over the network:
// time-stamp authorities (RFC 3161, section 3.4) and witnesses
// (https://c2sp.org/tlog-witness). None is asked unless a person or an operator
// names it.
package stamp

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"net/netip"
	"net/url"
	"slices"

	"recourse"
	"recourse/custody"
	"recourse/internal/guard"

	"github.com/digitorus/timestamp"
)

// Authority is one authority. It is safe for concurrent use.
type Authority struct {
	address string
	policy  asn1.ObjectIdentifier // nil: the authority's own
	// extra are certificates that complete its chain where its answers do not.
	extra  []*x509.Certificate
	client *guard.Client
}

var _ custody.Stamper = (*Authority)(nil)

// New returns the authority at an address such as https://stamp.example/tsr.
// extra are certificates to complete its chain, its root among them; nil where
// the machine's own roots do. Where the address itself is that of a machine in a
// private network, this network may be reached: whoever names it means it. Where
// policy is not nil, a stamp under another one is refused.
func New(address string, extra []*x509.Certificate, policy asn1.ObjectIdentifier) (*Authority, error) {
	client, err := clientFor(address)
	if err != nil {
		return nil, fmt.Errorf("%.200q is not the address of a time-stamp authority; one begins with https:// or http://: %w", address, recourse.Invalid)
	}
	return &Authority{address: address, policy: policy, extra: extra, client: client}, nil
}

// clientFor returns a client for an address: one that reaches a private network
// only where the address itself is in it.
func clientFor(address string) (*guard.Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, recourse.Invalid
	}
	var opt guard.Options
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		opt.Allow = []netip.Prefix{netip.PrefixFrom(ip, ip.BitLen())}
	}
	return guard.New(opt), nil
}

// Stamp asks for a stamp on message, completes the chain, and fetches the revocation
// lists that its certificates name, or else asks the responders that they name. What was fetched is checked by
// [custody.CheckStamp] before it is given out, so that a package never holds a
// stamp that is void on the day on which it was made.
func (a *Authority) Stamp(ctx context.Context, message []byte) (custody.Stamp, error) {
	s, err := a.ask(ctx, message)
	if err != nil {
		return custody.Stamp{}, fmt.Errorf("%s: %w", a.address, err)
	}
	if _, err := custody.CheckStamp(message, s, nil); err != nil {
		return custody.Stamp{}, fmt.Errorf("%s: %w", a.address, err)
	}
	return s, nil
}

func (a *Authority) ask(ctx context.Context, message []byte) (custody.Stamp, error) {
	req, err := custody.NewStampRequest(rand.Reader, message, a.policy)
	if err != nil {
		return custody.Stamp{}, err
	}
	answer, err := a.client.Do(ctx, "POST", a.address, "application/timestamp-query", bytes.NewReader(req))
	if err != nil {
		return custody.Stamp{}, err
	}
	if answer.Status != 200 {
		return custody.Stamp{}, fmt.Errorf("the authority answers with status %d: %w", answer.Status, recourse.Unavailable)
	}
	token, err := parse(answer.Body)
	if err != nil {
		return custody.Stamp{}, fmt.Errorf("the authority's answer is no time stamp: %v: %w", err, recourse.Invalid)
	}
	chain := a.chain(token)
	lists, listed := a.lists(ctx, chain)
	return custody.Stamp{Request: req, Response: answer.Body, Chain: certificates(chain), CRLs: lists, Answers: a.answers(ctx, chain, listed)}, nil
}

// parse reads an answer; the reader of PKCS #7 is not ours, and may give up on
// what is none.
func parse(b []byte) (t *timestamp.Timestamp, err error) {
	defer func() {
		if recover() != nil {
			err = recourse.Invalid
		}
	}()
	return timestamp.ParseResponse(b)
}

// chain is the authority's chain with its root, as far as it is known: from what
// was given, else from the machine's own roots.
func (a *Authority) chain(t *timestamp.Timestamp) []*x509.Certificate {
	between, given := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range slices.Concat(t.Certificates, a.extra) {
		between.AddCert(c)
		if bytes.Equal(c.RawIssuer, c.RawSubject) {
			given.AddCert(c)
		}
	}
	machine, err := x509.SystemCertPool()
	if err != nil {
		machine = x509.NewCertPool()
	}
	opt := x509.VerifyOptions{Intermediates: between, CurrentTime: t.Time, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}
	for _, leaf := range t.Certificates {
		if leaf.IsCA {
			continue
		}
		for _, opt.Roots = range []*x509.CertPool{given, machine} {
			if chains, err := leaf.Verify(opt); err == nil {
				return chains[0]
			}
		}
	}
	return slices.Concat(t.Certificates, a.extra)
}

// maxLists is how many revocation lists are asked for, and how many answers.
const maxLists = 4

// lists fetches the revocation lists that the chain's certificates name, and says for
// which of them there is one. A list that cannot be had is left out; a verification
// says then that it is not known.
func (a *Authority) lists(ctx context.Context, chain []*x509.Certificate) (out []byte, listed map[*x509.Certificate]bool) {
	listed = make(map[*x509.Certificate]bool)
	asked := 0
	for _, c := range chain {
		for _, address := range c.CRLDistributionPoints {
			if asked++; asked > maxLists {
				return out, listed
			}
			answer, err := a.client.Do(ctx, "GET", address, "", nil)
			if err != nil || answer.Status != 200 {
				continue
			}
			der := answer.Body
			if block, _ := pem.Decode(der); block != nil {
				der = block.Bytes
			}
			if _, err := x509.ParseRevocationList(der); err != nil {
				continue
			}
			out = append(out, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})...)
			listed[c] = true
			break
		}
	}
	return out, listed
}

// answers asks the responders that certificates without a list name whether they were
// revoked (OCSP, RFC 6960). What is no answer, or by nobody who may give it, is left out.
func (a *Authority) answers(ctx context.Context, chain []*x509.Certificate, listed map[*x509.Certificate]bool) (out []byte) {
	asked := 0
	for i, c := range chain[:max(len(chain)-1, 0)] {
		if listed[c] {
			continue
		}
		issuer := chain[i+1]
		for _, address := range c.OCSPServer {
			if asked++; asked > maxLists {
				return out
			}
			question, err := custody.AnswerRequest(c, issuer)
			if err != nil {
				break
			}
			answer, err := a.client.Do(ctx, "POST", address, "application/ocsp-request", bytes.NewReader(question))
			if err != nil || answer.Status != 200 {
				continue
			}
			if text, ok := custody.AnswerPEM(answer.Body, c, issuer); ok {
				out = append(out, text...)
				break
			}
		}
	}
	return out
}

func certificates(chain []*x509.Certificate) []byte {
	var out []byte
	for _, c := range chain {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}
