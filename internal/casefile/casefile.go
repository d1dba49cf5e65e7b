// Package casefile is a person's case: whose it is, what happened, and how far
// the plan has come.
//
// A [Case] carries its incident; a [Table] keeps cases. Every change is made on
// the version that was read: [Table.Save] refuses one that somebody else has
// changed in the meantime.
package casefile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"recourse"
	"recourse/incident"
)

// State is where a case stands.
type State string

// The states of a case.
const (
	Open   State = "open"
	Closed State = "closed"
	Erased State = "erased" // nothing is left but the digests in the log
)

// Progress is what the person did about one step of the plan.
type Progress struct {
	State string          `json:"state"` // todo waiting done closed
	At    recourse.Moment `json:"at,omitzero"`
	Note  string          `json:"note,omitempty"`
}

// Case is one case.
type Case struct {
	ID       string
	Owner    string // person ID
	Title    string // as its owner calls it
	State    State
	Incident incident.Incident
	Progress map[string]Progress // by step ID
	Tables   map[string]string   // what the columns of tables are, by the key of their header
	Created  time.Time
	Updated  time.Time
	Version  int64 // counts the changes; 0 for a case that was not kept yet
	// Damaged says that the record is not in its form: what it carries is not known.
	Damaged bool
}

// Brief is whose a case is and where it stands, and nothing of what it carries.
type Brief struct {
	ID    string
	Owner string // person ID
	State State
}

// ErrForm is the error for a case whose record is not in the form in which it was kept.
// Its kind is none: it is nobody's wrong word.
var ErrForm = errors.New("the record is not in its form")

// Check reports what a case lacks: an error of kind Invalid.
func (c Case) Check() error {
	switch {
	case !recourse.ValidID(c.ID), !recourse.ValidID(c.Owner):
		return fmt.Errorf("case has no ID or no owner: %w", recourse.Invalid)
	case c.Damaged:
		return fmt.Errorf("case is not what was kept: %w", recourse.Invalid)
	case c.State != Open && c.State != Closed && c.State != Erased:
		return fmt.Errorf("case has state %q: %w", c.State, recourse.Invalid)
	case c.Created.IsZero() || c.Updated.Before(c.Created):
		return fmt.Errorf("case was changed before it was made: %w", recourse.Invalid)
	}
	return nil
}

// Table keeps cases.
type Table interface {
	// Add keeps a new case with version 1. It returns Conflict where the ID is
	// taken and NotFound where the owner is not there.
	Add(context.Context, Case) error
	// Get returns one case, or NotFound.
	Get(ctx context.Context, id string) (Case, error)
	// List returns the cases of a person, the one that was changed last first; damaged
	// ones with no more than can be told of them.
	List(ctx context.Context, owner string) ([]Case, error)
	// Briefs returns what List does of them without what the cases carry, which may
	// be much.
	Briefs(ctx context.Context, owner string) ([]Brief, error)
	// All returns what Briefs does of the cases of all persons, whether these are recorded
	// or not, in the order of their IDs.
	All(ctx context.Context) ([]Brief, error)
	// Brief returns one case without what it carries, or NotFound.
	Brief(ctx context.Context, id string) (Brief, error)
	// Save keeps a case that was read, with the next version. It returns Conflict
	// where the case was changed since it was read, and NotFound where it is gone.
	Save(context.Context, Case) error
}
