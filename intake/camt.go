package intake

import (
	"errors"
	"strings"
	"time"

	"recourse"
)

// camtForm is the bank's account report (camt.052), statement (camt.053) and
// notification (camt.054) of ISO 20022, all versions: elements are known by their
// names, whatever the version of the name space is.
// Source: the message definition reports of ISO 20022, https://www.iso20022.org.
type camtForm struct{}

func (camtForm) media() string { return "application/xml" }

// isCAMT reports whether a head is that of a CAMT file.
func isCAMT(head string) bool {
	if !strings.HasPrefix(strings.TrimLeft(head, "\ufeff \t\r\n"), "<") {
		return false
	}
	for _, root := range []string{"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"} {
		if i := strings.Index(head, root); i > 0 && (head[i-1] == '<' || head[i-1] == ':') {
			return true
		}
	}
	return false
}

// camt reads one file.
type camt struct {
	*ledger
	x       *xmlScan
	path    []camtTag // of the open elements
	text    []byte    // of the innermost one
	ccy     string    // of the innermost amount
	side    camtTag   // the party, account or agent of a transaction that is open
	own     camtAccount
	open    bool // an entry is open
	entry   camtEntry
	begins  int64
	n       int
	unread  int
	unsplit int
	undays  namedRows         // entries with a date that is no day
	names   map[string]string // short words that come again and again
}

// camtAccount is whose statement it is.
type camtAccount struct{ iban, other, name, owner, bank, currency string }

func (a camtAccount) number() string {
	if a.iban != "" {
		return a.iban
	}
	return a.other
}

func (camtForm) read(l *ledger) {
	c := &camt{ledger: l, names: make(map[string]string)}
	var err error
	l.each(func(w *window) { c.x = newXMLScan(w); err = c.all() })
	if err != nil && l.ctx.Err() == nil {
		l.f.problem(xmlProblem(err), err.Error(), "n", c.n)
	}
	if c.unread > 0 {
		l.f.problem("rows-not-read", "", "n", c.unread)
	}
	c.undays.tell(l.f, "entries-bad-day", "entry")
	if c.unsplit > 0 {
		l.f.problem("batch-not-split", "", "n", c.unsplit)
	}
}

// xmlProblem is the code of the reason for which XML was not read to its end.
func xmlProblem(err error) string {
	switch {
	case errors.Is(err, errXMLRefused):
		return "xml-refused"
	case errors.Is(err, errXMLLimit):
		return "xml-too-large"
	case errors.Is(err, errXMLForm):
		return "xml-damaged"
	}
	return "unreadable"
}

func (c *camt) all() error {
	for !c.stopped {
		kind, err := c.x.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlEnd:
			return nil
		case xmlStart:
			c.start(camtTags[string(c.x.name)])
		case xmlText:
			c.text = append(c.text, c.x.text...)
		case xmlStop:
			c.stop()
		}
	}
	return nil
}

// parent returns the n-th open element above the innermost one.
func (c *camt) parent(n int) camtTag {
	if i := len(c.path) - 1 - n; i >= 0 {
		return c.path[i]
	}
	return tagOther
}

func (c *camt) start(t camtTag) {
	c.path = append(c.path, t)
	c.text = c.text[:0]
	switch t {
	case tagReport:
		c.own = camtAccount{}
	case tagEntry:
		if !c.open {
			c.open, c.begins = true, c.x.begins
			c.entry.reset()
		}
	case tagDetails:
		if c.open {
			c.entry.detail()
		}
	case tagAmt, tagInstructed, tagBooking:
		if t == tagAmt {
			c.ccy = c.word(c.x.value("Ccy"))
		}
	case tagDebtor, tagCreditor, tagLastDebtor, tagLastCreditor, tagDebtorAcct, tagCreditorAcct, tagDebtorAgent, tagCreditorAgent:
		if c.side == tagOther {
			c.side = t
		}
	}
}

func (c *camt) stop() {
	t := c.parent(0)
	if t != tagOther && len(c.text) > 0 {
		switch {
		case c.open:
			c.leaf(t)
		case c.parent(1) == tagAcct || c.parent(2) == tagAcct || c.parent(3) == tagAcct:
			c.account(t)
		}
	}
	c.text = c.text[:0]
	switch {
	case t == c.side:
		c.side = tagOther
	case t == tagEntry && c.open && !c.inside(tagEntry):
		c.open = false
		c.n++
		c.give()
	}
	c.path = c.path[:len(c.path)-1]
}

// inside reports whether the innermost element lies in one of that name.
func (c *camt) inside(t camtTag) bool {
	for _, p := range c.path[:len(c.path)-1] {
		if p == t {
			return true
		}
	}
	return false
}

// account reads whose statement it is.
func (c *camt) account(t camtTag) {
	s := c.string()
	switch p := c.parent(1); {
	case t == tagIBAN:
		fill(&c.own.iban, s)
	case t == tagID && p == tagOthr:
		fill(&c.own.other, s)
	case t == tagCurrency:
		fill(&c.own.currency, s)
	case t == tagName && p == tagAcct:
		fill(&c.own.name, s)
	case t == tagName && p == tagOwner:
		fill(&c.own.owner, s)
	case t == tagName && p == tagAgent:
		c.own.bank = s
	case t == tagBIC:
		fill(&c.own.bank, s)
	}
}

// string returns the innermost element's text, on one line and bounded.
func (c *camt) string() string { return cellText(c.text) }

// word returns s, the same string each time.
func (c *camt) word(s string) string {
	if w, ok := c.names[s]; ok {
		return w
	}
	const most = 256
	if len(c.names) < most {
		c.names[s] = s
	}
	return s
}

// cellText returns bytes as one line without white space at its ends.
func cellText(b []byte) string {
	const longest = 4 << 10
	s := string(b[:min(len(b), longest)])
	s = s[:runeStart(s, longest)]
	if strings.ContainsAny(s, "\r\n\t") {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.TrimSpace(s)
}

func (c *camt) leaf(t camtTag) {
	d := c.entry.current()
	p := c.parent(1)
	switch t {
	case tagAmt:
		c.amount(d, p)
	case tagCredit:
		if p == tagEntry || p == tagDetails {
			d.credit = strings.TrimSpace(string(c.text))
		}
	case tagReversal:
		if p == tagEntry {
			c.entry.reversal = boolText(c.text)
		}
	case tagStatus:
		c.entry.status(string(c.text))
	case tagCode, tagProprietary:
		c.codes(d, t, p)
	case tagSubFamily:
		if c.parent(3) == tagBankCode {
			d.code.sub = c.word(c.string())
		}
	case tagDay, tagInstant:
		c.day(p)
	case tagEndToEnd:
		d.endToEnd = c.string()
	case tagServicerRef:
		fill(&d.bankRef, c.string())
	case tagFree:
		d.addText(c.string())
	case tagRef:
		if p == tagStructuredRef {
			fill(&d.ref, c.string())
		}
	case tagNumber:
		if p == tagDocument {
			fill(&d.docRef, c.string())
		}
	case tagMore:
		d.addText(c.string())
	case tagTxText:
		fill(&d.more, c.string())
	case tagEntryText:
		fill(&c.entry.text, c.string())
	case tagName, tagIBAN, tagID, tagBIC:
		c.sides(d, t, p)
	}
}

// amount notes what an amount is of.
func (c *camt) amount(d *camtDetail, p camtTag) {
	a := camtAmount{strings.TrimSpace(string(c.text)), c.ccy}
	switch {
	case p == tagEntry:
		c.entry.amount = a
	case p == tagDetails:
		d.amount = a
	case p == tagInstructed && c.parent(2) == tagAmounts:
		d.instructed = a
	case p == tagBooking && c.parent(2) == tagAmounts:
		d.booking = a
	}
}

// codes notes the bank's code of a transaction, or an entry's state.
func (c *camt) codes(d *camtDetail, t, p camtTag) {
	switch {
	case p == tagStatus:
		c.entry.status(string(c.text))
	case t == tagCode && p == tagDomain && c.parent(2) == tagBankCode:
		d.code.domain = c.word(c.string())
	case t == tagCode && p == tagFamily && c.parent(3) == tagBankCode:
		d.code.family = c.word(c.string())
	case t == tagCode && p == tagProprietary && c.parent(2) == tagBankCode:
		d.code.own = c.word(c.string())
	}
}

// day notes a date of the entry; RltdDts has others of their own names.
func (c *camt) day(p camtTag) {
	if p != tagBooked && p != tagValue {
		return
	}
	at := isoMoment(string(c.text), c.opt.Zone)
	if at.IsZero() {
		fill(&c.entry.badDay, c.string())
	}
	if p == tagBooked {
		c.entry.booked = at
	} else {
		c.entry.value = at
	}
}

// sides notes who is on which side.
func (c *camt) sides(d *camtDetail, t, p camtTag) {
	s := c.side
	switch t {
	case tagName:
		switch {
		case p == s || p == tagParty:
			fill(d.name(s), c.string())
		case p == tagAgent && (s == tagDebtorAgent || s == tagCreditorAgent):
			*d.bank(s) = c.string() // says more than the BIC
		case p == tagAgent:
			fill(d.name(s), c.string()) // a bank is the party itself
		}
	case tagIBAN:
		if a := d.account(s); a != nil {
			*a = c.string()
		}
	case tagID:
		if a := d.account(s); a != nil && p == tagOthr && c.parent(2) == tagID {
			fill(a, c.string())
		}
	case tagBIC:
		if s == tagDebtorAgent || s == tagCreditorAgent {
			fill(d.bank(s), c.string())
		}
	}
}

func boolText(b []byte) bool {
	s := strings.TrimSpace(string(b))
	return s == "true" || s == "1"
}

// isoMoment reads an ISO 8601 date, with a clock and a zone where it has them.
// A day may carry a zone too, which moves no day.
func isoMoment(s string, zone *time.Location) recourse.Moment {
	s = strings.TrimSpace(s)
	const day = len("2006-01-02")
	if m, err := recourse.ParseMoment(s); err == nil {
		if m.Precision == recourse.WallClock && zone != nil {
			return recourse.At(m.In(zone))
		}
		return m
	}
	if len(s) >= day {
		if m, err := recourse.ParseMoment(s[:day]); err == nil {
			return m
		}
	}
	return recourse.Moment{}
}
