package custody

import (
	"bytes"
	"crypto"
	"crypto/sha1" //nolint:gosec // RFC 3161 tokens of the first form name their certificate by SHA-1
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
)

// The object identifiers of RFC 3161, RFC 2634 and RFC 5816.
var (
	oidTSTInfo       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidSigningCert   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCertV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidExtKeyUsage   = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidTimeStamping  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
)

// The states of a stamp beside "ok".
var (
	// errStamp is a stamp that does not hold.
	errStamp = errors.New("stamp does not hold")
	// errAuthority is a stamp that holds, by an authority that nobody here vouches for.
	errAuthority = errors.New("its authority is not among those that are trusted here")
)

// stampError is a stamp that does not hold, with why in words for people.
type stampError struct {
	text string
	why  recourse.Phrase
}

// Error says it for programs.
func (e *stampError) Error() string { return errStamp.Error() + ": " + e.text }

// Unwrap returns errStamp.
func (e *stampError) Unwrap() error { return errStamp }

// badStamp says that a stamp does not hold: for people the locale key
// custody.why.stamp-<key> with pairs, for programs text.
func badStamp(key, text string, pairs ...any) error {
	return &stampError{text, recourse.P(whyPrefix+"stamp-"+key, pairs...)}
}

// CheckStamp checks a stamp on message as RFC 3161 asks: the request's nonce,
// imprint and policy, the token's signature and the certificate that it names,
// that this certificate may do nothing but stamp time, its chain to one of roots
// at the time of the stamp, and that nothing in it was revoked.
//
// The time is the authority's. A stamp that does not hold is an error of kind
// Invalid. One that holds, but whose chain ends at a root that is not among
// roots (nil: there are none), is not OK, and no error: who wants to believe it
// must know the authority by another way. Where neither a list nor an answer tells of
// a part of the chain, Timestamp.Revocation says so.
func CheckStamp(message []byte, s Stamp, roots *x509.CertPool) (t Timestamp, err error) {
	defer func() { // the reader of PKCS #7 is not ours, and the bytes are anybody's
		if r := recover(); r != nil {
			t, err = Timestamp{}, fmt.Errorf("%w: it cannot be read: %w", errStamp, recourse.Invalid)
		}
	}()
	t, err = checkStamp(message, s, roots)
	switch {
	case errors.Is(err, errAuthority):
		return t, nil
	case err != nil:
		return Timestamp{}, fmt.Errorf("%w: %w", err, recourse.Invalid)
	}
	t.OK = true
	return t, nil
}

func checkStamp(message []byte, s Stamp, roots *x509.CertPool) (Timestamp, error) {
	if len(s.Request) > maxToken || len(s.Response) > maxToken {
		return Timestamp{}, badStamp("long", fmt.Sprintf("it is too long: more than %d bytes", maxToken))
	}
	req, err := timestamp.ParseRequest(s.Request)
	if err != nil {
		return Timestamp{}, badStamp("request", fmt.Sprintf("its request: %v", err))
	}
	token, err := timestamp.ParseResponse(s.Response)
	if err != nil {
		return Timestamp{}, badStamp("answer", fmt.Sprintf("its answer: %v", err))
	}
	sum := sha256.Sum256(message)
	switch {
	case token.HashAlgorithm != crypto.SHA256 || !bytes.Equal(token.HashedMessage, sum[:]):
		return Timestamp{}, badStamp("other", "it is on something else than the checkpoint")
	case req.HashAlgorithm != crypto.SHA256 || !bytes.Equal(req.HashedMessage, sum[:]):
		return Timestamp{}, badStamp("other", "its request is for something else than the checkpoint")
	case req.Nonce == nil || token.Nonce == nil || req.Nonce.Cmp(token.Nonce) != 0:
		return Timestamp{}, badStamp("nonce", "it answers another request")
	case req.TSAPolicyOID != nil && !req.TSAPolicyOID.Equal(token.Policy):
		return Timestamp{}, badStamp("policy", fmt.Sprintf("it has policy %v, and %v was asked for", token.Policy, req.TSAPolicyOID), "has", token.Policy.String(), "asked", req.TSAPolicyOID.String())
	case len(token.Certificates) == 0:
		return Timestamp{}, badStamp("certificate", "it carries no certificate")
	}
	signer, err := stampSigner(token.RawToken)
	if err != nil {
		return Timestamp{}, err
	}
	chain, err := parseCertificates(s.Chain)
	if err != nil {
		return Timestamp{}, err
	}
	t := Timestamp{Time: token.Time.UTC(), Authority: authorityName(signer), Policy: token.Policy.String()}
	carried := append(slices.Clone(token.Certificates), chain...)
	full, trusted, all, err := stampChain(signer, carried, roots, token.Time)
	if err != nil {
		return t, err
	}
	t.NoPart = noPart(carried, all)
	t.Root = fingerprint(full[len(full)-1])
	if t.Revocation, err = checkRevoked(full, s.CRLs, s.Answers, token.Time); err != nil {
		return t, err
	}
	if !trusted {
		return t, errAuthority
	}
	return t, nil
}

// stampSigner checks the token's signature and returns the one certificate that
// it can be by.
func stampSigner(token []byte) (*x509.Certificate, error) {
	p7, err := pkcs7.Parse(token)
	if err != nil {
		return nil, badStamp("answer", fmt.Sprintf("its token: %v", err))
	}
	if err := p7.Verify(); err != nil {
		return nil, badStamp("signature", fmt.Sprintf("its signature: %v", err))
	}
	signer := p7.GetOnlySigner()
	if signer == nil {
		return nil, badStamp("certificate", "it has not exactly one signer whose certificate it carries")
	}
	var content asn1.ObjectIdentifier
	if err := p7.UnmarshalSignedAttribute(oidContentType, &content); err != nil || !content.Equal(oidTSTInfo) {
		return nil, badStamp("content", "what is signed is no time stamp")
	}
	if err := namesCertificate(p7, signer); err != nil {
		return nil, err
	}
	return signer, onlyStamps(signer)
}

// essCertID is ESSCertID of RFC 2634 and ESSCertIDv2 of RFC 5035; the second
// has an algorithm, SHA-256 where it is left out.
type essCertID struct {
	Hash []byte
	Rest asn1.RawValue `asn1:"optional"`
}

type essCertIDv2 struct {
	Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
	Hash      []byte
	Rest      asn1.RawValue `asn1:"optional"`
}

// namesCertificate sees that the signature itself names the certificate: a
// second one with the same key, of another authority, cannot take its place.
func namesCertificate(p7 *pkcs7.PKCS7, signer *x509.Certificate) error {
	var v2 struct {
		Certs    []essCertIDv2
		Policies asn1.RawValue `asn1:"optional"`
	}
	if err := p7.UnmarshalSignedAttribute(oidSigningCertV2, &v2); err == nil && len(v2.Certs) > 0 {
		alg := v2.Certs[0].Algorithm.Algorithm
		h := crypto.SHA256
		switch {
		case alg == nil || alg.Equal(oidSHA256):
		case alg.Equal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}):
			h = crypto.SHA384
		case alg.Equal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}):
			h = crypto.SHA512
		default:
			return badStamp("digest", fmt.Sprintf("it names its certificate by a digest that is not known here: %v", alg), "algorithm", alg.String())
		}
		sum := h.New()
		sum.Write(signer.Raw)
		if !bytes.Equal(sum.Sum(nil), v2.Certs[0].Hash) {
			return badStamp("names", "it names another certificate than the one that it carries")
		}
		return nil
	}
	var v1 struct {
		Certs    []essCertID
		Policies asn1.RawValue `asn1:"optional"`
	}
	if err := p7.UnmarshalSignedAttribute(oidSigningCert, &v1); err != nil || len(v1.Certs) == 0 {
		return badStamp("names", "it does not name its certificate")
	}
	if sum := sha1.Sum(signer.Raw); !bytes.Equal(sum[:], v1.Certs[0].Hash) { //nolint:gosec // as above
		return badStamp("names", "it names another certificate than the one that it carries")
	}
	return nil
}

// onlyStamps sees that the certificate is for stamping time and nothing else,
// critically, as RFC 3161 asks in section 2.3.
func onlyStamps(c *x509.Certificate) error {
	for _, e := range c.Extensions {
		if !e.Id.Equal(oidExtKeyUsage) {
			continue
		}
		var uses []asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(e.Value, &uses); err != nil || !e.Critical || len(uses) != 1 || !uses[0].Equal(oidTimeStamping) {
			return badStamp("use", "its certificate is not for stamping time alone")
		}
		return nil
	}
	return badStamp("use", "its certificate is not for stamping time")
}

// stampChain returns the chain from the signer to a root at the time at: to one
// of roots where there is such, else to a root that the package itself carries. All
// are the chains that there are to either.
func stampChain(signer *x509.Certificate, more []*x509.Certificate, roots *x509.CertPool, at time.Time) (chain []*x509.Certificate, trusted bool, all [][]*x509.Certificate, err error) {
	opt := x509.VerifyOptions{CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}
	known, carried, err := chainsTo(signer, more, roots, opt)
	all = append(known, carried...)
	if len(all) == 0 {
		return nil, false, nil, badStamp("chain", fmt.Sprintf("its chain: %v", err))
	}
	return all[0], len(known) > 0, all, nil
}

// chainsTo returns the chains from the signer, by way of more, to roots (nil: there are
// none) and to roots among more. Where there is none at all, err says why.
func chainsTo(signer *x509.Certificate, more []*x509.Certificate, roots *x509.CertPool, opt x509.VerifyOptions) (known, carried [][]*x509.Certificate, err error) {
	own := x509.NewCertPool()
	opt.Intermediates = x509.NewCertPool()
	for _, c := range more {
		opt.Intermediates.AddCert(c)
		if bytes.Equal(c.RawIssuer, c.RawSubject) {
			own.AddCert(c)
		}
	}
	if roots != nil {
		opt.Roots = roots
		known, _ = signer.Verify(opt)
	}
	opt.Roots = own
	carried, err = signer.Verify(opt)
	return known, carried, err
}

// mostNamed is how many certificates without a part are named.
const mostNamed = 8

// noPart names the certificates that are carried and in none of the chains: they vouch
// for nothing.
func noPart(carried []*x509.Certificate, chains [][]*x509.Certificate) (names []string) {
	used := make(map[string]bool)
	for _, c := range slices.Concat(chains...) {
		used[string(c.Raw)] = true
	}
	more := 0
	for _, c := range carried {
		switch {
		case used[string(c.Raw)]:
			continue
		case len(names) < mostNamed:
			names = append(names, authorityName(c))
		default:
			more++
		}
		used[string(c.Raw)] = true // and named once
	}
	if more > 0 {
		names = append(names, fmt.Sprintf("+%d", more))
	}
	return names
}

func parseCertificates(b []byte) ([]*x509.Certificate, error) {
	blocks, ok := pemBlocks(b, pemCertificate)
	var list []*x509.Certificate
	for _, der := range blocks {
		c, err := x509.ParseCertificate(der)
		ok = ok && err == nil
		list = append(list, c)
	}
	if !ok {
		return nil, badStamp("chain", "its chain of certificates cannot be read")
	}
	return list, nil
}

// pemBlocks returns what is in a file of PEM blocks of one type. One that holds anything
// else, or spells a block in another way, could be changed unnoticed: ok is false.
func pemBlocks(text []byte, kind string) (list [][]byte, ok bool) {
	var same []byte
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		list = append(list, block.Bytes)
		same = append(same, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: block.Bytes})...)
	}
	return list, bytes.Equal(same, text)
}

func authorityName(c *x509.Certificate) string {
	name := c.Subject.CommonName
	if name == "" {
		name = c.Subject.String()
	}
	if len(c.Subject.Organization) > 0 && c.Subject.Organization[0] != name {
		name += ", " + c.Subject.Organization[0]
	}
	return recourse.Visible(name)
}

func fingerprint(c *x509.Certificate) string { return fmt.Sprintf("%x", sha256.Sum256(c.Raw)) }

// checkStamps checks all stamps of a package, and that nothing else is beside them.
func (b *bag) checkStamps(checkpoint []byte) {
	var there []int
	for _, p := range slices.Sorted(maps.Keys(b.tags)) {
		name, ok := strings.CutPrefix(p, stampDir)
		if !ok {
			continue
		}
		number, part, _ := strings.Cut(name, ".")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > maxStamps || stampFile(n, "."+part) != p || !slices.Contains(stampParts[:], "."+part) {
			b.report.add("seal-unexpected", p, "")
			continue
		}
		if !slices.Contains(there, n) {
			there = append(there, n)
		}
	}
	for n := 1; n <= min(b.saidStamps, maxStamps); n++ {
		if !slices.Contains(there, n) {
			b.report.add("seal-missing", stampFile(n, ".tsr"), "bag-info.txt names it")
		}
	}
	for _, n := range there {
		if n > b.saidStamps && b.form != "1" {
			b.report.add("seal-unexpected", stampFile(n, ".tsr"), "")
		}
		b.checkStamp(n, checkpoint)
	}
}

func (b *bag) checkStamp(n int, checkpoint []byte) {
	var parts [len(stampParts)][]byte
	for k, part := range stampParts {
		var err error
		if _, there := b.tags[stampFile(n, part)]; part == answersPart && !there {
			continue
		}
		if parts[k], err = b.small(stampFile(n, part), maxStampFile); err != nil {
			b.report.add("seal-missing", stampFile(n, part), err.Error())
			return
		}
	}
	t, err := CheckStamp(checkpoint, Stamp{parts[0], parts[1], parts[2], parts[3], parts[4]}, b.roots)
	if err != nil {
		b.report.stamp(stampFile(n, ".tsr"), err)
		return
	}
	b.report.Timestamps = append(b.report.Timestamps, t)
}
