package scam

import (
	"fmt"
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"recourse/fold"
	"recourse/model"
)

// matcher is one thing that is looked for: a rule, a fact or a cue.
type matcher struct {
	exprs  []expr // empty: a term is enough
	except []expr
	by     string
}

// expr is one expression. Its gaps, written .{0,80}, are run without their
// bounds, because a counted gap makes a large program, and a match that is longer
// than they allow together is dropped.
type expr struct {
	source string
	made   *made
	groups bool       // what it captures is wanted
	need   [][]string // of each clause every match holds one
	atoms  [][]int32  // the same, as numbers
	most   int        // longest match in bytes
	lang   langs      // of the terms that it runs around
}

// made is what an expression is run by, made when a text first needs it.
type made struct {
	onceRE, onceFinder sync.Once
	re                 *regexp.Regexp
	finder             *finder // finds what re does, without groups; nil where it cannot
}

func (e *expr) regexp() *regexp.Regexp {
	e.made.onceRE.Do(func() { e.made.re = regexp.MustCompile(e.source) })
	return e.made.re
}

func (e *expr) finder() *finder {
	e.made.onceFinder.Do(func() { e.made.finder = newFinder(e.source) })
	return e.made.finder
}

// langs is a set of languages of one file's terms and expressions.
type langs uint32

// langBits gives each language tag of the files its bit.
type langBits map[string]langs

func (b langBits) of(tag string) langs {
	if _, ok := b[tag]; !ok {
		b[tag] = 1 << min(len(b), 31)
	}
	return b[tag]
}

// ruleSet is one pattern file, compiled. Its rules are [first, last) in the checker.
type ruleSet struct {
	file
	path        string
	first, last int
	base        int // index of the set that it builds on, or -1
	shown       map[string][]int
	turn        []int
	asked       []int // of a question
}

// compiled is one rule of one set.
type compiled struct {
	fileRule
	set               int
	counter           bool
	requires, exclude []int
	step              int // index of the stage, or -1
}

type fact struct {
	fileFact
	set  int
	rule int // that shows it, or -1
}

// term is what one matcher looks for by one word.
type term struct {
	matcher    int
	lang       langs
	open, tail bool // may begin, may end inside a word
}

// Checker judges documents. Make one with [Load].
type Checker struct {
	sets     []ruleSet
	rules    []compiled
	facts    []fact
	cues     []fileCue // those that tell who speaks come first
	sideCues int
	matchers []matcher   // of rules, then facts, then cues
	terms    [][]term    // by word
	nAtoms   int         // literals of expressions
	called   []int32     // by word: the brand whose name it is, or -1
	spoken   *vocabulary // of words that are terms or names of brands
	literals *vocabulary // of the literals of expressions
	brands   brandSource
	tongues  tongues
	model    *model.Model // nil where only the rules judge
	detected []int        // rules that look for something other than words
	asking   []int        // sets that are questions
	calendar *calendar
	judges   *sync.Pool
}

// compiler collects what becomes a Checker.
type compiler struct {
	*Checker
	words map[string]int
	list  []string
	atoms []int32        // by word: the literal that it is for expressions, or -1
	byID  map[string]int // rule id -> index
	bits  langBits
	ready map[string]expr // by source, the expressions that are compiled already

	anywhere bool // some term may begin inside a word
}

func (c *compiler) add(f file, path string) error {
	set := len(c.sets)
	if f.Kind == kindQuestion {
		c.asking = append(c.asking, set)
	}
	c.sets = append(c.sets, ruleSet{file: f, path: path, first: len(c.rules), base: -1})
	for _, r := range f.Rules {
		if err := c.addRule(r, set, false); err != nil {
			return err
		}
	}
	for _, r := range f.Counter {
		if err := c.addRule(r, set, true); err != nil {
			return err
		}
	}
	c.sets[set].last = len(c.rules)
	for _, e := range f.Extract {
		c.facts = append(c.facts, fact{e, set, -1})
	}
	c.cues = append(c.cues, f.Amounts...)
	for _, tag := range slices.Sorted(maps.Keys(f.Languages)) {
		if err := c.tongues.add(tag, f.Languages[tag], c.bits.of(tag)); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) addRule(r fileRule, set int, counter bool) error {
	if _, twice := c.byID[r.ID]; twice {
		return invalid("rule %q is in more than one file or twice in this one", r.ID)
	}
	c.byID[r.ID] = len(c.rules)
	if r.Detect != "" {
		c.detected = append(c.detected, len(c.rules))
	}
	c.rules = append(c.rules, compiled{fileRule: r, set: set, counter: counter, step: c.sets[set].stage(r.Stage)})
	return nil
}

// link resolves names between files, once all are added.
func (c *compiler) link() error {
	for i := range c.rules {
		r := &c.rules[i]
		for _, l := range []struct {
			names []string
			to    *[]int
		}{{r.Requires, &r.requires}, {r.Excludes, &r.exclude}} {
			list, err := c.named(l.names)
			if err != nil {
				return fmt.Errorf("%s: rule %q: %w", c.sets[r.set].path, r.ID, err)
			}
			*l.to = list
		}
	}
	for i := range c.facts {
		f := &c.facts[i]
		if f.Rule == "" {
			continue
		}
		list, err := c.named([]string{f.Rule})
		if err != nil {
			return fmt.Errorf("%s: extract %q: %w", c.sets[f.set].path, f.Fact, err)
		}
		f.rule = list[0]
	}
	for i := range c.sets {
		if err := c.linkSet(&c.sets[i]); err != nil {
			return fmt.Errorf("%s: %w", c.sets[i].path, err)
		}
	}
	return c.machines()
}

func (c *compiler) linkSet(s *ruleSet) error {
	var err error
	if s.turn, err = c.named(s.Turn); err != nil {
		return fmt.Errorf("turn: %w", err)
	}
	s.shown = make(map[string][]int, len(s.Shown))
	for next, names := range s.Shown {
		if s.shown[next], err = c.named(names); err != nil {
			return fmt.Errorf("shown %q: %w", next, err)
		}
	}
	if err := c.linkQuestion(s); err != nil {
		return err
	}
	if s.BuildsOn == nil {
		return nil
	}
	s.base = slices.IndexFunc(c.sets, func(o ruleSet) bool { return o.ID == s.BuildsOn.Pattern })
	if s.base < 0 {
		return invalid("builds_on names %q, which is no pattern", s.BuildsOn.Pattern)
	}
	return nil
}

// named returns the indexes of rules.
func (c *compiler) named(names []string) ([]int, error) {
	var list []int
	for _, name := range names {
		n, ok := c.byID[name]
		if !ok {
			return nil, invalid("it names %q, which is no rule", name)
		}
		list = append(list, n)
	}
	return list, nil
}

// side is 0 for a cue that says something also where no amount stands: who speaks,
// and that what was asked for was paid, or will not be.
func side(q fileCue) int {
	switch q.Means {
	case cuePayer, cuePayee, cueDone, cueDeclined:
		return 0
	}
	return 1
}

// bareNumber reports whether a cue's expression captures a number that only the cue
// makes an amount: its first group begins with a digit.
func bareNumber(source string) bool {
	for i := 0; i < len(source); i++ {
		switch {
		case source[i] == '\\':
			i++
		case source[i] == '(' && !strings.HasPrefix(source[i:], "(?"):
			return strings.HasPrefix(source[i:], `(\d`)
		}
	}
	return false
}

// machines compiles expressions and terms of all matchers.
func (c *compiler) machines() error {
	slices.SortStableFunc(c.cues, func(a, b fileCue) int { return side(a) - side(b) })
	c.sideCues = max(0, slices.IndexFunc(c.cues, func(q fileCue) bool { return side(q) > 0 }))
	for _, r := range c.rules {
		if err := c.matcher(r.Words, r.By, false); err != nil {
			return fmt.Errorf("%s: rule %q: %w", c.sets[r.set].path, r.ID, err)
		}
	}
	for _, f := range c.facts {
		if err := c.matcher(f.Words, f.By, f.Value == ""); err != nil {
			return fmt.Errorf("%s: extract %q: %w", c.sets[f.set].path, f.Fact, err)
		}
	}
	for _, q := range c.cues {
		if err := c.matcher(q.Words, q.By, true); err != nil {
			return fmt.Errorf("amounts %q: %w", q.Means, err)
		}
	}
	for i, b := range c.brands.List() {
		for _, n := range b.Names {
			if key := strings.TrimSpace(fold.Key(n)); len(key) > 1 {
				c.called[c.word(key)] = int32(i)
			}
		}
	}
	return c.vocabularies()
}

// vocabularies makes that of the terms and the names of brands, which each text is
// searched for, and that of the literals of expressions.
func (c *compiler) vocabularies() (err error) {
	var terms, literals []string
	var words, atoms []int32
	for word, key := range c.list {
		if n := c.atoms[word]; n >= 0 {
			literals, atoms = append(literals, key), append(atoms, n)
		}
		if c.called[word] >= 0 || len(c.terms[word]) > 0 {
			terms, words = append(terms, key), append(words, int32(word))
		}
	}
	if c.spoken, err = newVocabulary(terms, words); err != nil {
		return err
	}
	c.spoken.inside = c.anywhere
	c.literals, err = newVocabulary(literals, atoms)
	return err
}

// matcher compiles what one rule, fact or cue looks for; groups says that what its
// expressions capture is wanted.
func (c *compiler) matcher(w words, by string, groups bool) error {
	m := matcher{by: by}
	var err error
	if m.exprs, err = c.expressions(w.Expressions); err != nil {
		return err
	}
	if m.except, err = c.expressions(w.Except); err != nil {
		return err
	}
	n := len(c.matchers)
	for _, list := range [2][]expr{m.exprs, m.except} {
		for i := range list {
			list[i].atoms = c.atomsOf(list[i].need)
			list[i].groups = list[i].groups && groups && (n < len(c.rules)+len(c.facts) || bareNumber(list[i].source))
		}
	}
	c.matchers = append(c.matchers, m)
	for _, lang := range sortedKeys(w.Terms) {
		for _, t := range w.Terms[lang] {
			if err := c.term(t, n, c.bits.of(lang)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *compiler) expressions(byLang map[string][]string) ([]expr, error) {
	var list []expr
	for _, lang := range sortedKeys(byLang) {
		for _, e := range byLang[lang] {
			re, ok := c.ready[e]
			if !ok {
				var err error
				if re, err = expression(e); err != nil {
					return nil, err
				}
			}
			re.lang = c.bits.of(lang)
			list = append(list, re)
		}
	}
	return list, nil
}

// term adds one term, folded as texts are.
func (c *compiler) term(s string, matcher int, lang langs) error {
	bare, open := strings.CutPrefix(s, "*")
	bare, tail := strings.CutSuffix(bare, "*")
	if strings.Contains(bare, "*") {
		return invalid("term %q has a * inside; it may stand at an end", s)
	}
	key := strings.TrimSpace(fold.Key(bare))
	if len(key) < 2 {
		return invalid("term %q is shorter than two letters when folded", s)
	}
	word := c.word(key)
	first, _ := utf8.DecodeRuneInString(key)
	last, _ := utf8.DecodeLastRuneInString(key)
	c.anywhere = c.anywhere || open
	c.terms[word] = append(c.terms[word], term{matcher, lang, open || unicode.Is(unicode.Han, first), tail || unicode.Is(unicode.Han, last)})
	return nil
}

// word returns the number of a word of either vocabulary.
func (c *compiler) word(key string) int {
	word, ok := c.words[key]
	if !ok {
		word = len(c.list)
		c.words[key] = word
		c.list = append(c.list, key)
		c.terms = append(c.terms, nil)
		c.atoms = append(c.atoms, -1)
		c.called = append(c.called, -1)
	}
	return word
}

// atomsOf gives the literals of an expression their numbers.
func (c *compiler) atomsOf(need [][]string) [][]int32 {
	list := make([][]int32, 0, len(need))
	for _, clause := range need {
		ids := make([]int32, 0, len(clause))
		for _, s := range clause {
			word := c.word(s)
			if c.atoms[word] < 0 {
				c.atoms[word] = int32(c.nAtoms)
				c.nAtoms++
			}
			ids = append(ids, c.atoms[word])
		}
		list = append(list, ids)
	}
	return list
}

// capital reports whether an expression has a capital letter that is not part of an
// escape such as \S.
func capital(e string) bool {
	escaped := false
	for _, r := range e {
		if unicode.IsUpper(r) && !escaped {
			return true
		}
		escaped = r == '\\'
	}
	return false
}

// gap is what may stand between two words of an expression.
var gap = regexp.MustCompile(`\.\{0,(\d+)\}\??`)

// literal is how long the words of an expression may be, without its gaps.
const literal = 100

// expression compiles e and refuses what folded text can never hold.
func expression(e string) (expr, error) {
	bare := strings.ReplaceAll(e, "(?P<", "")
	if capital(bare) {
		return expr{}, invalid("expression %q has a capital letter; folded text has none", e)
	}
	for _, r := range e {
		if strings.ContainsRune("čćšžđ’“”–—", r) {
			return expr{}, invalid("expression %q has %q, which folding removes", e, r)
		}
	}
	most := literal
	for _, g := range gap.FindAllStringSubmatch(e, -1) {
		n, err := strconv.Atoi(g[1])
		if err != nil || n > around {
			return expr{}, invalid("expression %q has a gap wider than %d", e, around)
		}
		most += n
	}
	free := gap.ReplaceAllString(e, ".*?")
	re, err := syntax.Parse(free, syntax.Perl)
	if err != nil {
		return expr{}, invalid("expression %q: %v", e, err)
	}
	if mayBeEmpty(re) {
		return expr{}, invalid("expression %q matches nothing at all", e)
	}
	return expr{source: free, made: new(made), groups: re.MaxCap() > 0, need: clauses(re.Simplify()), most: most}, nil
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
