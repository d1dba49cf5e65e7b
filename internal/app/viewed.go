package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"recourse/custody"
	"recourse/internal/evidence"
)

// sight is who looked at which item of which case.
type sight struct{ who, caseID, itemID string }

// sights are what was looked at of late, so that a page that is turned to and fro makes
// one entry an hour. It is safe for concurrent use.
type sights struct {
	mu   sync.Mutex
	last map[sight]time.Time
}

const (
	sameSight  = time.Hour
	mostSights = 4096 // held; beyond them all are forgotten, and the next look is noted anew
)

// again reports whether s was noted within the hour before now.
func (l *sights) again(s sight, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.last[s]
	return ok && !now.Before(at) && now.Sub(at) < sameSight
}

func (l *sights) add(s sight, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil || len(l.last) >= mostSights {
		l.last = make(map[sight]time.Time)
	}
	l.last[s] = now
}

// noteViewed writes into the case's log that an item is shown to somebody, once an hour.
// What cannot be noted is not shown.
func (a *App) noteViewed(ctx context.Context, who string, item evidence.Item) error {
	now, s := a.Now(), sight{who, item.Case, item.ID}
	if a.sights.again(s, now) {
		return nil
	}
	err := a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, item.Case, custody.Entry{At: now, Do: custody.Viewed, Who: who, Door: "web", Item: item.SHA256, Size: item.Size})
	})
	if err != nil {
		return fmt.Errorf("note that the item is shown: %w", err)
	}
	a.sights.add(s, now)
	return nil
}
