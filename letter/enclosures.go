package letter

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
)

// LeftOut is a piece of evidence that no paper encloses, and why.
type LeftOut struct {
	Exhibit
	Why recourse.Phrase
}

// The kinds of evidence that a paper about an order encloses whatever facts were read of
// it: they are about the order, or show the goods.
var ofOrders = []string{"order", "invoice", "contract", "payment-slip", "shipping-document"}

const (
	identityDocument = "identity-document" // goes out only where the person sends it herself
	capturedPage     = "page-capture"      // was kept for the matter, whatever was read of it
	unreadable       = "unknown"           // the kind of what was kept and not read
	// emptyDigest is the SHA-256 of a file of no bytes.
	emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// Enclose parts the exhibits into those that papers enclose and those that they do not:
// enclosed is what the facts rest on, what the other side wrote, and what is about an
// order. What else somebody has on their phone is nobody's business. Where no fact says
// in which file it stands, all that can be read is enclosed. An identity document, and
// what holds one, is not. The exhibits keep their order and their numbers.
func Enclose(in incident.Incident, exhibits []Exhibit) (enclosed []Exhibit, left []LeftOut) {
	items := in.Items()
	kept, holds := make(map[string]incident.Evidence), make(map[string]bool)
	for _, e := range in.Evidence {
		kept[e.Item] = e
		for i, c := range e.Name {
			if c == '!' && e.Document == identityDocument {
				holds[e.Name[:i]] = true // facts of before do not say it of the outer file
			}
		}
	}
	for _, x := range exhibits {
		e := kept[x.SHA256]
		switch {
		case x.SHA256 == emptyDigest:
			left = append(left, LeftOut{x, recourse.P("enclosure.empty")})
		case e.Document == identityDocument:
			left = append(left, LeftOut{x, recourse.P("enclosure.identity")})
		case e.HoldsIdentity, holds[x.Name]:
			left = append(left, LeftOut{x, recourse.P("enclosure.identity-inside")})
		case items[x.SHA256], slices.ContainsFunc(in.Evidence, func(inner incident.Evidence) bool {
			return items[inner.Item] && strings.HasPrefix(inner.Name, x.Name+"!")
		}):
			enclosed = append(enclosed, x)
		case e.Kind == unreadable:
			left = append(left, LeftOut{x, recourse.P("enclosure.unread")})
		case len(items) == 0, e.Document == capturedPage, len(in.Orders) > 0 && (slices.Contains(ofOrders, e.Document) || e.OfGoods()):
			enclosed = append(enclosed, x)
		default:
			left = append(left, LeftOut{x, recourse.P("enclosure.no-fact")})
		}
	}
	return enclosed, left
}

// enclosed are the exhibits of a paper.
func (pg *page) enclosed() []Exhibit {
	list, _ := Enclose(pg.data.Incident, pg.data.Exhibits)
	return list
}
