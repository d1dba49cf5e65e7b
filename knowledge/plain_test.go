package knowledge

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

type plainSource struct {
	Title string `yaml:"title,omitempty"`
	Seen  string `yaml:"seen"`
}

type plainDoc struct {
	ID     string      `yaml:"id"`
	Names  []string    `yaml:"names"`
	Exact  bool        `yaml:"exact"`
	Score  int         `yaml:"score"`
	Source plainSource `yaml:"source"`
}

// parsed is what the YAML parser makes of a document.
func parsed(doc []byte) (plainDoc, error) {
	var d plainDoc
	err := yaml.NewDecoder(bytes.NewReader(doc), yaml.Strict()).Decode(&d)
	return d, err
}

func TestPlainDocumentsAreReadAsTheParserReadsThem(t *testing.T) {
	for _, tt := range []struct {
		name, doc string
		plain     bool
	}{
		{"as brands are written", "# a line\nid: acme\nnames: [Acme, \"17track\", Pošta Srbije,\n  a.com]\nexact: true\nsource: {title: \"own list, from memory\", seen: \"2026-11-26\"}\n", true},
		{"without a last line end", "id: acme", true},
		{"a number for a text", "id: 17\n", false},
		{"a word that some read as a truth", "id: no\n", false},
		{"a null", "id: null\n", false},
		{"a date without quotes", "source: {seen: 2026-11-26}\n", false},
		{"an escape", "id: \"a\\n\"\n", false},
		{"a comment behind", "id: acme # why\n", false},
		{"a key given twice", "id: a\nid: b\n", false},
		{"an unknown key", "id: a\ncolour: red\n", false},
		{"a list on lines", "names:\n  - a\n", false},
		{"an anchor", "id: &x acme\n", false},
		{"a text that goes on", "id: acme\n  corp\n", false},
		{"a second document", "id: a\n---\nid: b\n", false},
		{"a list that ends at the margin", "names: [a,\nb]\n", false},
		{"a line end of another sort in a remark", "#\r#\nid: a\n", false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got plainDoc
			if plain := decodePlain([]byte(tt.doc), &got); plain != tt.plain {
				t.Fatalf("decodePlain(%q) = %v, want %v", tt.doc, plain, tt.plain)
			}
			if !tt.plain {
				if !reflect.ValueOf(got).IsZero() {
					t.Errorf("decodePlain(%q) left %+v", tt.doc, got)
				}
				return
			}
			want, err := parsed([]byte(tt.doc))
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("decodePlain(%q) and the parser differ (%v):\n%s", tt.doc, err, diff)
			}
		})
	}
}

// What is read without the parser is what the parser reads.
func FuzzDecodePlain(f *testing.F) {
	for _, s := range []string{
		"id: acme\nnames: [a, \"b\",\n  c]\nexact: true\nsource: {title: t, seen: undated}\n", "id: a b\n\n# x\nnames: [ a ]\n",
		"id: a:b\n", "names: [a b , c]", "id: \"a: b\"", "source: {title: \"x\"}", "id: é\n", "id: a-\n", "names: [a,]\n", "id: a\n#\r#",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		var got plainDoc
		if !decodePlain([]byte(doc), &got) {
			return
		}
		want, err := parsed([]byte(doc))
		if err != nil {
			t.Fatalf("decodePlain(%q) = %+v, and the parser says %v", doc, got, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("decodePlain(%q) and the parser differ:\n%s", doc, diff)
		}
	})
}

func BenchmarkDecodeBytes(b *testing.B) {
	plain := "id: acme\nnames: [Acme, acme]\nsource: {title: \"own list, from memory\", seen: \"2026-11-26\"}\n"
	for name, doc := range map[string]string{"plain": plain, "parser": strings.Replace(plain, "[Acme, acme]", "\n  - Acme\n  - acme", 1)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var d plainDoc
				if err := DecodeBytes("a.yaml", []byte(doc), &d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
