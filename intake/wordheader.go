package intake

import (
	"math"
	"slices"
	"strings"
)

// wordColumn is a column of a table on a page: its name and where that stands.
type wordColumn struct {
	x0, x1 float64
	parts  []string // of the name, line by line
	last   int      // line of the header in which the last of them stands, from 1
}

func (c *wordColumn) centre() float64 { return (c.x0 + c.x1) / 2 }

// maxHeaderLines is over how many lines the names of columns run.
const maxHeaderLines = 3

// maxHeaderWords is how many words a line of them has at most.
const maxHeaderWords = 100

// wordHeader reads the names of columns that begin in the i-th line. used is over
// how many lines they run.
func (s *Statements) wordHeader(lines []wordLine, i int) (h pageHeader, cols []wordColumn, used int) {
	for n := 1; n <= maxHeaderLines && i+n <= len(lines); n++ {
		l := &lines[i+n-1]
		const far = 2.2 // heights of a line between two of a header
		if len(l.words) > maxHeaderWords || l.digits() || n > 1 && l.y-lines[i+n-2].y > far*l.h {
			break
		}
		list := s.wordColumns(lines[i : i+n])
		names := make([]string, len(list))
		for k := range list {
			names[k] = s.columnName(list[k].parts)
		}
		found, ok := s.pageHeader(names)
		if !ok || used > 0 && (found.lay.known < h.lay.known || len(found.lay.unknown) > len(h.lay.unknown)) {
			continue
		}
		if used == 0 || found.lay.known > h.lay.known || len(found.lay.unknown) < len(h.lay.unknown) || s.goesOn(list, n) {
			h, cols, used = found, list, n
		}
	}
	return h, cols, used
}

// goesOn reports whether all that the n-th line of a header says belongs to names of
// columns: it goes on with them, or says them in another language.
func (s *Statements) goesOn(cols []wordColumn, n int) bool {
	more := false
	for i := range cols {
		c := &cols[i]
		if c.last < n {
			continue
		}
		more = true
		if name := s.columnName(c.parts); name != strings.Join(c.parts, " ") && !s.names(c.parts[len(c.parts)-1]) {
			return false
		}
	}
	return more
}

// wordColumns puts the names in the lines of a header below each other.
func (s *Statements) wordColumns(lines []wordLine) []wordColumn {
	var cols []wordColumn
	for i := range lines {
		pieces := s.pieces(&lines[i])
		if i == 0 {
			pieces = s.joinUnknown(pieces, lines[i].h)
		}
		for _, piece := range pieces {
			piece.last = i + 1
			best, most := -1, 0.0
			for k := range cols {
				if shared := min(cols[k].x1, piece.x1) - max(cols[k].x0, piece.x0); i > 0 && shared > most {
					best, most = k, shared
				}
			}
			if best < 0 {
				at := len(cols)
				for at > 0 && cols[at-1].x0 > piece.x0 {
					at--
				}
				cols = append(cols[:at], append([]wordColumn{piece}, cols[at:]...)...)
				continue
			}
			c := &cols[best]
			c.x0, c.x1, c.parts = min(c.x0, piece.x0), max(c.x1, piece.x1), append(c.parts, piece.parts...)
			c.last = i + 1
		}
	}
	return cols
}

// tops reports whether a line holds enough names of columns to be one of a header.
func (s *Statements) tops(l *wordLine) bool {
	n := 0
	for _, piece := range s.pieces(l) {
		if s.names(piece.parts[0]) {
			n++
		}
	}
	return n >= fewestNames
}

// fewestNames is how many names of columns a line of a header has at least, where the
// lines below it would do without it.
const fewestNames = 3

// pieces parts a line of a header into the names that are known, and words that are none.
func (s *Statements) pieces(l *wordLine) []wordColumn {
	var list []wordColumn
	for start := 0; start < len(l.words); {
		end := start + 1
		for end < len(l.words) && l.words[end].X0-l.words[end-1].X1 <= wideGap*l.h {
			end++
		}
		list = append(list, s.parted(l, start, end)...)
		start = end
	}
	return list
}

// parted parts words that stand near each other so that as many as can be are names
// of columns, and the longest names there are: "Paid out Paid in" are two.
func (s *Statements) parted(l *wordLine, start, end int) []wordColumn {
	const longest, word, name = 6, 10, 1
	n := end - start
	best, from := make([]int, n+1), make([]int, n+1)
	for to := 1; to <= n; to++ {
		best[to], from[to] = best[to-1]-name, to-1 // a word that is no name
		for k := max(0, to-longest); k < to; k++ {
			if v := best[k] + word*(to-k) - name; v > best[to] && s.names(wordsText(l.words[start+k:start+to])) {
				best[to], from[to] = v, k
			}
		}
	}
	var list []wordColumn
	for to := n; to > 0; to = from[to] {
		w := l.words[start+from[to] : start+to]
		list = append([]wordColumn{{x0: w[0].X0, x1: w[len(w)-1].X1, parts: []string{wordsText(w)}}}, list...)
	}
	list = s.oneName(list, l.h)
	for i := 1; i < len(list); i++ {
		if list[i].parts[0] == "/" { // "Primalac /", and "Platilac" below it
			list[i-1].x1, list[i-1].parts[0] = list[i].x1, list[i-1].parts[0]+" /"
			list = append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// oneName makes one name of words among which are some that are none, as in "Payment
// type and details": parts of it may be names, and are not meant alone.
func (s *Statements) oneName(list []wordColumn, h float64) []wordColumn {
	for i := 0; i < len(list); i++ {
		if !s.names(list[i].parts[0]) {
			continue
		}
		end, unknown := i+1, 0
		for ; end < len(list) && list[end].x0-list[end-1].x1 <= space*h && list[end].parts[0] != "/"; end++ {
			if s.names(list[end].parts[0]) {
				break
			}
			unknown++
		}
		key, _ := columnKey(list[i].parts[0])
		switch closed := end < len(list) && list[end].x0-list[end-1].x1 <= space*h && list[end].parts[0] != "/"; {
		case unknown == 0:
			continue
		case closed:
			end++
		case !s.textName(key):
			continue // a name that is not known beside one that is
		}
		for k := i + 1; k < end; k++ {
			list[i].x1, list[i].parts = list[k].x1, append(list[i].parts, list[k].parts...)
		}
		list = slices.Delete(list, i+1, end)
	}
	return list
}

// space is how wide the gap between the words of one name is, in heights of the line.
const space = 0.45

// joinUnknown makes one name of words that are none and stand beside each other.
func (s *Statements) joinUnknown(list []wordColumn, h float64) []wordColumn {
	var out []wordColumn
	for _, c := range list {
		if n := len(out) - 1; n >= 0 && c.x0-out[n].x1 <= space*h && !s.names(c.parts[0]) && !s.names(out[n].parts[0]) {
			out[n].x1, out[n].parts[0] = c.x1, out[n].parts[0]+" "+c.parts[0]
			continue
		}
		out = append(out, c)
	}
	return out
}

func wordsText(words []PlacedWord) string {
	l := wordLine{words: words}
	return l.text(0)
}

// names reports whether a text is the name of a column in any form.
func (s *Statements) names(text string) bool {
	key, _ := columnKey(text)
	for i := range s.forms {
		if _, known := s.forms[i].names[key]; known {
			return true
		}
	}
	return false
}

// textName reports whether a folded name is that of a column for what an entry says.
func (s *Statements) textName(key string) bool {
	return slices.ContainsFunc(s.forms, func(f form) bool { return f.names[key] == colText })
}

// columnName is the name that the lines of a header give a column: all of them
// together, or the first that is known, such as of a name in two languages.
func (s *Statements) columnName(parts []string) string {
	whole := strings.Join(parts, " ")
	if s.names(whole) {
		return whole
	}
	first := ""
	for _, part := range parts {
		switch key, _ := columnKey(part); {
		case s.textName(key):
			return part // of several the one that holds most
		case first == "" && s.names(part):
			first = part
		}
	}
	if first != "" {
		return first
	}
	for part := range strings.SplitSeq(whole, "/") {
		if s.names(part) {
			return part
		}
	}
	return whole
}

// cuts are where one column ends and the next begins: between the middles of their
// names, where hardly a word of the table stands.
func cuts(cols []wordColumn, lines []wordLine) []float64 {
	list := make([]float64, 0, len(cols))
	for i := 1; i < len(cols); i++ {
		list = append(list, cut(cols, i, lines))
	}
	return list
}

func cut(cols []wordColumn, i int, lines []wordLine) float64 {
	const steps, heavy, slack = 1024, 1000, 0.3
	from, to := cols[i-1].centre(), cols[i].centre()
	step := (to - from) / steps
	if step <= 0 {
		return from
	}
	var more [steps + 1]int // how many more words stand at a place than at the one before
	cover := func(x0, x1 float64, n int) {
		a, b := int(math.Ceil((x0-from)/step)), int(math.Floor((x1-from)/step))
		if a, b = max(a, 0), min(b, steps-1); a <= b {
			more[a] += n
			more[b+1] -= n
		}
	}
	for _, c := range cols {
		cover(c.x0, c.x1, heavy)
	}
	for k := range lines {
		for _, w := range lines[k].words {
			cover(w.X0+slack, w.X1-slack, 1)
		}
	}
	least, end, longest, run, n := math.MaxInt, 0, 0, 0, 0
	for k := range steps {
		switch n += more[k]; {
		case n < least:
			least, run, longest, end = n, 1, 1, k
		case n > least:
			run = 0
		default:
			if run++; run >= longest {
				longest, end = run, k
			}
		}
	}
	return from + float64(end)*step
}
