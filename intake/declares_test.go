package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestEntitiesInATextAreSaid(t *testing.T) {
	for text, want := range map[string]bool{
		"<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>": true,
		"<!DOCTYPE l [ <!ELEMENT l ANY>\n<!ENTITY a SYSTEM \"file:///x\">]>\n<l>&a;</l>":             true,
		"<?xml version=\"1.0\"?><!DOCTYPE l [<!ELEMENT l ANY>]><l>a</l>":                             false,
		"<?xml version=\"1.0\"?><l>Uplata</l>":                                                       false,
		"U priručniku stoji <!DOCTYPE l [<!ENTITY a \"aaaa\">]>":                                     false,
	} {
		f := Read(t.Context(), memory("a.xml", []byte(text)), Options{})
		if got := slices.Contains(codes(f), "document-declares"); got != want {
			t.Errorf("%q: kind %s, said %v, want %v", text, f.Kind, got, want)
		}
	}
}

func TestAPageOfMessengerMayBeginWithTheOldest(t *testing.T) {
	message := func(name, text, at string) string {
		return `<div class="_a6-g"><div class="_2ph_ _a6-h _a6-i">` + name + `</div><div class="_2ph_ _a6-p"><div><div></div><div>` + text +
			`</div><div></div></div></div><div class="_3-94 _a6-o"><div class="_a72d">` + at + `</div></div></div>`
	}
	first, second := message("Lena", "Uplatite 6.000 RSD", "Nov 18, 2026 6:05:12 pm"), message("Milan", "Uplatio sam", "Nov 18, 2026 6:07:12 pm")
	for name, body := range map[string]string{"the oldest first": first + second, "the newest first": second + first} {
		page := "<html><head><title>Lena</title></head><body>" + body + "</body></html>"
		f := Read(t.Context(), memory("message_1.html", []byte(page)), Options{Chats: chatWordsOf(t)})
		if len(f.Messages) != 2 || !strings.HasPrefix(f.Messages[0].Text, "Uplatite") || !f.Messages[0].Time.Time.Before(f.Messages[1].Time.Time) {
			t.Errorf("%s: %+v", name, f.Messages)
		}
	}
}
