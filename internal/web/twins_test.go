package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"recourse/intake"
)

// A picture that looks like the original of a copy goes with the copies, and the page says so.
func TestAPictureLikeTheOriginalIsNamedBesideItsCopy(t *testing.T) {
	f := start(t, true)
	sum := func(b []byte) string {
		s := sha256.Sum256(b)
		return hex.EncodeToString(s[:])
	}
	c := f.sample.cases[jobCase]
	c.Files = []intake.File{
		{Path: "uplatnica 18-11.txt", SHA256: sum([]byte(slipText)), Kind: intake.KindImage, Picture: &intake.Picture{}},
		{Path: "lična karta.png", SHA256: sum(card()), Kind: intake.KindImage, Picture: &intake.Picture{SameAs: "uplatnica 18-11.txt"}},
	}
	f.sample.cases[jobCase] = c
	for lang, want := range map[string]string{"en": "look like a file of which you made a copy", "sr": "liče na fajl od kog ste napravili kopiju"} {
		doc := document(t, f.do(t, "GET", "/"+lang+"/case/"+jobCase+"/evidence", "", ""))
		note := doc.Find("section[aria-labelledby=tw-h] .note").Text()
		if !strings.Contains(note, want) || !strings.Contains(note, "lična karta.png") {
			t.Errorf("%s: beside the copies stands %q", lang, note)
		}
	}
}
