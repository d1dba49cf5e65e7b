package custody

import (
	"fmt"

	"recourse"

	"golang.org/x/mod/sumdb/note"
)

// SignNote signs a text that ends with a line end, in the form of
// https://c2sp.org/signed-note. The text's first line should say what it is, so
// that it passes for nothing else; a checkpoint has a number in its second. Others may
// sign it too.
func SignNote(s *Signer, text string, others ...*Signer) ([]byte, error) {
	signers := []note.Signer{s.note}
	for _, o := range others {
		signers = append(signers, o.note)
	}
	msg, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign note: %w", err)
	}
	return msg, nil
}

// OpenNote returns the text of a note that key signed. A note that it did not
// sign is an error of kind Denied.
func OpenNote(msg []byte, key Key) (string, error) {
	if key.verifier == nil {
		return "", fmt.Errorf("open note: no key: %w", recourse.Invalid)
	}
	n, err := note.Open(msg, note.VerifierList(key.verifier))
	if err != nil {
		return "", fmt.Errorf("open note: %v: %w", err, recourse.Denied)
	}
	return n.Text, nil
}
