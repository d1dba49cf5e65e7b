package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"recourse/knowledge"
	"recourse/scam"
)

func shippedStream(t testing.TB) (*Engines, *Stream) {
	t.Helper()
	e, err := LoadEngines(knowledge.Files(), Words|Checker)
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Catalogues.Printer("sr-Latn")
	if err != nil {
		t.Fatal(err)
	}
	return e, NewStream(p, ModelName(e.Checker))
}

// TestStreamWritesWhatJSONDoes holds the quick writer to encoding/json.
func TestStreamWritesWhatJSONDoes(t *testing.T) {
	e, s := shippedStream(t)
	texts := append(e.Checker.Examples(),
		"", "hi", "a.example a.example b.example a.example", "a \"quoted\" \\ text\u2028 with \x01 and <b>", "pay at https://alibaba-vip.example/?a=1&b=2 now", "\xff\xfe", "Јавите се менаџеру на 265-0000001234567-97")
	for _, text := range texts {
		v := e.Checker.Check(scam.Document{Text: text})
		got, err := s.Append(nil, v, Item{ID: `id "1"`}, 7)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(VerdictJSON(s.p, v, s.model, About{ID: `id "1"`, TookUS: 7})); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("Append for %q:\n%s\nwant\n%s", text, got, want.Bytes())
		}
	}
}

func TestParse(t *testing.T) {
	s := NewStream(nil, "")
	for _, tt := range []struct {
		name, line string
		want       Item
		err        string
	}{
		{"a string is an id", `{"id":"a1","text":"hello"}`, Item{ID: "a1", Text: "hello"}, ""},
		{"a number is an id as it was given", `{"id":12,"text":"a"}`, Item{ID: "12", Number: true, Text: "a"}, ""},
		{"whatever its form", `{"id":-0.50e+3,"text":"a"}`, Item{ID: "-0.50e+3", Number: true, Text: "a"}, ""},
		{"even one that no computer counts to", `{"id":123456789012345678901234567890,"text":"a"}`, Item{ID: "123456789012345678901234567890", Number: true, Text: "a"}, ""},
		{"null is no id", `{"id":null,"text":"a"}`, Item{Text: "a"}, ""},
		{"other fields are left alone", `{"text":"a","more":{"text":1},"id":"b"}`, Item{ID: "b", Text: "a"}, ""},
		{"a list is no id", `{"id":[1],"text":"a"}`, Item{}, "neither a string nor a number"},
		{"a number is no text, and the id is known", `{"id":"a","text":5}`, Item{ID: "a"}, "no string"},
		{"a line without text is not judged", `{"id":7,"message":"Pay now"}`, Item{ID: "7", Number: true}, "no \"text\""},
		{"a list is no message", `["a"]`, Item{}, "no JSON object"},
		{"a number with a zero before it is none", `{"id":012,"text":"a"}`, Item{}, "no JSON object"},
	} {
		got, err := s.Parse([]byte(tt.line))
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: Parse(%s) = %+v, %v; want %+v, %q", tt.name, tt.line, got, err, tt.want, tt.err)
		}
	}
}

// A line with other fields costs no more than its length: it is read without a step
// to encoding/json, which shows in what is allocated.
func TestParseSkipsOtherFieldsQuickly(t *testing.T) {
	s := NewStream(nil, "")
	line := []byte(`{"label":"ham","text":"See you on Thursday","lang":"en","split":7,"seen":false,"id":"a"}`)
	if n := testing.AllocsPerRun(100, func() {
		if it, err := s.Parse(line); err != nil || it.ID != "a" || it.Text != "See you on Thursday" {
			t.Fatalf("Parse = %+v, %v", it, err)
		}
	}); n > 0 {
		t.Errorf("%.0f allocations for a line with other fields, want none", n)
	}
}

func TestIndicatorsOfAVerdictAreBounded(t *testing.T) {
	e, s := shippedStream(t)
	text := strings.Repeat("x.com ", 50_000)
	for i := range MaxIndicators + 20 {
		text += fmt.Sprintf("shop%d.com ", i)
	}
	var got struct {
		Indicators []struct {
			Value string
			Times int
			Span  [2]int
		}
		More int `json:"indicators_more"`
	}
	line, err := s.Append(nil, e.Checker.Check(scam.Document{Text: text}), Item{}, 0)
	if err == nil {
		err = json.Unmarshal(line, &got)
	}
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Indicators); n != MaxIndicators || got.More != 21 || len(line) > 200_000 {
		t.Errorf("%d indicators and %d more in %d bytes, want %d and 21", n, got.More, len(line), MaxIndicators)
	}
	if first := got.Indicators[0]; first.Value != "x.com" || first.Times != 50_000 || first.Span != [2]int{0, 5} {
		t.Errorf("the first is %+v, want x.com 50000 times, at its first place", first)
	}
}

// FuzzParse holds the quick reader to encoding/json.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		`{"id":"a1","text":"hello"}`, ` { "text" : "a\n\tč\/" , "id":"" } `, `{"id":"a","text":"\ud83d\ude00"}`, `{"id":1,"text":""}`, `{"text":"x","more":[1]}`,
		`{"Text":"x"}`, `{}`, `{"id":"a","id":"b"}`, "{\"text\":\"\xff\"}", `{"text":"a"} x`, `{"text":"a"`, `{"text":"\u00`, `{"id":01,"text":"a"}`, `{"text":"a","id":1e5}`, `{"text":"a","id":1`,
		`{"label":"ham","text":"a","n":12,"ok":true,"none":null,"id":3}`, `{"a":1,"text":"a","TEXT":"b"}`, `{"iD":1,"text":"a"}`, `{"a":tru,"text":"a"}`, `{"a":-1.5,"text":"a"}`, `{"a":nullx,"text":"a"}`, `{"id":true,"text":"a"}`,
	} {
		f.Add([]byte(line))
	}
	s := NewStream(nil, "")
	f.Fuzz(func(t *testing.T, line []byte) {
		got, gotErr := s.Parse(line)
		want, wantErr := parse(line)
		if (gotErr == nil) != (wantErr == nil) || gotErr == nil && got != want {
			t.Errorf("Parse(%q) = %+v, %v; encoding/json says %+v, %v", line, got, gotErr, want, wantErr)
		}
	})
}
