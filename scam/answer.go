package scam

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/incident"
)

// verdict puts what was found into an answer.
func (j *judge) verdict(e evidence) Verdict {
	v := Verdict{
		Score: e.probability(), Rules: e.rules, Model: e.model, Language: j.language, Indicators: j.indicators,
		Reasons: j.reasons(e, false), Counter: j.reasons(e, true),
		Claims: j.claims, Tellings: j.tellings, Demands: j.demands, Asked: j.demands, Askings: j.askings, SidesOpen: j.sidesOpen(),
		Others: j.elsewhere, Returned: j.returned, Own: j.own, Early: j.early, Came: j.came, Gave: j.gave,
		Payers: j.payers, Totals: j.totals, Confirmed: j.confirmed, Summed: j.summed, Unread: j.unread,
	}
	if j.turned != nil {
		v.Turn = &recourse.Span{Start: j.turned.start, End: j.turned.start}
	}
	v.Verdict = j.word(e, v.Score)
	if v.Score >= askFrom {
		if r, ok := j.wordsOf(e); ok {
			v.Reasons = append(v.Reasons, r) // last: a rule says more
		}
	}
	if v.Verdict == NoSigns {
		e.winner = -1
		v.Demands = nil
	}
	v.Heading = recourse.P(headings[v.Verdict])
	v.Found = append(j.facts(e.winner), j.changedAccounts(e.winner)...)
	if v.Told = j.told(); v.Told && e.winner < 0 {
		v.Heading = recourse.P("verdict.told.unknown")
		if v.Verdict == NoSigns {
			v.Verdict = Unclear // who says that they were deceived is asked how
		}
	}
	switch {
	case e.winner >= 0:
		j.describe(&v, e)
	case v.Score >= cut:
		v.Branch = incident.OtherBranch
	}
	switch {
	case v.Verdict == Unclear:
		v.Ask = j.question(e)
	case v.Verdict == Suspicious && len(v.Reasons) == 0: // and nothing can be named for it
		alone := recourse.P("ask.alone")
		v.Ask = &alone
	}
	v.Course = j.course(e)
	j.answer(&v, e)
	return v
}

// headings are the locale keys of the verdicts.
var headings = map[string]string{
	Scam: "verdict.scam", Suspicious: "verdict.suspicious", Unclear: "verdict.unclear", NoSigns: "verdict.no-signs",
}

// terseLetters is how many letters a text has from which on the model alone may call it
// a scam.
const terseLetters = 40

// word turns the score into a verdict. Where the language is not known well, or
// there is a quarrel about an order, nothing found is not an answer.
func (j *judge) word(e evidence, score float64) string {
	switch {
	case j.blank():
		return Unclear
	case j.language == unknownLanguage && score < foreign && e.rules < enough:
		return Unclear // the model has learnt little of it
	case score >= scamFrom && e.rules <= 0 && j.shorter(terseLetters):
		return Suspicious // a credit and a balance: of so few words a model alone is not sure
	case score >= scamFrom:
		return Scam
	case score >= cut:
		return Suspicious
	case score >= askFrom, e.winner >= 0 && j.sets[e.winner].Kind == kindDispute, j.language == unknownLanguage, j.strong():
		return Unclear
	default:
		return NoSigns
	}
}

// telling is the weight from which one sign alone forbids to say that none was found.
const telling = 2.4

// strong reports whether a sign was met that weighs much by itself.
func (j *judge) strong() bool {
	return slices.ContainsFunc(j.met, func(i int) bool {
		r := &j.rules[i]
		return !r.counter && r.Weight >= telling && j.sets[r.set].Kind != kindQuestion && j.sets[r.set].Kind != kindDispute
	})
}

// blank reports whether there is nothing to read: no letter and no digit.
func (j *judge) blank() bool {
	for i := range j.units {
		if strings.ContainsFunc(j.units[i].text.String(), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return false
		}
	}
	return true
}

// describe adds what is known of the pattern.
func (j *judge) describe(v *Verdict, e evidence) {
	s := &j.sets[e.winner]
	v.Branch = s.Branch
	v.Pattern = &Pattern{ID: s.ID, Name: recourse.P("pattern." + s.ID + ".name"), Impersonates: j.impersonated(s)}
	v.Stage = j.stage(e.winner)
	switch {
	case s.Kind == kindDispute && v.Verdict == Unclear:
		v.Heading = recourse.P("pattern." + s.ID + ".heading")
	case v.Told && v.Score >= cut:
		v.Heading = recourse.P("verdict.told")
	}
	if s.Kind == kindPattern {
		v.Ladder = j.ladder
	} else {
		v.Demands = nil
	}
	v.WouldChange = []recourse.Phrase{recourse.P("change." + s.ID), recourse.P("change.only-this")}
	for _, id := range s.Say {
		v.Say = append(v.Say, j.say(s, id, v.Pattern.Impersonates))
	}
}

// say fills in what was paid and in whose name, where it is known; the phrases
// without them are the keys with ".unpaid" and ".unnamed".
func (j *judge) say(s *ruleSet, id, brand string) recourse.Phrase {
	key := "say." + id
	var args []any
	if slices.Contains(s.SayNamed, id) {
		if b, ok := j.brands.Get(brand); ok {
			args = append(args, "brand", b.Name)
		} else {
			key += ".unnamed"
		}
	}
	if j.ladder == nil || len(j.ladder.Paid) == 0 {
		return recourse.P(key+".unpaid", args...)
	}
	return recourse.P(key, append(args, "total", j.ladder.Total(), "n", len(j.ladder.Paid))...)
}

// impersonated returns the brand whose name the text itself uses, in words or in
// a domain; "" where it names none that is known.
func (j *judge) impersonated(s *ruleSet) string {
	for _, id := range s.Impersonates {
		if slices.Contains(j.imitated, id) {
			return id
		}
	}
	best, times := "", 0
	for _, i := range j.finds.brands {
		id, n := j.brands.List()[i].ID, j.finds.named[i]
		if n > times && slices.Contains(s.Impersonates, id) {
			best, times = id, n
		}
	}
	return best
}

// stage returns the furthest stage that a rule of the pattern shows, nil where none does. A
// quarrel about an order is at its first at least.
func (j *judge) stage(set int) *Stage {
	s := &j.sets[set]
	step := -1
	for i := s.first; i < s.last; i++ {
		if len(j.hits[i]) > 0 && !j.rules[i].counter {
			step = max(step, j.rules[i].step)
		}
	}
	switch {
	case step < 0 && s.Kind == kindPattern:
		return nil // where nothing shows it, the first is not claimed
	case step < 0:
		step = 0
	}
	at := s.Stages[step]
	key := "pattern." + s.ID + ".stage." + at.ID
	stage := &Stage{
		ID: at.ID, Name: recourse.P(key), About: recourse.P(key + ".about"),
		Step: step + 1, Of: len(s.Stages),
	}
	for _, n := range at.Next {
		if slices.ContainsFunc(s.shown[n], func(i int) bool { return len(j.hits[i]) > 0 }) {
			continue
		}
		stage.Next = append(stage.Next, recourse.P("pattern."+s.ID+".next."+n))
	}
	return stage
}

// told reports whether the writer tells what happened to them.
func (j *judge) told() bool {
	if len(j.doc.Messages) > 1 {
		return false
	}
	for _, i := range j.met {
		if j.rules[i].Told {
			return true
		}
	}
	return false
}

// question returns the one thing that would help most to decide.
func (j *judge) question(e evidence) *recourse.Phrase {
	id := "more"
	switch {
	case j.blank():
		id = "nothing-to-read"
	case e.winner < 0 && j.told():
		id = "told"
	case e.winner >= 0:
		id = j.sets[e.winner].Ask[0]
	case j.language == unknownLanguage:
		id = "language"
	}
	p := recourse.P("ask." + id)
	return &p
}
