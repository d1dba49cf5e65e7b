package letter

import (
	"fmt"
	"strings"
	"testing"

	"recourse/incident"
)

func TestPapersEncloseWhatTheirFactsRestOn(t *testing.T) {
	at := func(item string) incident.Fact { return incident.Fact{Origins: incident.Origins{{Item: item}}} }
	evidence := []incident.Evidence{
		{Item: "chat", Name: "chat.txt", Kind: "chat", Size: 1},
		{Item: "statement", Name: "statement.csv", Kind: "statement", Document: "statement", Size: 1},
		{Item: "mum", Name: "mum.csv", Kind: "chat", Size: 1},
		{Item: "notes", Name: "notes.txt", Kind: "text", Document: "other", Size: 1},
		{Item: emptyDigest, Name: "empty.txt", Kind: "unknown"},
		{Item: "broken", Name: "broken.jpg", Kind: "unknown", Document: "other", Size: 1},
		{Item: "zip", Name: "all.zip", Kind: "archive", Size: 1},
		{Item: "inner", Name: "all.zip!chat.txt", Kind: "chat", Size: 1},
		{Item: "id", Name: "id.jpg", Kind: "image", Document: "identity-document", Size: 1},
		{Item: "held", Name: "wa.zip", Kind: "archive", Size: 1},
		{Item: "inner", Name: "wa.zip!chat.txt", Kind: "chat", Size: 1},
		{Item: "photo of it", Name: "wa.zip!id.jpg", Kind: "image", Document: "identity-document", Size: 1},
		{Item: "pages", Name: "scan.pdf", Kind: "page", HoldsIdentity: true, Size: 1},
		{Item: "page", Name: "site.wacz", Kind: "page", Document: "page-capture", Size: 1},
		{Item: "photo", Name: "photo.jpg", Kind: "image", Size: 1},
		{Item: "contract", Name: "contract.pdf", Kind: "page", Document: "contract", Size: 1},
	}
	person := incident.Person{Name: "Ana", Fact: at("mum")}
	facts := incident.Incident{Person: person, Parties: []incident.Party{{ID: "p1", Fact: at("chat")}}, Payments: []incident.Payment{{Fact: at("statement")}}, Promises: []incident.Promise{{Fact: at("inner")}}}
	order := facts
	order.Orders = []incident.Order{{Fact: at("chat")}}
	told := incident.Incident{Person: person, Payments: []incident.Payment{{Fact: incident.Fact{Origins: incident.Origins{incident.Told}}}}}
	for _, tt := range []struct {
		name           string
		in             incident.Incident
		enclosed, left string
	}{
		{"a job", facts, "chat.txt statement.csv all.zip all.zip!chat.txt wa.zip!chat.txt site.wacz", "mum.csv no-fact, notes.txt no-fact, empty.txt empty, broken.jpg unread, id.jpg identity, wa.zip identity-inside, wa.zip!id.jpg identity, scan.pdf identity-inside, photo.jpg no-fact, contract.pdf no-fact"},
		{"an order", order, "chat.txt statement.csv all.zip all.zip!chat.txt wa.zip!chat.txt site.wacz photo.jpg contract.pdf", "mum.csv no-fact, notes.txt no-fact, empty.txt empty, broken.jpg unread, id.jpg identity, wa.zip identity-inside, wa.zip!id.jpg identity, scan.pdf identity-inside"},
		{"told alone", told, "chat.txt statement.csv mum.csv notes.txt all.zip all.zip!chat.txt wa.zip!chat.txt site.wacz photo.jpg contract.pdf", "empty.txt empty, broken.jpg unread, id.jpg identity, wa.zip identity-inside, wa.zip!id.jpg identity, scan.pdf identity-inside"},
	} {
		tt.in.Evidence = evidence
		all := exhibitsOf(tt.in)
		enclosed, left := Enclose(tt.in, all)
		var names, out []string
		for _, x := range enclosed {
			names = append(names, x.Name)
		}
		for _, x := range left {
			out = append(out, fmt.Sprintf("%s %s", x.Name, strings.TrimPrefix(x.Why.Key, "enclosure.")))
		}
		if got := strings.Join(names, " "); got != tt.enclosed {
			t.Errorf("%s: enclosed %s, want %s", tt.name, got, tt.enclosed)
		}
		if got := strings.Join(out, ", "); got != tt.left {
			t.Errorf("%s: left out %s, want %s", tt.name, got, tt.left)
		}
		if len(enclosed)+len(left) != len(all) {
			t.Errorf("%s: %d and %d of %d", tt.name, len(enclosed), len(left), len(all))
		}
	}
}
