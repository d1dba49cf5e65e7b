package intake

import (
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// notificationForm is the statement that banks in Serbia give to firms for their
// bookkeeping: XML whose root is "pmtnotification", an element "stmttrn" for each entry.
// Source: a public converter that writes the form
// (notification type ibank.payment.notification.ledger); not compared with a bank's file.
type notificationForm struct{}

func (notificationForm) media() string { return "application/xml" }

// isNotification reports whether a head is that of such a file.
func isNotification(head string) bool {
	head = strings.TrimLeft(head, "\ufeff \t\r\n")
	return strings.HasPrefix(head, "<") && strings.Contains(head[:min(len(head), 4096)], "<pmtnotification")
}

// notification reads one file.
type notification struct {
	*ledger
	x      *xmlScan
	path   []string          // of the open elements
	text   []byte            // of the innermost one
	own    incident.Account  // whose statement it is
	cur    string            // of the account
	fields map[string]string // of the entry at hand: a leaf's name, or its parent's and its own
	begins int64
	n      int
	unread int
	noCur  bool
}

func (notificationForm) read(l *ledger) {
	n := &notification{ledger: l}
	var err error
	l.each(func(w *window) { n.x = newXMLScan(w); err = n.all() })
	if err != nil && l.ctx.Err() == nil {
		l.f.problem(xmlProblem(err), err.Error(), "n", n.n)
	}
	if n.unread > 0 {
		l.f.problem("rows-not-read", "", "n", n.unread)
	}
	if n.noCur {
		l.f.problem("currency-unknown", "")
	}
}

func (n *notification) all() error {
	const longest = 4 << 10
	for !n.stopped {
		kind, err := n.x.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlEnd:
			return nil
		case xmlStart:
			n.path, n.text = append(n.path, strings.ToLower(string(n.x.name))), n.text[:0]
			if n.last(0) == "stmttrn" && !n.rejected() {
				n.fields, n.begins = make(map[string]string), n.x.begins
			}
		case xmlText:
			if len(n.text) < longest {
				n.text = append(n.text, n.x.text...)
			}
		case xmlStop:
			n.stop()
		}
	}
	return nil
}

// last returns the i-th open element above the innermost one.
func (n *notification) last(i int) string {
	if k := len(n.path) - 1 - i; k >= 0 {
		return n.path[k]
	}
	return ""
}

// rejected reports whether the innermost element lies among orders that were refused.
func (n *notification) rejected() bool {
	for _, p := range n.path {
		if p == "rejected" {
			return true
		}
	}
	return false
}

func (n *notification) stop() {
	name, parent, text := n.last(0), n.last(1), cellText(n.text)
	switch {
	case name == "stmttrn" && n.fields != nil:
		n.n++
		n.give()
		n.fields = nil
	case text == "":
	case n.fields != nil && parent == "stmttrn":
		n.fields[name] = text
	case n.fields != nil:
		n.fields[parent+"/"+name] = text
	case name == "acctid" && (parent == "pmtnotification" || n.last(2) == "pmtnotification"):
		fill(&n.own.Account, text)
	case name == "curdef" && parent == "pmtnotification":
		n.cur = text
	case name == "name" && parent == "companyinfo":
		fill(&n.own.Name, text)
	}
	n.text, n.path = n.text[:0], n.path[:len(n.path)-1]
}

// give hands out the entry at hand.
func (n *notification) give() {
	get := func(name string) string { return n.fields[name] }
	cur := money.Currency(findCurrency(first(get("curdef"), n.cur)))
	minor, ok := parseFigure(get("trnamt"), '.', cur.Exponent())
	at, dated := notificationTime(get("dtposted"), n.opt.Zone)
	out, in := strings.EqualFold(get("benefit"), "debit"), strings.EqualFold(get("benefit"), "credit")
	if !ok || !dated || out == in {
		n.unread++
		return
	}
	p := incident.Payment{
		At: at, Amount: money.Amount{Minor: abs(minor), Currency: cur}, Direction: "in", Rail: "bank-transfer",
		Reference: get("fitid"), Text: get("purpose"), Source: incident.Source{Kind: incident.FromEntry}.Numbered("pmtnotification", get("fitid")),
	}
	if v, ok := notificationTime(get("dtavail"), nil); ok {
		p.ValueDate = v.Date()
	}
	other := incident.Account{Name: get("payeeinfo/name"), Account: get("payeeaccountinfo/acctid"), Bank: get("payeeaccountinfo/bankname")}
	p.From, p.To = other, n.own
	if out {
		p.Direction, p.From, p.To = "out", n.own, other
	}
	n.noCur = n.noCur || cur == ""
	n.entry(p, spanOf(n.begins, n.x.win.offset()), "entry "+strconv.Itoa(n.n))
}

// notificationTime reads "2026-11-18T09:48:58", where midnight is the day alone.
func notificationTime(s string, zone *time.Location) (recourse.Moment, bool) {
	at, err := time.Parse("2006-01-02T15:04:05", s[:min(len(s), len("2006-01-02T15:04:05"))])
	if err != nil {
		if at, err = time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))]); err != nil {
			return recourse.Moment{}, false
		}
	}
	h, m, sec := at.Clock()
	if h+m+sec == 0 || !plausible(at) {
		return recourse.OnDay(recourse.DateOf(at)), plausible(at)
	}
	return moment(recourse.DateOf(at), int32(h*3600+m*60+sec), zone), true
}
