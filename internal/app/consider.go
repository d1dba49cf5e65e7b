package app

import (
	"context"
	"fmt"

	"recourse"
)

// Consider says what follows from what the person shows, and keeps nothing of
// it. It is an error of kind Invalid where nothing was handed in.
func (a *App) Consider(ctx context.Context, who string, in Input) (Findings, error) {
	sources := in.Sources()
	if len(sources) == 0 {
		return Findings{}, fmt.Errorf("consider: nothing was handed in: %w", recourse.Invalid)
	}
	if err := a.known(ctx, who); err != nil {
		return Findings{}, err
	}
	f, err := a.Engines.Examine(ctx, sources, a.Readers, in.Circumstances, a.Now())
	if err != nil {
		return Findings{}, fmt.Errorf("consider: %w", err)
	}
	return f, nil
}
