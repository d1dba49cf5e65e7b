package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/letter"
	"recourse/money"
	"recourse/playbook"
)

// A Telling is one thing that the person says about their matter: an answer, a
// payment, a step taken, a reply, or that an earlier word no longer holds.
type Telling interface {
	// tell puts it into the facts. ref names it in the log, which holds no words
	// of the person. What cannot be so is an error of kind Invalid.
	tell(in *incident.Incident, e *Engines, now time.Time) (ref string, err error)
}

// Answered answers a question of the plan; see [incident.Answer].
type Answered struct{ Fact, Of, Value string }

func (t Answered) tell(in *incident.Incident, e *Engines, now time.Time) (string, error) {
	today := e.today(in, now)
	a := incident.Answer{Fact: t.Fact, Of: t.Of, Value: t.Value, At: recourse.OnDay(today)}
	if err := e.Book.CheckAnswer(a); err != nil {
		return "", err //nolint:wrapcheck // Tell says what was done
	}
	if day, err := recourse.ParseDate(t.Value); err == nil && slices.Contains(past, t.Fact) {
		if err := notToCome(day, today); err != nil {
			return "", err
		}
	}
	in.Answer(a)
	return "answer/" + t.Fact, nil
}

// past are the facts that are days on which something happened.
var past = []string{"payment.at", "order.received"}

// ErrToCome refuses a day that is still to come for something that happened. Its
// kind is Invalid.
var ErrToCome = fmt.Errorf("the day is still to come: %w", recourse.Invalid)

func notToCome(day, today recourse.Date) error {
	if day.After(today) {
		return ErrToCome
	}
	return nil
}

// today is the day where the person is.
func (e *Engines) today(in *incident.Incident, now time.Time) recourse.Date {
	if cal, err := e.Calendars.Get(in.Person.Country); err == nil && cal.Zone != nil {
		now = now.In(cal.Zone)
	}
	return recourse.DateOf(now)
}

// Paid tells of money that was sent. What is not known is left out; where the
// amount is not, the rest is kept as answers.
type Paid struct {
	Amount money.Amount
	On     recourse.Date
	Rail   string // as in an incident's payment
	// Open are the facts of which nothing was said, not even that it is not sure:
	// payment.at, payment.rail. They stay questions.
	Open []string
}

func (t Paid) tell(in *incident.Incident, e *Engines, now time.Time) (string, error) {
	if err := notToCome(t.On, e.today(in, now)); err != nil {
		return "", err
	}
	if t.Amount.Minor < 0 || t.Amount.Minor > 0 && t.Amount.Currency == "" {
		return "", fmt.Errorf("a payment of %s: %w", t.Amount, recourse.Invalid)
	}
	day := ""
	if !t.On.IsZero() {
		day = t.On.String()
	}
	answers := []Answered{{Fact: "paid.any", Value: "yes"}, {Fact: "payment.rail", Value: t.Rail}, {Fact: "payment.at", Value: day}}
	for i, a := range answers {
		if !slices.Contains(t.Open, a.Fact) && (t.Amount.IsZero() || i == 0 || a.Value == "") {
			if _, err := a.tell(in, e, now); err != nil {
				return "", err
			}
		}
	}
	if t.Amount.IsZero() {
		return "payment", nil
	}
	if err := e.Book.CheckAnswer(incident.Answer{Fact: "payment.rail", Value: t.Rail}); err != nil {
		return "", err //nolint:wrapcheck // Tell says what was done
	}
	pay := incident.Payment{Amount: t.Amount, Direction: "out", Rail: t.Rail}
	if !t.On.IsZero() {
		pay.At = recourse.OnDay(t.On)
	}
	in.TellPayment(pay)
	return "payment", nil
}

// Took tells that a step of the plan was taken. On is the day, today where it is
// not known. Sent says that the step's letter went out with all that it encloses.
type Took struct {
	Step string
	On   recourse.Date
	Sent bool
}

func (t Took) tell(in *incident.Incident, e *Engines, now time.Time) (string, error) {
	mark, ok := e.Book.Mark(t.Step)
	if !ok {
		return "", fmt.Errorf("there is no step %.80q: %w", t.Step, recourse.Invalid)
	}
	return "done/" + t.Step, happened(in, incident.Event{Kind: mark.Kind, To: mark.To}, t.On, e.today(in, now))
}

// Heard tells what somebody answered who was turned to.
type Heard struct {
	From, Reply string // as in an event
	On          recourse.Date
}

func (t Heard) tell(in *incident.Incident, e *Engines, now time.Time) (string, error) {
	fact, ok := e.Book.Facts().Fact("reply." + t.From)
	if !ok || !slices.Contains(fact.Of, t.Reply) {
		return "", fmt.Errorf("%.80q does not answer %.80q: %w", t.From, t.Reply, recourse.Invalid)
	}
	return "reply/" + t.From, happened(in, incident.Event{Kind: "reply", To: t.From, Reply: t.Reply}, t.On, e.today(in, now))
}

// happened adds an event that was told, once.
func happened(in *incident.Incident, e incident.Event, on, today recourse.Date) error {
	if on.IsZero() {
		on = today
	}
	if err := notToCome(on, today); err != nil {
		return err
	}
	e.At, e.Fact = recourse.OnDay(on), incident.Fact{Origins: incident.Origins{incident.Told}, Confirmed: true}
	if !slices.ContainsFunc(in.Events, func(o incident.Event) bool { return o.Key() == e.Key() }) {
		in.Events = append(slices.Clip(in.Events), e)
	}
	return nil
}

// Withdrawn takes back a payment that was told, or an event, by its key.
type Withdrawn struct{ Key string }

func (t Withdrawn) tell(in *incident.Incident, _ *Engines, _ time.Time) (string, error) {
	if !in.Withdraw(t.Key) {
		return "", fmt.Errorf("nothing of the key %.80q was told: %w", t.Key, recourse.NotFound)
	}
	return "withdrawn", nil
}

// maxTold is how many payments, events and answers a person can tell of.
const maxTold = 1000

// Tell keeps what the person says of their case. It is an error of kind Invalid
// where it cannot be so, and NotFound where the person has no such case.
func (a *App) Tell(ctx context.Context, who, caseID string, t Telling) error {
	var err error
	for range addTries {
		if err = a.tellOnce(ctx, who, caseID, t); !errors.Is(err, recourse.Conflict) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

func (a *App) tellOnce(ctx context.Context, who, caseID string, t Telling) error {
	c, err := a.own(ctx, who, caseID)
	if err != nil {
		return err
	}
	now := a.Now()
	ref, err := a.Engines.tell(&c.Incident, t, now)
	if err != nil {
		return err
	}
	entries := []custody.Entry{{Do: custody.Noted, Ref: ref}}
	if took, ok := t.(Took); ok && took.Sent {
		sent, err := a.sent(ctx, who, caseID, took.Step)
		if err != nil {
			return err
		}
		entries = append(entries, sent...)
	}
	c.Updated = a.changed(c)
	return a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Cases().Save(ctx, c); err != nil {
			return err
		}
		for _, e := range entries {
			e.At, e.Who, e.Door = now, who, "web"
			if err := log(ctx, tx, caseID, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// sent returns an entry for each item that the letter of a step encloses, as the letter
// stands before the step is marked.
func (a *App) sent(ctx context.Context, who, caseID, step string) (entries []custody.Entry, err error) {
	v, err := a.Case(ctx, who, caseID)
	if err != nil {
		return nil, err
	}
	f := v.Findings
	i := slices.IndexFunc(f.Plan.Steps, func(s playbook.Step) bool { return s.ID == step && s.Paper != "" })
	if i < 0 {
		return nil, fmt.Errorf("step %.80q has no letter: %w", step, recourse.Invalid)
	}
	enclosed, _ := letter.Enclose(f.Incident, exhibits(f))
	for _, x := range enclosed {
		if slices.ContainsFunc(v.Kept, func(k evidence.Item) bool { return k.SHA256 == x.SHA256 }) { // and not a file in one
			entries = append(entries, custody.Entry{Do: custody.Shared, Item: x.SHA256, Size: x.Size, Ref: "paper/" + f.Plan.Steps[i].Paper})
		}
	}
	return entries, nil
}

// Tell plans anew with what the person tells beside what was found.
func (e *Engines) Tell(f Findings, tellings []Telling, now time.Time) (Findings, error) {
	if len(tellings) == 0 {
		return f, nil
	}
	f.Incident = f.Said
	if _, err := e.toldAll(&f.Incident, tellings, custody.Entry{At: now}); err != nil {
		return Findings{}, err
	}
	return e.plan(f, now)
}

// Question returns how a fact is asked, and whether it is.
func (a *App) Question(fact string) (playbook.Question, bool) { return a.Engines.Book.Question(fact) }

// tell puts what was told into the facts.
func (e *Engines) tell(in *incident.Incident, t Telling, now time.Time) (ref string, err error) {
	if ref, err = t.tell(in, e, now); err != nil {
		return "", err
	}
	if len(in.Events) > maxTold || len(in.Answers) > maxTold || len(in.Payments) > maxPayments {
		return "", fmt.Errorf("more is told of one matter than can be kept: %w", recourse.Invalid)
	}
	return ref, nil
}

// maxPayments is how many payments an incident may have, as its form says.
const maxPayments = 10_000

// toldAll puts all that was told with what was handed in into the facts, and
// returns a log entry for each.
func (e *Engines) toldAll(in *incident.Incident, tellings []Telling, entry custody.Entry) (entries []custody.Entry, err error) {
	for _, t := range tellings {
		one := entry
		if one.Ref, err = e.tell(in, t, entry.At); err != nil {
			return nil, err
		}
		entries = append(entries, one)
	}
	return entries, nil
}

// recordNew keeps a new case, its items, and what was told with them.
func recordNew(ctx context.Context, tx Tx, c casefile.Case, items iter.Seq2[evidence.Item, error], told []custody.Entry) error {
	if err := tx.Cases().Add(ctx, c); err != nil {
		return err
	}
	if err := recordItems(ctx, tx, c.ID, items); err != nil {
		return err
	}
	for _, entry := range told {
		if err := log(ctx, tx, c.ID, entry); err != nil {
			return err
		}
	}
	return nil
}
