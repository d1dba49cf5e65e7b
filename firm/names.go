package firm

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/knowledge"
	"recourse/rule"
)

// Names is what names say. It is safe for concurrent use.
type Names struct {
	forms, places []sign
}

// sign is a part of a name that says something.
type sign struct {
	text      string   // as it is written
	words     []string // as it is looked for
	countries []string
	leads     bool
}

// Guess is the countries in which a firm may sit, the likeliest first as the file
// lists them, and the parts of its name that say so.
type Guess struct {
	Countries, Signs []string
}

type file struct {
	Sources []rule.Source `yaml:"sources"`
	Forms   []struct {
		Names     []string `yaml:"names"`
		Leads     bool     `yaml:"leads"`
		Countries []string `yaml:"countries"`
	} `yaml:"forms"`
	Places []struct {
		Country string   `yaml:"country"`
		Names   []string `yaml:"names"` // several in one text are parted by commas
	} `yaml:"places"`
	Cases []struct {
		Name      string   `yaml:"name"`
		Countries []string `yaml:"countries"`
		Signs     []string `yaml:"signs"` // not looked at where there are none
	} `yaml:"cases"`
}

// Load reads knowledge/firms from fsys and runs its cases. What is wrong is an
// error of kind Invalid that names the file. Without such files no name says anything.
func Load(fsys fs.FS) (*Names, error) {
	paths, err := knowledge.Glob(fsys, "firms/**")
	if err != nil {
		return nil, fmt.Errorf("list firms: %w", err)
	}
	n := &Names{}
	files := make(map[string]file, len(paths))
	for _, name := range paths {
		if path.Ext(name) != ".yaml" {
			continue
		}
		var f file
		if err := knowledge.Decode(fsys, name, &f); err != nil {
			return nil, err
		}
		if err := n.add(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = f
	}
	for name, f := range files {
		if err := n.prove(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return n, nil
}

func (n *Names) add(f file) error {
	if len(f.Sources) == 0 {
		return fmt.Errorf("names of firms need a source: %w", recourse.Invalid)
	}
	for _, s := range f.Sources {
		if err := s.Check(); err != nil {
			return err
		}
	}
	for _, form := range f.Forms {
		for _, name := range form.Names {
			n.forms = append(n.forms, sign{name, wordsOf(name), form.Countries, form.Leads})
		}
	}
	for _, place := range f.Places {
		for name := range strings.SplitSeq(strings.Join(place.Names, ","), ",") {
			if name = strings.TrimSpace(name); name != "" {
				n.places = append(n.places, sign{text: name, words: wordsOf(name), countries: []string{place.Country}})
			}
		}
	}
	for _, s := range slices.Concat(n.forms, n.places) {
		if len(s.words) == 0 || len(s.countries) == 0 || slices.ContainsFunc(s.countries, notACountry) {
			return fmt.Errorf("%q: want letters, and countries of two capital letters: %w", s.text, recourse.Invalid)
		}
	}
	longestFirst := func(a, b sign) int { return len(strings.Join(b.words, " ")) - len(strings.Join(a.words, " ")) }
	slices.SortStableFunc(n.forms, longestFirst)
	slices.SortStableFunc(n.places, longestFirst)
	return nil
}

func notACountry(s string) bool {
	return len(s) != 2 || s != strings.ToUpper(s)
}

func (n *Names) prove(f file) error {
	for _, c := range f.Cases {
		got, _ := n.Guess(c.Name)
		if !slices.Equal(got.Countries, c.Countries) || len(c.Signs) > 0 && !slices.Equal(got.Signs, c.Signs) {
			return fmt.Errorf("case %q says %v by %q, want %v by %q: %w", c.Name, got.Countries, got.Signs, c.Countries, c.Signs, recourse.Invalid)
		}
	}
	return nil
}

// maxName is how much of a name is looked at, in bytes.
const maxName = 300

// Guess says in which countries a firm of that name may sit, and whether the name
// says anything. A place and a form that exclude each other say nothing.
func (n *Names) Guess(name string) (Guess, bool) {
	if len(name) > maxName {
		return Guess{}, false
	}
	words := wordsOf(name)
	places, rest := n.placesIn(words, name)
	form, ok := n.formOf(rest)
	var g Guess
	for _, p := range places {
		g.Signs = append(g.Signs, p.text)
		g.Countries = append(g.Countries, p.countries...)
	}
	slices.Sort(g.Countries)
	g.Countries = slices.Compact(g.Countries)
	switch {
	case ok && len(places) == 0:
		g.Countries = form.countries
	case ok:
		g.Countries = slices.DeleteFunc(g.Countries, func(c string) bool { return !slices.Contains(form.countries, c) })
	}
	if ok {
		g.Signs = append(g.Signs, form.text)
	}
	if len(g.Countries) == 0 {
		return Guess{}, false
	}
	return g, true
}

// placesIn finds the places in a name, where a firm's seat stands: first, in
// brackets, or last. It returns the words without those that stand last.
func (n *Names) placesIn(words []string, name string) (found []sign, rest []string) {
	rest = words
	inBrackets := wordsOf(bracketed(name))
	for _, p := range n.places {
		first := startsWith(words, p.words)
		last := !isHan(p.text) && len(rest) > len(p.words)+1 && endsWith(rest, p.words)
		if last {
			rest = rest[:len(rest)-len(p.words)]
		}
		if (first || last || slices.Equal(inBrackets, p.words)) && !slices.ContainsFunc(found, func(o sign) bool { return slices.Equal(o.countries, p.countries) }) {
			found = append(found, p)
		}
	}
	return found, rest
}

// formOf finds the legal form, which stands last, or first where that is usual.
func (n *Names) formOf(words []string) (sign, bool) {
	for _, f := range n.forms {
		if endsWith(words, f.words) || f.leads && startsWith(words, f.words) {
			return f, true
		}
	}
	return sign{}, false
}

// startsWith reports whether a name begins with a part and goes on. A name in
// Chinese has no spaces: there it is the first characters.
func startsWith(words, part []string) bool {
	if len(words) > 0 && isHan(part[0]) {
		return words[0] != part[0] && strings.HasPrefix(words[0], part[0])
	}
	return len(words) > len(part) && slices.Equal(words[:len(part)], part)
}

func endsWith(words, part []string) bool {
	n := len(words) - len(part)
	if len(words) > 0 && isHan(part[0]) {
		last := words[len(words)-1]
		return last != part[0] && strings.HasSuffix(last, part[0])
	}
	return n > 0 && slices.Equal(words[n:], part)
}

func isHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// bracketed is what stands in the first brackets of a name.
func bracketed(name string) string {
	_, after, ok := strings.Cut(strings.NewReplacer("（", "(", "）", ")").Replace(name), "(")
	if !ok {
		return ""
	}
	in, _, _ := strings.Cut(after, ")")
	return in
}

// wordsOf are a name's words in small letters, without dots within them and what parts them.
func wordsOf(name string) []string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '.', r == '\'', r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// Question asks whether a firm sits where its name says, or where of several countries.
func (g Guess) Question(name string) recourse.Phrase {
	signs := strings.Join(g.Signs, ", ")
	if len(g.Countries) == 1 {
		return recourse.P("ask.seller.country-found", "name", name, "signs", signs, "country", Country(g.Countries[0]))
	}
	last := len(g.Countries) - 1
	list := Country(g.Countries[last])
	for _, c := range slices.Backward(g.Countries[:last]) {
		list = recourse.P("land.list", "first", Country(c), "rest", list)
	}
	return recourse.P("ask.seller.country-among", "name", name, "signs", signs, "countries", list)
}

// Country is the phrase for a country of a guess.
func Country(code string) recourse.Phrase { return recourse.P("land." + code) }

// Keys lists the locale keys that questions about names use.
func (n *Names) Keys() []string {
	keys := []string{"ask.seller.country-found", "ask.seller.country-among", "land.list"}
	for _, s := range slices.Concat(n.forms, n.places) {
		for _, c := range s.countries {
			keys = append(keys, Country(c).Key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
