package locale

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"recourse"
	"recourse/money"

	"golang.org/x/text/language"
)

// maxDepth is how deep a phrase may stand inside phrases.
const maxDepth = 8

// missingArg stands where a phrase lacks an argument that its text names.
const missingArg = "…"

// Printer says phrases in one language. It does not change and is safe for
// concurrent use.
type Printer struct {
	tag      string
	lang     language.Tag
	messages map[string]message
	english  map[string]message

	group, point string
}

func newPrinter(tag string, messages, english map[string]message) *Printer {
	p := &Printer{tag: tag, lang: language.Make(tag), messages: messages, english: english, group: ",", point: "."}
	if p.Has("number.group") && p.Has("number.point") {
		p.group, p.point = p.T("number.group"), p.T("number.point")
	}
	return p
}

// Lang returns the printer's tag.
func (p *Printer) Lang() string { return p.tag }

// Has reports whether the language itself has the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// T says the text of key with args given as name, value pairs.
func (p *Printer) T(key string, pairs ...any) string {
	return p.Say(recourse.P(key, pairs...))
}

// Say says a phrase. Where the language lacks the key English stands in, and
// where English lacks it too the key itself. An argument that the text does not
// name is not said; one that is missing is said as "…".
func (p *Printer) Say(ph recourse.Phrase) string { return p.say(ph, 0) }

func (p *Printer) say(ph recourse.Phrase, depth int) string {
	if depth > maxDepth {
		return missingArg
	}
	m, lang := p.messages[ph.Key], p.lang
	if m.forms == nil {
		if m = p.english[ph.Key]; m.forms == nil {
			return ph.Key
		}
		lang = language.English
	}
	parts := m.form(lang, ph.Args)
	if len(parts) == 1 && parts[0].arg == "" {
		return parts[0].text
	}
	var b strings.Builder
	stop := false // the last argument ended in a full stop
	for i, part := range parts {
		if part.arg == "" {
			text := part.text
			if stop && strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "..") {
				text = text[1:]
			}
			b.WriteString(text)
			stop = false
			continue
		}
		s := p.value(ph.Args[part.arg], depth)
		if i+1 < len(parts) && dateEnd.MatchString(s) && strings.IndexAny(parts[i+1].text, ",;:)") == 0 {
			s = s[:len(s)-1]
		}
		b.WriteString(s)
		stop = strings.HasSuffix(s, ".")
	}
	return b.String()
}

// dateEnd finds a Serbian date at the end, whose full stop falls away before
// another mark: "3. 9. 2026, uz", but "3. 9. 2026. je".
var dateEnd = regexp.MustCompile(`\d\. (?:\d{1,2}\.|\pL+) \d{4}\.$`)

func (p *Printer) value(v any, depth int) string {
	switch v := v.(type) {
	case nil:
		return missingArg
	case string:
		return v
	case money.Amount:
		return p.Amount(v)
	case money.Currency:
		return string(v)
	case recourse.Date:
		return p.Date(v)
	case recourse.Moment:
		return p.Moment(v)
	case recourse.Phrase:
		return p.say(v, depth+1)
	case *recourse.Phrase:
		if v == nil {
			return missingArg
		}
		return p.say(*v, depth+1)
	case float64:
		return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", p.point, 1)
	}
	if n, ok := integer(v); ok {
		return p.Number(n)
	}
	return fmt.Sprint(v)
}

// Number writes a whole number, grouped from five digits on: a year stays a year.
func (p *Printer) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) < 5 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(p.group)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Amount writes an amount with its currency code behind it; decimals that are
// all zero are left out: "150.638 RSD", "4,860.50 USD".
func (p *Printer) Amount(a money.Amount) string {
	return strings.TrimSpace(p.Digits(a) + " " + string(a.Currency))
}

// Digits writes an amount without its currency.
func (p *Printer) Digits(a money.Amount) string { return a.Digits(p.group, p.point, true) }

// Date writes a day: "22. 11. 2026." or "22 Nov 2026", and nothing for no day.
func (p *Printer) Date(d recourse.Date) string { return p.date("date.short", d) }

// LongDate writes a day with its month in full: "22. novembar 2026." or "22 November 2026".
func (p *Printer) LongDate(d recourse.Date) string { return p.date("date.long", d) }

// DayMonth writes a day without its year: "22. 11." or "22 Nov".
func (p *Printer) DayMonth(d recourse.Date) string { return p.date("date.day_month", d) }

// Weekday names the day of the week.
func (p *Printer) Weekday(d recourse.Date) string {
	if d.IsZero() {
		return ""
	}
	return p.T("weekday." + strconv.Itoa(int(d.Weekday())))
}

func (p *Printer) date(key string, d recourse.Date) string {
	if d.IsZero() {
		return ""
	}
	m := strconv.Itoa(int(d.Month))
	return p.T(key, "day", strconv.Itoa(d.Day), "number", m, "year", strconv.Itoa(d.Year),
		"month", recourse.P("month."+m), "short", recourse.P("month.short."+m))
}

// Moment writes a moment as exactly as it is known, in its own zone:
// "18. 11. 2026. u 18:05", "18 Nov 2026, 18:05" or the day alone.
func (p *Printer) Moment(m recourse.Moment) string {
	if m.IsZero() || m.Precision == recourse.DayOnly {
		return p.Date(m.Date())
	}
	return p.T("date.moment", "date", p.Date(m.Date()), "time", m.Time.Format("15:04"))
}

// Either writes a time as [Printer.Moment] does; where it is not known and or is the other
// of two days that it can have been, both: "11 Sep 2026 or 9 Nov 2026".
func (p *Printer) Either(at recourse.Moment, or recourse.Date) string {
	if or.IsZero() {
		return p.Moment(at)
	}
	return p.T("date.either", "one", p.Moment(at), "other", p.Date(or))
}

// Sent is [Printer.Moment] of a mail, with the zone in which its sender's clock
// stood: "18 Nov 2026, 18:05 (UTC+01:00)".
func (p *Printer) Sent(m recourse.Moment) string {
	if m.Precision != recourse.Instant {
		return p.Moment(m)
	}
	return p.T("date.sent", "moment", p.Moment(m), "zone", "UTC"+m.Time.Format("-07:00"))
}
