package app

import (
	"context"
	"fmt"
)

// Consider says what follows from what the person shows and tells, and keeps
// nothing of it. Where that is nothing, the plan is for somebody of whom nothing is known.
func (a *App) Consider(ctx context.Context, who string, in Input) (Findings, error) {
	sources := in.Sources()
	if err := a.known(ctx, who); err != nil {
		return Findings{}, err
	}
	now := a.Now()
	f, err := a.Engines.Examine(ctx, sources, a.Readers, in.Circumstances, now)
	if err == nil {
		f, err = a.Engines.Tell(f, in.Tellings, now)
	}
	if err != nil {
		return Findings{}, fmt.Errorf("consider: %w", err)
	}
	return f, nil
}
