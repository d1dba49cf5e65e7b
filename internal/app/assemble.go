package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/intake"
	"recourse/lookalike"
	"recourse/money"
	"recourse/scam"
)

// assembly makes the one fact set out of what the files hold and what the
// checker found in the thread. Every fact gets its origin.
type assembly struct {
	files     []*intake.File // flat
	chats     *intake.Chats
	brands    *lookalike.Brands
	mailboxes *intake.Mailboxes
	thread    Thread
	verdict   scam.Verdict
	side      sides
	in        incident.Incident
	// problems are what the texts leave open.
	problems []recourse.Problem

	statements *intake.Statements
	person     []string                         // names, addresses and numbers that are said to be the person's
	rows       *rowChoice                       // of statements, by words about their amount
	elsewhere  map[string]map[money.Amount]bool // by item, what was paid to somebody else once more
	turn       turnAccounts
	posing     posing
	handed     []incident.Payment // of slips, see [assembly.slips]
	early      []early            // paid to the true seller, before somebody else changed the details
}

// assemble finds the proposed facts, and what the texts leave open; nothing in
// it is confirmed yet.
func (e *Engines) assemble(files []intake.File, t Thread, v scam.Verdict, c Circumstances) *assembly {
	a := &assembly{files: distinct(files), chats: e.Chats, brands: e.Brands, mailboxes: e.Mailboxes, statements: e.Statements, person: c.Person, thread: t, verdict: v}
	a.in = incident.Incident{
		Recourse: incident.FormVersion,
		Person:   incident.Person{Country: c.Country, Language: c.Lang},
		Branch:   v.Branch,
	}
	if v.Pattern != nil {
		a.in.Pattern, a.in.Brand = v.Pattern.ID, v.Pattern.Impersonates
	}
	if v.Stage != nil {
		a.in.Stage = v.Stage.ID
	}
	if c.Country != "" {
		a.in.Person.Origins = incident.Origins{incident.Told}
	}
	a.tell()
	a.addEvidence()
	a.addParties()
	a.addOrders()
	a.addPromises(e.Law)
	a.addPayments()
	a.addDemands()
	a.addPerson()
	a.sayWrongAccounts()
	return a
}

// addEvidence lists the files. A link, a device or another name in an archive that has no
// bytes is none: nothing can point at it.
func (a *assembly) addEvidence() {
	for _, f := range a.files {
		if f.SHA256 == "" {
			continue
		}
		a.in.Evidence = append(a.in.Evidence, incident.Evidence{
			Item: f.SHA256, Name: f.Path, MediaType: f.MediaType, Size: f.Size, Kind: f.Kind, Document: f.Document, Title: f.Title,
			HoldsIdentity: len(f.IdentityPlaces()) > 0, Platform: a.platformIn(f),
		})
	}
}

// tradingPlace is the brand of the place of trade that plan and law ask about.
const tradingPlace = "alibaba"

// maxNamedIn is of how much of a file the names of brands are looked for, in bytes.
const maxNamedIn = 1 << 20

// platformIn is the place of trade that a file names, leads to or shows an order of,
// or "": one of the group's sites and services is enough.
func (a *assembly) platformIn(f *intake.File) string {
	if trade := []incident.Branch{incident.Breach, incident.SellerFraud, incident.ChangedBankDetails}; a.brands == nil || !slices.Contains(trade, a.in.Branch) {
		return "" // nothing is asked of it
	}
	place, ok := a.brands.Get(tradingPlace)
	if !ok {
		return ""
	}
	text := f.Title + "\n" + f.Name
	if f.Kind != intake.KindStatement {
		text += "\n" + f.Text[:min(len(f.Text), maxNamedIn)]
	}
	ours := func(id string) bool {
		b, ok := a.brands.Get(id)
		return ok && b.Group == place.Group
	}
	switch {
	case slices.ContainsFunc(f.Orders, func(o incident.Order) bool { return o.Platform != "" }),
		slices.ContainsFunc(a.brands.Named(text), func(m lookalike.Mention) bool { return m.Brand.Group == place.Group }),
		strings.Contains(fold.Key(text), "trade assurance"),
		slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool {
			return (i.Kind == indicator.Domain || i.Kind == indicator.Email) && ours(a.brands.Check(i.Value[strings.LastIndexByte(i.Value, '@')+1:]).Brand)
		}),
		slices.ContainsFunc(f.Payments, func(p incident.Payment) bool {
			return slices.ContainsFunc(a.brands.Named(p.To.Name), func(m lookalike.Mention) bool { return m.Brand.Group == place.Group })
		}):
		return tradingPlace
	}
	return ""
}

// role is what the other side is called in this branch. Whom the person never
// answered, such as a notification service, is neither seller nor mentor; and in
// a job on a false platform, who writes by mail is the platform.
func (a *assembly) role(name string) string {
	switch {
	case a.in.Branch == incident.Impersonation && a.thread.Addresses[name] != "":
		return "platform"
	case a.posing.seller != "" && name == a.posing.called:
		return incident.Impersonator
	case a.posing.isSeller(name, a.thread.Addresses[name]):
		return "seller"
	case !a.side.answered[name]:
		return "other"
	}
	switch a.in.Branch {
	case incident.SellerFraud, incident.Breach, incident.ChangedBankDetails:
		return "seller"
	case incident.Impersonation:
		return "mentor"
	default:
		return "other"
	}
}

// maxPartyFiles is in how many files it is noted that somebody on the other side wrote.
const maxPartyFiles = 200

// addParties makes a party of each name on the other side that did something,
// and gives it the indicators that stand in its own messages.
func (a *assembly) addParties() {
	ids, pointers := make(map[string]int), make(map[pointerKey]int)
	seen := make(map[[2]string]bool) // by name and file, whose first message shows it; the rest says no more
	files := make(map[string]int)    // by name
	for _, m := range a.thread.Messages {
		if !a.side.suspects[m.From] || m.Doubtful {
			continue
		}
		at := [2]string{m.From, a.thread.Origin(m.Span).Item}
		if seen[at] || files[m.From] == maxPartyFiles {
			continue
		}
		seen[at] = true
		files[m.From]++
		party := a.in.PartyNamed(a.role(m.From), m.From, a.thread.Origin(m.Span))
		ids[m.From] = slices.IndexFunc(a.in.Parties, func(p incident.Party) bool { return p.ID == party })
		if address := a.thread.Addresses[m.From]; address != "" {
			a.addPointer(ids[m.From], pointers, incident.Pointer{Kind: indicator.Email, Value: address, Fact: incident.Fact{Origins: incident.Origins{a.thread.Origin(m.Span)}}})
		}
	}
	for _, found := range a.verdict.Indicators {
		m, ok := a.saidAt(found.Span)
		if ok && m.From == "" {
			m.From = a.cameFrom(found)
		}
		if !ok || m.Doubtful || !a.side.suspects[m.From] || a.isOwn(found.Value) || a.genuine(found) || !a.pointsTo(m.From, found) || a.isMention(found, m) {
			continue
		}
		party, known := ids[m.From]
		if !known { // who is quoted alone
			id := a.in.PartyNamed(a.role(m.From), m.From, a.thread.Origin(found.Span))
			party = slices.IndexFunc(a.in.Parties, func(p incident.Party) bool { return p.ID == id })
			ids[m.From] = party
		}
		a.addPointer(party, pointers, incident.Pointer{
			Kind: found.Kind, Value: found.Value, Text: found.Text,
			Fact: incident.Fact{Origins: incident.Origins{a.thread.Origin(found.Span)}},
		})
	}
}

// pointsTo reports whether an indicator in somebody's message is theirs: not where it is
// of the true seller, in whose name they wrote, or of who wrote in theirs.
func (a *assembly) pointsTo(name string, found indicator.Indicator) bool {
	if a.posing.isSeller(name, a.thread.Addresses[name]) {
		_, changed := a.accounts().changed[incident.BareAccount(found.Value)]
		return !changed && domainOf(found.Value) != a.posing.domain && found.Value != a.posing.domain
	}
	return !a.isKnownAccount(found.Value) && !a.posing.isTrue(found)
}

// cameFrom is who sent the paper in which an account stands, where somebody else stepped
// in: the seller's papers show the seller's account, the others the other.
func (a *assembly) cameFrom(found indicator.Indicator) string {
	if a.posing.seller == "" || found.Kind != indicator.AccountRS && found.Kind != indicator.IBAN {
		return ""
	}
	mail := a.mailOf(a.thread.Origin(found.Span).Item)
	if mail == nil {
		return ""
	}
	return a.thread.doubles.named(mail.Messages[0].From)
}

// The bounds of what one party's messages give: beyond them nothing new is said,
// and a chat of a hundred thousand accounts costs no more than others.
const (
	maxPointers = 2000
	maxOrigins  = 50 // of one of them
)

type pointerKey struct {
	party int
	kind  indicator.Kind
	value string
}

// addPointer adds an indicator to the party at that place. at remembers where
// each of them stands.
func (a *assembly) addPointer(party int, at map[pointerKey]int, p incident.Pointer) {
	key := pointerKey{party, p.Kind, p.Value}
	list := &a.in.Parties[party].Indicators
	k, known := at[key]
	switch {
	case !known && len(*list) < maxPointers:
		at[key] = len(*list)
		*list = append(*list, p)
	case known && len((*list)[k].Origins) < maxOrigins && !slices.Contains((*list)[k].Origins, p.Origins[0]):
		(*list)[k].Origins = append((*list)[k].Origins, p.Origins...)
	}
}

// messageAt returns the message in which the span lies.
func (a *assembly) messageAt(s recourse.Span) (incident.Message, bool) {
	i, found := slices.BinarySearchFunc(a.thread.Messages, s.Start, func(m incident.Message, at int) int {
		switch {
		case m.Span.End <= at:
			return -1
		case m.Span.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return incident.Message{}, false
	}
	return a.thread.Messages[i], true
}

// saidAt is messageAt, with the name and time of who is quoted where the span lies
// in what a mail repeats; the name is empty where that is not known.
func (a *assembly) saidAt(s recourse.Span) (incident.Message, bool) {
	m, ok := a.messageAt(s)
	if q, quoted := a.thread.quote(s); ok && quoted {
		m.From, m.To, m.Time = q.From, "", q.Time
	}
	return m, ok
}

// addPayments adds the statements' entries that belong to the matter, and what
// the person wrote of having paid. A page of one payment was handed in for that
// payment; one that lists several is looked through as a statement is. What a slip
// or a code only proposes is no payment, but one more place that shows a payment
// that is known; what the bank only tells of is neither.
func (a *assembly) addPayments() {
	var booked, proposed byKind
	a.chooseRows()
	for _, f := range a.files {
		var ours, slips []incident.Payment
		for i, p := range f.Payments {
			switch {
			case !lists(f) && a.thread.apart.items[f.SHA256] && !isNotice(&p): // it came in a conversation about something else
			case a.side.foreign[f.SHA256] || isNotice(&p) && a.fromSuspect(f): // what the other side sends shows nothing about the person's account
			case a.isEarly(&p) && (!lists(f) || a.isKnownAccount(p.To.Account) || a.rows.has(f.SHA256, i)):
				a.early = append(a.early, early{f.Path, p.Amount, p.At})
			case a.rows.possible[rowKey{f.SHA256, i}]:
				a.in.Possible = append(a.in.Possible, p)
			case p.Status == incident.Notice || a.isOwn(p.To.Account) && p.Direction != "in":
			case p.Status == incident.Proposed:
				slips = append(slips, p)
			case !lists(f) || a.rows.has(f.SHA256, i): // a slip is handed in because it belongs
				ours = append(ours, a.withParty(p))
			}
		}
		booked.add(f, ours)
		proposed.add(f, slips)
	}
	for _, list := range booked.gather() {
		a.in.AddPayments(list)
	}
	a.addTold()
	a.addConfirmed()
	a.addTotals()
	a.addCame()
	a.sayUnread()
	for _, list := range proposed.gather() {
		a.offerNotices(a.in.JoinPayments(list))
	}
	a.sayOtherAccount()
	a.saySlipsAlike()
	a.offerRails()
	a.offerPayees()
	a.namePayees()
	a.sayPossible()
}

// byKind are the payments of files, a list of each: what statements show and what
// slips do. Each kind is compared with itself first, or it would depend on the order
// of the files which of several payments a slip shows.
type byKind struct{ rows, slips [][]incident.Payment }

func (k *byKind) add(f *intake.File, list []incident.Payment) {
	switch {
	case len(list) == 0:
	case lists(f):
		k.rows = append(k.rows, list)
	default:
		k.slips = append(k.slips, list)
	}
}

// gather returns the payments of either kind, each once. It takes the lists over.
func (k *byKind) gather() [2][]incident.Payment {
	return [2][]incident.Payment{incident.Gather(k.rows...), incident.Gather(k.slips...)}
}

// counterparty is the other end of a payment.
func counterparty(p incident.Payment) incident.Account {
	if p.Direction == "in" {
		return p.From
	}
	return p.To
}

// withParty names the party whose messages gave the account, and takes it that
// a payment the person ordered was authorised; the person confirms it.
func (a *assembly) withParty(p incident.Payment) incident.Payment {
	other := &p.To
	if p.Direction == "in" {
		other = &p.From
	}
	if party := a.partyOf(other.Account); party != "" {
		other.Party = party
	}
	if other.Party == "" {
		other.Party = a.payeeOf(p)
	}
	if p.Direction != "in" && p.ToldPurpose == "" && a.told(p.Text) {
		p.ToldPurpose = p.Text
	}
	if p.Direction != "in" && p.Authorised == nil {
		yes := true
		p.Authorised = &yes
	}
	return p
}

// payeeOf is the party that a payment is with where nothing shows it: the seller of the
// order. Where somebody else stepped in, it is they who were paid since.
func (a *assembly) payeeOf(p incident.Payment) string {
	switch turn := a.turnDay(); {
	case a.posing.seller == "" && len(a.in.Orders) > 0:
		return a.in.Orders[0].Seller
	case a.posing.seller == "" || p.Direction == "in" || p.At.IsZero() || p.At.Date().Before(turn):
		return ""
	}
	i := slices.IndexFunc(a.in.Parties, func(p incident.Party) bool { return p.Role == incident.Impersonator })
	if i < 0 {
		return ""
	}
	return a.in.Parties[i].ID
}

// told reports whether the other side's messages say to write the purpose that stands
// on the statement. That they hold the same words says nothing: a mother asks for money
// for a present, and so it is called.
func (a *assembly) told(purpose string) bool {
	if len(fold.Key(purpose)) < minPurpose {
		return false
	}
	return slices.ContainsFunc(a.thread.Messages, func(m incident.Message) bool {
		return a.side.suspects[m.From] && a.statements.ToldPurpose(m.Text, purpose)
	})
}

// minPurpose is the shortest purpose, in letters, that is looked for.
const minPurpose = 4

// paid returns the amounts that left the person and did not come back whole, oldest
// first; nil where none left.
func paid(in incident.Incident) []money.Amount {
	var list []money.Amount
	back := in.CameBack()
	for i, p := range in.Payments {
		if !p.Left() {
			continue
		}
		if list == nil {
			list = []money.Amount{}
		}
		if !back[i] {
			list = append(list, p.Amount)
		}
	}
	return list
}
