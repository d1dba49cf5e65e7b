package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"recourse"
	"recourse/internal/evidence"
	"recourse/redact"
)

// The ends of the names of what belongs to a redacted twin.
const (
	recordEnd  = ".redaction.json"
	secretsEnd = ".redaction-secrets.json" //nolint:gosec // the end of a name
)

// IsTwin reports whether an item is a redacted twin, and not its record or its
// secrets.
func IsTwin(i evidence.Item) bool {
	return isRedaction(i) && !strings.HasSuffix(i.Name, recordEnd) && !strings.HasSuffix(i.Name, secretsEnd)
}

// isRedaction reports whether an item is a redacted twin, its record or its secrets,
// whichever version of this program made it.
func isRedaction(i evidence.Item) bool { return i.Parent != "" && redact.IsTool(i.Tool) }

// IsSecrets reports whether an item opens what was withheld in a twin, whoever kept it.
func IsSecrets(i evidence.Item) bool { return secretsName(i.Name) }

// Matter opens an item of the person's case to be redacted; see [Redactor.Open].
func (a *App) Matter(ctx context.Context, who, caseID, itemID string, words bool) (*Matter, error) {
	item, _, err := a.Item(ctx, who, caseID, itemID)
	if err != nil {
		return nil, err
	}
	if err := a.noteViewed(ctx, who, item); err != nil {
		return nil, err
	}
	return a.Redactor.Open(ctx, a.itemSource(ctx, item), words)
}

// Redact makes a redacted twin of an item of the person's case. The twin, its record
// and its secrets become items of the case; the original stays as it is.
func (a *App) Redact(ctx context.Context, who, caseID, itemID string, w Withhold) (twin evidence.Item, problems []recourse.Problem, err error) {
	item, _, err := a.Item(ctx, who, caseID, itemID)
	if err != nil {
		return evidence.Item{}, nil, err
	}
	matter, err := a.Redactor.Open(ctx, a.itemSource(ctx, item), len(w.Find) > 0)
	if err != nil {
		return evidence.Item{}, nil, err
	}
	made, problems, err := a.Redactor.Redact(ctx, matter, w)
	if err != nil {
		return evidence.Item{}, problems, err
	}
	items, err := a.keepTwin(ctx, who, item, made)
	if err != nil {
		return evidence.Item{}, problems, fmt.Errorf("keep redacted twin: %w", err)
	}
	return items[0], problems, nil
}

// part is one thing that is made from an item and kept beside it.
type part struct {
	item  evidence.Item // without case, digest and size
	bytes []byte
}

// keepTwin keeps a twin, its record and its secrets.
func (a *App) keepTwin(ctx context.Context, who string, of evidence.Item, made redact.Twin) ([]evidence.Item, error) {
	record, err := json.MarshalIndent(made.Record, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode record: %w", err)
	}
	secrets, err := json.MarshalIndent(made.Secrets, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode secrets: %w", err)
	}
	name := TwinName(of.Name, made.Record.Kind)
	twin := recourse.NewID()
	return a.keepParts(ctx, who, of.Case, []part{
		{evidence.Item{ID: twin, Name: name, MediaType: made.Record.Twin.MediaType, Kind: of.Kind, Parent: of.ID, Tool: redact.Tool}, made.Bytes},
		{evidence.Item{ID: recourse.NewID(), Name: name + recordEnd, MediaType: "application/json", Kind: evidence.Other, Parent: twin, Tool: redact.Tool}, record},
		{evidence.Item{ID: recourse.NewID(), Name: of.Name + "." + made.Record.Twin.SHA256[:8] + secretsEnd, MediaType: "application/json", Kind: of.Kind, Parent: of.ID, Tool: redact.Tool}, secrets},
	})
}

// keepParts keeps what was made from items of a case, a parent before what was made
// from it.
func (a *App) keepParts(ctx context.Context, who, caseID string, parts []part) (items []evidence.Item, err error) {
	end, err := a.Blobs.Begin(ctx, caseID)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		item := p.item
		item.Case, item.Door, item.By, item.At, item.Looked = caseID, "web", who, a.Now(), true
		if item.SHA256, item.Size, err = a.Blobs.Put(ctx, caseID, bytes.NewReader(p.bytes)); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		if _, err := own(ctx, tx, who, caseID); err != nil {
			return err
		}
		return recordItems(ctx, tx, caseID, all(items))
	})
	if err != nil && a.recorded(ctx, items[0].ID) != nil {
		return nil, err
	}
	a.ended(caseID, end)
	return items, nil
}
