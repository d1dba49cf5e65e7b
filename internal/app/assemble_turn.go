package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// turnAccounts are the accounts of a conversation in which somebody else changed
// the details, as [incident.BareAccount] writes them.
type turnAccounts struct {
	known   map[string]bool // agreed with the true seller before
	changed map[string]scam.Found
}

func (a *assembly) accounts() turnAccounts {
	if a.turn.known == nil {
		a.turn = turnAccounts{make(map[string]bool), make(map[string]scam.Found)}
		for _, f := range a.verdict.Found {
			switch key := incident.BareAccount(f.Value); {
			case a.in.Branch != incident.ChangedBankDetails:
			case f.Name == "account.known":
				a.turn.known[key] = true
			case f.Name == "account.changed":
				a.turn.changed[key] = f
			}
		}
	}
	return a.turn
}

// toChanged says where a payment went that the person tells of and no statement
// shows: to the account that the changed details named, if there is one such.
func (a *assembly) toChanged(p *incident.Payment) {
	changed := a.accounts().changed
	if len(changed) != 1 || p.To.Account != "" {
		return
	}
	for _, f := range changed {
		if m, ok := a.messageAt(f.Span); !ok || (!m.Time.IsZero() && !p.At.IsZero() && m.Time.Date().After(p.At.Date())) {
			return // paid before the details were changed
		}
		p.To.Account, p.To.Party = f.Value, a.partyOf(f.Value)
		p.Origins = append(p.Origins, a.thread.Origin(f.Span))
	}
}

// isKnownAccount reports whether an account was agreed with the true seller, before
// somebody else changed the details: who writes now does not hold it.
func (a *assembly) isKnownAccount(account string) bool {
	return account != "" && a.accounts().known[incident.BareAccount(account)]
}

// isEarly reports whether a payment that a file shows went to the true seller: to
// the account that was known, or before the details were changed.
func (a *assembly) isEarly(p *incident.Payment) bool {
	if p.Direction == "in" || p.Status == incident.Proposed || p.Status == incident.Notice {
		return false
	}
	if a.isKnownAccount(p.To.Account) {
		return true
	}
	_, changed := a.accounts().changed[incident.BareAccount(p.To.Account)]
	turn := a.turnDay()
	return !changed && !turn.IsZero() && !p.At.IsZero() && p.At.Date().Before(turn)
}

// turnDay is the day of the message that changed the details, where something was
// written before it.
func (a *assembly) turnDay() recourse.Date {
	if a.verdict.Turn == nil || a.in.Branch != incident.ChangedBankDetails {
		return recourse.Date{}
	}
	m, _ := a.saidAt(*a.verdict.Turn)
	return m.Time.Date()
}

// early is a payment to the true seller, and where it is seen.
type early struct {
	path   string
	amount money.Amount
	at     recourse.Moment
}

// addEarly notes what the words tell of having been paid before the details were
// changed.
func (a *assembly) addEarly() {
	for _, t := range a.verdict.Early {
		if a.onLabelledPage(t.Span) || a.isAmongEarly(t.Amount) {
			continue
		}
		piece, _ := a.thread.Piece(t.Span)
		at := a.payment(t).At
		if told := a.toldAt(t); !told.IsZero() && told.Date() == at.Date() {
			at = told // the minute leads to the message
		}
		a.early = append(a.early, early{piece.Name, t.Amount, at})
	}
}

// toldEarly reports whether words only tell once more of a payment to the true
// seller that a file shows: nobody has asked for the sum since the details changed.
func (a *assembly) toldEarly(t scam.Telling) bool {
	return t.Asked.Len() == 0 && !t.Again && !t.Fresh && a.isAmongEarly(t.Amount) && a.paid(t.Amount) == 0
}

func (a *assembly) isAmongEarly(amount money.Amount) bool {
	return slices.ContainsFunc(a.early, func(e early) bool { return incident.SameAmount(e.amount, amount) })
}

// sayEarly says of each payment to the true seller that it is not counted.
func (a *assembly) sayEarly() {
	for _, e := range a.early {
		var when any = e.at
		if e.at.IsZero() {
			when = recourse.P("intake.day-unknown")
		}
		a.problems = append(a.problems, recourse.Problem{
			Path: e.path, Code: "payment-before-change", Detail: e.amount.String(), Args: recourse.Args{"amount": e.amount, "when": when},
		})
	}
}
