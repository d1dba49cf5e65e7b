package app

import (
	"bytes"
	"encoding/json"
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
		"", "hi", "a \"quoted\" \\ text\u2028 with \x01 and <b>", "pay at https://alibaba-vip.example/?a=1&b=2 now", "\xff\xfe", "Јавите се менаџеру на 265-0000001234567-97")
	for _, text := range texts {
		v := e.Checker.Check(scam.Document{Text: text})
		got, err := s.Append(v, `id "1"`, 7)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(VerdictJSON(s.p, v, s.model, `id "1"`, 7)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("Append for %q:\n%s\nwant\n%s", text, got, want.Bytes())
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{
		`{"id":"a1","text":"hello"}`, ` { "text" : "a\n\tč\/" , "id":"" } `, `{"id":"a","text":"\ud83d\ude00"}`, `{"id":1}`, `{"text":"x","more":[1]}`,
		`{"Text":"x"}`, `{}`, `{"id":"a","id":"b"}`, "{\"text\":\"\xff\"}", `{"text":"a"} x`, `{"text":"a"`, `{"text":"\u00`,
	} {
		f.Add([]byte(line))
	}
	s := NewStream(nil, "")
	f.Fuzz(func(t *testing.T, line []byte) {
		got, gotErr := s.Parse(line)
		var want Item
		wantErr := json.Unmarshal(line, &want)
		if (gotErr == nil) != (wantErr == nil) || gotErr == nil && got != want {
			t.Errorf("Parse(%q) = %q, %v; encoding/json says %q, %v", line, got, gotErr, want, wantErr)
		}
	})
}
