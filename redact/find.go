package redact

import (
	"image"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/indicator"
	"recourse/picture"
)

// maxWanted is the longest text that is looked for, in bytes.
const maxWanted = 400

// Find returns the places of a name, number or address in a text, rather one too
// many than one too few: letters are compared without case, diacritics and script,
// the words of a name with their endings (Marković, Markovića), digits with
// whatever separates them, and an account, card or address also where it is
// written in another way.
func Find(text, wanted string) []recourse.Span {
	wanted = strings.TrimSpace(wanted)
	if wanted == "" || len(wanted) > maxWanted {
		return nil
	}
	var spans []recourse.Span
	if number := digitsOf(wanted); number != "" {
		spans = findDigits(text, number)
	} else {
		spans = findWords(text, wanted)
	}
	if one, ok := indicator.Identify(wanted); ok {
		for _, other := range indicator.Find(text) {
			if other.Kind == one.Kind && other.Value == one.Value {
				spans = append(spans, other.Span)
			}
		}
	}
	return joined(spans)
}

// joined orders spans and joins those that share a byte.
func joined(spans []recourse.Span) []recourse.Span {
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	var out []recourse.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// apart are the characters that people put between digits.
const apart = " -./()+\u00a0\u202f\u2009\u2013\u2011"

// digitsOf returns the digits of what is a number and nothing else, "" for another text.
func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(apart, r):
			return ""
		}
	}
	return b.String()
}

// findDigits finds a number, however its digits are set apart.
func findDigits(text, number string) (spans []recourse.Span) {
	const mostApart = 3 // characters between two digits
	var digits []byte
	var at []int // where each digit stands
	var breaks []bool
	gap := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits, at, breaks = append(digits, byte(r)), append(at, i), append(breaks, gap > mostApart)
			gap = 0
		case strings.ContainsRune(apart, r):
			gap++
		default:
			gap = mostApart + 1
		}
	}
	for from := 0; ; {
		i := strings.Index(string(digits[from:]), number)
		if i < 0 {
			return spans
		}
		i += from
		from = i + 1
		if end := i + len(number); !slices.Contains(breaks[i+1:end], true) {
			spans = append(spans, recourse.Span{Start: at[i], End: at[end-1] + 1})
			from = end
		}
	}
}

// findWords finds words with their endings.
func findWords(text, wanted string) (spans []recourse.Span) {
	var parts []string
	for _, w := range strings.Fields(fold.Key(wanted)) {
		parts = append(parts, wordForm(w))
	}
	if len(parts) == 0 {
		return nil
	}
	re, err := regexp.Compile(strings.Join(parts, `[ ,;:]*`)) // every part is quoted
	if err != nil {
		return nil
	}
	folded := fold.New(text)
	for _, m := range re.FindAllStringIndex(folded.String(), -1) {
		if s := folded.Original(m[0], m[1]); s.Len() > 0 {
			spans = append(spans, s)
		}
	}
	return spans
}

// wordForm is an expression for a folded word; one of letters alone may have
// another ending.
func wordForm(w string) string {
	letters := strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
	if !letters {
		start, end := "", ""
		if isWord(rune(w[0])) {
			start = `\b`
		}
		if isWord(rune(w[len(w)-1])) {
			end = `\b`
		}
		return start + regexp.QuoteMeta(w) + end
	}
	stem := w
	if len(w) >= 4 && strings.ContainsRune("aeiou", rune(w[len(w)-1])) {
		stem = w[:len(w)-1]
	}
	if len(w) < 3 {
		return `\b` + w + `\b`
	}
	return `\b` + stem + `[a-z]{0,4}\b`
}

func isWord(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// FindWords returns where a name, number or address stands among words that were
// read in a picture: one box for each line that it takes.
func FindWords(words []picture.Word, wanted string) []picture.Box {
	text, spans := Lines(words)
	var boxes []picture.Box
	for _, found := range Find(text, wanted) {
		boxes = append(boxes, Boxes(words, spans, found)...)
	}
	return boxes
}

// Lines joins words to a text, a line each, and says where each word stands in it.
func Lines(words []picture.Word) (text string, spans []recourse.Span) {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case w.Line != words[i-1].Line:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		start := b.Len()
		b.WriteString(w.Text)
		spans = append(spans, recourse.Span{Start: start, End: b.Len()})
	}
	return b.String(), spans
}

// Boxes returns the areas of the words that a place in the text of [Lines] touches,
// one for each line. They are larger than the words by a quarter of the line's
// height above and below and a sixth at the sides, because a reader's boxes cut accents, tails and the softened edges of letters off.
func Boxes(words []picture.Word, spans []recourse.Span, place recourse.Span) (boxes []picture.Box) {
	line := -1
	for i, s := range spans {
		if !s.Overlaps(place) {
			continue
		}
		if len(boxes) > 0 && words[i].Line == line {
			boxes[len(boxes)-1] = boxes[len(boxes)-1].Union(words[i].Box)
			continue
		}
		line = words[i].Line
		boxes = append(boxes, words[i].Box)
	}
	for i, b := range boxes {
		x, y := max(2, b.Height/6), max(2, (b.Height+3)/4)
		boxes[i] = picture.BoxOf(image.Rect(max(0, b.X-x), max(0, b.Y-y), b.X+b.Width+x, b.Y+b.Height+y))
	}
	return boxes
}

var personalForm = regexp.MustCompile(`\b\d{2}[ .]?\d{2}[ .]?\d{3}[ .]?\d{2}[ .]?\d{3}[ .]?\d\b`)

// Personal returns the personal numbers (JMBG) in a text, as they stand there: 13
// digits that begin with a date and end with a right check digit (weights 7 6 5 4 3
// 2 7 6 5 4 3 2, modulo 11; law on the personal number of 1976, as its successors
// keep it).
func Personal(text string) (list []string) {
	for _, s := range personalForm.FindAllString(text, -1) {
		d := digitsOf(s)
		sum := 0
		for i, w := range []int{7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2} {
			sum += w * int(d[i]-'0')
		}
		check := (11 - sum%11) % 11
		day, month := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0')
		if check == int(d[12]-'0') && day >= 1 && day <= 31 && month >= 1 && month <= 12 && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
