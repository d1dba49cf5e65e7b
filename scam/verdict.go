package scam

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/ladder"
	"recourse/money"
	"recourse/rule"
)

// MaxText is how many bytes of one document are judged. Of a longer one the
// first and the last half of it are, and [Verdict.Cut] says so.
const MaxText = 1 << 20

// Document is what is judged.
type Document struct {
	Text string
	// Messages are set where the text is a conversation; their spans point into Text.
	Messages []incident.Message
	// Quotes are the parts of messages that repeat others, in order, as far as it is
	// known where they stand.
	Quotes []Quote
	// Breaks are the places in Text where another conversation or file begins.
	Breaks []int
	// Came are the parts of Text that bear no time of their own and came with something
	// that does, such as the papers attached to a mail; in order.
	Came []Arrival
	// Other names the other side, where known, as the messages name it.
	Other []string
	// Self names the person, as the messages do. Where it is nil everybody is the
	// person whom Other does not name; else it is not known who somebody is whom
	// neither names, such as who speak in another chat.
	Self []string
	// Paid are payments known from elsewhere, oldest first. Where it is not nil the text's
	// own tellings are not added up.
	Paid []money.Amount
	// Signs are what was found about the text and not in its words, such as a mail
	// whose links lead elsewhere.
	Signs []Sign
	// Printed are sums in Text whose labels on a form say what they are, such as the
	// fee on a bank's slip: they are neither asked for nor told of.
	Printed []recourse.Span
	// Question is the id of a question that the person asks of it (see
	// [Checker.Questions]); "" leaves it to the text.
	Question string
}

// Arrival is when a part of the text came.
type Arrival struct {
	Span recourse.Span
	Time recourse.Moment
}

// Quote is a part of a message that repeats an earlier one.
type Quote struct {
	Span recourse.Span
	From string // who wrote it; "" where that is not known: then the one who is answered
	Time recourse.Moment
	// Third is that it was neither who sent the message nor who got it. It is nobody's
	// own payment that such words tell of.
	Third bool
}

// The verdicts.
const (
	Scam       = "scam"
	Suspicious = "suspicious"
	Unclear    = "unclear"  // it abstains and asks one question
	NoSigns    = "no-signs" // nothing was found; that is not "safe"
)

// Sign is something that was found elsewhere than in the words. Rules of pattern
// files say what a kind weighs: "detect: sign" with the kind in signs.
type Sign struct {
	Kind string // such as mail-link-elsewhere
	// Span is where it shows in the text; an empty one where it does not.
	Span recourse.Span
}

// Verdict is what was found in a document.
type Verdict struct {
	Verdict  string
	Score    float64 // probability that the text is part of a scam
	Rules    float64 // log-odds that the rules found
	Model    float64 // log-odds that the trained model gives, where there is one
	Language string  // en sr-Latn sr-Cyrl, another tag, or und
	// Heading is the verdict in one line, said for the pattern where it has its own.
	Heading recourse.Phrase
	Pattern *Pattern
	Branch  incident.Branch
	Stage   *Stage
	// Told reports that the text tells of a scam that happened to its writer,
	// and is not the scammer's own message.
	Told    bool
	Reasons []Reason // what speaks for it, the weightiest first
	Counter []Reason // what speaks against it

	Indicators []indicator.Indicator
	Ladder     *ladder.Ladder

	Answer      *Answer           // to the question that is asked, or that a borrowed name raises
	Ask         *recourse.Phrase  // set where the verdict is unclear, or suspicious and nothing can be named for it
	Say         []recourse.Phrase // words for the bank or the platform
	WouldChange []recourse.Phrase // what would change the verdict

	// Demands is money that the other side asks for and that was not paid, where there are
	// signs of a scam; Asked is that in any text: an invoice asks too.
	Demands, Asked []Demand
	// Askings are all places at which the other side asks for money, paid or not, in the
	// order of the text.
	Askings []Asking
	Claims  []Demand // payments that the text itself says were made to them
	// Tellings are all places that say that an amount was paid, those of Claims
	// and what tells of the same amount again.
	Tellings []Telling
	// Others are what somebody else paid, or may have paid, and Returned what was
	// paid and came back. None of them is in Claims.
	Others, Returned []Demand
	// Own is what the person told in passing of having paid for a household's needs. It
	// is not in Claims.
	Own []Demand
	// Came is what the person says came to them, and Gave what the other side says it
	// sent them.
	Came []Telling
	Gave []Demand
	// Totals is what the person says was paid or lost altogether: it is no payment of its
	// own, and in Claims only where nothing else is told. Summed is what is told as paid and
	// is the sum of payments told before, without words that say so.
	Totals []Telling
	Summed []Demand
	// Unread are sums in the person's own words about paying of which it was not understood
	// what they are.
	Unread []Demand
	// Confirmed is what the other side says that it got from the person. It is in Claims, and
	// not in Tellings.
	Confirmed []Telling
	// Turn is the place in which a pattern takes over a conversation that was genuine
	// until then, or nil; Early is what was paid before, or is told as paid before
	// that day. None of it is in Claims.
	Turn  *recourse.Span
	Early []Telling
	// Payers are the senders whose words are those of who pays or claims back, where nobody
	// said who speaks.
	Payers []string
	// SidesOpen reports that payments are told and that it is open whose they are:
	// nobody said who speaks, and the words do not show it.
	SidesOpen bool
	Found     []Found // facts that pattern files extract, in the order of the text

	// Course is set where the document is a conversation.
	Course *Course

	Cut bool // the text was longer than MaxText
}

// Sureness says in steps how sure the verdict is, from 2, not quite, to 5, very. Where
// nothing but frequent words speaks for it, it is 3, fairly, at most: they prove nothing.
func (v Verdict) Sureness() int {
	level := 2
	for i, least := range []float64{0.65, 0.8, 0.95} {
		if v.Score >= least {
			level = 3 + i
		}
	}
	if !slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Rule != RuleWords }) {
		level = min(level, 3)
	}
	return level
}

// Telling is one place that says that an amount was paid.
type Telling struct {
	Demand
	When  When          // the day of the payment, as the words name it
	Asked recourse.Span // where the other side asked for the sum, since it was told last
	// Again tells of one more payment: a word such as "again" stands with it, or the
	// other side had asked for the sum once more.
	Again bool
	Fresh bool // told as an act of that moment
	Recap bool // the message sums up what was told before, or quotes it
	// Quoted is that it stands in words that a message repeats: the message's day is
	// not that of the telling.
	Quoted bool
	// Taken is that the words name no sum, or no currency: it is that of what was
	// asked for just before, or of all else in the conversation.
	Taken bool
}

// Pattern is a known scam.
type Pattern struct {
	ID   string
	Name recourse.Phrase
	// Impersonates is the id of the brand whose name is used, or "".
	Impersonates string
}

// Stage is how far it has gone.
type Stage struct {
	ID    string
	Name  recourse.Phrase
	About recourse.Phrase
	Step  int // from 1
	Of    int
	Next  []recourse.Phrase // what usually comes next and has not yet come, the nearest first
}

// Reason is one rule that was met.
type Reason struct {
	Rule   string
	Text   recourse.Phrase // the reason in a few words
	Why    recourse.Phrase // two short sentences
	Lever  string          // the psychological device, or ""
	Spans  []recourse.Span // at most maxSpans: the earliest and the latest
	Times  int             // how often in all
	Weight float64         // what it added to the log-odds; below zero in Counter
	Source rule.Source
}

// Demand is an amount that was asked for, or that the text says was paid.
type Demand struct {
	Amount  money.Amount
	Span    recourse.Span
	Message int    // index into Document.Messages, or -1
	For     string // the words that say what for, as written; or ""
	Guess   bool   // the currency or scale was inferred
	// Corrected is the other place where the sum was corrected, of its first telling
	// or of the correction, and Instead the wrong one that stood first.
	Corrected recourse.Span
	Instead   money.Amount
	// Paid is how many payments of the sum are told of from before it was asked for once more.
	Paid int
	// Else is what the number means otherwise, as [money.Found.Else].
	Else money.Amount
}

// Asking is one place at which the other side asks for money.
type Asking struct {
	Demand
	// Declined is where the person says, in the messages right behind it, that they will
	// not or cannot pay; it has no length where they do not.
	Declined recourse.Span
}

// Found is one fact that a pattern file extracts.
type Found struct {
	Name    string // such as order.number
	Value   string // dates as 2026-11-01, amounts as 4.860,00 USD
	Span    recourse.Span
	Message int // index into Document.Messages, or -1
}
