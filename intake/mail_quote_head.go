package intake

import (
	"strings"
	"unicode"

	"recourse/fold"
	"recourse/money"
)

const (
	// mostHeadLines is over how many lines the words above a quotation wrap at most.
	mostHeadLines = 4
	// mostOpening is how many words stand before the day in them at most: "V V tor., 17. nov. 2026".
	mostOpening = 5
	// longestFiller is how many letters a word has at most that stands between a day
	// and a name: "at", "Uhr", "alle".
	longestFiller = 4
)

// quoteHead is where the words above a quotation begin and end, and whom they announce;
// by is nil where there are none, and both places are the line's end then.
type quoteHead struct {
	from, to int
	by       *Quote
	copied   bool // the head of a mail as it stands above its copy
}

// head reads the words above a quotation that begin in a line.
func (q *quoting) head(text string, at, end, depth int, line string) quoteHead {
	if len(line) > longestHead || line == "" {
		return quoteHead{from: end, to: end}
	}
	if h := q.attributed(text, at, depth); h.by != nil {
		return h
	}
	if one, to := q.block(text, at, depth); one != nil {
		return quoteHead{from: at, to: to, by: one, copied: true}
	}
	return quoteHead{from: end, to: end}
}

// attributed reads "On 6 Nov 2026 at 15:12 Ana <ana@posta.example> wrote:" that begins
// in a line and may wrap over the next ones, as far as those have as many signs of a
// quotation before them.
func (q *quoting) attributed(text string, at, depth int) quoteHead {
	var lines []string
	length := 0
	for to := at; len(lines) < mostHeadLines && to < len(text); {
		end := lineEnd(text, to)
		d, line := marksOf(text[to:end])
		if length += len(line); d != depth || line == "" || length > longestHead {
			break
		}
		lines, to = append(lines, line), end
		if !strings.HasSuffix(line, ":") {
			continue
		}
		i, one := q.inLines(lines)
		if one == nil {
			break
		}
		from := at
		if i > 0 {
			from = at + strings.Index(text[at:], lines[0]) + i
		}
		return quoteHead{from: from, to: to, by: one}
	}
	return quoteHead{}
}

// inLines returns from where on in the first of the lines the words above a quotation
// stand, and whom they name; nil where not all of the lines belong to them.
func (q *quoting) inLines(lines []string) (from int, one *Quote) {
	whole := strings.Join(lines, " ")
	first := lines[0]
	if q.namesFirst(first) && (len(lines) == 1 || !q.restAlone(lines)) {
		return 0, q.attribution(whole)
	}
	for i := range first {
		if i > 0 && first[i-1] != ' ' {
			continue
		}
		if rest, ok := q.daysFirst(whole[i:]); ok && (len(lines) == 1 || q.runsOn(lines, rest)) {
			if one := q.attribution(whole[i:]); one != nil {
				return i, one
			}
		}
	}
	return 0, nil
}

// inRest returns which of the lines below the first one begins words that stand above
// a quotation by themselves, and whom they name.
func (q *quoting) inRest(lines []string) (int, *Quote) {
	for n := 1; n < len(lines); n++ {
		if _, one := q.inLines(lines[n:]); one != nil {
			return n, one
		}
	}
	return 0, nil
}

func (q *quoting) restAlone(lines []string) bool {
	_, one := q.inRest(lines)
	return one != nil
}

// runsOn reports whether words that begin with a day, behind which rest stands, wrap
// into the lines below the first: those do not begin with a day themselves, and where
// they name who wrote, nothing but the clock stands before the name.
func (q *quoting) runsOn(lines []string, rest string) bool {
	if len(money.Find(rest, "")) > 0 {
		return false
	}
	n, below := q.inRest(lines)
	if below == nil || !below.Time.IsZero() {
		return below == nil
	}
	ahead := strings.TrimSuffix(rest, strings.Join(lines[n:], " "))
	if strings.HasPrefix(lines[n], "<") || strings.HasSuffix(strings.TrimSpace(ahead), "<") {
		return true // the name stands before its address
	}
	return onlyFillers(ahead)
}

// onlyFillers reports whether words are a clock and what stands around it.
func onlyFillers(s string) bool {
	for w := range strings.FieldsSeq(s) {
		letters := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if len([]rune(letters)) > longestFiller {
			return false
		}
	}
	return true
}

// daysFirst reports whether a line begins with the day on which somebody wrote, as
// "On Tue, Nov 17, 2026", and returns what stands behind it.
func (q *quoting) daysFirst(line string) (rest string, ok bool) {
	line = strings.TrimLeft(line, "*_(\"' ")
	for range mostOpening {
		p := scanner{s: line, words: q.words}
		if _, ok := p.anyDate(); ok {
			return line[p.i:], true
		}
		word, after, more := strings.Cut(line, " ")
		if !more || !q.opens(word) {
			return "", false
		}
		line = strings.TrimLeft(after, " ")
	}
	return "", false
}

// opens reports whether a word can stand before the day in the words above a
// quotation: "On", "Dana", a weekday, what is cut off with a point, a clock.
func (q *quoting) opens(word string) bool {
	const shortened = 5 // letters
	bare := strings.TrimRight(word, ".,")
	key := strings.TrimSpace(fold.Key(bare))
	clock := strings.Contains(bare, ":") && strings.Trim(bare, "0123456789:") == ""
	short := bare != word && len([]rune(bare)) <= shortened && strings.IndexFunc(bare, unicode.IsDigit) < 0
	return clock || short || q.words.opens[key] || q.words.weekdays[key]
}

// namesFirst reports whether a line begins with who wrote, as "Ana Kos
// <ana@posta.example> wrote:" and "Ana schrieb am 6.11.2026:".
func (q *quoting) namesFirst(line string) bool {
	const longest = 5 // words of a name
	if name, address, ok := strings.Cut(line, "<"); ok && strings.Contains(address, "@") && len(strings.Fields(name)) <= longest {
		_, dated := q.daysFirst(line)
		return !dated
	}
	words := " " + fold.Key(line)
	for _, w := range q.words.wrote {
		if name, _, ok := strings.Cut(words, w); ok && len(strings.Fields(name)) <= longest {
			_, dated := q.daysFirst(line)
			return !dated
		}
	}
	return false
}

// attribution reads whom words name that are those above a quotation; nil where they
// are none.
func (q *quoting) attribution(line string) *Quote {
	words := " " + fold.Key(line)
	wrote := false
	for _, w := range q.words.wrote {
		wrote = wrote || strings.Contains(words, w)
	}
	when, dated := q.day(line)
	address := strings.Contains(line, "@") && strings.Contains(line, "<")
	if !wrote && !(dated && address) || !dated && !address && q.known(line) == "" {
		return nil
	}
	return q.by(line, when)
}
