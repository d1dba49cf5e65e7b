// Package incident says what happened to a person, as facts that each carry
// where they come from: a place in a file, or the person's own word.
//
// An [Incident] is the one fact set that plan, papers, law and campaigns read;
// none of them keeps a copy. [Decode] reads and checks one from outside,
// [Incident.Merge] adds what another file showed, so that the same payment seen
// in a chat and in a statement is one payment with two origins.
package incident

import (
	"slices"

	"recourse"
	"recourse/indicator"
	"recourse/money"
)

// FormVersion is the version of the form that this package writes.
const FormVersion = 1

// Branch is the kind of trouble; everything that follows depends on it.
type Branch string

// The branches.
const (
	Impersonation      Branch = "impersonation"
	SellerFraud        Branch = "seller-fraud"
	Breach             Branch = "breach"
	ChangedBankDetails Branch = "changed-bank-details"
	AccountTakeover    Branch = "account-takeover"
	RecoveryScam       Branch = "recovery-scam"
	OtherBranch        Branch = "other"
	NotAScam           Branch = "not-a-scam"
)

// Incident is one person's trouble. The zero value of a field is "not known".
type Incident struct {
	Recourse int       `json:"recourse"`
	Person   Person    `json:"person"`
	Branch   Branch    `json:"branch,omitempty"`
	Pattern  string    `json:"pattern,omitempty"`
	Stage    string    `json:"stage,omitempty"`
	Brand    string    `json:"brand,omitempty"` // the brand that is imitated or whose platform it is
	Parties  []Party   `json:"parties,omitempty"`
	Payments []Payment `json:"payments,omitempty"`
	// Possible are payments of a sum that was asked for, of which nothing but the sum
	// says that they belong here. They count nowhere until the person says that they do.
	Possible []Payment  `json:"possible,omitempty"`
	Asked    []Asked    `json:"asked,omitempty"`
	Orders   []Order    `json:"orders,omitempty"`
	Promises []Promise  `json:"promises,omitempty"`
	Given    []string   `json:"given,omitempty"` // password card id-document remote-access phone
	Threats  *bool      `json:"threats,omitempty"`
	Watched  *bool      `json:"screen_watched,omitempty"`
	Events   []Event    `json:"events,omitempty"`
	Answers  []Answer   `json:"answers,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Fact is where a fact comes from and whether the person has confirmed it.
type Fact struct {
	Origins   Origins `json:"origin,omitempty"`
	Confirmed bool    `json:"confirmed,omitempty"`
}

// Person is whose trouble it is.
type Person struct {
	Name     string            `json:"name,omitempty"`
	Kind     string            `json:"kind,omitempty"` // consumer business
	Country  string            `json:"country,omitempty"`
	Language string            `json:"language,omitempty"`
	Contact  map[string]string `json:"contact,omitempty"` // address phone email
	Fact
}

// Impersonator is the role of who, as it appears, wrote in the name of another party.
const Impersonator = "impersonator"

// Party is somebody on the other side. An account can belong to another
// deceived person: a party is who was named, not who did it.
type Party struct {
	ID         string    `json:"id"`
	Role       string    `json:"role,omitempty"` // mentor seller impersonator platform intermediary other
	Name       string    `json:"name,omitempty"`
	Country    string    `json:"country,omitempty"`
	Indicators []Pointer `json:"indicators,omitempty"`
	Fact
}

// Pointer is an indicator as a fact: "handle" "telegram:@name".
type Pointer struct {
	Kind  indicator.Kind `json:"kind"`
	Value string         `json:"value"`
	Text  string         `json:"text,omitempty"`
	Fact
}

// Payment is money that left the person, or came back.
type Payment struct {
	At recourse.Moment `json:"at,omitzero"`
	// Days are the two days, the earlier first, that it can have been where nothing says
	// which: a date that can be read day-first and month-first. At is left out then.
	Days        []recourse.Date `json:"days,omitempty"`
	ValueDate   recourse.Date   `json:"value_date,omitzero"`
	Amount      money.Amount    `json:"amount"`              // as it was booked
	Original    money.Amount    `json:"original,omitzero"`   // as it was agreed, where it was booked in another currency or with a fee
	Direction   string          `json:"direction,omitempty"` // out (default) in
	Rail        string          `json:"rail,omitempty"`
	CardNetwork string          `json:"card_network,omitempty"`
	Authorised  *bool           `json:"authorised,omitempty"`
	From        Account         `json:"from,omitzero"`
	To          Account         `json:"to,omitzero"`
	ToldPurpose string          `json:"told_purpose,omitempty"`
	Reference   string          `json:"reference,omitempty"`
	EndToEnd    string          `json:"end_to_end,omitempty"` // the payer's own mark, which goes with the payment to the payee
	Text        string          `json:"text,omitempty"`       // the entry as the bank wrote it
	Status      string          `json:"status,omitempty"`     // empty for a booked one; pending info proposed
	Reversal    bool            `json:"reversal,omitempty"`   // takes back an earlier entry; Direction is this one's own
	// CurrencyFrom says from what the currency follows where the entry names none: one of
	// the Currency constants.
	CurrencyFrom string   `json:"currency_from,omitempty"`
	Source       Source   `json:"-"` // of one that no second file shows
	Records      []Record `json:"-"` // what each statement and slip shows, where several do
	Fact
}

// The states of a payment that is not booked.
const (
	Pending  = "pending"  // the bank has it and has not booked it
	Notice   = "info"     // the bank tells of it and does not book it
	Proposed = "proposed" // a slip, code or page asks for it or shows it; nothing says that it was made
)

// From what the currency of an entry follows that names none.
const (
	CurrencyByRows     = "rows"     // other entries of the same statement name it
	CurrencyByWords    = "words"    // messages name it with sums that the statement shows
	CurrencyByAccounts = "accounts" // the accounts are of one country
	CurrencyByForm     = "form"     // the bank whose form the statement has
	CurrencyByCountry  = "country"  // the person's country
)

// Account is one end of a payment.
type Account struct {
	Party   string `json:"party,omitempty"`
	Name    string `json:"name,omitempty"`
	Account string `json:"account,omitempty"`
	Bank    string `json:"bank,omitempty"`
	Country string `json:"country,omitempty"`
}

// Asked is money that was demanded and not paid, as far as is known.
type Asked struct {
	At     recourse.Moment `json:"at,omitzero"`
	Days   []recourse.Date `json:"days,omitempty"` // as of a [Payment]
	Amount money.Amount    `json:"amount"`
	For    string          `json:"for,omitempty"`
	By     string          `json:"by,omitempty"` // party
	Fact
}

// Order is a purchase, on a platform or off it.
type Order struct {
	Platform     string        `json:"platform,omitempty"`
	Protected    *bool         `json:"protected,omitempty"`
	Number       string        `json:"number,omitempty"`
	Seller       string        `json:"seller,omitempty"` // party
	ContractedOn recourse.Date `json:"contracted_on,omitzero"`
	PromisedBy   recourse.Date `json:"promised_by,omitzero"`
	ReceivedOn   recourse.Date `json:"received_on,omitzero"`
	Problem      string        `json:"problem,omitempty"` // not-received not-as-agreed damaged counterfeit short
	Value        money.Amount  `json:"value,omitzero"`
	Goods        string        `json:"goods,omitempty"`
	Remedy       string        `json:"remedy,omitempty"` // refund replacement compensation
	Fact
}

// Promise is what was said and what came of it.
type Promise struct {
	At      recourse.Moment `json:"at,omitzero"`
	By      string          `json:"by,omitempty"`
	Quote   string          `json:"quote"`
	Reality string          `json:"reality,omitempty"`
	Fact
}

// Event is a step that was taken, or an answer to one.
type Event struct {
	At     recourse.Moment `json:"at,omitzero"`
	Kind   string          `json:"kind"` // as the schema lists
	To     string          `json:"to,omitempty"`
	Reply  string          `json:"reply,omitempty"` // refused asks offers accepted
	Detail string          `json:"detail,omitempty"`
	Fact
}

// Answer is what the person said when they were asked about a fact of
// knowledge/facts.yaml. It stands beside the facts that it makes, because two
// answers make none: that one is not sure, and that nothing was paid.
type Answer struct {
	Fact string `json:"fact"`
	// Of is the [Payment.Key] of the payment that was asked about, or the path of the
	// chat of which it was asked which name is the person's; empty where the
	// question is about the whole matter.
	Of string `json:"of,omitempty"`
	// Value is as a condition names it: yes, no, a choice, a day; several of a set
	// are joined by commas, none of them is "none". It is empty where the person is not sure.
	Value string          `json:"value"`
	At    recourse.Moment `json:"at,omitzero"`
}

// Evidence is a file that the incident's facts point into.
type Evidence struct {
	Item      string `json:"item"` // SHA-256, lower-case hex
	Name      string `json:"name"`
	MediaType string `json:"media_type,omitempty"`
	Size      int64  `json:"size"`
	Kind      string `json:"kind,omitempty"`
	// Document is what the file is for: order, invoice, contract, payment-slip …
	Document string `json:"document,omitempty"`
	Title    string `json:"title,omitempty"`
	// HoldsIdentity says that something in the file, or a page of it, looks like an identity
	// document.
	HoldsIdentity bool `json:"holds_identity,omitempty"`
	// Platform is the brand id of a place of trade that the file names or leads to.
	Platform string `json:"platform,omitempty"`
}

// Direct reports whether the files show how the seller was dealt with, by mail or by
// their papers, and nothing in them shows a platform: what only a platform has is no
// question then.
func (in Incident) Direct() bool {
	onPlatform := func(o Order) bool { return o.Platform != "" || o.Protected != nil || o.Number != "" }
	if in.Brand != "" || slices.ContainsFunc(in.Orders, onPlatform) ||
		slices.ContainsFunc(in.Evidence, func(e Evidence) bool { return e.Platform != "" }) {
		return false
	}
	switch in.Branch {
	case Breach, SellerFraud, ChangedBankDetails:
	default:
		return false
	}
	return slices.ContainsFunc(in.Evidence, func(e Evidence) bool { return e.Document == "invoice" || e.Document == "contract" }) ||
		slices.ContainsFunc(in.Parties, func(p Party) bool {
			return p.Role == "seller" && slices.ContainsFunc(p.Indicators, func(i Pointer) bool { return i.Kind == indicator.Email })
		})
}

// OfGoods reports whether it is a photo or a video of the goods, as the person said;
// where nothing was said of what it is for, a picture is taken for one.
func (e Evidence) OfGoods() bool {
	return e.Document == "product-photo" || e.Document == "" && (e.Kind == "image" || e.Kind == "video")
}

// Imitated reports whether a party is the seller in whose name, as it appears, somebody
// else changed the details: they deceived nobody.
func (in Incident) Imitated(p Party) bool {
	return p.Role == "seller" && in.Branch == ChangedBankDetails &&
		slices.ContainsFunc(in.Parties, func(o Party) bool { return o.Role == Impersonator })
}

// InParts reports whether n sums, paid or asked for, are no more than what an order is
// usually paid in: a deposit and a balance, of which the second may be larger. Of
// anything but an order it is false.
func (in Incident) InParts(n int) bool {
	const parts = 2
	switch in.Branch {
	case Breach, SellerFraud, ChangedBankDetails:
		return n <= parts
	}
	return n <= parts && len(in.Orders) > 0
}

// Self is the sender of what the owner of a file wrote, where no name is known.
const Self = "me"

// Message is one message of a chat or mail, where it stands in its file's text.
type Message struct {
	Time recourse.Moment `json:"time,omitzero"`
	// Days are the two days, the earlier first, that the message's date can mean where
	// nothing says whether it begins with the day or with the month; Time is left out then.
	Days        []recourse.Date `json:"days,omitempty"`
	From        string          `json:"from"`
	To          string          `json:"to,omitempty"`
	Text        string          `json:"text"`
	Attachments []string        `json:"attachments,omitempty"`
	// Items are the SHA-256 digests of the attachments that came along, each at
	// its attachment's place; empty where that one did not.
	Items     []string `json:"items,omitempty"`
	Edited    bool     `json:"edited,omitempty"`
	Deleted   bool     `json:"deleted,omitempty"`   // taken back: the text says so
	ID        string   `json:"id,omitempty"`        // as the export numbers it
	ReplyTo   string   `json:"reply_to,omitempty"`  // the ID of the message that it answers
	Forwarded string   `json:"forwarded,omitempty"` // whose words it passes on
	// Side is where a screenshot shows the message: left for the other side's,
	// right for the owner's.
	Side string `json:"side,omitempty"`
	// Clock is the time of day beside the message, such as 18:05, where a
	// screenshot shows it; Day is how it names a day that is no date, such as
	// "Today". Time is left out where they do not make one.
	Clock string `json:"clock,omitempty"`
	Day   string `json:"day,omitempty"`
	// Doubtful marks a message that may stand inside another one, written to look
	// like a message of its own. Nothing is taken from it alone.
	Doubtful bool          `json:"doubtful,omitempty"`
	Span     recourse.Span `json:"span"`
}
