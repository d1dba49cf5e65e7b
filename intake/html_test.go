package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func page(t testing.TB, source string) File {
	t.Helper()
	return Read(t.Context(), memory("a.html", []byte("<!doctype html><html>"+source)), Options{})
}

func TestASavedPageSaysFromWhereAndWhen(t *testing.T) {
	tests := []struct {
		name, source string
		meta         Meta
	}{
		{
			"as browsers save it", "<!-- saved from url=(0040)https://www.alibaba.com/trade/order?id=27182 --><head><title>Order</title></head>",
			Meta{{MetaURL, "https://www.alibaba.com/trade/order?id=27182"}},
		},
		{
			"as SingleFile saves it", "<!--\n Page saved with SingleFile \n url: https://trgovina.example/x \n saved date: Thu Nov 19 2026 18:05:33 GMT+0100 (Central European Standard Time)\n-->",
			Meta{{MetaURL, "https://trgovina.example/x"}, {MetaCaptured, "2026-11-19T18:05:33+01:00"}},
		},
		{
			"what its head says", `<head><link rel="canonical" href="https://a.example/1"><meta property="article:published_time" content="2026-11-02T10:00:00Z"><meta name="Author" content="Ana"><meta name="date" content="yesterday"></head>`,
			Meta{{MetaSite, "https://a.example/1"}, {MetaCreated, "2026-11-02T10:00:00Z"}, {MetaAuthor, "Ana"}},
		},
	}
	for _, tt := range tests {
		if f := page(t, tt.source+"<body><p>Zdravo"); !slices.Equal(f.Meta, tt.meta) || f.Text != "Zdravo" {
			t.Errorf("%s: meta %q text %q", tt.name, f.Meta, f.Text)
		}
	}
}

func TestWhatAPageShowsAndWhatItDoesNot(t *testing.T) {
	tests := []struct{ name, source, text, hidden string }{
		{"hidden parts", `<div>a<span style="color:red; display : NONE !important">b<b>c</b></span> d</div><p hidden>e<p>f`, "a d\nf", "bce"},
		{"a hidden cell without its end", `<table><tr><td style="display:none">a<td>b<tr><td>c</table>`, "b\nc", "a"},
		{"a hidden item", `<ul><li hidden>a<ul><li>b</ul><li>c</ul>d`, "c\nd", "a\nb"},
		{"hidden until a script shows it", `<body style="visibility:hidden"><p>a`, "a", ""},
		{"an end tag too many", `<div style="display:none">a</span></div>b</div></div>c`, "b\nc", "a"},
		{"hidden things that have no end", `<input style="display:none"><img hidden>a<br hidden>b`, "a\nb", ""},
		{"scripts and styles", `<script>a</script><style>b</style><noscript>c</noscript>d`, "d", ""},
		{"titles of drawings", `<title>Naslov</title><svg><title>a</title></svg>b`, "ab", ""},
	}
	for _, tt := range tests {
		f := page(t, tt.source)
		if f.Text != tt.text || f.Meta.Get(MetaHidden) != strings.Join(strings.Fields(tt.hidden), " ") {
			t.Errorf("%s: text %q hidden %q, want %q %q", tt.name, f.Text, f.Meta.Get(MetaHidden), tt.text, tt.hidden)
		}
	}
}

func TestLinksOfAPage(t *testing.T) {
	f := page(t, `<p>Prijava: <a href="https://prevara.example/login"> www.alibaba.com </a> i <a href="https://www.alibaba.com/x">ovde</a>.</p><a href="javascript:alert(1)">klik</a>
		<form action="https://skupljanje.example/p.php"><input type="Password" name="p"></form><meta http-equiv="refresh" content="0; url='https://dalje.example/x'">`)
	if len(f.Signs) != 1 || f.Signs[0].Leads != "prevara.example" || f.Signs[0].Spans[0].Of(f.Text) != "www.alibaba.com" {
		t.Errorf("signs = %+v", f.Signs)
	}
	found := make(map[string]string)
	for _, i := range f.Indicators {
		found[i.Value] = i.Span.Of(f.Text)
	}
	for value, span := range map[string]string{
		"https://prevara.example/login": "www.alibaba.com", "https://www.alibaba.com/x": "ovde",
		"https://skupljanje.example/p.php": "", "https://dalje.example/x": "",
	} {
		if got, ok := found[value]; !ok || got != span {
			t.Errorf("indicator %q at %q (%v), want at %q; all %v", value, got, ok, span, found)
		}
	}
	if _, ok := found["javascript:alert(1)"]; ok {
		t.Error("a script counts as an address")
	}
	if got := codes(f); !slices.Equal(got, []string{"page-asks-password"}) || f.Problems[0].Args["where"] != "https://skupljanje.example/p.php" {
		t.Errorf("problems = %+v", f.Problems)
	}
}

func TestHostilePages(t *testing.T) {
	const million = 1_000_000
	tests := []struct {
		name, source string
		text         string
		codes        []string
	}{
		{"a million levels", strings.Repeat("<div><b>", million/2) + "a", "a", nil},
		{"a million hidden levels", strings.Repeat("<div hidden>", million) + "a" + strings.Repeat("</div>", million) + "b", "b", nil},
		{"a million ends of nothing", strings.Repeat("<i>", 10_000) + strings.Repeat("</b>", million) + "a", "a", nil},
		{"a million links", strings.Repeat(`<a href="https://a.example/">x</a>`, million), strings.Repeat("x", million), []string{"page-links-cut"}},
		{"a tag without end", "a<" + strings.Repeat("x ", 4*million), "a", nil},
		{"fifty megabytes of attributes", "a" + strings.Repeat("<p "+strings.Repeat("x=y ", 100)+">", 50<<20/403), "a", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := page(t, "<body>"+tt.source)
			if f.Text != tt.text || !slices.Equal(codes(f), tt.codes) || !f.Keep() {
				t.Errorf("text %.40q problems %v, want %.40q %v", f.Text, codes(f), tt.text, tt.codes)
			}
		})
	}
}

func FuzzPage(f *testing.F) {
	f.Add(`<p hidden>a<p>b <a href="https://a.example">c</a><table><tr><td>d`)
	f.Add(`<!-- saved from url=(0022)https://a.example/x --><title>t</title><svg><title>`)
	f.Add(`<form action=//a.example><input type=password><meta http-equiv=refresh content="1;url=http://b.example">`)
	f.Fuzz(func(t *testing.T, source string) {
		file := Read(t.Context(), memory("a.html", []byte("<!doctype html>"+source)), Options{})
		checkPages(t, file)
		for _, s := range file.Signs {
			for _, span := range s.Spans {
				if span.Start < 0 || span.End > len(file.Text) || span.Start > span.End {
					t.Fatalf("sign %+v in a text of %d bytes", s, len(file.Text))
				}
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	row := `<tr class="row"><td><a href="https://www.alibaba.com/order/%d">Order %d</a></td><td style="color:#333">2026-11-18</td><td>USD 4,860.00</td></tr>`
	var s strings.Builder
	s.WriteString("<!doctype html><html><body><table>")
	for i := range 5000 {
		fmt.Fprintf(&s, row, i, i)
	}
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		htmlText(s.String())
	}
}
