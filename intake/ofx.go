package intake

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// ofxForm is Open Financial Exchange: 1.x, which is SGML where values need no end
// tag, and 2.x, which is XML; QFX is the same. Source: the OFX specification 1.6
// and 2.2, chapters 2 and 11.
type ofxForm struct{}

func (ofxForm) media() string { return "application/x-ofx" }

// isOFX reports whether a head is that of an OFX file.
func isOFX(head string) bool {
	s := strings.TrimLeft(head[:min(len(head), 4096)], "\ufeff \t\r\n")
	return strings.HasPrefix(s, "OFXHEADER:") || strings.HasPrefix(s, "<OFX>") || strings.HasPrefix(s, "<?") && strings.Contains(s, "<OFX>")
}

const (
	ofxTag   = 256      // bytes of a tag
	ofxValue = 32 << 10 // bytes of a value
)

// ofx reads one file.
type ofx struct {
	*ledger
	in     map[string]int // open aggregates
	leaf   string
	cur    money.Currency
	own    incident.Account
	org    string
	card   bool
	entry  ofxEntry
	open   bool
	begins int64
	n      int
	unread int
	noCur  bool
}

// ofxEntry is a transaction (STMTTRN) as it stands.
type ofxEntry struct {
	kind, posted, amount, fitID, check, ref string
	name, payee, memo                       string
	account, bank                           string
	currency                                string
	pending                                 bool
}

func (ofxForm) read(l *ledger) {
	o := &ofx{ledger: l, in: make(map[string]int)}
	var err error
	l.each(func(w *window) { err = o.all(w) })
	if err != nil && l.ctx.Err() == nil {
		l.f.problem(xmlProblem(err), err.Error(), "n", o.n)
	}
	if o.unread > 0 {
		l.f.problem("rows-not-read", "", "n", o.unread)
	}
	if o.noCur {
		l.f.problem("currency-unknown", "")
	}
}

// all reads tags and the values behind them.
func (o *ofx) all(w *window) error {
	for !o.stopped {
		value, ok, err := upToByte(w, '<', ofxValue)
		if err != nil {
			return err
		}
		if o.leaf != "" {
			if s := strings.TrimSpace(html.UnescapeString(string(value))); s != "" {
				o.value(o.leaf, strings.Join(strings.Fields(s), " "))
			}
		}
		if !ok {
			if o.open {
				o.give(w.offset() + int64(len(value)))
			}
			return nil
		}
		at := w.offset()
		w.skip(len(value) + 1)
		tag, ok, err := upToByte(w, '>', ofxTag)
		if err != nil || !ok {
			return err
		}
		name := strings.TrimRight(strings.TrimSpace(string(tag)), "/")
		w.skip(len(tag) + 1)
		o.tag(name, at+int64(len(value)), w.offset())
		if strings.HasPrefix(name, "!") {
			return errXMLRefused
		}
	}
	return nil
}

// upToByte returns what stands before c; ok is false where the text ends first.
func upToByte(w *window, c byte, most int) (b []byte, ok bool, err error) {
	at := 0
	for {
		b = w.rest()
		if i := bytes.IndexByte(b[at:], c); i >= 0 {
			if at+i > most {
				return nil, false, errXMLLimit
			}
			return b[:at+i], true, nil
		}
		if at = len(b); at > most {
			return nil, false, errXMLLimit
		}
		if !w.more() {
			return w.rest(), false, w.failed()
		}
	}
}

// tag takes a tag that begins and ends at these places.
func (o *ofx) tag(name string, from, to int64) {
	o.leaf = ""
	aggregate, closing := strings.CutPrefix(name, "/")
	aggregate = strings.ToUpper(aggregate)
	switch aggregate {
	case "STMTTRN", "STMTTRNP":
		if o.open {
			o.give(pick(closing, to, from))
		}
		if !closing {
			o.entry, o.open, o.begins = ofxEntry{pending: aggregate == "STMTTRNP"}, true, from
		}
	case "BANKTRANLIST", "BANKTRANLISTP", "OFX":
		if o.open {
			o.give(from)
		}
	case "BANKACCTFROM", "CCACCTFROM":
		if !closing {
			o.own, o.card = incident.Account{Bank: o.org}, aggregate == "CCACCTFROM"
		}
		o.in["FROM"] = depth(closing)
	case "BANKACCTTO", "CCACCTTO":
		o.in["TO"] = depth(closing)
	case "PAYEE", "CURRENCY", "ORIGCURRENCY", "STMTRS", "CCSTMTRS":
		o.in[aggregate] = depth(closing)
	default:
		if !closing {
			o.leaf = aggregate
		}
	}
}

func depth(closing bool) int {
	if closing {
		return 0
	}
	return 1
}

func pick(first bool, a, b int64) int64 {
	if first {
		return a
	}
	return b
}

// value takes the value of an element.
func (o *ofx) value(leaf, s string) {
	e := &o.entry
	switch {
	case leaf == "ORG":
		o.org = s
	case leaf == "CURDEF":
		o.cur = money.Currency(strings.ToUpper(s))
	case o.in["FROM"] > 0:
		if leaf == "ACCTID" {
			o.own.Account = s
			if o.card {
				o.own.Account = maskCard(s)
			}
		}
	case !o.open:
	case o.in["TO"] > 0:
		switch leaf {
		case "ACCTID":
			e.account = s
		case "BANKID":
			e.bank = s
		}
	case leaf == "CURSYM" && o.in["CURRENCY"] > 0:
		e.currency = strings.ToUpper(s)
	case o.in["ORIGCURRENCY"] > 0: // the amount is converted; what it was before is not said
	case leaf == "NAME" && o.in["PAYEE"] > 0:
		e.payee = s
	default:
		if to := e.field(leaf); to != nil && *to == "" {
			*to = s
		}
	}
}

func (e *ofxEntry) field(leaf string) *string {
	switch leaf {
	case "TRNTYPE":
		return &e.kind
	case "DTPOSTED", "DTTRAN":
		return &e.posted
	case "TRNAMT":
		return &e.amount
	case "FITID":
		return &e.fitID
	case "CHECKNUM":
		return &e.check
	case "REFNUM":
		return &e.ref
	case "NAME":
		return &e.name
	case "MEMO":
		return &e.memo
	}
	return nil
}

// give hands out the transaction that ends at end.
func (o *ofx) give(end int64) {
	o.open = false
	o.n++
	e := &o.entry
	cur := money.Currency(cmp.Or(e.currency, string(o.cur)))
	n, ok := parseOFXAmount(e.amount, cur.Exponent())
	at, dated := ofxMoment(e.posted)
	if !ok || !dated {
		o.unread++
		return
	}
	o.noCur = o.noCur || cur == ""
	p := incident.Payment{
		At: at, Amount: money.Amount{Minor: abs(n), Currency: cur}, Direction: "in",
		Reference: cmp.Or(e.ref, e.check, e.fitID), Text: e.memo,
	}
	if e.pending {
		p.Status = incident.Pending
	}
	other := incident.Account{Name: cmp.Or(e.name, e.payee), Account: e.account, Bank: e.bank}
	p.From, p.To = other, o.own
	if n < 0 {
		p.Direction, p.From, p.To = "out", o.own, other
	}
	s := o.opt.Statements
	p.Rail = cmp.Or(s.codeRail(schemeOFX, strings.ToUpper(e.kind)), s.wordsRail(p.Text+" "+other.Name))
	if p.Rail == "" && o.card && p.Direction == "out" {
		p.Rail = "card"
	}
	if p.Rail == "card" {
		p.CardNetwork = cardNetwork(p.Text + " " + other.Name)
	}
	if p.Rail == "" && other.Account != "" {
		p.Rail = "bank-transfer"
	}
	o.ledger.entry(p, spanOf(o.begins, end), fmt.Sprintf("entry %d", o.n))
}

// parseOFXAmount reads an amount, whose decimals stand behind a point or a comma
// and whose thousands are not parted (OFX 3.2.9.1).
func parseOFXAmount(s string, exponent int) (int64, bool) {
	if strings.Contains(s, ",") {
		return parseDecimal(s, ',', exponent)
	}
	return parseDecimal(s, '.', exponent)
}

// ofxMoment reads YYYYMMDD, YYYYMMDDHHMMSS and more, with the hours of its zone in
// brackets. Midnight and noon are what banks write for a day alone.
func ofxMoment(s string) (recourse.Moment, bool) {
	s, zone, zoned := strings.Cut(s, "[")
	s, _, _ = strings.Cut(s, ".")
	if len(s) < 8 || strings.Trim(s, "0123456789") != "" {
		return recourse.Moment{}, false
	}
	y, _ := strconv.Atoi(s[:4])
	mo, _ := strconv.Atoi(s[4:6])
	d, _ := strconv.Atoi(s[6:8])
	day, ok := realDate(y, mo, d)
	if !ok || y < 1970 || y > 2199 {
		return recourse.Moment{}, false
	}
	clock := s[8:]
	if len(clock) < 4 || strings.Trim(clock, "0") == "" || strings.TrimRight(clock, "0") == "12" {
		return recourse.OnDay(day), true
	}
	clock = (clock + "00")[:6]
	h, _ := strconv.Atoi(clock[:2])
	mi, _ := strconv.Atoi(clock[2:4])
	sec, _ := strconv.Atoi(clock[4:6])
	if h > 23 || mi > 59 || sec > 60 {
		return recourse.OnDay(day), true
	}
	at := int32(h*3600 + mi*60 + sec)
	if !zoned {
		return moment(day, at, nil), true
	}
	hours, _, _ := strings.Cut(strings.TrimSuffix(zone, "]"), ":")
	off, err := strconv.ParseFloat(strings.TrimSpace(hours), 64)
	if err != nil || off < -14 || off > 14 {
		return moment(day, at, nil), true
	}
	return moment(day, at, time.FixedZone("", int(off*3600))), true
}
