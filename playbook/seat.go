package playbook

import (
	"slices"

	"recourse/firm"
	"recourse/incident"
)

const sellerCountry = "seller.country"

// sellerToConfirm asks whether the seller sits where its name says, or where of
// several such countries. Until that is confirmed nothing counts by it.
func (p *planner) sellerToConfirm() []Question {
	f, ok := p.book.facts.Fact(sellerCountry)
	_, answered := p.inc.Answered(sellerCountry, "")
	if !ok || answered || p.inc.Branch == incident.NotAScam || p.situation.Values[sellerCountry].Known() {
		return nil
	}
	i := slices.IndexFunc(p.inc.Parties, func(o incident.Party) bool { return o.Role == "seller" && o.Name != "" })
	if i < 0 {
		return nil
	}
	seller := p.inc.Parties[i]
	guess, ok := p.book.names.Guess(seller.Name)
	if !ok {
		return nil
	}
	q := Question{Fact: sellerCountry, Kind: f.Type, Text: guess.Question(seller.Name), Origins: seller.Origins}
	for _, c := range guess.Countries {
		q.Options = append(q.Options, Option{c, firm.Country(c)})
	}
	for _, o := range p.book.options(f) {
		if !slices.Contains(guess.Countries, o.Value) {
			q.Options = append(q.Options, o)
		}
	}
	if len(guess.Countries) == 1 {
		q.Found = guess.Countries[0]
	}
	return []Question{q}
}
