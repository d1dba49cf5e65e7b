package scam

import (
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/lookalike"
)

// TestWhichLanguagesWordsAreLookedFor holds that a message is read in the language that it
// shows, else in its sender's, else in that of the whole.
func TestWhichLanguagesWordsAreLookedFor(t *testing.T) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	c, err := LoadProven(knowledge.Files(), brands)
	if err != nil {
		t.Fatal(err)
	}
	read := func(said ...[2]string) []string {
		doc := Document{}
		for _, s := range said {
			doc.Messages = append(doc.Messages, incident.Message{From: s[0], Text: s[1], Span: recourse.Span{Start: len(doc.Text), End: len(doc.Text) + len(s[1])}})
			doc.Text += s[1] + "\n"
		}
		j := c.judge(doc)
		defer c.done(j)
		j.split()
		var in []string
		for n := range j.units {
			of := "-"
			for i, tag := range c.tongues.tags {
				if bit := c.tongues.bits[i]; c.tongues.alone&bit != 0 && j.spoken(n)&bit != 0 {
					of = tag
				}
			}
			in = append(in, of)
		}
		return in
	}
	for _, tt := range []struct {
		said [][2]string
		want []string
	}{
		{[][2]string{{"A", "Ich habe heute 300 EUR überwiesen"}}, []string{"de"}},
		{[][2]string{{"A", "He transferido 300 EUR"}}, []string{"es"}},
		{[][2]string{{"A", "Я перевёл 300 евро"}}, []string{"ru"}},
		{[][2]string{{"A", "Послала сам 300 евра"}, {"A", "Platila sam 300 evra"}, {"A", "I paid 300 EUR"}}, []string{"-", "-", "-"}},
		{[][2]string{{"A", "300 EUR"}}, []string{"-"}},
		{[][2]string{{"A", "Guten Tag, wie geht es Ihnen"}, {"B", "Dobar dan, dobro sam"}, {"A", "300 EUR"}, {"B", "300 EUR"}}, []string{"de", "-", "de", "-"}},
		{[][2]string{{"A", "Guten Tag, wie geht es Ihnen"}, {"B", "300 EUR"}}, []string{"de", "de"}},
		{[][2]string{{"A", "Привет, это я"}, {"A", "poslal 300 EUR"}, {"A", "послал 300"}}, []string{"ru", "-", "ru"}},
		{[][2]string{{"A", "Hola, buenos días"}, {"A", "послал 300"}}, []string{"es", "-"}},
		{[][2]string{{"A", "Добрий день, переказав 300 євро, її немає"}}, []string{"-"}},
	} {
		if got := read(tt.said...); !slices.Equal(got, tt.want) {
			t.Errorf("%q is read in %q, want %q", tt.said, got, tt.want)
		}
	}
}

// TestMonthsAreSeenInFoldedText holds that what is looked for only where a month may be
// named is looked for wherever one is.
func TestMonthsAreSeenInFoldedText(t *testing.T) {
	c, err := loadCalendar(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.Months {
		for _, name := range m {
			for _, text := range []string{"5 " + name + " 2026", "PLATIO 5. " + strings.ToUpper(name), "перевёл 5 " + name + "я", name + "-\nx 5"} {
				if found := c.inText.FindString(text); found != "" && !c.named(text, fold.Key(text)) {
					t.Errorf("%q names %q, and is not searched for it", text, found)
				}
			}
		}
	}
	if han, none := "9月11日我汇了400元", "Uplatio sam 300 evra 12.10."; !c.named(han, fold.Key(han)) || c.named(none, fold.Key(none)) {
		t.Error("a month is seen where none is, or not where one is")
	}
}
