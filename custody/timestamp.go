package custody

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"

	"recourse"

	"github.com/digitorus/timestamp"
)

// Stamp is what an outside authority said about a checkpoint, with all that is
// needed to check it later without a network.
type Stamp struct {
	Request  []byte // TimeStampReq of RFC 3161, DER
	Response []byte // TimeStampResp of RFC 3161, DER
	Chain    []byte // certificates from the authority's to its root, PEM
	CRLs     []byte // revocation lists of the chain's issuers, PEM; empty where there are none
	Answers  []byte // of the issuers' responders (OCSP, RFC 6960), PEM; none where there are none
}

// Stamper asks one authority for a stamp; package recourse/internal/stamp has
// one that uses the network.
type Stamper interface {
	// Stamp returns the authority's stamp on message. It is of kind Unavailable
	// where the authority does not answer.
	Stamp(ctx context.Context, message []byte) (Stamp, error)
}

// maxStamps is how many authorities may stamp one package.
const maxStamps = 8

// maxStampFile is the largest file of a stamp, in bytes. Revocation lists are
// the largest.
const maxStampFile = 4 << 20

// maxToken is the longest request or answer, in bytes: what is nested in it is
// read by recursion. Real ones have less than ten thousand.
const maxToken = 64 << 10

// answersPart ends the name of the one file of a stamp that need not be there.
const answersPart = ".ocsp.pem"

// The files of one stamp, below log/stamps/N.
var stampParts = [5]string{".tsq", ".tsr", ".pem", ".crl.pem", answersPart}

const stampDir = "log/stamps/"

func stampFile(n int, part string) string { return fmt.Sprintf("%s%d%s", stampDir, n, part) }

func (s Stamp) parts() [len(stampParts)][]byte {
	return [...][]byte{s.Request, s.Response, s.Chain, s.CRLs, s.Answers}
}

// NewStampRequest returns a request of RFC 3161 for a stamp on message: its
// SHA-256, a nonce of 64 bits from rand, the policy that is asked for (nil: the
// authority's own), and the wish for certificates, without which a stamp cannot
// be checked later.
func NewStampRequest(rand io.Reader, message []byte, policy asn1.ObjectIdentifier) ([]byte, error) {
	var nonce [8]byte
	if _, err := io.ReadFull(rand, nonce[:]); err != nil {
		return nil, fmt.Errorf("make nonce: %w", err)
	}
	sum := sha256.Sum256(message)
	req := timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Certificates: true, TSAPolicyOID: policy, Nonce: new(big.Int).SetBytes(nonce[:])}
	b, err := req.Marshal()
	if err != nil {
		return nil, fmt.Errorf("write time-stamp request: %w", err)
	}
	return b, nil
}

// writeStamps asks each authority and writes what it said.
func (w *bagWriter) writeStamps(ctx context.Context, p Package, checkpoint []byte) error {
	for i, stamper := range p.Stampers {
		s, err := stamper.Stamp(ctx, bytes.Clone(checkpoint))
		if err != nil {
			return fmt.Errorf("time stamp %d: %w", i+1, err)
		}
		for k, b := range s.parts() {
			if len(b) > maxStampFile {
				return fmt.Errorf("time stamp %d has %d bytes in %s, at most %d are kept: %w", i+1, len(b), stampParts[k], maxStampFile, recourse.Invalid)
			}
			if stampParts[k] == answersPart && len(b) == 0 {
				continue
			}
			if err := w.write(stampFile(i+1, stampParts[k]), b); err != nil {
				return err
			}
		}
	}
	return nil
}
