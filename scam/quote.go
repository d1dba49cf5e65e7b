package scam

import (
	"regexp"
	"strings"

	"recourse"
)

// piece is a part of a message: its sender's own words, or words of the other
// side that an answer repeats.
type piece struct {
	recourse.Span
	quoted bool
	by     *Quote // where it is known whose words they are
}

// attribution is the line above what an answer repeats: "On … wrote:", "Dana …
// je napisao:", in one or two lines, or a rule as mail programs draw it.
var attribution = regexp.MustCompile(`(?im)^[ \t]*(?:` +
	`(?:on|dana|дана)[ \t][^\n]{4,160}(?:\n[^\n]{1,120})?(?:wrote|написа[^\n]{0,40}|писа[^\n]{0,40}|napisa[^\n]{0,40}|pisa[^\n]{0,40}):` +
	`|[^\n]{3,160}(?:je (?:na)?pisa[ol][^\n]{0,12}|је (?:на)?писа[ол][^\n]{0,12}| wrote):` +
	`|-{2,}[ \t]*(?:original message|forwarded message|izvorna poruka|originalna poruka|prosleđena poruka|изворна порука|оригинална порука|прослеђена порука)[ \t]*-{2,}` +
	`)[ \t]*\r?$`)

// pieces cuts a message at what it quotes. Lines that begin with ">" are
// quoted, and so is all behind an attribution where no such line follows it.
func pieces(text string, whole recourse.Span) []piece {
	s := whole.Of(text)
	if !strings.Contains(s, ">") && !strings.Contains(s, ":") && !strings.Contains(s, "--") {
		return []piece{{Span: whole}}
	}
	marks := attribution.FindAllStringIndex(s, -1)
	var list []piece
	all := false // the rest is quoted
	for at := 0; at < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		quoted := all || strings.HasPrefix(strings.TrimLeft(s[at:end], " \t"), ">")
		if !quoted && len(marks) > 0 && marks[0][0] < end {
			end = max(end, marks[0][1])
			marks = marks[1:]
			quoted = true
			rest := strings.TrimLeft(s[end:], " \t\r\n")
			all = rest != "" && !strings.HasPrefix(rest, ">")
		}
		list = join(list, piece{Span: recourse.Span{Start: at, End: end}.Shift(whole.Start), quoted: quoted})
		at = end
	}
	if len(list) == 0 {
		return []piece{{Span: whole}}
	}
	return list
}

// join adds a piece, to the last one where both are of one kind.
func join(list []piece, p piece) []piece {
	if n := len(list); n > 0 && list[n-1].quoted == p.quoted {
		list[n-1].End = p.End
		return list
	}
	return append(list, p)
}
