package intake

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/rule"
)

// What a file is for, as papers ask for it; see [File.Document].
const (
	DocOrder     = "order"
	DocInvoice   = "invoice"
	DocContract  = "contract"
	DocSlip      = "payment-slip"
	DocStatement = "statement"
	DocShipping  = "shipping-document"
	DocChat      = "chat"
	DocMail      = "mail"
	DocCapture   = "page-capture"
	DocProduct   = "product-photo" // or a video
	DocIdentity  = "identity-document"
	DocOther     = "other"
)

// Documents are the titles and words by which orders, invoices, contracts, slips,
// shipping and identity documents are known: knowledge/documents. They are
// immutable and safe for concurrent use.
type Documents struct{ kinds []documentKind }

type documentKind struct {
	id       string
	names    []string // folded
	titles   []string // folded, the longest first
	headings []heading
	beside   []string // folded, the longest first
	forms    []string // folded
	marks    []string // folded
	needs    int
	together [][]string // folded
	patterns []*regexp.Regexp
}

// documentFile is a kind as its file says it.
type documentFile struct {
	ID     string      `yaml:"id"`
	Name   string      `yaml:"name"`
	Source rule.Source `yaml:"source"`
	Names  []string    `yaml:"names"`  // words of a file's name
	Titles []string    `yaml:"titles"` // begin a line at the top, with nothing or a number behind
	// Headings are what one thing calls itself in several languages, a list for each thing. A
	// line at the top is a title where it has one of them and nothing but words of Beside, or
	// two of one list, whatever stands around them.
	Headings [][]string `yaml:"headings,omitempty"`
	Beside   []string   `yaml:"beside,omitempty"` // what stands beside a heading: countries
	// Forms are words with which one of the first lines of a form begins that asks for the same:
	// titles and marks are not enough there.
	Forms []string `yaml:"forms,omitempty"`
	Marks []string `yaml:"marks"` // stand anywhere
	Needs int      `yaml:"needs"` // marks beside a title; one less beside a name
	// Together are a title and words anywhere that are enough where all of them stand in
	// a text, whatever Needs says.
	Together [][]string `yaml:"together,omitempty"`
	// Patterns are expressions for a line without its spaces; one is enough.
	Patterns []string `yaml:"patterns,omitempty"`
	Match    []string `yaml:"match"`
	Miss     []string `yaml:"miss"`
}

// LoadDocuments reads documents/*.yaml. Each file proves itself on its texts: one
// that does not is an error of kind Invalid that names it.
func LoadDocuments(fsys fs.FS) (*Documents, error) {
	var d Documents
	var files []documentFile
	err := eachKnown(fsys, "documents/*.yaml", func(id string, file documentFile) error {
		k, err := file.kind(id)
		if err == nil {
			d.kinds, files = append(d.kinds, k), append(files, file)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		for _, text := range file.Match {
			if got := d.Of("", text); got != file.ID {
				return nil, fmt.Errorf("documents/%s.yaml: match %.60q is %q: %w", file.ID, text, got, recourse.Invalid)
			}
		}
		for _, text := range file.Miss {
			if d.Of("", text) == file.ID {
				return nil, fmt.Errorf("documents/%s.yaml: miss %.60q is one: %w", file.ID, text, recourse.Invalid)
			}
		}
	}
	return &d, nil
}

func (file documentFile) kind(id string) (documentKind, error) {
	k := documentKind{id: file.ID, names: folded(file.Names), titles: longestFirst(folded(file.Titles)), marks: folded(file.Marks), needs: file.Needs}
	switch {
	case file.ID != id || !slices.Contains([]string{DocOrder, DocInvoice, DocContract, DocSlip, DocShipping, DocIdentity}, id):
		return k, fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
	case len(k.titles) == 0 || k.needs < 1 || k.needs > len(k.marks):
		return k, fmt.Errorf("it has no titles, or needs %d of %d marks: %w", k.needs, len(k.marks), recourse.Invalid)
	case len(file.Match) == 0 || len(file.Miss) == 0:
		return k, fmt.Errorf("match and miss need a text each: %w", recourse.Invalid)
	}
	for _, words := range file.Headings {
		k.headings = append(k.headings, newHeading(words))
	}
	k.beside, k.forms = longestFirst(folded(file.Beside)), folded(file.Forms)
	for _, words := range file.Together {
		if len(words) < 2 || !slices.Contains(k.titles, folded(words[:1])[0]) && k.thing(folded(words[:1])[0]) < 0 {
			return k, fmt.Errorf("together %q is not one of the titles or headings, and other words: %w", words, recourse.Invalid)
		}
		k.together = append(k.together, folded(words))
	}
	for _, p := range file.Patterns {
		re, err := regexp.Compile(p)
		if err != nil {
			return k, fmt.Errorf("pattern %q: %v: %w", p, err, recourse.Invalid)
		}
		k.patterns = append(k.patterns, re)
	}
	return k, file.Source.Check()
}

// The part of a text that tells what it is.
const (
	documentText = 16 << 10 // bytes
	documentTop  = 40       // lines at the top in which a title may stand
)

// Of returns which of the known kinds a text is, with the name of its file, or "".
// An identity document comes before all others; else the title that stands first
// decides.
func (d *Documents) Of(name, text string) string {
	if d == nil {
		return ""
	}
	if len(text) > documentText {
		text = text[:documentText]
	}
	var lines []string
	for line := range strings.Lines(text) {
		if key := strings.TrimSpace(fold.Key(line)); key != "" {
			lines = append(lines, key)
		}
	}
	all, name := " "+strings.Join(lines, " "), fold.Key(strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(name))
	best, first := "", documentText+1
	for _, k := range d.kinds {
		at, ok := k.at(name, text, all, lines)
		if ok && k.id == DocIdentity {
			return k.id
		}
		if ok && at < first {
			best, first = k.id, at // a name alone comes behind every title
		}
	}
	return best
}

// at reports whether a text is of the kind, and in which line its title stands.
func (k documentKind) at(name, text, all string, lines []string) (line int, ok bool) {
	if len(k.patterns) > 0 {
		for line := range strings.Lines(text) {
			bare := strings.Join(strings.Fields(line), "")
			if slices.ContainsFunc(k.patterns, func(re *regexp.Regexp) bool { return re.MatchString(bare) }) {
				return 0, true
			}
		}
	}
	top := lines[:min(len(lines), documentTop)]
	titled := slices.IndexFunc(top, k.title)
	named := slices.ContainsFunc(k.names, func(n string) bool { return hasWord(name, n) })
	if titled < 0 && !named && len(k.headings) == 0 {
		return 0, false
	}
	marks := 0
	var rest []string
	for _, m := range k.marks {
		if hasWord(all, m) {
			marks++
		} else {
			rest = append(rest, m)
		}
	}
	heads := k.heads(top, marks >= leastLoose)
	if heads.line >= 0 && (titled < 0 || heads.line < titled) {
		titled = heads.line
	}
	if titled < 0 && !named {
		return 0, false
	}
	for _, m := range rest {
		if heads.split(all, m) {
			marks++
		}
	}
	if titled >= 0 && (marks >= k.needs && !k.form(top) || k.stand(top, all, heads)) {
		return titled, true
	}
	return len(lines), named && (marks >= k.needs-1 || len(lines) == 0)
}

// stand reports whether a title of Together stands in a line at the top and all its
// words somewhere.
func (k documentKind) stand(top []string, all string, heads titleLines) bool {
	return slices.ContainsFunc(k.together, func(words []string) bool {
		titled := slices.ContainsFunc(top, func(line string) bool { return titleOf(line, words[0]) }) ||
			!slices.Contains(k.titles, words[0]) && slices.Contains(heads.things, k.thing(words[0]))
		return titled && !slices.ContainsFunc(words[1:], func(w string) bool { return !hasWord(all, w) })
	})
}

// title reports whether a folded line begins with a title that has nothing behind
// it but a number.
func (k documentKind) title(line string) bool {
	return slices.ContainsFunc(k.titles, func(t string) bool { return titleOf(line, t) })
}

func titleOf(line, t string) bool {
	rest, ok := strings.CutPrefix(line, t)
	if !ok {
		return false
	}
	rest = strings.TrimLeft(rest, " ")
	if rest == "" || strings.IndexByte(":#/.|(", rest[0]) >= 0 {
		return true
	}
	first, _, _ := strings.Cut(rest, " ")
	return len(line) > len(t) && line[len(t)] == ' ' && (strings.ContainsAny(first, "0123456789") || slices.Contains(numberWords[:], strings.TrimRight(first, ".:")))
}

// numberWords are what stands between a title and its number, folded.
var numberWords = [...]string{"br", "broj", "no", "nr", "number", "id"}

// hasWord reports whether a folded text has a word, or one that begins with it.
func hasWord(text, word string) bool { return wordFrom(text, word, 0) >= 0 }

// wordFrom is the first place from one on at which a word of a folded text begins with
// word, or -1.
func wordFrom(text, word string, from int) int {
	for word != "" {
		i := strings.Index(text[from:], word)
		if i < 0 {
			break
		}
		if i += from; i == 0 || !isLetter(text[i-1]) {
			return i
		}
		from = i + 1
	}
	return -1
}

// document says what a file is for, as far as it shows. What a picture or a video
// shows no program here can tell: whether it is of the goods the person says.
func (r *reader) document(f *File) string {
	switch f.Kind {
	case KindChat:
		return DocChat
	case KindMail:
		return DocMail
	case KindStatement:
		return DocStatement
	case KindPage, KindImage, KindText:
	default:
		return DocOther
	}
	known := r.opt.Documents.Of(f.Name, f.Text)
	if known != DocIdentity && r.opt.Documents.inSource(f.source) {
		known = DocIdentity
	}
	if known != "" {
		return known
	}
	switch {
	case len(f.Messages) > 0:
		return DocChat
	case len(f.Orders) > 0:
		return DocOrder
	case len(f.Payments) == 1:
		return DocSlip
	case f.MediaType == "text/html" || f.MediaType == "multipart/related":
		return DocCapture
	}
	return DocOther
}
