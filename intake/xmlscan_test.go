package intake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// scanned flattens what the scanner gives.
func scanned(text string) (string, error) {
	var b strings.Builder
	x := newXMLScan(newWindow(strings.NewReader(text)))
	for {
		kind, err := x.next()
		if err != nil || kind == xmlEnd {
			return b.String(), err
		}
		switch kind {
		case xmlStart:
			b.WriteString("\x01" + string(x.name) + "{" + x.value("Ccy") + "}")
		case xmlStop:
			b.WriteString("\x02" + string(x.name) + "\x03")
		case xmlText:
			b.Write(x.text)
		}
	}
}

// decoded flattens what package encoding/xml gives.
func decoded(text string) (flat string, depth int, directive bool, err error) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	deep := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), depth, directive, nil
		}
		if err != nil {
			return "", depth, directive, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			deep++
			depth = max(depth, deep)
			ccy := ""
			for _, a := range t.Attr {
				if a.Name.Local == "Ccy" {
					ccy = a.Value
					break
				}
			}
			b.WriteString("\x01" + t.Name.Local + "{" + ccy + "}")
		case xml.EndElement:
			deep--
			b.WriteString("\x02" + t.Name.Local + "\x03")
		case xml.CharData:
			b.Write(t)
		case xml.Directive:
			directive = true
		}
	}
}

// FuzzXMLScan holds the scanner to package encoding/xml: what both read is the
// same, and what that one reads is refused only for what is refused on purpose.
func FuzzXMLScan(f *testing.F) {
	f.Add(`<?xml version="1.0"?><a:b xmlns:a="u" Ccy='E"U'><c/>x&amp;&#x41;<![CDATA[<d>]]]]></a:b>`)
	f.Add("<a Ccy = \"E&lt;R\"\r\n >1\r\n2\r</a ><!-- - --><a></a>")
	f.Add(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)
	f.Add("<a>]]></a>")
	f.Add("<a b=c></a>")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := scanned(text)
		want, depth, directive, stdErr := decoded(text)
		switch {
		case err == nil && stdErr == nil && !directive:
			if got != want {
				t.Fatalf("%q: got %q, want %q", text, got, want)
			}
		case err == nil && stdErr != nil:
			// It looks closer at instructions, at letters beyond ASCII and at prefixes.
			if utf8.ValidString(text) && allASCII([]byte(text)) && !strings.ContainsAny(text, "?:") {
				t.Fatalf("%q was read as %q; encoding/xml says %v", text, got, stdErr)
			}
		case err != nil && stdErr == nil:
			if !directive && depth <= xmlDeepest && len(text) < xmlLongest && !errors.Is(err, errXMLRefused) {
				t.Fatalf("%q: %v; encoding/xml reads it as %q", text, err, want)
			}
		}
	})
}

func TestXMLThatIsRefused(t *testing.T) {
	bomb := `<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>`
	tests := []struct {
		name, text string
		want       error
	}{
		{"a bomb of entities", bomb, errXMLRefused},
		{"an outside file", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, errXMLRefused},
		{"an entity that nobody declared", "<a>&x;</a>", errXMLRefused},
		{"a thousand levels", strings.Repeat("<a>", 1000), errXMLLimit},
		{"a text without end", "<a>" + strings.Repeat("x", 3<<20), errXMLLimit},
		{"a tag without end", "<a " + strings.Repeat("x", 3<<20), errXMLLimit},
		{"a comment without end", "<a><!--" + strings.Repeat("x", 3<<20), errXMLLimit},
		{"an element that does not end", "<a><b></b>", errXMLForm},
		{"an end that fits no start", "<a></b>", errXMLForm},
		{"a character that is none", "<a>&#0;</a>", errXMLForm},
	}
	for _, tt := range tests {
		if _, err := scanned(tt.text); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
	}
}

// oneByte gives a byte at a time.
type oneByte struct{ in io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.in.Read(p[:1]) }

func TestXMLAcrossTheEdgeOfTheWindow(t *testing.T) {
	text := "<a Ccy='EUR'>" + strings.Repeat("<b>t&amp;t<!-- c --><![CDATA[<>]]></b>", 20_000) + "</a>"
	want, err := scanned(text)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	x := newXMLScan(newWindow(oneByte{strings.NewReader(text)}))
	for {
		kind, err := x.next()
		if err != nil {
			t.Fatal(err)
		}
		if kind == xmlEnd {
			break
		}
		switch kind {
		case xmlStart:
			b.WriteString("\x01" + string(x.name) + "{" + x.value("Ccy") + "}")
		case xmlStop:
			b.WriteString("\x02" + string(x.name) + "\x03")
		case xmlText:
			b.Write(x.text)
		}
	}
	if b.String() != want {
		t.Error("read byte by byte the text is another")
	}
}
