package stamp

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/internal/guard"

	"golang.org/x/mod/sumdb/tlog"
)

// Witness is one witness, asked as https://c2sp.org/tlog-witness has it. It is
// safe for concurrent use.
type Witness struct {
	address string
	key     custody.WitnessKey
	client  *guard.Client
}

var _ custody.Witness = (*Witness)(nil)

// NewWitness returns the witness whose submission prefix is an address such as
// https://witness.example/submit, and whose public key is key. As for an
// authority, an address in a private network may be reached where it is named.
func NewWitness(address, key string) (*Witness, error) {
	k, err := custody.ParseWitnessKey(key)
	if err != nil {
		return nil, err
	}
	client, err := clientFor(address)
	if err != nil {
		return nil, fmt.Errorf("%.200q is not the address of a witness; one begins with https:// or http://: %w", address, recourse.Invalid)
	}
	return &Witness{strings.TrimSuffix(address, "/"), k, client}, nil
}

// Key is the witness's public key.
func (w *Witness) Key() custody.WitnessKey { return w.key }

// Cosign asks for a signature on a checkpoint: as if the log were new to the
// witness, and where it knows an older state of it, with the proof from there.
// Its errors are of kind NotFound where the witness does not know the log,
// Denied where it does not know the log's key, Conflict where the log does not
// continue what it saw, and Unavailable where it does not answer.
func (w *Witness) Cosign(ctx context.Context, checkpoint []byte, prove func(old int64) ([]tlog.Hash, error)) ([]byte, error) {
	lines, known, err := w.add(ctx, checkpoint, 0, nil)
	if err == nil && known > 0 {
		var proof []tlog.Hash
		if proof, err = prove(known); err != nil {
			err = fmt.Errorf("it has seen %d entries of this log: %v: %w", known, err, recourse.Conflict)
		} else if lines, known, err = w.add(ctx, checkpoint, known, proof); err == nil && known > 0 {
			err = fmt.Errorf("it has seen another state of this log meanwhile: %w", recourse.Conflict)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.address, err)
	}
	return lines, nil
}

// maxProof is how many lines a consistency proof may have.
const maxProof = 63

// add is one add-checkpoint. It returns the witness's lines, or the size that
// the witness knows where that is another than old.
func (w *Witness) add(ctx context.Context, checkpoint []byte, old int64, proof []tlog.Hash) (lines []byte, known int64, err error) {
	if len(proof) > maxProof {
		return nil, 0, fmt.Errorf("proof has %d lines: %w", len(proof), recourse.Invalid)
	}
	body := fmt.Appendf(nil, "old %d\n", old)
	for _, h := range proof {
		body = append(base64.StdEncoding.AppendEncode(body, h[:]), '\n')
	}
	body = append(append(body, '\n'), checkpoint...)
	answer, err := w.client.Do(ctx, "POST", w.address+"/add-checkpoint", "text/plain; charset=utf-8", bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	switch answer.Status {
	case http.StatusOK:
		return answer.Body, 0, nil
	case http.StatusConflict:
		text, ends := strings.CutSuffix(string(answer.Body), "\n")
		known, err := strconv.ParseInt(text, 10, 64)
		if err == nil && ends && known > 0 && known != old && strconv.FormatInt(known, 10) == text && answer.Header.Get("Content-Type") == "text/x.tlog.size" {
			return nil, known, nil
		}
		return nil, 0, fmt.Errorf("the witness has seen another log of this name: %w", recourse.Conflict)
	case http.StatusUnprocessableEntity:
		return nil, 0, fmt.Errorf("the log does not continue the one that the witness saw: %w", recourse.Conflict)
	case http.StatusNotFound:
		return nil, 0, fmt.Errorf("the witness does not know this log; its operator has to add it: %w", recourse.NotFound)
	case http.StatusForbidden:
		return nil, 0, fmt.Errorf("the witness does not know the key that signs this log: %w", recourse.Denied)
	}
	return nil, 0, fmt.Errorf("the witness answers with status %d: %w", answer.Status, recourse.Unavailable)
}
