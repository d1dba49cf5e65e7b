package app

import (
	"iter"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

const (
	// cameBefore is how many days before the words about it money may have come: who
	// tells of it may have seen it late.
	cameBefore = 7
	// cameBehind is how many days after them.
	cameBehind = 3
)

// income is what words say of money that came to the person.
type income struct {
	amount money.Amount
	day    recourse.Date
	span   recourse.Span
	before int // how many days before the day it may have come
}

// incomes are the words about money that came: the person's own, also of payments that
// came back, and what the other side says that it sent.
func (a *assembly) incomes() []income {
	var list []income
	add := func(amount money.Amount, day recourse.Date, span recourse.Span, before int) {
		if !day.IsZero() && len(list) < maxRows {
			list = append(list, income{amount, day, span, before})
		}
	}
	for _, t := range a.came() {
		add(t.Amount, t.When.On(a.toldAt(t).Date()), t.Span, cameBefore)
	}
	for _, d := range a.verdict.Gave {
		if m, ok := a.saidAt(d.Span); ok && !m.Doubtful {
			add(d.Amount, m.Time.Date(), d.Span, 1)
		}
	}
	for _, d := range a.verdict.Returned {
		if m, ok := a.saidAt(d.Span); ok && !m.Doubtful {
			add(d.Amount, m.Time.Date(), d.Span, cameBefore)
		}
	}
	return list
}

// came are the places where the person tells the other side, or nobody in
// particular, of money that came.
func (a *assembly) came() []scam.Telling {
	if len(a.verdict.Came) == 0 {
		return nil
	}
	others, suspects := make(map[string]bool), make(map[string]bool) // by item
	for _, m := range a.thread.Messages {
		if a.side.other[m.From] {
			item := a.thread.Origin(m.Span).Item
			others[item] = true
			suspects[item] = suspects[item] || a.side.suspects[m.From]
		}
	}
	return slices.DeleteFunc(slices.Clone(a.verdict.Came), func(t scam.Telling) bool {
		item := a.thread.Origin(t.Span).Item
		return others[item] && !suspects[item] || a.onLabelledPage(t.Span)
	})
}

// chooseIncomes finds the entries of statements by which money of the matter came:
// from an account to which it had gone, or of a sum and a day of which the words
// speak. It hardly ever comes from the account to which it went.
func (a *assembly) chooseIncomes() {
	first := make(map[string]recourse.Date) // when money first went to an account
	if len(a.rows.ours) > 0 {
		for r := range a.booked() {
			if p := r.payment; p.Direction != "in" && p.To.Account != "" && a.rows.ours[r.rowKey] {
				k := incident.BareAccount(p.To.Account)
				if d, ok := first[k]; !ok || p.At.Date().Before(d) {
					first[k] = p.At.Date()
				}
			}
		}
	}
	incomes := a.incomes()
	sums := make(map[int64]bool) // of which words speak
	for _, in := range incomes {
		sums[in.amount.Minor] = true
	}
	var rows []row
	for r := range a.booked() {
		p := r.payment
		if p.Direction != "in" || len(first)+len(sums) == 0 {
			continue
		}
		spoken := sums[p.Amount.Minor] || sums[p.Original.Minor]
		from := p.From.Account
		if !spoken && (from == "" || len(first) == 0) || a.isOwn(from) {
			continue
		}
		if spoken {
			rows = append(rows, r)
		}
		if since, ok := first[incident.BareAccount(from)]; ok && from != "" && !p.At.Date().Before(since) {
			a.rows.ours[r.rowKey] = true
		}
	}
	used := make(map[rowKey]bool)
	for _, in := range incomes {
		a.chooseIncome(in, rows, used)
	}
}

// booked are the entries of the matter's statements that were carried out.
func (a *assembly) booked() iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, f := range a.files {
			if !lists(f) || a.side.foreign[f.SHA256] {
				continue
			}
			for i := range f.Payments {
				p := &f.Payments[i]
				if p.Status == incident.Notice || p.Status == incident.Proposed {
					continue
				}
				if !yield(row{rowKey{f.SHA256, i}, p}) {
					return
				}
			}
		}
	}
}

// chooseIncome chooses the entry that words about money that came mean: the nearest
// one. Where those of several payers are as near, none is chosen.
func (a *assembly) chooseIncome(in income, rows []row, used map[rowKey]bool) {
	var fit []row
	least := -1
	for _, r := range rows {
		p := r.payment
		if !incident.SameAmount(in.amount, p.Amount) && !incident.SameAmount(in.amount, p.Original) || p.At.IsZero() {
			continue
		}
		days := in.day.DaysUntil(p.At.Date())
		if days < -in.before || days > cameBehind {
			continue
		}
		days = max(days, -days)
		if used[r.rowKey] {
			if days <= 1 {
				return // the same money, of which both sides speak
			}
			continue
		}
		switch {
		case least < 0 || days < least:
			fit, least = []row{r}, days
		case days == least:
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return
	}
	if slices.ContainsFunc(fit, func(r row) bool { return payer(*r.payment) != payer(*fit[0].payment) }) {
		a.sayRows(fit, in.span)
		return
	}
	used[fit[0].rowKey], a.rows.ours[fit[0].rowKey] = true, true
}

// payer is from whom an entry came, however it is written.
func payer(p incident.Payment) string {
	p.To = p.From
	return payee(p)
}

// addCame adds the money that the person says came to them, piece by piece. What
// only the other side says it sent is no payment, and a problem line.
func (a *assembly) addCame() {
	byPiece := make(map[string][]scam.Telling)
	var order []string
	for _, t := range a.came() {
		item := a.thread.conversation(a.thread.Origin(t.Span).Item)
		if _, seen := byPiece[item]; !seen {
			order = append(order, item)
		}
		byPiece[item] = append(byPiece[item], t)
	}
	a.inOrder(byPiece)
	told := make(map[money.Amount]bool)
	for _, item := range order {
		made := a.claims(byPiece[item], make(map[money.Amount]doubt))
		for i := range made {
			made[i].Direction = "in"
		}
		rest := a.joinLater(a.in.JoinPayments(made))
		rest = slices.DeleteFunc(rest, func(p incident.Payment) bool { return told[p.Amount] })
		a.in.AddPayments(rest)
		for _, t := range byPiece[item] {
			told[t.Amount] = true
		}
	}
	a.addReturned()
	for _, d := range a.verdict.Gave {
		m, ok := a.saidAt(d.Span)
		if !ok || m.Doubtful || !a.side.suspects[m.From] {
			continue
		}
		p := incident.Payment{Amount: d.Amount, Direction: "in", Fact: incident.Fact{Origins: a.originsOf(d)}}
		if !m.Time.IsZero() {
			p.At = recourse.OnDay(m.Time.Date())
		}
		if len(a.in.JoinPayments([]incident.Payment{p})) == 0 || a.cameIn(d.Amount) {
			continue
		}
		piece, _ := a.thread.Piece(d.Span)
		a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: "payment-said-sent", Detail: d.Amount.String(), Args: recourse.Args{"amount": d.Amount}})
	}
}

// addReturned adds the money of which the person says that the bank, or somebody else,
// gave a payment back: it came from where the payment had gone. Where that payment is not
// known nothing is added, and a problem line says so.
func (a *assembly) addReturned() {
	for _, d := range a.verdict.Returned {
		m, ok := a.saidAt(d.Span)
		if !ok || m.Doubtful {
			continue
		}
		back := incident.Payment{Amount: d.Amount, Direction: "in", Fact: incident.Fact{Origins: a.originsOf(d)}}
		if !m.Time.IsZero() {
			back.At = recourse.OnDay(m.Time.Date())
		}
		if len(a.in.JoinPayments([]incident.Payment{back})) == 0 {
			a.markReversal(back.Origins[0])
			continue
		}
		if a.cameIn(d.Amount) {
			continue
		}
		i := slices.IndexFunc(a.in.Payments, func(p incident.Payment) bool {
			return p.Left() && incident.SameAmount(p.Amount, d.Amount) && (p.At.IsZero() || back.At.IsZero() || !p.At.Date().After(back.At.Date()))
		})
		if i < 0 {
			continue
		}
		back.Amount, back.From, back.Reversal = a.in.Payments[i].Amount, a.in.Payments[i].To, true
		a.in.AddPayments([]incident.Payment{back})
	}
}

// markReversal says of the payment that a place shows that it takes back another one.
func (a *assembly) markReversal(place incident.Origin) {
	i := slices.IndexFunc(a.in.Payments, func(p incident.Payment) bool { return slices.Contains(p.Origins, place) })
	if i >= 0 {
		a.in.Payments[i].Reversal = true
	}
}

// cameIn reports whether a payment of an amount is known that came to the person.
func (a *assembly) cameIn(amount money.Amount) bool {
	return slices.ContainsFunc(a.in.Payments, func(p incident.Payment) bool {
		return p.Direction == "in" && (incident.SameAmount(p.Amount, amount) || incident.SameAmount(p.Original, amount))
	})
}
