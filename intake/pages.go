package intake

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
	"recourse/rule"
)

// The kinds of pages that are known.
const (
	pageOrder    = "order"    // an order, or a list of them
	pagePayment  = "payment"  // one payment
	pageMessages = "messages" // what two sides wrote
	pageCard     = "card"     // the slip of a terminal
	pageActivity = "activity" // a list of payments that is no table
)

// The fields of a known page.
const (
	pageNumber   = "number"   // of the order or of the payment
	pageSeller   = "seller"   // of an order
	pagePlaced   = "placed"   // the day on which it was ordered
	pagePromised = "promised" // the day by which it is to come
	pageReceived = "received" // the day on which it came
	pageTotal    = "total"
	pageSum      = "sum"     // a total, or the sum of a row where it stands above a column
	pagePaid     = "paid"    // an amount that was paid
	pagePaidOn   = "paid_on" // the day on which it was
	pageGoods    = "goods"
	pagePayee    = "payee" // of a payment that left
	pagePayer    = "payer" // of a payment that came
	pageAmount   = "amount"
	pageFee      = "fee"
	pageNet      = "net"
	pageDate     = "date"
	pageTime     = "time"
	pageStatus   = "status" // of the payment
	pageOther    = "other"  // known, and not used
)

// pageFields are the fields by what their values are.
var pageFields = map[string]valueKind{
	pageNumber: valueNumber, pageSeller: valueName, pagePlaced: valueDate, pagePromised: valueDate, pageReceived: valueDate,
	pageTotal: valueAmount, pageSum: valueAmount, pagePaid: valueAmount, pagePaidOn: valueDate, pageGoods: valueName, pagePayee: valueName, pagePayer: valueName,
	pageAmount: valueAmount, pageFee: valueAmount, pageNet: valueAmount, pageDate: valueDate, pageTime: valueClock, pageStatus: valueState, pageOther: valueName,
}

type valueKind uint8

const (
	valueName valueKind = iota
	valueNumber
	valueDate
	valueAmount
	valueState
	valueClock
)

// knownPage is how a site labels what one of its pages shows.
type knownPage struct {
	id                     string
	kind, platform, rail   string
	currency               money.Currency
	site, titles, ends     []string // folded
	domains                []string
	number                 *regexp.Regexp
	labels                 map[string]string // folded label -> field
	words                  int               // of the longest label
	states                 map[string]string // folded word -> paid, pending or info
	protected, unprotected []string          // folded
}

// pageFile is a known page as its file says it.
type pageFile struct {
	ID       string      `yaml:"id"`
	Name     string      `yaml:"name"`
	Kind     string      `yaml:"kind"` // order, payment, messages, card or activity
	Source   rule.Source `yaml:"source"`
	Platform string      `yaml:"platform,omitempty"` // of an order
	Rail     string      `yaml:"rail,omitempty"`     // of a payment
	// Currency is that of an amount that names none.
	Currency string `yaml:"currency,omitempty"`
	// Site is what such a page says of where it belongs, and Titles what of
	// itself: one of each stands in it. Where a page says from where it was
	// saved, it is one of Domains or below it.
	Site    []string `yaml:"site"`
	Titles  []string `yaml:"titles"`
	Domains []string `yaml:"domains,omitempty"`
	// Ends are lines below which nobody wrote anything; of a slip, words of the
	// names of banks.
	Ends        []string            `yaml:"ends,omitempty"`
	Number      string              `yaml:"number,omitempty"` // an expression for all of a number
	Labels      map[string][]string `yaml:"labels,omitempty"`
	States      map[string][]string `yaml:"states,omitempty"` // paid, pending, info, back -> words
	Protected   []string            `yaml:"protected,omitempty"`
	Unprotected []string            `yaml:"unprotected,omitempty"`
	Match       []pageExample       `yaml:"match"`
	Miss        []string            `yaml:"miss"`
}

// pageExample is a page and what must be read from it, a line each.
type pageExample struct {
	Text string   `yaml:"text"`
	Read []string `yaml:"read"`
}

// loadPages reads and proves pages/*.yaml.
func loadPages(fsys fs.FS) ([]knownPage, error) {
	var all []knownPage
	err := eachKnown(fsys, "pages/*.yaml", func(id string, file pageFile) error {
		page, err := file.page(id)
		if err == nil {
			err = page.prove(file)
		}
		if err == nil {
			all = append(all, page)
		}
		return err
	})
	return all, err
}

func (file pageFile) page(id string) (knownPage, error) {
	k := knownPage{
		id: id, kind: file.Kind, platform: file.Platform, rail: file.Rail, currency: money.Currency(file.Currency), domains: file.Domains,
		site: folded(file.Site), titles: folded(file.Titles), ends: folded(file.Ends),
		protected: folded(file.Protected), unprotected: folded(file.Unprotected),
		labels: make(map[string]string), states: make(map[string]string),
	}
	switch {
	case file.ID != id:
		return k, fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
	case !slices.Contains([]string{pageOrder, pagePayment, pageMessages, pageCard, pageActivity}, file.Kind):
		return k, fmt.Errorf("kind %q is none of order, payment, messages, card and activity: %w", file.Kind, recourse.Invalid)
	case len(file.Site) == 0 || len(file.Titles) == 0 || len(file.Domains) == 0 && file.Kind != pageCard:
		return k, fmt.Errorf("site, titles and domains need a word each: %w", recourse.Invalid)
	case file.Rail != "" && !slices.Contains(railNames, file.Rail):
		return k, fmt.Errorf("rail %q is not one of %s: %w", file.Rail, strings.Join(railNames, ", "), recourse.Invalid)
	}
	if err := file.Source.Check(); err != nil {
		return k, err
	}
	var err error
	if k.number, err = regexp.Compile("^(?:" + file.Number + ")$"); err != nil {
		return k, fmt.Errorf("number: %w: %w", err, recourse.Invalid)
	}
	return k, k.take(file)
}

// take takes the labels and the words of states.
func (k *knownPage) take(file pageFile) error {
	for field, labels := range file.Labels {
		if _, ok := pageFields[field]; !ok {
			return fmt.Errorf("field %q is not known: %w", field, recourse.Invalid)
		}
		for _, key := range folded(labels) {
			if was, twice := k.labels[key]; twice && was != field {
				return fmt.Errorf("label %q stands for %s and %s: %w", key, was, field, recourse.Invalid)
			}
			k.labels[key] = field
			k.words = max(k.words, len(strings.Fields(key)))
		}
	}
	for state, words := range file.States {
		if state != pagePaid && state != incident.Pending && state != incident.Notice && state != stateBack {
			return fmt.Errorf("state %q is none of paid, pending, info and back: %w", state, recourse.Invalid)
		}
		for _, w := range folded(words) {
			k.states[w] = state
		}
	}
	return nil
}

// prove runs the examples that the file carries.
func (k *knownPage) prove(file pageFile) error {
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a text each: %w", recourse.Invalid)
	}
	r := &reader{words: &Chats{}, lim: DefaultLimits()}
	for _, m := range file.Match {
		f := File{Kind: KindPage, Text: m.Text}
		if !r.asPage(&f, k, f.pageKey()) || !slices.Equal(f.shown(), m.Read) {
			return fmt.Errorf("match: read %q, want %q: %w", f.shown(), m.Read, recourse.Invalid)
		}
	}
	for _, text := range file.Miss {
		f := File{Kind: KindPage, Text: text}
		if r.asPage(&f, k, f.pageKey()) {
			return fmt.Errorf("miss %.60q is read: %q: %w", text, f.shown(), recourse.Invalid)
		}
	}
	return nil
}

// shown says in a line each what was read from a page.
func (f *File) shown() []string {
	var all []string
	for _, o := range f.Orders {
		all = append(all, fmt.Sprintf("order %s, %s, placed %s, promised %s, received %s, %s", o.Number, o.Seller, o.ContractedOn, o.PromisedBy, o.ReceivedOn, o.Value))
	}
	for _, p := range f.Payments {
		all = append(all, fmt.Sprintf("%s %s %s %s, %s", cmp.Or(p.Status, stateBooked), p.Direction, p.Amount, p.Reference, counterName(p)))
	}
	for _, m := range f.Messages {
		all = append(all, fmt.Sprintf("%s %s: %s", m.Time, m.From, m.Text))
	}
	return all
}

func counterName(p incident.Payment) string {
	if p.Direction == "in" {
		return p.From.Name
	}
	return p.To.Name
}

// knownPage reads f.Text as a page of a site that is known, and reports whether
// it is one.
func (r *reader) knownPage(f *File) bool {
	if r.opt.Statements == nil || len(f.Text) > maxKnownPage {
		return false
	}
	key := f.pageKey()
	for i := range r.opt.Statements.pages {
		if r.asPage(f, &r.opt.Statements.pages[i], key) {
			f.Labelled = f.Kind != KindChat
			return true
		}
	}
	return false
}

// labelledText reads f.Text as a page of labels that was copied, which has the
// look of a chat: "Supplier: Example Co., Ltd." comes back in a list of orders.
func (r *reader) labelledText(f *File) bool {
	f.Kind = KindText
	return r.knownPage(f)
}

// maxKnownPage is the longest text that is looked at for a page of a site that is
// known, in bytes.
const maxKnownPage = 1 << 20

// pageKey is what a page shows, folded.
func (f *File) pageKey() string { return fold.Key(f.Title + "\n" + f.Text) }

// asPage reads f.Text as such a page; key is that of the page. A page that was saved from elsewhere, and
// only says that it belongs there, is none.
func (r *reader) asPage(f *File, k *knownPage, key string) bool {
	for _, m := range f.Meta {
		if m.Key == MetaURL && len(k.domains) > 0 && !k.owns(m.Value) {
			return false
		}
	}
	within := func(word string) bool { return strings.Contains(key, word) }
	if !slices.ContainsFunc(k.site, within) || !slices.ContainsFunc(k.titles, within) {
		return false
	}
	switch k.kind {
	case pageMessages:
		return r.pageChat(f, k)
	case pageCard:
		return r.cardSlip(f, k)
	case pagePayment:
		return r.pagePayment(f, k)
	case pageActivity:
		return r.activity(f, k)
	}
	return r.pageOrders(f, k)
}

// owns reports whether an address lies at one of the page's domains, or is a file
// on a disk, which says nothing.
func (k *knownPage) owns(address string) bool {
	host, _ := linkHost(address)
	return host == "" || slices.ContainsFunc(k.domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

// pageChat reads a page of messages as a chat that was copied from it.
func (r *reader) pageChat(f *File, k *knownPage) bool {
	text, media, title := f.Text, f.MediaType, f.Title
	at := 0
	for line := range strings.Lines(text) {
		if slices.Contains(k.ends, strings.TrimSpace(fold.Key(line))) && at > 0 {
			f.Text = text[:at]
			break
		}
		at += len(line)
	}
	ok := r.chatPaste(f)
	f.Text, f.MediaType, f.Title = text, media, cmp.Or(title, f.Title)
	return ok
}
