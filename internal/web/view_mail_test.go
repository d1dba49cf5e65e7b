package web

import (
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
)

// The time of a mail names the zone of its sender's clock; a chat's is the phone's own.
func TestAMailsTimeIsLabelledWithItsZone(t *testing.T) {
	const text = "Uplatite 6.000 RSD"
	at := recourse.At(time.Date(2026, 11, 18, 9, 12, 0, 0, time.FixedZone("", -8*3600)))
	span := recourse.Span{End: len(text)}
	p, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, mail := range []bool{true, false} {
		thread := app.Thread{Text: text, Messages: []incident.Message{{From: "Lena", Text: text, Time: at, Span: span}}, Pieces: []app.Piece{{Name: "a", Span: span, Mail: mail}}}
		v := viewChat(p, thread, []mark{{span: span}})
		if len(v.Items) != 1 || strings.Contains(v.Items[0].At, "(UTC-08:00)") != mail {
			t.Errorf("mail %v: %+v", mail, v.Items)
		}
	}
}

// What may stand inside another message is shown with that mark, and nothing else is.
func TestADoubtfulMessageIsMarked(t *testing.T) {
	const text = "Uplatite 6.000 RSD"
	span := recourse.Span{End: len(text)}
	p, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, doubtful := range []bool{true, false} {
		thread := app.Thread{Text: text, Messages: []incident.Message{{From: "Lena", Text: text, Span: span, Doubtful: doubtful}}, Pieces: []app.Piece{{Name: "a", Span: span}}}
		if v := viewChat(p, thread, []mark{{span: span}}); len(v.Items) != 1 || v.Items[0].Doubtful != doubtful {
			t.Errorf("doubtful %v: %+v", doubtful, v.Items)
		}
	}
}

// A file that was handed in again stands among the files, as the same as the first.
func TestTheSameFileAgainIsShownAsThat(t *testing.T) {
	p, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	files := []intake.File{{Path: "a.csv", Name: "a.csv", Kind: "statement"}, {Path: "b.csv", Name: "b.csv", Kind: "statement", SameAs: "a.csv"}}
	v := viewEvidence(p, app.View{Findings: app.Findings{Files: files}})
	if len(v.Files) != 2 || strings.Contains(v.Files[0].Found, "same file") || v.Files[1].Found != "The same file as a.csv: what it shows counts once." {
		t.Errorf("%+v", v.Files)
	}
}

// The page asks which name is the person's in its own words, and of no flag.
func TestThePageAsksWhichNameIsThePersons(t *testing.T) {
	p, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	got := viewProblem(p, recourse.Problem{Path: "chat.txt", Code: "sides-unknown", Detail: "Lena, Ana", Args: recourse.Args{"names": "Lena, Ana"}})
	if !strings.HasPrefix(got.Text, "Which of these names is you: Lena, Ana?") || strings.Contains(got.Text, "--person") {
		t.Errorf("%+v", got)
	}
}
