package locale

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/knowledge"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T, files map[string]string) *Catalogues {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	c, err := Load(fsys)
	if err != nil {
		t.Fatalf("Load = %v", err)
	}
	return c
}

func shipped(t *testing.T) *Catalogues {
	t.Helper()
	c, err := Load(knowledge.Files())
	if err != nil {
		t.Fatalf("Load(knowledge) = %v", err)
	}
	return c
}

func printer(t *testing.T, c *Catalogues, tag string) *Printer {
	t.Helper()
	p, err := c.Printer(tag)
	if err != nil {
		t.Fatalf("Printer(%q) = %v", tag, err)
	}
	return p
}

func TestShippedCatalogues(t *testing.T) {
	c := shipped(t)
	if got, want := c.Languages(), []string{"en", "sr-Latn", "sr-Cyrl"}; !cmp.Equal(got, want) {
		t.Errorf("Languages() = %v, want %v", got, want)
	}
	if got := c.Mismatched(); len(got) > 0 {
		t.Errorf("texts whose placeholders differ:\n%s", strings.Join(got, "\n"))
	}
	if got := c.Missing(); len(got) > 0 {
		t.Errorf("keys that a first-class language lacks:\n%s", strings.Join(got, "\n"))
	}
}

func TestLoadRefuses(t *testing.T) {
	const ok = `{"a.b":"x"}`
	tests := []struct{ name, file, body, want string }{
		{"a list", "locales/en.x.json", `["a"]`, "where {"},
		{"a number as text", "locales/en.x.json", `{"k":1}`, `"k"`},
		{"a nested object", "locales/en.x.json", `{"k":{"deep":"x"}}`, "plural form"},
		{"a key given twice", "locales/en.x.json", `{"k":"x","k":"y"}`, "twice"},
		{"a key that another file has", "locales/en.x.json", `{"a.b":"y"}`, "locales/en.json"},
		{"a plural without its forms", "locales/sr-Latn.json", `{"k":{"one":"x","other":"y"}}`, `"few"`},
		{"a form that English does not have", "locales/en.x.json", `{"k":{"one":"x","few":"z","other":"y"}}`, "no others"},
		{"a form given twice", "locales/en.x.json", `{"k":{"one":"x","one":"z","other":"y"}}`, "twice"},
		{"a pipeline", "locales/en.x.json", `{"k":"{{.a | b}}"}`, "{{.name}}"},
		{"an open placeholder", "locales/en.x.json", `{"k":"{{.a"}`, "{{.name}}"},
		{"a closing alone", "locales/en.x.json", `{"k":"a}}"}`, "without"},
		{"an empty text", "locales/en.x.json", `{"k":" "}`, "empty"},
		{"a key with a space", "locales/en.x.json", `{"a k":"x"}`, "form"},
		{"more after the end", "locales/en.x.json", `{"k":"x"} {}`, "more"},
		{"half a file", "locales/en.x.json", `{"k":"x"`, "locales/en.x.json"},
		{"no UTF-8", "locales/en.x.json", "{\"k\":\"\xff\"}", "UTF-8"},
		{"a file for Cyrillic", "locales/sr-Cyrl.json", ok, "generated"},
		{"a tag in an odd form", "locales/EN.json", ok, "tag"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{"locales/en.json": {Data: []byte(ok)}, tt.file: {Data: []byte(tt.body)}}
			_, err := Load(fsys)
			if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want kind invalid with %q", err, tt.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{"locales/sr-Latn.json": {Data: []byte(ok)}}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Load without English = %v, want kind invalid", err)
	}
}

func TestMissingAndMismatched(t *testing.T) {
	c := load(t, map[string]string{
		"locales/en.json":      `{"a":"x {{.sum}}","b":"y","p":{"one":"one","other":"{{.n}}"}}`,
		"locales/sr-Latn.json": `{"a":"x {{.suma}}","c":"y","p":{"one":"{{.n}} a","few":"{{.n}} b","other":"{{.n}} c"}}`,
	})
	if got, want := c.Missing(), []string{"en: c", "sr-Latn: b"}; !cmp.Equal(got, want) {
		t.Errorf("Missing() = %q, want %q", got, want)
	}
	want := []string{"sr-Latn: a: has {{.suma}}, English has not", "sr-Latn: a: lacks {{.sum}}"}
	if got := c.Mismatched(); !cmp.Equal(got, want) {
		t.Errorf("Mismatched() = %q, want %q", got, want)
	}
}

func TestPlurals(t *testing.T) {
	c := load(t, map[string]string{
		"locales/en.json":      `{"f":{"one":"{{.n}} file","other":"{{.n}} files"}}`,
		"locales/sr-Latn.json": `{"number.group":".","number.point":",","f":{"one":"{{.n}} fajl","few":"{{.n}} fajla","other":"{{.n}} fajlova"}}`,
	})
	tests := []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 0, "0 files"},
		{"en", 1, "1 file"},
		{"en", 21, "21 files"},
		{"sr-Latn", 0, "0 fajlova"},
		{"sr-Latn", 1, "1 fajl"},
		{"sr-Latn", 2, "2 fajla"},
		{"sr-Latn", 4, "4 fajla"},
		{"sr-Latn", 5, "5 fajlova"},
		{"sr-Latn", 11, "11 fajlova"},
		{"sr-Latn", 12, "12 fajlova"},
		{"sr-Latn", 21, "21 fajl"},
		{"sr-Latn", 22, "22 fajla"},
		{"sr-Latn", 101, "101 fajl"},
		{"sr-Latn", 111, "111 fajlova"},
		{"sr-Latn", 12_000_001, "12.000.001 fajl"},
		{"sr-Cyrl", 3, "3 фајла"},
	}
	for _, tt := range tests {
		if got := printer(t, c, tt.tag).T("f", "n", tt.n); got != tt.want {
			t.Errorf("%s T(f, n=%d) = %q, want %q", tt.tag, tt.n, got, tt.want)
		}
	}
}

func TestSay(t *testing.T) {
	c := load(t, map[string]string{
		"locales/en.json":           `{"only.en":"English {{.x}}","date.short":"{{.day}} {{.short}} {{.year}}","month.short.11":"Nov","number.group":",","number.point":"."}`,
		"locales/en.area.json":      `{"due":"Due {{.date}}.","late":"Came {{.date}}, late ({{.date}}); {{.date}} is the day.","pay":"{{.name}} asked for {{.amount}}. {{.why}}","why":"Because {{.x}}."}`,
		"locales/sr-Latn.json":      `{"number.group":".","number.point":",","date.short":"{{.day}}. {{.number}}. {{.year}}."}`,
		"locales/sr-Latn.area.json": `{"due":"Rok je {{.date}}.","late":"Stiglo {{.date}}, kasno ({{.date}}); {{.date}} je dan.","pay":"{{.name}} traži {{.amount}}. {{.why}}","why":"Zato što {{.x}}."}`,
	})
	due := recourse.P("due", "date", recourse.Date{Year: 2026, Month: time.November, Day: 22})
	pay := recourse.P("pay", "name", "Đorđe Njegoš", "amount", money.Of(150638, "RSD"), "why", recourse.P("why", "x", "d.o.o."))
	late := recourse.P("late", "date", recourse.Date{Year: 2026, Month: time.November, Day: 22})
	tests := []struct {
		tag  string
		say  recourse.Phrase
		want string
	}{
		{"en", due, "Due 22 Nov 2026."},
		{"sr-Latn", due, "Rok je 22. 11. 2026."},
		{"sr-Cyrl", due, "Рок је 22. 11. 2026."},
		{"en", late, "Came 22 Nov 2026, late (22 Nov 2026); 22 Nov 2026 is the day."},
		{"sr-Latn", late, "Stiglo 22. 11. 2026, kasno (22. 11. 2026); 22. 11. 2026. je dan."},
		{"sr-Cyrl", late, "Стигло 22. 11. 2026, касно (22. 11. 2026); 22. 11. 2026. је дан."},
		{"en", pay, "Đorđe Njegoš asked for 150,638 RSD. Because d.o.o."},
		{"sr-Latn", pay, "Đorđe Njegoš traži 150.638 RSD. Zato što d.o.o."},
		{"sr-Cyrl", pay, "Đorđe Njegoš тражи 150.638 RSD. Зато што d.o.o."},
		{"sr-Cyrl", recourse.P("only.en", "x", 7), "English 7"},
		{"sr-Cyrl", recourse.P("no.such", "x", 7), "no.such"},
		{"en", recourse.P("why"), "Because …."},
	}
	for _, tt := range tests {
		if got := printer(t, c, tt.tag).Say(tt.say); got != tt.want {
			t.Errorf("%s Say(%s) = %q, want %q", tt.tag, tt.say.Key, got, tt.want)
		}
	}
}

func TestSayEndsInPhrasesWithoutEnd(t *testing.T) {
	c := load(t, map[string]string{"locales/en.json": `{"a":"({{.a}})"}`})
	loop := recourse.P("a")
	loop.Args = recourse.Args{"a": loop}
	for range 100 {
		loop = recourse.P("a", "a", loop)
	}
	if got := printer(t, c, "en").Say(loop); len(got) > 100 {
		t.Errorf("Say of 100 nested phrases is %d bytes long, want it cut", len(got))
	}
}

func TestFormats(t *testing.T) {
	c := shipped(t)
	day := recourse.Date{Year: 2026, Month: time.November, Day: 2}
	wall, err := recourse.ParseMoment("2026-11-18T18:05:00+01:00")
	if err != nil {
		t.Fatal(err)
	}
	type row struct{ Amount, Cents, Yen, Date, Long, Day, Moment, OnDay, None, Weekday, Number, Year string }
	want := map[string]row{
		"en": {
			"150,638 RSD", "4,860.50 USD", "3,200 JPY", "2 Nov 2026", "2 November 2026", "2 Nov",
			"18 Nov 2026, 18:05", "2 Nov 2026", "", "Monday", "-412,300", "2026",
		},
		"sr-Latn": {
			"150.638 RSD", "4.860,50 USD", "3.200 JPY", "2. 11. 2026.", "2. novembar 2026.", "2. 11.",
			"18. 11. 2026. u 18:05", "2. 11. 2026.", "", "ponedeljak", "-412.300", "2026",
		},
		"sr-Cyrl": {
			"150.638 RSD", "4.860,50 USD", "3.200 JPY", "2. 11. 2026.", "2. новембар 2026.", "2. 11.",
			"18. 11. 2026. у 18:05", "2. 11. 2026.", "", "понедељак", "-412.300", "2026",
		},
	}
	for tag, w := range want {
		p := printer(t, c, tag)
		got := row{
			p.Amount(money.Of(150638, "RSD")), p.Amount(money.Amount{Minor: 486050, Currency: "USD"}), p.Amount(money.Of(3200, "JPY")),
			p.Date(day), p.LongDate(day), p.DayMonth(day),
			p.Moment(wall), p.Moment(recourse.OnDay(day)), p.Moment(recourse.Moment{}), p.Weekday(day),
			p.Number(-412300), p.Number(2026),
		}
		if diff := cmp.Diff(w, got); diff != "" {
			t.Errorf("%s formats (-want +got):\n%s", tag, diff)
		}
	}
}

func TestNegotiate(t *testing.T) {
	c := shipped(t)
	tests := []struct{ accept, want string }{
		{"", "en"},
		{"sr-RS,sr;q=0.9,en;q=0.8", "sr-Latn"},
		{"sr", "sr-Latn"},
		{"sr-Latn-RS", "sr-Latn"},
		{"sr-Cyrl-RS", "sr-Cyrl"},
		{"sr-Cyrl", "sr-Cyrl"},
		{"hr-HR,hr;q=0.9", "sr-Latn"},
		{"bs", "sr-Latn"},
		{"cnr-ME", "sr-Latn"},
		{"sh", "sr-Latn"},
		{"mk-MK", "en"},
		{"ru", "en"},
		{"de-DE,sr;q=0.5", "sr-Latn"},
		{"en-GB,sr;q=0.5", "en"},
		{"ru,en;q=0.3,sr;q=0.8", "sr-Latn"},
		{"*", "en"},
		{strings.Repeat("a", 10000), "en"},
		{";;;,,q=", "en"},
	}
	for _, tt := range tests {
		if got := c.Negotiate(tt.accept); got != tt.want {
			t.Errorf("Negotiate(%.40q) = %q, want %q", tt.accept, got, tt.want)
		}
	}
}

func TestALanguageNeedsOnlyAFile(t *testing.T) {
	c := load(t, map[string]string{
		"locales/en.json": `{"a":"x"}`,
		"locales/pl.json": `{"a":{"one":"a","few":"b","many":"c","other":"d"}}`,
	})
	if !slices.Contains(c.Languages(), "pl") || c.Negotiate("pl-PL") != "pl" {
		t.Errorf("Languages() = %v, Negotiate(pl-PL) = %q, want pl in both", c.Languages(), c.Negotiate("pl-PL"))
	}
	if _, err := c.Printer("de"); !errors.Is(err, recourse.NotFound) {
		t.Errorf("Printer(de) = %v, want kind not found", err)
	}
}
