package intake

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cellFormat is how a sheet shows a number (ECMA-376 part 1, 18.8.30 and 31).
type cellFormat struct {
	date, clock bool
	elapsed     bool // hours beyond 24
	percent     bool
	decimals    int    // at least
	unit        string // such as "RSD"
}

// builtinFormat returns the code of a format that is named by its number alone.
func builtinFormat(n int) string {
	switch {
	case n == 2 || n == 4 || n >= 37 && n <= 40 || n == 7 || n == 8 || n == 43 || n == 44:
		return "0.00"
	case n == 9:
		return "0%"
	case n == 10:
		return "0.00%"
	case n >= 14 && n <= 17 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n >= 57 && n <= 58:
		return "d/m/y"
	case n >= 18 && n <= 21 || n == 45 || n >= 32 && n <= 35 || n == 55 || n == 56:
		return "h:mm"
	case n == 22:
		return "d/m/y h:mm"
	case n == 46:
		return "[h]:mm"
	}
	return ""
}

// parseFormat reads what matters of a format's code: its first section.
func parseFormat(code string) cellFormat {
	var f cellFormat
	var unit strings.Builder
	const longest = 255
	code = code[:runeStart(code, longest)]
	afterPoint := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			i = len(code)
		case '"':
			text, rest, _ := strings.Cut(code[i+1:], `"`)
			unit.WriteString(text)
			i = len(code) - len(rest) - 1
		case '\\', '_', '*':
			i++
		case '[':
			text, rest, _ := strings.Cut(code[i+1:], "]")
			f.bracket(text, &unit)
			i = len(code) - len(rest) - 1
		case 'y', 'Y', 'd', 'D':
			f.date = true
		case 'h', 'H', 's', 'S':
			f.clock = true
		case '%':
			f.percent = true
		case '.':
			afterPoint = true
		case '0':
			if afterPoint {
				f.decimals++
			}
		}
	}
	low := strings.ToLower(code)
	if !f.date && !f.clock && strings.Contains(low, "mm") && !strings.ContainsAny(code, "0#") {
		f.date = true
	}
	f.decimals = min(f.decimals, 10)
	if u := strings.Join(strings.Fields(unit.String()), " "); len(u) <= 12 && !f.date && !f.clock {
		f.unit = u
	}
	return f
}

// bracket reads what a code has in brackets: a currency, a colour, hours beyond 24.
func (f *cellFormat) bracket(text string, unit *strings.Builder) {
	if currency, ok := strings.CutPrefix(text, "$"); ok {
		currency, _, _ = strings.Cut(currency, "-")
		unit.WriteString(currency)
		return
	}
	switch strings.ToLower(text) {
	case "h", "hh", "m", "mm", "s", "ss":
		f.clock, f.elapsed = true, true
	}
}

// show returns a number as the sheet shows it, except that nothing is rounded
// away and a date is written as 2026-11-18. Decimals begin with [decimalMark].
func (f cellFormat) show(value string, from1904 bool) (string, bool) {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return value, false
	}
	if f.date || f.clock {
		if s, ok := f.moment(x, from1904); ok {
			return s, true
		}
	}
	after := f.unit
	if f.percent {
		x, after = x*100, "%"
	}
	s := withDecimals(x, f.decimals)
	if after != "" && after != "%" {
		after = " " + after
	}
	return s + after, true
}

// withDecimals writes a number with 15 digits that count, as programs for sheets
// do, and with so many decimals at least.
func withDecimals(x float64, decimals int) string {
	const digits = 15
	if y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64); err == nil {
		x = y
	}
	if math.Abs(x) >= 1e21 {
		return strings.Replace(strconv.FormatFloat(x, 'g', -1, 64), ".", decimalMark, 1)
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	whole, part, _ := strings.Cut(s, ".")
	for len(part) < decimals {
		part += "0"
	}
	if len(part) == 3 {
		part += "0" // three decimals could be read as thousands
	}
	if part == "" {
		return whole
	}
	return whole + decimalMark + part
}

// moment reads a number of days as a date, a time of day, or both.
func (f cellFormat) moment(x float64, from1904 bool) (string, bool) {
	const lastDay, leapBug = 2_958_466, 60 // 9999-12-31; the 29 February 1900 that was none
	if x < 0 || x >= lastDay {
		return "", false
	}
	day := math.Floor(x)
	seconds := int64(math.Round((x - day) * 86400))
	clock := clockText(seconds)
	if !f.date {
		if f.elapsed || day > 0 {
			return "", false
		}
		return clock, true
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == leapBug || day == 0:
		return "", false
	case day < leapBug:
		base = base.AddDate(0, 0, 1)
	}
	at := base.AddDate(0, 0, int(day)).Add(time.Duration(seconds) * time.Second)
	if f.clock {
		return at.Format("2006-01-02") + " " + clockText(int64(at.Hour()*3600+at.Minute()*60+at.Second())), true
	}
	return at.Format("2006-01-02"), true
}

func clockText(seconds int64) string {
	t := time.Unix(seconds%86400, 0).UTC()
	if t.Second() == 0 {
		return t.Format("15:04")
	}
	return t.Format("15:04:05")
}
