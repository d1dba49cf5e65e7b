package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
)

// appWords are the words by which the screens of banks' apps are read, folded. They hold
// whatever the language of the labels is.
type appWords struct {
	made   []string // a line of its own that says that a payment was made
	open   []string // words that say that it was not made yet
	toward []string // words before the name of the payee, "Transfer to Lena"
	lists  []string // titles of a list of payments
	apart  []string // what a row of such a list begins with that is no payment, "Balance"
}

// appScreen is what a picture of one payment in a bank's app says.
type appScreen struct {
	fields map[string]string
	sum    money.Amount
	made   bool
	open   string // the words that say that it was not made, or not yet
	labels int
	toward bool // the payee stands behind words such as "Transfer to"
}

// appPayment returns the payment of a picture of an app whose title is not known: one sum
// with its currency, who was paid, and words that it was made. Where one of them is
// missing, or words say that it was not made, it says so and proposes nothing.
func (r *reader) appPayment(f *File) []incident.Payment {
	if r.opt.Statements == nil || f.Kind != KindImage || len(f.Messages) > 0 || len(f.Text) > maxSlip {
		return nil
	}
	slips := r.opt.Statements.slips
	if slices.ContainsFunc(slips, func(s slipForm) bool { return s.titled(f.Text) }) {
		return nil // read as a slip, and what is missing is said
	}
	var unsaid *appScreen
	for i := range slips {
		form := &slips[i]
		screen, ok := form.screen(f.Text)
		if !ok {
			continue
		}
		if own, _ := r.named(screen.fields[slipPayee]); own {
			return nil // what came to the person, or what another says that they sent
		}
		switch amount := screen.sum; {
		case screen.open != "" && amount.Minor > 0:
			f.problem("app-payment-open", screen.open, "amount", amount, "words", screen.open)
		case screen.open != "":
		case !screen.made:
			if unsaid == nil && screen.pays() {
				unsaid = &screen
			}
			continue // another language may have the word that it was made
		case amount.Minor <= 0:
			f.problem("app-sum-unread", "", "payee", screen.payee())
		default:
			p := form.payment(screen.fields, amount, r.opt.Zone, r.opt.Chats)
			p.Origins = incident.Origins{{Item: f.SHA256, Span: recourse.Span{End: len(f.Text)}}}
			r.checkSlip(f, &p)
			return []incident.Payment{p}
		}
		return nil
	}
	if unsaid != nil {
		f.problem("app-payment-unsaid", unsaid.sum.String(), "amount", unsaid.sum, "payee", unsaid.payee())
	}
	return nil
}

// pays reports whether a screen that does not say so shows a payment all the same: a sum,
// a payee, and what only payments have beside them. A mail has "From" and "To" too.
func (a *appScreen) pays() bool {
	return a.sum.Minor > 0 && (a.toward || a.fields[slipAmount] != "" || slipAccount(a.fields[slipTo]) != "" || a.fields[slipPurpose] != "")
}

// payee is who was paid: the name, else the account.
func (a *appScreen) payee() string {
	if name := a.fields[slipPayee]; name != "" {
		return name
	}
	return slipAccount(a.fields[slipTo])
}

// screen reads a text as the screen of an app; ok where it names a payee and is laid out
// as one, with two labels or the words before a payee's name.
func (s *slipForm) screen(text string) (a appScreen, ok bool) {
	const fewest = 2
	a.fields = s.collect(text)
	a.labels = len(a.fields)
	british := sortedAccount(a.fields[slipTo]) != ""
	sums := make(map[money.Amount]bool)
	var name string
	for line := range strings.Lines(text) {
		for _, c := range pageCells(strings.TrimRight(line, "\r\n")) {
			field, value, labelled := s.label(c.text)
			if !labelled {
				value = c.text
			}
			if field == slipFee {
				continue
			}
			if british {
				value = pounds(value)
			}
			if sum, err := money.Parse(strings.TrimLeft(value, "-−– "), ""); err == nil && sum.Minor > 0 {
				sums[sum] = true
				continue
			}
			if !labelled || field == slipStatus {
				s.words(&a, value)
			}
			if to, found := s.payeeOf(c.text); found && name == "" {
				name = to
			}
		}
	}
	if a.fields[slipPayee] == "" && name != "" {
		a.fields[slipPayee], a.labels, a.toward = name, a.labels+1, true
	}
	if len(sums) == 1 { // of two nobody knows which was paid
		for sum := range sums {
			a.sum = sum
		}
	}
	if wrong := a.fields[slipTo]; wrong != "" && slipAccount(wrong) == "" {
		return a, false
	}
	return a, a.labels >= fewest && a.payee() != ""
}

// words notes what a line says of whether the payment was made.
func (s *slipForm) words(a *appScreen, line string) {
	const longest = 6
	key := strings.Trim(fold.Key(line), " .!*-=:")
	words := appendWords(nil, key)
	if len(words) > longest {
		return
	}
	a.made = a.made || slices.Contains(s.done, key) || slices.Contains(s.app.made, key)
	holds := func(w string) bool { return holdsWords(words, strings.Fields(w)) }
	if a.open == "" && (slices.ContainsFunc(s.failed, holds) || slices.ContainsFunc(s.app.open, holds)) {
		a.open = strings.TrimSpace(line)
	}
}

// payeeOf returns the name in "Transfer to Lena K".
func (s *slipForm) payeeOf(line string) (string, bool) {
	const longest = 5
	words := strings.Fields(line)
	for _, w := range s.app.toward {
		n := len(strings.Fields(w))
		if len(words) > n && len(words) <= n+longest && strings.TrimSpace(fold.Key(strings.Join(words[:n], " "))) == w {
			name := strings.Join(words[n:], " ")
			return name, !strings.ContainsAny(name, "0123456789")
		}
	}
	return "", false
}
