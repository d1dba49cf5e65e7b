package intake

import (
	"math"
	"slices"
	"strings"

	"recourse/fold"
	"recourse/money"
)

// column is what a column of a statement holds.
type column uint8

// The columns that are understood.
const (
	colDate   column = iota
	colBooked        // the day on which the bank entered it
	colValueDate
	colAmount
	colDebit  // money that left
	colCredit // money that came
	colDirection
	colCurrency
	colBalance
	colName // of the other side, whichever it is
	colAccount
	colPayer
	colPayee
	colPayerAccount
	colPayeeAccount
	colOwnAccount
	colReference
	colText
	colType
	colCard
	colOrigAmount // in the currency of the purchase
	colOrigCurrency
	colStatus
	colTime  // the clock, where it stands alone
	colZone  // in which that is
	colFee   // that was taken from the amount
	colNet   // what was left of it
	colOther // known, and not used
	colCount
)

// columnNames are the columns as files and people name them.
var columnNames = [colCount]string{
	"date", "booked", "value_date", "amount", "debit", "credit", "direction", "currency", "balance", "name", "account", "payer", "payee",
	"payer_account", "payee_account", "own_account", "reference", "text", "type", "card", "original_amount", "original_currency", "status", "time", "zone", "fee", "net", "other",
}

// columnNamed returns the column of that name.
func columnNamed(name string) (column, bool) {
	i := slices.Index(columnNames[:], name)
	return column(max(i, 0)), i >= 0
}

// Statements are the column names of bank statements that are known. They are
// immutable and safe for concurrent use.
type Statements struct {
	told railWords
	sure railWords // of them what says it by itself
	sums sumWords
	// unsure are folded words by which a clause does not say how somebody paid.
	unsure []string
	// purposes are folded words that stand with a purpose where somebody says to write it.
	purposes []string
	forms    []form
	codes    map[string]codeList       // by scheme
	money    map[string]money.Currency // of a country
	zones    *clockZones
	slips    []slipForm
	notices  []noticeWords
	senders  map[string]bool // brands whose own messages may tell of payments
	pages    []knownPage
	all      *form // the words of all forms, for columns that a person chose
}

// isLabel reports whether a folded name is what a form calls a column, or a slip or a
// known page a field.
func (s *Statements) isLabel(key string) bool {
	if _, ok := s.all.names[key]; ok {
		return true
	}
	return slices.ContainsFunc(s.slips, func(f slipForm) bool {
		return slices.ContainsFunc(f.labels, func(l slipLabel) bool { return l.key == key })
	}) || slices.ContainsFunc(s.pages, func(p knownPage) bool { _, ok := p.labels[key]; return ok })
}

// form is one family of statements.
type form struct {
	id        string
	countries []string // of the banks that write it
	dates     order
	names     map[string]column // folded name -> column
	in        []string          // folded words of the column direction
	out       []string
	rails     railWords
	rail      string            // of every entry, where the entry does not say
	rows      []knownRow        // whole header rows
	state     map[string]string // folded word of the column status -> a payment's status
	plus      bool              // amounts that left have no sign, those that came a minus
	// repaid are folded words by which a card's statement names what was paid to it.
	repaid []string
	// own are folded words of the columns for direction and type by which a row says
	// that money moved between the person's own balances.
	own   []string
	zones *clockZones
}

// stateBooked is the state of an entry of which a word says that it was carried out.
const stateBooked = "booked"

// knownRow is a header row that one bank writes.
type knownRow struct {
	keys      []string // folded
	cols      []column
	feeAdded  bool
	countries []string
}

// railWords are what a row says of how a payment went, by the first word.
type railWords map[string][]railPhrase

type railPhrase struct {
	rail  string
	order int      // of the rail in the file: the first one wins
	typed bool     // counts in the column for the type alone
	words []string // folded; the first included
}

// of returns the rail that a row's words name, or "".
func (r railWords) of(words []string, typed bool) string {
	rail, order := "", math.MaxInt
	for i, w := range words {
		for _, p := range r[w] {
			if p.order < order && (typed || !p.typed) && len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
				rail, order = p.rail, p.order
			}
		}
	}
	return rail
}

// numbered reports whether a phrase has a number for a word.
func (r railWords) numbered() bool {
	for _, phrases := range r {
		for _, p := range phrases {
			if slices.ContainsFunc(p.words, func(w string) bool { return digitsIn(w) == len(w) }) {
				return true
			}
		}
	}
	return false
}

// at returns the rail of a phrase that begins at one of the words, or "".
func (r railWords) at(words []string, i int) string {
	for _, p := range r[words[i]] {
		if len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
			return p.rail
		}
	}
	return ""
}

func (r railWords) add(rail string, order int, typed bool, phrases []string) {
	for _, phrase := range phrases {
		if words := strings.FieldsFunc(fold.Key(phrase), notWord); len(words) > 0 {
			r[words[0]] = append(r[words[0]], railPhrase{rail, order, typed, words})
		}
	}
}

// ToldRail returns how the words of a message say that somebody paid, or "".
func (s *Statements) ToldRail(text string) string {
	if s == nil {
		return ""
	}
	return s.told.of(strings.FieldsFunc(fold.Key(text), notWord), true)
}

// PaidBy returns how a clause that tells of a payment says that it was made, and the
// network of the card; "" where it says nothing, denies it or names two ways.
func (s *Statements) PaidBy(clause string) (rail, network string) {
	if s == nil {
		return "", ""
	}
	words := strings.FieldsFunc(fold.Key(clause), notWord)
	if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(s.unsure, w) }) {
		return "", ""
	}
	for i := range words {
		switch r := s.sure.at(words, i); {
		case r == "" || r == rail:
		case rail != "":
			return "", ""
		default:
			rail = r
		}
	}
	if rail == "card" {
		network = cardNetwork(clause)
	}
	return rail, network
}

// withinPurpose is how many words may lie between a purpose and the words that say to
// write it.
const withinPurpose = 5

// ToldPurpose reports whether the words of a message say to write that as the purpose of
// a payment: "svrha: pozajmica", and not "uplati mi za poklon".
func (s *Statements) ToldPurpose(text, purpose string) bool {
	if s == nil {
		return false
	}
	said, want := strings.FieldsFunc(fold.Key(text), notWord), strings.FieldsFunc(fold.Key(purpose), notWord)
	for i := range said {
		if len(want) == 0 || i+len(want) > len(said) || !slices.Equal(said[i:i+len(want)], want) {
			continue
		}
		before, after := said[max(0, i-withinPurpose):i], said[i+len(want):min(len(said), i+len(want)+withinPurpose)]
		if slices.ContainsFunc(slices.Concat(before, after), func(w string) bool { return slices.Contains(s.purposes, w) }) {
			return true
		}
	}
	return false
}
