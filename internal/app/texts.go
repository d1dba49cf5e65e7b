package app

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"recourse"
	"recourse/intake"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// A text that programs read out of an item is an item of its own, made from that one:
// it has the name of what it was read out of and this behind it.
const (
	textEnd   = ".txt"
	textMedia = "text/plain; charset=utf-8"
)

// mostName is how many bytes the name of an item has.
const mostName = 4096

// IsText reports whether an item is the text that programs read out of another one. It
// goes where that one goes, and is of its kind.
func IsText(i evidence.Item) bool {
	return i.Parent != "" && i.MediaType == textMedia && !isRedaction(i)
}

// OwnText reports whether text was read out of the item itself, and not out of
// something in it.
func OwnText(item, text evidence.Item) bool {
	return IsText(text) && text.Parent == item.ID && text.Name == textName(item.Name)
}

// textName is the name of the text of what lies at a path.
func textName(path string) string {
	end := min(len(path), mostName-len(textEnd))
	for end > 0 && end < len(path) && !utf8.RuneStart(path[end]) {
		end--
	}
	return path[:end] + textEnd
}

// describe notes what reading the nth item of those handed in showed, and keeps the
// texts that programs read out of it.
func (a *App) describe(ctx context.Context, h *handIn, n int, f *intake.File) error {
	if err := h.describe(n, f); err != nil {
		return err
	}
	for w := range f.Written() {
		tool := a.toolOf(ctx, h, w.By)
		if tool == "" {
			continue
		}
		digest, size, err := a.Blobs.Put(ctx, h.caseID, strings.NewReader(w.Text))
		if err == nil {
			err = h.addText(n, evidence.Item{ID: recourse.NewID(), Name: textName(w.Path), SHA256: digest, Size: size, Tool: tool})
		}
		if err != nil {
			return fmt.Errorf("keep the text of %q: %w", w.Path, err)
		}
	}
	return nil
}

// toolOf names what made a text, with versions, such as "pdftotext/22.12.0+recourse/0.1.0":
// the programs, and this one, which put their words in order. It is "" where a program
// does not say what it is: a text whose maker nobody can name is not kept.
func (a *App) toolOf(ctx context.Context, h *handIn, by []intake.Maker) string {
	name := ""
	for _, m := range by {
		tool, asked := h.tools[m]
		if !asked {
			tool = a.toolName(ctx, m)
			h.tools[m] = tool
		}
		if tool == "" {
			return ""
		}
		name += tool + "+"
	}
	return name + "recourse/" + recourse.Version
}

// toolName asks a reader which program it runs.
func (a *App) toolName(ctx context.Context, m intake.Maker) string {
	var reader any
	switch m {
	case intake.ByPages:
		reader = a.Readers.PDF
	case intake.ByConverter, intake.ByPictures:
		reader = a.Readers.Pictures
	case intake.ByVoices:
		reader = a.Readers.Voices
	}
	n, ok := reader.(intake.ToolNamer)
	if !ok {
		return ""
	}
	name, err := n.ToolName(ctx, m)
	if err != nil {
		a.Log.Error("name what read a text, which is not kept", "error", err)
		return ""
	}
	return name
}

// addText notes a text that was read out of the nth item, whose bytes are kept.
func (h *handIn) addText(n int, i evidence.Item) error {
	rec := spill.AppendNumber(spill.AppendNumber(nil, int64(n)), int64(h.texts.Len()))
	for _, s := range []string{i.ID, i.Name, i.SHA256, i.Tool} {
		rec = spill.AppendString(rec, s)
	}
	return h.texts.Add(spill.AppendInt(rec, i.Size))
}

// textRecords yields the records of the texts that were read out of the items, made at
// an instant: those of an item have its kind.
func (h *handIn) textRecords(at time.Time) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		texts := h.texts.Cursor()
		more := texts.Next()
		n := int64(0)
		for parent, err := range h.records() {
			for ; more && err == nil && spill.Read(texts.Record()).Number() == n; more = texts.Next() {
				text, bad := readText(texts.Record())
				text.Case, text.MediaType, text.Kind, text.Parent = parent.Case, textMedia, parent.Kind, parent.ID
				text.Door, text.By, text.At, text.Looked = parent.Door, parent.By, at, true
				if !yield(text, bad) || bad != nil {
					return
				}
			}
			if err == nil {
				err = texts.Err()
			}
			if err != nil {
				yield(evidence.Item{}, err)
				return
			}
			if !more {
				return
			}
			n++
		}
	}
}

func readText(rec []byte) (evidence.Item, error) {
	f := spill.Read(rec)
	_, _ = f.Number(), f.Number()
	i := evidence.Item{ID: f.String(), Name: f.String(), SHA256: f.String(), Tool: f.String(), Size: f.Int()}
	return i, f.Err()
}

// after yields what several yield, one behind the other.
func after(lists ...iter.Seq2[evidence.Item, error]) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		for _, list := range lists {
			for i, err := range list {
				if !yield(i, err) || err != nil {
					return
				}
			}
		}
	}
}

// classifyTexts gives the texts that were read out of an item its kind.
func classifyTexts(ctx context.Context, tx Tx, item evidence.Item, kind evidence.Kind) error {
	var texts []string
	for i, err := range tx.Evidence().Each(ctx, item.Case) {
		if err != nil {
			return err
		}
		if i.Parent == item.ID && IsText(i) {
			texts = append(texts, i.ID)
		}
	}
	for _, id := range texts {
		if err := tx.Evidence().Classify(ctx, id, kind); err != nil {
			return err
		}
	}
	return nil
}

// guarded reports whether an item leaves only where the person says so once more: it
// holds an identity document, or is the text of what does.
func guarded(item evidence.Item, related []evidence.Item) bool {
	return HoldsIdentity(item) || IsText(item) && slices.ContainsFunc(related, func(r evidence.Item) bool { return r.ID == item.Parent && HoldsIdentity(r) })
}

// Excerpt returns how a text that was read out of an item of the person's case begins, at
// most so many bytes of it, and notes that it was shown. More is that it goes on.
func (a *App) Excerpt(ctx context.Context, who string, text evidence.Item, most int) (begin string, more bool, err error) {
	if !IsText(text) {
		return "", false, fmt.Errorf("item %q is no text that was read: %w", text.ID, recourse.NotFound)
	}
	if _, err := a.own(ctx, who, text.Case); err != nil {
		return "", false, err
	}
	if err := a.noteViewed(ctx, who, text); err != nil {
		return "", false, err
	}
	r, err := a.openKept(ctx, text.Case, text.SHA256, text.Name)
	if err != nil {
		return "", false, fmt.Errorf("open text: %w", err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return "", false, fmt.Errorf("read text: %w", err)
	}
	if len(b) <= most {
		return string(b), false, nil
	}
	for most > 0 && !utf8.RuneStart(b[most]) {
		most--
	}
	return string(b[:most]), true, nil
}
