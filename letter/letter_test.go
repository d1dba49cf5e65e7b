package letter

import (
	"bytes"
	"errors"
	"io/fs"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/document"
	"recourse/incident"
	"recourse/internal/testkit"
	"recourse/knowledge"
	"recourse/locale"
	"recourse/playbook"

	"github.com/google/go-cmp/cmp"
)

var today = recourse.Date{Year: 2026, Month: 11, Day: 23}

func catalogues(t testing.TB) *locale.Catalogues {
	t.Helper()
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return cats
}

func shelf(t testing.TB) *Shelf {
	t.Helper()
	s, err := Load(knowledge.Files(), catalogues(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// person reads a sample person that ships with the letters.
func person(t testing.TB, name string) incident.Incident {
	t.Helper()
	all, err := loadSamples(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	inc, ok := all[name]
	if !ok {
		t.Fatalf("there is no sample person %q", name)
	}
	return inc
}

// story is the sample person for whom a letter is written.
func story(id string) string {
	switch id {
	case "rs-card-dispute", "ta-dispute", "seller-notice":
		return "supplier"
	default:
		return "task-job"
	}
}

// planOf is the plan for a person on the day of the letters.
func planOf(t testing.TB, inc incident.Incident) playbook.Plan {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	book, err := playbook.Load(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := book.Plan(inc, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestLetters(t *testing.T) {
	s := shelf(t)
	for _, m := range s.List() {
		inc := person(t, story(m.ID))
		for _, lang := range m.Langs {
			t.Run(m.ID+"."+lang, func(t *testing.T) {
				doc, missing, err := s.Write(m.ID, lang, Data{Incident: inc, Plan: planOf(t, inc), Exhibits: exhibitsOf(inc), Today: today})
				missing = slices.DeleteFunc(missing, func(m Missing) bool { return m.Fact == byHand })
				if err != nil || len(missing) > 0 {
					t.Fatalf("Write: missing %v, error %v", missing, err)
				}
				testkit.Golden(t, m.ID+"."+lang+".golden", document.Outline(doc))
			})
		}
	}
}

func TestLettersForNobody(t *testing.T) {
	s := shelf(t)
	var b strings.Builder
	for _, m := range s.List() {
		doc, missing, err := s.Write(m.ID, m.Lang, Data{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(document.Outline(doc), gap) {
			t.Errorf("%s for nobody has no gaps", m.ID)
		}
		b.WriteString("== " + m.ID + "\n")
		for _, f := range missing {
			b.WriteString("missing " + f.Fact + " " + f.Question.Key + "\n")
		}
		b.WriteString(document.Outline(doc))
	}
	testkit.Golden(t, "nobody.golden", b.String())
}

// TestOthersOnly holds that neither the person's own address nor an account to
// which money went is named as the other side's.
func TestOthersOnly(t *testing.T) {
	inc := person(t, "task-job")
	inc.Parties = slices.Clone(inc.Parties)
	inc.Parties[0].Indicators = append(slices.Clone(inc.Parties[0].Indicators),
		incident.Pointer{Kind: "email", Value: inc.Person.Contact["email"]}, incident.Pointer{Kind: "account-rs", Value: "965000100003141566"})
	doc, _, err := shelf(t).Write("account-report", "en", Data{Incident: inc, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	text := document.Outline(document.Document{Blocks: doc.Blocks[2:]}) // below the sender's address
	for _, never := range []string{inc.Person.Contact["email"], "965-0001000031415-66", "965000100003141566"} {
		if strings.Contains(text, never) {
			t.Errorf("the report of accounts names %q as the other side's", never)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	s := shelf(t)
	for _, c := range []struct {
		name, id, lang string
		want           error
	}{
		{"a letter that is not there", "no-such-letter", "en", recourse.NotFound},
		{"a Serbian paper in English", "rs-bank-recall", "en", recourse.Invalid},
	} {
		if _, _, err := s.Write(c.id, c.lang, Data{}); !errors.Is(err, c.want) {
			t.Errorf("%s: Write(%q, %q) = %v, want %v", c.name, c.id, c.lang, err, c.want)
		}
	}
}

// TestLettersNeverPromise holds that no letter states what the research says
// must not be stated.
func TestLettersNeverPromise(t *testing.T) {
	s := shelf(t)
	for _, m := range s.List() {
		inc := person(t, story(m.ID))
		doc, _, err := s.Write(m.ID, "", Data{Incident: inc, Exhibits: exhibitsOf(inc), Today: today})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ToLower(document.Outline(doc))
		for _, never := range []string{"guarantee", "garant", "60 day", "60 dana", "13 mesec", "72 sat", "72 hour", "član 208", "čl. 208", "sajber straža", "fell for", "victim", "žrtv", "nasao", "nasjeo", "poverovao"} {
			if strings.Contains(text, never) {
				t.Errorf("%s says %q", m.ID, never)
			}
		}
	}
}

// hostile is an incident with s in every text that a person or a scammer writes.
func hostile(inc incident.Incident, s string) incident.Incident {
	inc.Person.Name = s
	inc.Person.Contact = map[string]string{"address": s, "phone": s, "email": s, "city": s, "company": s}
	inc.Brand = s
	inc.Parties = slices.Clone(inc.Parties)
	for i := range inc.Parties {
		inc.Parties[i].Name = s
		inc.Parties[i].Indicators = []incident.Pointer{{Kind: "handle", Value: s}}
	}
	inc.Payments = slices.Clone(inc.Payments)
	for i := range inc.Payments {
		p := &inc.Payments[i]
		p.To.Name, p.To.Account, p.To.Bank, p.From.Account, p.From.Bank, p.ToldPurpose, p.Reference = s, s, s, s, s, s, s
	}
	inc.Asked = []incident.Asked{{For: s}}
	inc.Promises = []incident.Promise{{Quote: s, Reality: s}}
	inc.Events = []incident.Event{{At: recourse.OnDay(today), Kind: "reply", Detail: s}}
	inc.Orders = slices.Clone(inc.Orders)
	for i := range inc.Orders {
		inc.Orders[i].Number, inc.Orders[i].Goods, inc.Orders[i].Problem, inc.Orders[i].Platform = s, s, s, s
	}
	return inc
}

// bones is a document's outline without its words: the same whatever the words.
func bones(d document.Document) string {
	names := []string{"document", "h1", "h2", "h3", "p", "small", "list", "-", "=", "table", "values", "address", "signature", "callout", "rule", "page"}
	var b strings.Builder
	for l := range strings.Lines(document.Outline(d)) {
		text := strings.TrimLeft(l, " ")
		name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
		if !slices.Contains(names, name) {
			name = "words"
		}
		b.WriteString(l[:len(l)-len(text)] + name + "\n")
	}
	return b.String()
}

// FuzzWrite holds that no field's text becomes markup: a letter has the same
// blocks whatever stands in the facts.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"x", "# heading", "**b**", "- item\n\n- item", "{{.}} {{fact \"brand\"}}", "\ue0000\ue001", "\ue000", "===", "<script>", "!w box\n\n---", "`", "| a |"} {
		f.Add(s)
	}
	s := shelf(f)
	people := map[string]incident.Incident{"task-job": person(f, "task-job"), "supplier": person(f, "supplier")}
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 500 {
			t.Skip()
		}
		for _, m := range s.List() {
			inc := people[story(m.ID)]
			want, _, err := s.Write(m.ID, "", Data{Incident: hostile(inc, "x"), Today: today})
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := s.Write(m.ID, "", Data{Incident: hostile(inc, "x"+in), Today: today})
			if err != nil {
				t.Fatalf("%s: %v", m.ID, err)
			}
			if diff := cmp.Diff(bones(want), bones(got)); diff != "" {
				t.Fatalf("%s with %q has other blocks (-want +got):\n%s", m.ID, in, diff)
			}
		}
	})
}

// one is a shelf's file system with one letter and the sample persons.
func one(t *testing.T, name, text string) fs.FS {
	t.Helper()
	sample, err := fs.ReadFile(knowledge.Files(), "letters/samples/task-job.json")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"letters/rs/" + name: {Data: []byte(text)}, "letters/samples/task-job.json": {Data: sample}}
}

const good = `---
id: note
title: Note
kind: bank
to: ['{{fact "person.bank"}}']
needs: [{fact: person.name}]
accepts: [pdf]
samples: [task-job]
sources: [{url: "https://example.org/", seen: undated, confidence: high}]
---
# Note

From {{fact "person.name"}} in *{{fact "person.address"}}*, with **{{total ""}}** paid, and more words so that the paper is not nearly empty, as a paper must say something.

{{payments_table ""}}
`

func TestLoadRefuses(t *testing.T) {
	cats := catalogues(t)
	if _, err := Load(one(t, "note.en.md", good), cats); err != nil {
		t.Fatalf("Load of a good letter: %v", err)
	}
	for _, c := range []struct{ name, file, from, to, want string }{
		{"a file whose id is another", "other.en.md", "", "", "want the file's name"},
		{"a file without a language", "note.md", "", "", "want the file's name"},
		{"a need that is no fact", "note.en.md", "person.name}]", "person.shoe}]", "no fact of letters"},
		{"a body that names no fact", "note.en.md", `{{fact "person.name"}} in`, `{{fact "shoe"}} in`, "no fact of letters"},
		{"a function outside the closed set", "note.en.md", `{{payments_table ""}}`, `{{exec "x"}}`, "not defined"},
		{"a function that makes markup", "note.en.md", `{{payments_table ""}}`, `{{html "x"}}`, "not for letters"},
		{"an unknown field in the front matter", "note.en.md", "accepts:", "acepts:", "acepts"},
		{"a source without a date", "note.en.md", "seen: undated, ", "", "no date"},
		{"an unknown sample person", "note.en.md", "[task-job]", "[nobody]", "no sample person"},
		{"a style that is not closed", "note.en.md", "# Note", "# **Note", "not closed"},
		{"a block inside a line", "note.en.md", "From", `From {{payments_table ""}}`, "inside the line"},
		{"no front matter", "note.en.md", "---\nid", "id", "no front matter"},
		{"a format that is not made", "note.en.md", "[pdf]", "[rtf]", "accepts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := good
			if c.from != "" {
				text = strings.Replace(good, c.from, c.to, 1)
			}
			_, err := Load(one(t, c.file, text), cats)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
				t.Errorf("Load = %v, want an error with %q and the path", err, c.want)
			}
		})
	}
}

func TestPDFOfALetterIsExact(t *testing.T) {
	s := shelf(t)
	inc := person(t, "task-job")
	for lang, want := range map[string]string{"sr-Latn": "račune koje su sama navodila", "sr-Cyrl": "рачуне које су сама наводила"} {
		doc, _, err := s.Write("rs-bank-recall", lang, Data{Incident: inc, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := document.PDF(&b, doc); err != nil {
			t.Fatal(err)
		}
		text := pdfText(t, b.Bytes())
		for _, w := range []string{want, "965-0001000031415-66", "90.328"} {
			if !strings.Contains(text, w) {
				t.Errorf("PDF in %s lacks %q:\n%s", lang, w, text)
			}
		}
	}
}

// pdfText extracts a PDF's text with poppler, and skips where it is missing.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: the text of PDFs was not checked")
	}
	cmd := exec.Command(tool, "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
