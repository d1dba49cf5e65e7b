package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"recourse"
	"recourse/internal/people"
)

const (
	inviteValid  = 24 * time.Hour
	sessionValid = 30 * 24 * time.Hour
)

// Invite returns a token that signs the owner of this personal instance in,
// once. The owner is made on first use.
func (a *App) Invite(ctx context.Context) (token string, err error) {
	now := a.Now()
	err = a.Store.Update(ctx, func(tx Tx) error {
		owner, err := personalOwner(ctx, tx)
		if errors.Is(err, recourse.NotFound) {
			owner, err = makeOwner(ctx, tx, now)
		}
		if err != nil {
			return err
		}
		if err := tx.People().Sweep(ctx, now); err != nil {
			return err
		}
		secret, pass := people.Issue(people.SignIn, owner, now, inviteValid)
		token = secret
		return tx.People().AddPass(ctx, pass)
	})
	if err != nil {
		return "", fmt.Errorf("invite owner: %w", err)
	}
	return token, nil
}

// personalOwner returns the owner, or NotFound.
func personalOwner(ctx context.Context, tx Tx) (string, error) {
	list, err := tx.People().List(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range list {
		if p.Role == people.Owner {
			return p.ID, nil
		}
	}
	return "", fmt.Errorf("nobody uses this instance yet: %w", recourse.NotFound)
}

func makeOwner(ctx context.Context, tx Tx, now time.Time) (string, error) {
	owner := people.Person{ID: recourse.NewID(), Name: "owner", Role: people.Owner, Created: now}
	return owner.ID, tx.People().Add(ctx, owner)
}

// SignIn redeems a token for a session. A token that is spent, expired or
// unknown is an error of kind Denied.
func (a *App) SignIn(ctx context.Context, token string) (session string, err error) {
	now := a.Now()
	err = a.Store.Update(ctx, func(tx Tx) error {
		pass, err := tx.People().TakePass(ctx, people.HashOf(token))
		if err != nil {
			return denied(err)
		}
		if err := pass.Check(token, people.SignIn, now); err != nil {
			return err
		}
		secret, next := people.Issue(people.Session, pass.Person, now, sessionValid)
		session = secret
		return tx.People().AddPass(ctx, next)
	})
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	return session, nil
}

// Session returns whose session it is, or an error of kind Denied.
func (a *App) Session(ctx context.Context, session string) (who string, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		pass, err := tx.People().FindPass(ctx, people.HashOf(session))
		if err != nil {
			return denied(err)
		}
		who = pass.Person
		return pass.Check(session, people.Session, a.Now())
	})
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	return who, nil
}

// SignOut ends a session; ending one that is over does no harm.
func (a *App) SignOut(ctx context.Context, session string) error {
	err := a.Store.Update(ctx, func(tx Tx) error {
		_, err := tx.People().TakePass(ctx, people.HashOf(session))
		return err
	})
	if err != nil && !errors.Is(err, recourse.NotFound) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// denied turns "there is no such pass" into "not let in".
func denied(err error) error {
	if errors.Is(err, recourse.NotFound) {
		return fmt.Errorf("pass: %w", recourse.Denied)
	}
	return err
}
