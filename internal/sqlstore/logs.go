package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"recourse"
	"recourse/custody"

	"golang.org/x/mod/sumdb/tlog"
)

// logs is the table of custody logs.
type logs struct{ *tx }

func (t logs) Head(ctx context.Context, logID string) (custody.Head, error) {
	var h custody.Head
	var frontier []byte
	var last int64
	err := t.one(ctx, "SELECT size, frontier, last_at FROM custody_head WHERE log = ?", []any{logID}, &h.Size, &frontier, &last)
	if errors.Is(err, recourse.NotFound) {
		return custody.Head{}, nil
	}
	if err != nil {
		return custody.Head{}, fmt.Errorf("read log head: %w", err)
	}
	for ; len(frontier) >= tlog.HashSize; frontier = frontier[tlog.HashSize:] {
		h.Frontier = append(h.Frontier, tlog.Hash(frontier[:tlog.HashSize]))
	}
	h.Last = instant(last)
	if err := h.Check(); err != nil || len(frontier) != 0 {
		return custody.Head{}, errors.New("read log head: the record is damaged")
	}
	return h, nil
}

func (t logs) IDs(ctx context.Context) ([]string, error) {
	var list []string
	err := t.all(ctx, "SELECT log FROM custody_head UNION SELECT DISTINCT log FROM custody_entry ORDER BY 1", nil, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		list = append(list, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list logs: %w", err)
	}
	return list, nil
}

func (t logs) Append(ctx context.Context, logID string, old custody.Head, placed custody.Entry) (custody.Head, error) {
	if logID == "" {
		return custody.Head{}, fmt.Errorf("append to log: it has no name: %w", recourse.Invalid)
	}
	next, err := old.Follow(placed)
	if err != nil {
		return custody.Head{}, fmt.Errorf("append to log: %w", err)
	}
	line, err := placed.Marshal()
	if err == nil {
		err = t.endsWith(ctx, logID, old)
	}
	if err != nil {
		return custody.Head{}, fmt.Errorf("append to log: %w", err)
	}
	moved := int64(1)
	if old.Size == 0 {
		_, err = t.exec(ctx, "INSERT INTO custody_head (log, size, frontier, last_at) VALUES (?, ?, ?, ?)",
			logID, next.Size, hashes(next), micros(next.Last))
	} else {
		moved, err = t.exec(ctx, "UPDATE custody_head SET size = ?, frontier = ?, last_at = ? WHERE log = ? AND size = ? AND frontier = ? AND last_at = ?",
			next.Size, hashes(next), micros(next.Last), logID, old.Size, hashes(old), micros(old.Last))
	}
	if err == nil && moved != 1 {
		err = fmt.Errorf("another entry came first: %w", recourse.Conflict)
	}
	if err == nil {
		_, err = t.exec(ctx, "INSERT INTO custody_entry (log, n, line) VALUES (?, ?, ?)", logID, placed.N, line)
	}
	if err != nil {
		return custody.Head{}, fmt.Errorf("append to log: %w", err)
	}
	return next, nil
}

// endsWith sees that the last entry that is kept is the one with which the head says that
// the log ends: one of another time would date what follows wrongly, for good.
func (t logs) endsWith(ctx context.Context, logID string, head custody.Head) error {
	var line []byte
	err := t.one(ctx, "SELECT line FROM custody_entry WHERE log = ? ORDER BY n DESC LIMIT 1", []any{logID}, &line)
	switch {
	case errors.Is(err, recourse.NotFound) && head.Size == 0:
		return nil
	case errors.Is(err, recourse.NotFound):
		return fmt.Errorf("there is no entry: %w", custody.ErrHead)
	case err != nil:
		return err
	}
	last, err := custody.ParseEntry(line)
	if err != nil {
		return fmt.Errorf("the last entry is damaged (%v): %w", err, custody.ErrHead)
	}
	if last.N >= head.Size { // of a caller who came too late
		return fmt.Errorf("another entry came first: %w", recourse.Conflict)
	}
	return head.EndsWith(last)
}

func hashes(h custody.Head) []byte {
	b := make([]byte, 0, len(h.Frontier)*tlog.HashSize)
	for _, f := range h.Frontier {
		b = append(b, f[:]...)
	}
	return b
}

func (t logs) Entries(ctx context.Context, logID string, n int64) iter.Seq2[custody.Entry, error] {
	return func(yield func(custody.Entry, error) bool) {
		stop := errors.New("stop")
		err := t.all(ctx, "SELECT line FROM custody_entry WHERE log = ? AND n >= ? ORDER BY n", []any{logID, n}, func(r *sql.Rows) error {
			var line []byte
			if err := r.Scan(&line); err != nil {
				return err
			}
			e, err := custody.ParseEntry(line)
			if err != nil {
				// Not the caller's fault: the kind of the error stays behind.
				return fmt.Errorf("the record is damaged: %v", err)
			}
			if !yield(e, nil) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield(custody.Entry{}, fmt.Errorf("read log: %w", err))
		}
	}
}
