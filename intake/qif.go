package intake

import (
	"fmt"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// qifForm is the Quicken Interchange Format: records of lines that begin with a
// letter and end with "^". It names no currency, and its dates have many forms.
// Source: Quicken's own description of QIF, as often reprinted.
type qifForm struct{}

func (qifForm) media() string { return "application/x-qif" }

// isQIF reports whether a head is that of a QIF file.
func isQIF(head string) bool {
	s := strings.ToLower(strings.TrimLeft(head[:min(len(head), 4096)], "\ufeff \t\r\n"))
	for _, mark := range []string{"!type:", "!account", "!option:", "!clear:"} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}

// qif reads one file.
type qif struct {
	*ledger
	order   order
	decimal byte
	section string
	account string
	rec     map[byte]string
	begins  int64
	n       int
	unread  int
	invest  int
}

func (qifForm) read(l *ledger) {
	q := &qif{ledger: l, rec: make(map[byte]string)}
	v := q.survey()
	if v.ambiguous(q.order) {
		l.f.problem("dates-ambiguous", "")
	}
	given := 0
	q.records(func(span recourse.Span) {
		if q.give(span) {
			given++
		}
	})
	if q.unread > 0 {
		l.f.problem("rows-not-read", "", "n", q.unread)
	}
	if q.invest > 0 {
		l.f.problem("investments-not-read", "", "n", q.invest)
	}
	if given > 0 && l.opt.Columns.currency() == "" {
		l.f.problem("currency-unknown", "")
	}
}

// survey decides by the whole file in which order dates stand and which sign
// parts the decimals.
func (q *qif) survey() votes {
	var v votes
	var d decimalVotes
	q.records(func(recourse.Span) {
		if f, ok := qifDate(q.rec['D']); ok && q.entries() {
			v.add(f)
		}
		d.add(q.amount())
	})
	q.decimal, q.order = d.decide(), v.decide(false)
	if q.order == orderUnknown {
		q.order = q.opt.Columns.order()
	}
	q.n, q.account, q.section, q.unread, q.invest = 0, "", "", 0, 0
	return v
}

// entries reports whether the section holds entries of an account.
func (q *qif) entries() bool {
	switch q.section {
	case "bank", "cash", "ccard", "oth a", "oth l":
		return true
	}
	return false
}

func (q *qif) amount() string {
	if s := q.rec['T']; s != "" {
		return s
	}
	return q.rec['U']
}

// records calls use at the end of each record.
func (q *qif) records(use func(recourse.Span)) {
	const longest = 4 << 10
	q.each(func(w *window) {
		s := newLineScan(w)
		clear(q.rec)
		begun := false
		end := func(to int64) {
			if begun {
				use(spanOf(q.begins, to))
			}
			clear(q.rec)
			begun = false
		}
		last := int64(0)
		for !q.stopped && s.next() {
			line := strings.TrimSpace(string(s.text[:min(len(s.text), longest)]))
			switch {
			case line == "":
			case line[0] == '!':
				end(last)
				q.header(line)
			case line[0] == '^':
				end(s.ends)
			default:
				if !begun {
					begun, q.begins = true, s.begins
				}
				if q.rec[line[0]] == "" {
					q.rec[line[0]] = strings.TrimSpace(strings.ToValidUTF8(line[1:], ""))
				}
				last = s.ends
			}
		}
		if !q.stopped {
			end(last)
		}
		q.unread += s.long
	})
}

func (q *qif) header(line string) {
	line = strings.ToLower(line)
	switch kind, ok := strings.CutPrefix(line, "!type:"); {
	case ok:
		q.section = strings.TrimSpace(kind)
	case line == "!account":
		q.section = "account"
	}
}

// give hands out the record and reports whether it was an entry.
func (q *qif) give(span recourse.Span) bool {
	switch {
	case q.section == "account":
		q.account = q.rec['N']
		return false
	case q.section == "invst" || q.section == "port":
		q.invest++
		return false
	case !q.entries():
		return false
	}
	q.n++
	if strings.EqualFold(q.rec['P'], "Opening Balance") {
		if name := strings.Trim(q.rec['L'], "[]"); name != "" {
			q.account = name
		}
		return false
	}
	f, ok := qifDate(q.rec['D'])
	cur := q.opt.Columns.currency()
	n, read := parseFigure(q.amount(), q.decimal, cur.Exponent())
	if !ok || !read {
		q.unread++
		return false
	}
	p := incident.Payment{Amount: money.Amount{Minor: abs(n), Currency: cur}, Direction: "in", Reference: q.rec['N'], Text: q.rec['M']}
	if d, ok := f.in(q.order); ok {
		p.At = recourse.OnDay(d)
	}
	other, mine := incident.Account{Name: q.rec['P']}, incident.Account{Name: q.account}
	p.From, p.To = other, mine
	if n < 0 {
		p.Direction, p.From, p.To = "out", mine, other
	}
	p.Rail = q.opt.Statements.wordsRail(p.Text + " " + p.Reference)
	if p.Rail == "" && q.section == "ccard" && n < 0 {
		p.Rail = "card"
	}
	if p.Rail == "card" {
		p.CardNetwork = cardNetwork(p.Text + " " + other.Name)
	}
	q.ledger.entry(p, span, fmt.Sprintf("entry %d", q.n))
	return true
}

// qifDate reads 11/12'26, 11/ 2/26, 12.11.2026, 2026-11-12 and their like. Two
// figures of a year are of this century behind an apostrophe, else of the one
// that lies nearer.
func qifDate(s string) (figures, bool) {
	var n [3]int16
	var width [3]int
	sep, apostrophe := byte(0), false
	k := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isDigit(c):
			if width[k]++; width[k] > 4 {
				return figures{}, false
			}
			n[k] = n[k]*10 + int16(c-'0')
		case c == ' ':
		case c == '/' || c == '-' || c == '.' || c == '\'':
			if width[k] == 0 || k == 2 {
				if c == '.' && k == 2 && width[2] > 0 {
					continue
				}
				return figures{}, false
			}
			if k == 0 {
				sep = c
			}
			apostrophe = c == '\''
			k++
		default:
			return figures{}, false
		}
	}
	if k != 2 || width[2] == 0 || width[1] > 2 || width[0] == 3 || width[0] > 2 && width[0] != 4 {
		return figures{}, false
	}
	if width[0] == 4 {
		return figures{a: n[0], b: n[1], c: n[2], sep: sep, long: true}, width[2] <= 2
	}
	switch {
	case width[2] == 4:
	case width[2] > 2:
		return figures{}, false
	case apostrophe || n[2] < 70:
		n[2] += 2000
	default:
		n[2] += 1900
	}
	return figures{a: n[0], b: n[1], c: n[2], sep: sep, long: true}, true
}
