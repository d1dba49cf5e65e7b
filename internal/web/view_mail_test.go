package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/money"
	"recourse/scam"
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
	quiet := viewQuiet(p, app.Findings{Verdict: scam.Verdict{Verdict: scam.Unclear}, Problems: []recourse.Problem{{Path: "chat.txt", Code: "sides-unknown", Detail: "Lena, Ana", Args: recourse.Args{"names": "Lena, Ana"}}}})
	if quiet == nil || len(quiet.Problems) != 1 || !strings.HasPrefix(quiet.Problems[0], "chat.txt: Which of these names is you") || strings.Contains(quiet.Problems[0], "--person") {
		t.Errorf("beside a verdict: %+v", quiet)
	}
}

// The page has the lists that the command line has: a payment without a direction
// with ±, and apart from it what nothing confirms and what only asks to be paid.
func TestPaymentsAreListedAsTheCommandLineDoes(t *testing.T) {
	p, err := words(t).Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	at := func(item, place string) incident.Fact {
		return incident.Fact{Origins: incident.Origins{{Item: item, Place: place}}}
	}
	twice := at("a", "row 1")
	twice.Origins = append(twice.Origins, incident.Origin{Item: "a", Place: "row 9"}, incident.Told)
	ours := incident.Payment{Amount: money.Of(12000, "RSD"), Text: "Lena  Uzorak", Fact: twice}
	row := incident.Payment{At: recourse.OnDay(day(2026, 11, 14)), Amount: money.Of(20, "USD"), Direction: "in", From: incident.Account{Name: "Refund"}, Status: incident.Proposed, Fact: at("b", "row 2")}
	slip := incident.Payment{Amount: money.Of(300, "RSD"), Direction: "out", To: incident.Account{Name: "Petra"}, Status: incident.Proposed, Fact: at("c", "")}
	known := incident.Payment{Amount: money.Of(12000, "RSD"), Direction: "out", Status: incident.Proposed, Fact: at("c", "")}
	f := app.Findings{
		Files: []intake.File{
			{SHA256: "a", Payments: []incident.Payment{ours}}, {SHA256: "b", Payments: []incident.Payment{row}}, {SHA256: "c", Payments: []incident.Payment{slip, known}},
		},
		Incident: incident.Incident{Payments: []incident.Payment{ours}, Evidence: []incident.Evidence{{Item: "a", Name: "izvod.csv"}, {Item: "b", Name: "activity.html"}, {Item: "c", Name: "slip.png"}}},
	}
	var got []string
	for _, l := range viewLedgers(p, f) {
		for _, r := range l.Rows {
			got = append(got, strings.Join([]string{l.ID, r.When, r.Amount, r.About, strings.Join(r.Files, " ")}, "|"))
		}
	}
	want := []string{"paid|day not known|±12,000 RSD|Lena Uzorak|izvod.csv " + p.T("report.told"), "asks|day not known|−300 RSD|Petra|slip.png", "unsure|14 Nov 2026|+20 USD|Refund|activity.html"}
	if !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	if len(f.Incident.Payments[0].Origins) != 3 || len(f.Files[2].Payments) != 2 {
		t.Errorf("the case's payments were changed: %+v", f.Incident.Payments)
	}
	many := app.Findings{Incident: incident.Incident{Payments: slices.Repeat([]incident.Payment{ours}, maxPayments+2)}}
	if l := viewLedgers(p, many); len(l) != 1 || len(l[0].Rows) != maxPayments || l[0].More != "2 more are not listed here." {
		t.Errorf("of many: %d lists, %+v", len(l), l[0].More)
	}
}
