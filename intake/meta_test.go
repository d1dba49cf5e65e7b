package intake

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMetaHoldsWhatAFileSaysOnALine(t *testing.T) {
	var m Meta
	m.Add(MetaAuthor, " Ana\r\n\x1b[31m Anić\u202e ")
	m.Add(MetaAuthor, "Ana [31m Anić")
	m.Add(MetaAuthor, "\x00\t")
	m.Add(MetaPages, strings.Repeat("ž", maxMetaValue))
	if len(m) != 2 || m.Get(MetaAuthor) != "Ana [31m Anić" {
		t.Fatalf("meta = %.200q", m)
	}
	if n := len(m.Get(MetaPages)); n > maxMetaValue || n < maxMetaValue-1 {
		t.Errorf("a long value has %d bytes", n)
	}
	if m.Get(MetaURL) != "" {
		t.Errorf("url = %q, want none", m.Get(MetaURL))
	}
	for i := range 2 * maxMeta {
		m.Add(MetaKeywords, strings.Repeat("a", i+1))
	}
	if len(m) != maxMeta {
		t.Errorf("%d entries, want %d", len(m), maxMeta)
	}
	b, err := json.Marshal(File{Meta: Meta{{MetaAuthor, "Ana"}}})
	if err != nil || !strings.Contains(string(b), `"meta":[{"key":"author","value":"Ana"}]`) {
		t.Errorf("json = %s, %v", b, err)
	}
}

func TestEveryMetaKeyHasItsWords(t *testing.T) {
	for _, lang := range []string{"en", "sr-Latn"} {
		said := saidIn(t, lang)
		for _, k := range MetaKeys() {
			if said["meta."+k] == nil {
				t.Errorf("%s has no words for meta.%s", lang, k)
			}
		}
	}
}
