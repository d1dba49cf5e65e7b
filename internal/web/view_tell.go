package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/playbook"
	"recourse/rule"
)

// tellForm is what every form has that tells something of a matter.
type tellForm struct {
	Base
	Action  string
	Carried []string // what was said before, where nothing is kept
	form    url.Values
	problem string // the key of what is wrong with form, "" for nothing
}

// tellView is what the plan's page asks, and what the person said.
type tellView struct {
	Now      *askView // the question of the moment
	More     int      // questions behind it
	Pay      *payView // when, how much and how, where money was sent
	Add      *payView // a further payment
	Confirm  []askView
	Payments []paymentView
	Facts    []askView // what was answered
	Events   []eventView
	Contacts []contactView
	Asked    bool // something was answered
	Unsaid   int  // payments of which nothing was said yet
}

// askView is one question with its answers.
type askView struct {
	*tellForm
	ID, Fact, Of string
	At           string // the place on the page to come back to
	Legend       string
	Kind         string // choice set date text country
	Options      []optionView
	Value        string // of a date or text, as it is now
	Said         string // the answer as it is now, in words
	Max          string // of a date
}

type optionView struct {
	Value, Label string
	On           bool
}

// payView is the form for money that was sent.
type payView struct {
	*tellForm
	ID                string
	Today, Yesterday  string
	Amount, Day, When string // as they were filled in
	Rail              string
	Currencies        []optionView
	Rails             []optionView
	Bad, Wrong        string // the field that is wrong, amount or day, and what is wrong with it
}

// paymentView is a payment that was read or told.
type paymentView struct {
	askView
	Amount, When, To string
	From             string // the file that shows it
	Name, Key        string
	Ask              string // whether it belongs here at all, where only its sum says so
	Told             bool
	Open             bool // the first of which nothing was said
}

// eventView is something that the person did or heard.
type eventView struct {
	*tellForm
	What, When, Name, Key string
}

// contactView is a body that was turned to.
type contactView struct {
	*tellForm
	ID, Name, Since string
	Reply, Key      string
	Options         []optionView
	Opens           []dateView // the steps that the answer opens
	Wait            string
	Today           string
}

// markView is how a step is marked as done, or how that is undone.
type markView struct {
	*tellForm
	Step, Title, Name, Today, Key string
	Done                          bool
	Letter                        bool // it has one, of which it may be said that it went out
}

// viewTell says what is asked and what was said.
func (s *Server) viewTell(t *tellForm, f app.Findings) tellView {
	v := tellView{
		Facts: s.viewFacts(t, f), Events: viewEvents(t, f), Contacts: viewContacts(t, f, s.cfg.Now()), Payments: s.viewPayments(t, f),
	}
	v.Asked = len(f.Said.Answers) > 0
	for i, p := range v.Payments {
		if !p.Told && p.Said == "" {
			v.Payments[i].Open = v.Unsaid == 0
			v.Unsaid++
		}
	}
	today := f.Plan.Today
	for i, q := range f.Plan.Confirm {
		if q.Of == "" {
			one := t.ask(q, "c"+itoa(i), "check", today)
			one.Value = q.Found
			one.Said = t.sayAnswer(q, q.Found)
			v.Confirm = append(v.Confirm, one)
		}
	}
	if paid, _ := f.Said.Answered("paid.any", ""); paid.Value == "yes" && !told(f.Said) {
		pay := s.pay(t, "pay", today)
		v.Pay = &pay
		return v
	}
	if paid, _ := f.Said.Answered("paid.any", ""); paid.Value == "yes" || len(v.Payments) > 0 {
		add := s.pay(t, "add", today)
		v.Add = &add
	}
	if len(f.Plan.Ask) > 0 {
		one := t.ask(f.Plan.Ask[0], "q", "ask", today)
		v.Now, v.More = &one, len(f.Plan.Ask)-1
	}
	return v
}

// told reports whether the person was asked about the money that was sent.
func told(in incident.Incident) bool {
	_, rail := in.Answered("payment.rail", "")
	_, at := in.Answered("payment.at", "")
	return rail || at || slices.ContainsFunc(in.Payments, func(p incident.Payment) bool { return p.Direction != "in" })
}

// ask makes a question of the plan one of the page.
func (t *tellForm) ask(q playbook.Question, id, at string, today recourse.Date) askView {
	v := askView{tellForm: t, ID: id, Fact: q.Fact, Of: q.Of, At: at, Legend: t.language.printer.Say(q.Text), Kind: "choice"}
	switch {
	case q.Kind == rule.SetType:
		v.Kind = "set"
	case q.Kind == rule.DateType:
		v.Kind = "date"
		if q.Fact != "order.promised" {
			v.Max = today.String()
		}
	case q.Kind == rule.TextType && len(q.Options) > 0:
		v.Kind = "country"
	case len(q.Options) == 0:
		v.Kind = "text"
	}
	for _, o := range q.Options {
		if v.Kind != "set" || o.Value != "" && o.Value != playbook.None {
			v.Options = append(v.Options, optionView{Value: o.Value, Label: t.language.printer.Say(o.Text)})
		}
	}
	return v
}

// chosen marks an answer that was given.
func (v askView) chosen(value string) askView {
	v.Value = value
	set := strings.Split(value, ",")
	for i, o := range v.Options {
		v.Options[i].On = slices.ContainsFunc(set, func(s string) bool { return strings.TrimSpace(s) == o.Value })
	}
	return v
}

// sayAnswer says an answer in words.
func (t *tellForm) sayAnswer(q playbook.Question, value string) string {
	p := t.language.printer
	if value == "" {
		return p.T("answer.not-sure")
	}
	if day, err := recourse.ParseDate(value); err == nil && q.Kind == rule.DateType {
		return p.LongDate(day)
	}
	if value == playbook.None {
		return p.T("answer.none")
	}
	var words []string
	for one := range strings.SplitSeq(value, ",") {
		one = strings.TrimSpace(one)
		if i := slices.IndexFunc(q.Options, func(o playbook.Option) bool { return strings.EqualFold(o.Value, one) }); i >= 0 {
			one = p.Say(q.Options[i].Text)
		}
		words = append(words, tame(one))
	}
	return strings.Join(words, "; ")
}

// viewFacts lists what was answered about the whole matter, to be changed. Where
// payments are known, that money was sent is no question any more.
func (s *Server) viewFacts(t *tellForm, f app.Findings) []askView {
	var list []askView
	paid := slices.ContainsFunc(f.Incident.Payments, func(p incident.Payment) bool { return p.Direction != "in" })
	for i, a := range f.Said.Answers {
		q, ok := s.cfg.App.Question(a.Fact)
		if !ok || a.Of != "" || a.Fact == "paid.any" && paid {
			continue
		}
		one := t.ask(q, "f"+itoa(i), "said", f.Plan.Today).chosen(a.Value)
		one.Said = t.sayAnswer(q, a.Value)
		list = append(list, one)
	}
	return list
}

// viewPayments lists the payments that left, with what was said of each.
func (s *Server) viewPayments(t *tellForm, f app.Findings) []paymentView {
	var list []paymentView
	p := t.language.printer
	q, _ := s.cfg.App.Question("payment.part")
	for i, pay := range slices.Concat(f.Said.Possible, f.Said.Payments) {
		if pay.Direction == "in" || len(list) == maxPayments {
			continue
		}
		v := paymentView{
			askView: t.ask(q, "p"+itoa(i), "payments", f.Plan.Today), Amount: p.Amount(pay.Amount), When: p.T("web.tell.noday"),
			To: tame(firstOf(pay.To.Name, pay.To.Account)), Key: pay.Key(), Told: pay.Told(),
		}
		v.Of = v.Key
		if i < len(f.Said.Possible) {
			v.Ask = p.T("web.tell.possible")
		}
		if at, or := incident.Either(pay.At, pay.Days); !or.IsZero() {
			v.When = p.Either(at, or)
		} else if !at.IsZero() {
			v.When = p.LongDate(at.Date())
		}
		v.Name = v.Amount + ", " + v.When
		for _, o := range pay.Origins {
			if at := slices.IndexFunc(f.Said.Evidence, func(e incident.Evidence) bool { return e.Item == o.Item && !o.Told }); at >= 0 {
				v.From = tame(f.Said.Evidence[at].Name)
				break
			}
		}
		for _, a := range f.Said.Answers {
			if a.Fact == q.Fact && pay.Has(a.Of) {
				v.Of, v.askView = a.Of, v.chosen(a.Value)
				v.Said = t.sayAnswer(q, a.Value)
			}
		}
		list = append(list, v)
	}
	return list
}

// maxPayments is how many payments a page shows one by one.
const maxPayments = 50

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// pay is the form for money that was sent, as it was filled in.
func (s *Server) pay(t *tellForm, id string, today recourse.Date) payView {
	v := payView{
		tellForm: t, ID: id, Today: today.String(), Yesterday: today.AddDays(-1).String(),
		Amount: t.form.Get("amount"), Day: t.form.Get("day"), When: t.form.Get("when"), Rail: t.form.Get("rail"),
	}
	if t.form.Get("do") == "paid" {
		if v.Bad = badFields[t.problem]; v.Bad != "" {
			v.Wrong = t.T(t.problem)
		}
	}
	chosen := firstOf(t.form.Get("currency"), currencies[0])
	for _, c := range currencies {
		v.Currencies = append(v.Currencies, optionView{c, c, c == chosen})
	}
	q, _ := s.cfg.App.Question("payment.rail")
	for _, o := range q.Options {
		v.Rails = append(v.Rails, optionView{o.Value, t.language.printer.Say(o.Text), t.form.Has("rail") && o.Value == v.Rail})
	}
	return v
}

// badFields are the fields that a problem of a payment is about.
var badFields = map[string]string{"web.tell.amount": "amount", "web.tell.day": "day", "web.tell.tocome": "day"}

// currencies are those that an amount can be in where its words name none; the
// first is that of the country that the pages are made for first.
var currencies = []string{"RSD", "EUR", "USD", "GBP", "CHF", "BAM", "MKD", "CNY", "HKD", "USDT"}

func viewEvents(t *tellForm, f app.Findings) []eventView {
	var list []eventView
	p := t.language.printer
	for _, e := range f.Said.Events {
		v := eventView{tellForm: t, Key: e.Key(), What: p.T("web.tell.event")}
		if !e.At.IsZero() {
			v.When = p.LongDate(e.At.Date())
		}
		if e.Kind == "reply" {
			v.What = p.T("web.body."+e.To) + ": " + p.T("answer.reply."+e.Reply)
		}
		if i := slices.IndexFunc(f.Plan.Steps, func(s playbook.Step) bool { return s.Mark.Kind == e.Kind && s.Mark.To == e.To }); i >= 0 {
			v.What = p.Say(f.Plan.Steps[i].Title)
		}
		v.Name = v.What
		list = append(list, v)
	}
	return list
}

func viewContacts(t *tellForm, f app.Findings, now time.Time) []contactView {
	var list []contactView
	p := t.language.printer
	for _, c := range f.Plan.Contacts {
		v := contactView{tellForm: t, ID: c.To, Name: p.T("web.body." + c.To), Today: f.Plan.Today.String()}
		if !c.On.IsZero() {
			v.Since = p.T("web.tell.since", "date", c.On)
		}
		for _, o := range c.Options {
			v.Options = append(v.Options, optionView{Value: o.Value, Label: p.Say(o.Text)})
		}
		if c.Reply != "" {
			v.Reply = p.T("web.tell.replied", "what", p.T("answer.reply."+c.Reply), "date", c.ReplyOn)
			v.Opens = t.opened(f.Plan, c.Opens, now)
			for _, e := range f.Said.Events {
				if e.Kind == "reply" && e.To == c.To && e.Reply == c.Reply {
					v.Key = e.Key()
				}
			}
		}
		v.Wait = t.silence(f.Plan, c)
		list = append(list, v)
	}
	return list
}

// opened lists steps of the plan by their ids, with their dates.
func (t *tellForm) opened(plan playbook.Plan, ids []string, now time.Time) []dateView {
	var list []dateView
	for _, s := range plan.Steps {
		if !slices.Contains(ids, s.ID) {
			continue
		}
		v := dateView{Step: s.ID, Title: t.language.printer.Say(s.Title)}
		if s.Clock != nil {
			v.Clock = viewClock(t.language.printer, *s.Clock, now)
		}
		list = append(list, v)
	}
	return list
}

// silence says what becomes of an answer that does not come: until its day it is
// waited for, and from then on the plan goes on without it.
func (t *tellForm) silence(plan playbook.Plan, c playbook.Contact) string {
	if c.Reply != "" {
		return ""
	}
	for _, of := range [][2]string{{"waiting", "web.tell.wait"}, {"closed", "web.tell.silent"}} {
		i := slices.IndexFunc(plan.Steps, func(s playbook.Step) bool {
			return s.Body == c.To && s.Mark.Kind == "done" && s.State == of[0] && s.Clock != nil
		})
		if i >= 0 {
			return t.T(of[1], "date", plan.Steps[i].Clock.Due.Date())
		}
	}
	return ""
}

// viewMark says how a step is marked; nil where there is nothing to mark.
func viewMark(t *tellForm, f app.Findings, s playbook.Step, title string) *markView {
	v := &markView{tellForm: t, Step: s.ID, Title: title, Name: title, Today: f.Plan.Today.String()}
	switch s.State {
	case "todo":
		return v
	case "done", "waiting":
		i := slices.IndexFunc(f.Said.Events, func(e incident.Event) bool { return e.Kind == s.Mark.Kind && strings.EqualFold(e.To, s.Mark.To) })
		if i < 0 {
			return nil
		}
		v.Done, v.Key = true, f.Said.Events[i].Key()
		return v
	}
	return nil
}
