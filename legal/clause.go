package legal

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/rule"
)

// Clause is a place in a paper that says something of law.
type Clause struct {
	Kind     string        // arbitration, governing-law, forum, …
	Text     string        // the sentence or line, as it stands there
	Span     recourse.Span // of Text in the paper's text
	Item     string        // SHA-256 of the paper
	Name     string        // of the paper's file
	Language string
	// Values are what was read from it: "body" (cietac), "place" (CN), "days",
	// "rule" and "version" of Incoterms, "account".
	Values map[string]string
}

// Paper is one file's text in which clauses are looked for.
type Paper struct {
	Item, Name, Text string
	// Message says that it is a letter or mail: an account that it names is what
	// somebody asks for, not what was agreed.
	Message bool
}

// Bounds of the search in one paper.
const (
	maxPaper   = 2 << 20 // bytes of text
	maxClauses = 200
	maxReach   = 420 // bytes of a sentence to either side of the words that were found
	maxHits    = 400 // of one term
)

// Clauses finds the clauses of a paper, in their order. cut is how many bytes at
// the end were not searched, because the text is too long.
func (b *Book) Clauses(p Paper) (found []Clause, cut int) {
	return search(b.finders, p)
}

// Promises finds what somebody promises in one message: delivery, quality, a
// refund, earnings, a withdrawal, or that there is no risk. A question promises nothing.
func (b *Book) Promises(text string) []Clause {
	found, _ := search(b.promise, Paper{Text: text})
	return slices.DeleteFunc(found, func(c Clause) bool { return strings.HasSuffix(c.Text, "?") || strings.HasSuffix(c.Text, "？") })
}

func search(files []*clauseFile, p Paper) (found []Clause, cut int) {
	text := p.Text
	if len(text) > maxPaper {
		end := maxPaper
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text, cut = text[:end], len(text)-end
	}
	folded := fold.New(text)
	for _, f := range files {
		for i := range f.Clauses {
			if p.Message && f.Clauses[i].Kind == kindAccount {
				continue
			}
			f.Clauses[i].find(f, text, folded, func(c Clause) {
				c.Item, c.Name, c.Language = p.Item, p.Name, f.Language
				found = keep(found, c)
			})
		}
	}
	slices.SortStableFunc(found, func(x, y Clause) int {
		return cmp.Or(cmp.Compare(x.Span.Start, y.Span.Start), cmp.Compare(x.Kind, y.Kind))
	})
	return found[:min(len(found), maxClauses)], cut
}

// keep adds a clause. Of two that share a place and a kind the one that says
// more stays.
func keep(list []Clause, c Clause) []Clause {
	for i, o := range list {
		if o.Kind == c.Kind && o.Span.Overlaps(c.Span) {
			if len(c.Values) > len(o.Values) {
				list[i] = c
			}
			return list
		}
	}
	return append(list, c)
}

// find looks for the rule's terms in the folded text, and runs its expressions
// on the sentences or lines that hold one.
func (r *clauseRule) find(f *clauseFile, text string, folded fold.Text, emit func(Clause)) {
	var seen []recourse.Span
	for _, term := range r.terms {
		at, hits := 0, 0
		for hits < maxHits {
			i := strings.Index(folded.String()[at:], term)
			if i < 0 {
				break
			}
			hits++
			hit := folded.Original(at+i, at+i+len(term))
			at += i + len(term)
			span := f.around(text, hit, r.Unit == unitLine)
			if slices.Contains(seen, span) {
				continue
			}
			seen = append(seen, span)
			if values, ok := r.read(f, span.Of(text)); ok {
				emit(Clause{Kind: r.Kind, Text: span.Of(text), Span: span, Values: values})
			}
		}
	}
}

// read runs the rule's expressions on one sentence and reads its values.
func (r *clauseRule) read(f *clauseFile, sentence string) (map[string]string, bool) {
	folded := fold.New(sentence)
	s := folded.String()
	var match []int
	var by *regexp.Regexp
	for _, e := range r.expressions {
		if match = e.FindStringSubmatchIndex(s); match != nil {
			by = e
			break
		}
	}
	if match == nil || slices.ContainsFunc(r.except, func(e *regexp.Regexp) bool { return e.MatchString(s) }) {
		return nil, false
	}
	values := make(map[string]string)
	for i, name := range by.SubexpNames() {
		if name == "" || match[2*i] < 0 {
			continue
		}
		values[name] = strings.TrimSpace(folded.Original(match[2*i], match[2*i+1]).Of(sentence))
	}
	for _, name := range r.Find {
		if is := f.lookUp(name, s, match[0]); is != "" {
			values[name] = is
		}
	}
	return values, true
}

// lookUp finds the first word of a list behind from, else anywhere.
func (f *clauseFile) lookUp(name, s string, from int) string {
	for _, part := range []string{s[from:], s} {
		best, is := len(part), ""
		for _, w := range f.Lists[name] {
			for _, word := range w.words {
				if at := word.FindStringIndex(part); at != nil && at[0] < best {
					best, is = at[0], w.Is
				}
			}
		}
		if is != "" {
			return is
		}
	}
	return ""
}

// around is the sentence or line in which hit stands.
func (f *clauseFile) around(text string, hit recourse.Span, line bool) recourse.Span {
	start, end := hit.Start, hit.End
	low, high := max(0, start-maxReach), min(len(text), end+maxReach)
	for low < start && !utf8.RuneStart(text[low]) {
		low++
	}
	for high < len(text) && high > end && !utf8.RuneStart(text[high]) {
		high--
	}
	if line {
		if i := strings.LastIndexByte(text[low:start], '\n'); i >= 0 {
			low += i + 1
		}
		if i := strings.IndexByte(text[end:high], '\n'); i >= 0 {
			high = end + i
		}
	} else {
		low, high = f.sentence(text, low, start, end, high)
	}
	for low < start && isSpace(text[low]) {
		low++
	}
	for high > end && isSpace(text[high-1]) {
		high--
	}
	return recourse.Span{Start: low, End: high}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// sentence narrows [low, high) to the sentence around [start, end).
func (f *clauseFile) sentence(text string, low, start, end, high int) (int, int) {
	for i := start; i > low; {
		_, n := utf8.DecodeLastRuneInString(text[low:i])
		if f.breaks(text, i-n, low, high) {
			low = i
			break
		}
		i -= n
	}
	for i := end; i < high; {
		r, n := utf8.DecodeRuneInString(text[i:high])
		if f.breaks(text, i, low, high) {
			if r != '\n' {
				i += n
			}
			high = i
			break
		}
		i += n
	}
	return low, high
}

// breaks reports whether a sentence ends with the character at i: a full stop
// that ends no abbreviation and stands before a new sentence, a mark that ends
// Chinese sentences, an empty line, or a line's end before a numbered or
// labelled line.
func (f *clauseFile) breaks(text string, i, low, high int) bool {
	r, n := utf8.DecodeRuneInString(text[i:high])
	rest := text[i+n : high]
	switch r {
	case '。', '！', '？', '；':
		return true
	case '.', '!', '?', ';':
		if rest != "" && !isSpace(rest[0]) {
			return false
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t\r\n"))
		return r != '.' || !unicode.IsLower(next) && !f.abbreviates(text[low:i])
	case '\n':
		trimmed := strings.TrimLeft(rest, " \t\r")
		return strings.HasPrefix(trimmed, "\n") || startsAnew.MatchString(trimmed[:min(len(trimmed), 120)])
	default:
		return false
	}
}

// startsAnew is a line that is numbered, bulleted or begins with a label.
var startsAnew = regexp.MustCompile(`^(?:\(?(?:\d{1,2}|[a-zа-шA-Z])(?:\.\d{1,2}){0,3}[.)]\s|(?i:article|section|clause|član|члан|čl\.|чл\.)\s*\d|第.{1,4}条|[-•*–]\s|\p{L}[\p{L} /'’.-]{1,40}\s?[:：])`)

// abbreviates reports whether a text ends in a word that is written with a full stop.
func (f *clauseFile) abbreviates(s string) bool {
	i := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	word := strings.ToLower(s[i+1:])
	return utf8.RuneCountInString(word) == 1 || slices.Contains(f.Abbreviations, word)
}

// clauseFacts set what the clauses say. Where two say different things the
// value is not known, and that is a problem.
func (v *viewer) clauseFacts() {
	v.situation.Values["clause.searched"] = rule.YesNo(len(v.found) > 0)
	for _, c := range v.found {
		f := "clause." + c.Kind
		if _, ok := v.book.facts.Fact(f); !ok {
			continue
		}
		v.situation.Values[f] = rule.YesNo(true)
		v.showClause(f, c)
		for name, value := range c.Values {
			v.clauseValue(f+"."+name, value, c)
		}
	}
	v.contractAccount()
	if v.situation.Values["clause.arbitration"].IsYes() && v.situation.Values["clause.forum"].IsYes() {
		v.problems = append(v.problems, recourse.P("law.problem.two-forums"))
	}
}

func (v *viewer) showClause(fact string, c Clause) {
	x := Exhibit{Name: c.Name}
	x.Item, x.Span = c.Item, c.Span
	if !slices.Contains(v.shown[fact], x) {
		v.shown[fact] = append(v.shown[fact], x)
	}
}

func (v *viewer) clauseValue(name, value string, c Clause) {
	f, ok := v.book.facts.Fact(name)
	if !ok {
		return
	}
	var is rule.Value
	switch f.Type {
	case rule.ChoiceType:
		if !slices.Contains(f.Of, value) {
			return
		}
		is = rule.Choice(value)
	case rule.TextType:
		is = rule.Text(value)
	case rule.NumberType:
		n, ok := digits(value)
		if !ok {
			return
		}
		is = rule.Number(n)
	default:
		return
	}
	old, has := v.situation.Values[name]
	switch {
	case has && !old.Known(): // two clauses disagreed already
	case has && !old.Same(is):
		v.situation.Values[name] = rule.Value{}
		v.problems = append(v.problems, recourse.P("law.problem.clauses", "kind", recourse.P("law.kind."+c.Kind)))
	default:
		v.situation.Values[name] = is
	}
	v.showClause(name, c)
}

// digits reads a whole number of at most six digits.
func digits(s string) (int64, bool) {
	n := int64(0)
	for _, r := range s {
		if r < '0' || r > '9' || n > 99999 {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, s != ""
}
