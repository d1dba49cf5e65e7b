package incident

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Answered returns the person's answer to the question about a fact, and
// whether there is one; it may be that they are not sure.
func (in Incident) Answered(fact, of string) (Answer, bool) {
	i := slices.IndexFunc(in.Answers, func(a Answer) bool { return a.Fact == fact && a.Of == of })
	if i < 0 {
		return Answer{}, false
	}
	return in.Answers[i], true
}

// Answer keeps an answer in place of an earlier one to the same question.
func (in *Incident) Answer(a Answer) {
	in.Answers = slices.DeleteFunc(slices.Clone(in.Answers), func(o Answer) bool { return o.Fact == a.Fact && o.Of == a.Of })
	in.Answers = append(in.Answers, a)
}

// keyBytes is how much of a digest names a payment or an event of one incident.
const keyBytes = 8

// key names what a text describes.
func key(format string, args ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, format, args...))
	return hex.EncodeToString(sum[:keyBytes])
}

// Key names a payment so that an answer about it still finds it when all files
// are read again: by the first place that shows it, else by what was told of it.
func (p Payment) Key() string { return p.keys()[0] }

// Has reports whether key names the payment. A payment that several places show
// is known by each of them.
func (p Payment) Has(key string) bool { return slices.Contains(p.keys(), key) }

func (p Payment) keys() []string {
	var list []string
	for _, o := range p.Origins {
		if !o.Told {
			list = append(list, key("%s %d %d %s %d", o.Item, o.Span.Start, o.Span.End, o.Place, p.Amount.Minor))
		}
	}
	if len(list) == 0 {
		list = append(list, key("told %s %s %s", p.At, p.Amount, p.Rail))
	}
	return list
}

// Key names an event of one incident.
func (e Event) Key() string { return key("event %s %s %s %s", e.Kind, e.To, e.Reply, e.At) }

// Shows reports whether one place shows both records of a payment.
func (p Payment) Shows(o Payment) bool {
	return SameAmount(p.Amount, o.Amount) && slices.ContainsFunc(p.Origins, func(a Origin) bool { return !a.Told && slices.Contains(o.Origins, a) })
}

// Told reports whether a fact is only the person's word.
func (f Fact) Told() bool {
	return len(f.Origins) > 0 && !slices.ContainsFunc(f.Origins, func(o Origin) bool { return !o.Told })
}

// TellPayment adds a payment that the person tells of. What a file shows already
// becomes confirmed; one that was told before is another payment.
func (in *Incident) TellPayment(p Payment) {
	p.Origins, p.Confirmed = Origins{Told}, true
	var told []Payment
	shown := Incident{}
	for _, known := range in.Payments {
		if slices.ContainsFunc(known.Origins, func(o Origin) bool { return o.Told }) {
			told = append(told, known)
		} else {
			shown.Payments = append(shown.Payments, known)
		}
	}
	shown.AddPayments([]Payment{p})
	in.Payments = append(shown.Payments, told...)
	in.sortPayments()
}

// Withdraw takes back a payment that was only told, or an event, by its key. It
// reports whether there was one.
func (in *Incident) Withdraw(key string) bool {
	if i := slices.IndexFunc(in.Payments, func(p Payment) bool { return p.Told() && p.Has(key) }); i >= 0 {
		in.Payments = slices.Delete(slices.Clone(in.Payments), i, i+1)
		return true
	}
	i := slices.IndexFunc(in.Events, func(e Event) bool { return e.Key() == key })
	if i < 0 {
		return false
	}
	in.Events = slices.Delete(slices.Clone(in.Events), i, i+1)
	return true
}
