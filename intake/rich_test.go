package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestRichTextAsOfficeProgramsWriteIt(t *testing.T) {
	f := fixture(t, "ponuda.rtf", Options{})
	for _, want := range []string{"Ponuda br. 27\n", "Poštovani, molimo uplatu na račun 965-0001000031415-66.\n", "Stavka\tIznos\nRoba\t4.860,00\n\t5\n", "Više na alibaba.com ovde."} {
		if !strings.Contains(f.Text, want) {
			t.Errorf("text %q lacks %q", f.Text, want)
		}
	}
	if f.Title != "Ponuda" || f.Meta.Get(MetaAuthor) != "Ana Anić" || f.Kind != KindPage || len(f.Problems) != 0 {
		t.Errorf("title %q meta %v kind %q problems %v", f.Title, f.Meta, f.Kind, f.Problems)
	}
	if len(f.Signs) != 1 || f.Signs[0].Spans[0].Of(f.Text) != "alibaba.com" {
		t.Errorf("signs = %+v", f.Signs)
	}
}

func TestRichText(t *testing.T) {
	tests := []struct{ name, body, text, hidden string }{
		{"letters of a code page", `\ansicpg1250 \'8auma i \'9eito`, "Šuma i žito", ""},
		{"letters of a font", `{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'c4\'e0\f0  ok`, "Да ok", ""},
		{"letters of Unicode", `\u382?uto \uc2\u-10179 ab\u-8704 cd\uc0\u353`, "žuto 😀š", ""},
		{"signs", `a\~b\_c\emdash d\{\}\\`, `a b-c—d{}\`, ""},
		{"paragraphs and cells", `a\par\par b\trowd\cell c\cell\row d`, "a\nb\n\tc\nd", ""},
		{"hidden words", `a{\v b}{\deleted c}d`, "ad", "bc"},
		{"groups that are no text", `{\stylesheet{\s0 Normal;}}{\*\unknown x}{\pict 00ff}a\bin3 {{}b`, "ab", ""},
		{"braces that do not fit", `a}}}b{{{c`, "abc", ""},
		{"letters of the code page of UTF-8", `\ansicpg65001 \'c5\'a1`, "š", ""},
		{"half a letter of Unicode", `a\u-10179 ?b\u382?c`, "abžc", ""},
		{"a minus that is text", `a\tab-b\tab-5 c`, "a\t-b\tc", ""},
		{"a letter cut off", `a\'f`, "af", ""},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.rtf", []byte(`{\rtf1\ansi `+tt.body+`}`)), Options{})
		if f.Text != tt.text || f.Meta.Get(MetaHidden) != tt.hidden {
			t.Errorf("%s: text %q hidden %q, want %q %q", tt.name, f.Text, f.Meta.Get(MetaHidden), tt.text, tt.hidden)
		}
	}
}

func TestHostileRichText(t *testing.T) {
	tests := []struct {
		name, body string
		codes      []string
	}{
		{"groups without end", strings.Repeat("{", 1_000_000), []string{"document-cut"}},
		{"an embedded object", `{\object\objemb{\*\objdata 0105}}a`, []string{"document-object"}},
		{"words without end", strings.Repeat(`\aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa99999999999999999999`, 50_000), nil},
		{"more bytes than there are", `\bin2000000000 abc`, nil},
		{"a text without end", strings.Repeat("a ", 1<<20), []string{"text-cut"}},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.rtf", []byte(`{\rtf1\ansi `+tt.body)), Options{Limits: Limits{Text: 1 << 20}})
		if got := codes(f); tt.codes != nil && !slices.Equal(got, tt.codes) || !f.Keep() {
			t.Errorf("%s: problems %v, want %v", tt.name, got, tt.codes)
		}
	}
}

func FuzzRichTextFile(f *testing.F) {
	f.Add(`{\fonttbl{\f1\fcharset238 A;}}\f1 \'e8{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt b}}\u-10179?\u-8704?`)
	f.Add(`{\info{\title a}{\creatim\yr2026\mo11\dy10}}\trowd a\cell\row{\v b}\bin5 abc`)
	f.Fuzz(func(t *testing.T, body string) {
		checkPages(t, Read(t.Context(), memory("a.rtf", []byte(`{\rtf1`+body)), Options{Limits: Limits{Text: 1 << 16}}))
	})
}
