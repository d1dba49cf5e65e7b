package letter

import (
	"fmt"
	"slices"
	"strings"

	"recourse/document"
	"recourse/fold"
)

// exhibits numbers the evidence. With digests each file is named by its
// SHA-256, so that whoever receives it can tell that it was not changed. Shared
// are those that the other side may read.
func (pg *page) exhibits(form string) (mark, error) {
	list := pg.enclosed()
	switch form {
	case "names", "digests":
	case "shared":
		list = pg.shared()
	default:
		return "", fmt.Errorf("exhibits %q, want names, digests or shared", form)
	}
	l := document.List{Form: document.Numbers}
	for _, e := range list {
		runs := []document.Run{{Text: pg.p.Say(e.Title) + ": "}, {Text: e.Name, Style: document.Code}}
		if form == "digests" && e.SHA256 != "" {
			runs = append(runs, document.Run{Text: "\nSHA-256 "}, document.Run{Text: e.SHA256, Style: document.Code})
		}
		l.Items = append(l.Items, document.Item{Text: runs})
	}
	if len(l.Items) == 0 {
		l.Items = []document.Item{{Text: orGap(nil, false)}}
	}
	return pg.block(l), nil
}

// sharable are the kinds of evidence that may show the order, the goods or what
// was said. A statement also shows payments that are nobody else's business.
var sharable = []string{"order", "chat", "mail", "page", "image", "video"}

// private are parts of the names that identity documents and statements have.
var private = []string{
	"passport", "pasos", "licna", "lk-", "lk_", "identity", "id-card", "id_card", "id card", "idcard", "statement", "izvod", "account", "racun ", "racuna", "bank", "kyc", "selfie",
}

// shared are the exhibits that the other side may read.
func (pg *page) shared() []Exhibit {
	kinds := make(map[string]string)
	for _, e := range pg.data.Incident.Evidence {
		kinds[e.Item] = e.Kind
	}
	return slices.DeleteFunc(slices.Clone(pg.enclosed()), func(e Exhibit) bool {
		kind, ok := kinds[e.SHA256]
		if !ok {
			kind = strings.TrimPrefix(e.Title.Key, "kind.")
		}
		name := fold.Key(e.Name)
		return !slices.Contains(sharable, kind) || slices.ContainsFunc(private, func(s string) bool { return strings.Contains(name, s) })
	})
}

// orderValues are the facts of the first order.
func (pg *page) orderValues() mark { return pg.block(pg.orderBlock()) }

func (pg *page) orderBlock() document.Block {
	var k document.KeyValues
	for _, name := range []string{"order.number", "order.platform", "order.seller", "order.goods", "order.value", "order.contracted_on", "order.promised_by", "order.received_on", "order.problem"} {
		runs, ok := facts[name](pg)
		if !ok && name != "order.number" {
			continue
		}
		k.Pairs = append(k.Pairs, document.Pair{Key: pg.p.T("letter." + name), Value: orGap(runs, ok)})
	}
	return k
}

// personValues are the person's data with the given facts, gaps for what is
// not known.
func (pg *page) personValues(names ...string) (mark, error) {
	var k document.KeyValues
	for _, name := range names {
		get, ok := facts[name]
		if !ok {
			return "", fmt.Errorf("%q is no fact of letters", name)
		}
		k.Pairs = append(k.Pairs, document.Pair{Key: pg.p.T("letter." + name), Value: orGap(get(pg))})
	}
	return pg.block(k), nil
}

// personShort is the name with the address, on one line.
func (pg *page) personShort() mark {
	name, hasName := facts["person.name"](pg)
	address, hasAddress := facts["person.address"](pg)
	runs := append(orGap(name, hasName), document.Run{Text: ", "})
	return pg.runs(append(runs, orGap(address, hasAddress)...))
}

// sender is the address block of the person, at the top right. A platform may
// show a paper to the other side, so that it gets no address and no phone.
func (pg *page) sender(kind string) document.Block {
	short, label := kind == "platform", "letter.from"
	if kind == "seller" {
		label = "letter.from.seller" // who writes to a partner files nothing
	}
	a := document.Address{Label: pg.p.T(label), Align: document.Right}
	add := func(name string, always bool) {
		if runs, ok := facts[name](pg); ok || always {
			a.Lines = append(a.Lines, plainOr(runs, ok))
		}
	}
	add("person.name", true)
	add("person.company", false)
	if !short {
		add("person.address", true)
		add("person.phone", false)
	}
	add("person.email", short)
	return a
}

func plainOr(runs []document.Run, ok bool) []document.Run {
	if !ok {
		return orGap(nil, false)
	}
	return plainRuns(runs)
}

func plainRuns(runs []document.Run) []document.Run {
	return document.T(strings.TrimSpace(document.PlainText(runs)))
}

// signature is the line to sign on, with place and date.
func (pg *page) signature() mark {
	name, ok := facts["person.name"](pg)
	place := append(pg.valueRuns(pg.place()), document.Run{Text: ", "})
	place = append(place, pg.valueRuns(pg.today())...)
	return pg.block(document.Signature{Place: place, Name: orGap(name, ok), Label: pg.p.T("letter.signature")})
}

func (pg *page) valueRuns(m mark) []document.Run {
	v, _, err := pg.value(string(m))
	if err != nil || v == nil {
		return nil
	}
	return v.runs
}
