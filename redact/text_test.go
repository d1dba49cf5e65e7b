package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"recourse"
	"recourse/picture"
)

// zeros is randomness for tests: bytes that count up.
type zeros struct{ n byte }

func (z *zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = z.n
		z.n++
	}
	return len(b), nil
}

func original(b []byte) Original {
	sum := sha256.Sum256(b)
	return Original{SHA256: hex.EncodeToString(sum[:]), MediaType: "text/plain"}
}

const letterText = "Ja, Milena Uzorak, JMBG 0101990715018, uplatila sam sa 265-0000000001234-88.\nPriznanicu sam poslala Mileni Uzorak na milena@posta.example.\nRačun još jednom: 265000000000123488, a iznos 6.000,00.\n"

func textTwin(t *testing.T, text string, wanted ...string) Twin {
	t.Helper()
	var spans []recourse.Span
	for _, w := range wanted {
		spans = append(spans, Find(text, w)...)
	}
	twin, err := Text(text, original([]byte(text)), spans, &zeros{})
	if err != nil {
		t.Fatal(err)
	}
	return twin
}

func TestTextTwinShowsNeitherWordsNorLengths(t *testing.T) {
	twin := textTwin(t, letterText, "Milena Uzorak", "0101990715018", "265-1234-88")
	want := "Ja, █████, JMBG █████, uplatila sam sa █████.\nPriznanicu sam poslala █████ na milena@posta.example.\nRačun još jednom: █████, a iznos 6.000,00.\n"
	if got := string(twin.Bytes); got != want {
		t.Errorf("twin:\n%s\nwant:\n%s", got, want)
	}
	if len(twin.Again) > 0 {
		t.Errorf("parts %v are said to stand elsewhere too", twin.Again)
	}
	record, err := json.Marshal(twin.Record)
	if err != nil {
		t.Fatal(err)
	}
	sum := original([]byte(letterText)).SHA256
	for _, secret := range []string{"Milena", "0101990715018", sum, fmt.Sprint(len(letterText))} {
		if strings.Contains(string(record), secret) {
			t.Errorf("the record gives away %q: %s", secret, record)
		}
	}
	short, long := textTwin(t, "a Ana b", "Ana"), textTwin(t, "a Aleksandrina b", "Aleksandrina")
	if !bytes.Equal(short.Bytes, long.Bytes) {
		t.Errorf("twins %q and %q tell a short name from a long one", short.Bytes, long.Bytes)
	}
}

func TestPartThatStandsElsewhereIsSaid(t *testing.T) {
	at := strings.Index(letterText, "265-")
	twin, err := Text(letterText, original([]byte(letterText)), []recourse.Span{{Start: at, End: at + 20}, {Start: 4, End: 17}}, &zeros{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(twin.Again, []int{1, 2}) {
		t.Errorf("parts %v stand elsewhere too, want both", twin.Again)
	}
}

func TestCommitmentsOpenOneByOne(t *testing.T) {
	twin := textTwin(t, letterText, "0101990715018", "265-1234-88")
	all := twin.Secrets
	if p := twin.Record.Check("twin.txt", twin.Bytes, all); len(p) > 0 {
		t.Fatalf("problems %v", p)
	}
	one, err := all.Only(2)
	if err != nil || len(one.Withheld) != 1 || one.Original != nil || string(one.Withheld[0].Text) != "265-0000000001234-88" {
		t.Fatalf("what opens part 2 = %+v, %v", one, err)
	}
	b, _ := json.Marshal(one)
	if strings.Contains(string(b), all.Original.SHA256) || strings.Contains(string(b), all.Withheld[0].Salt) {
		t.Errorf("what opens part 2 opens more: %s", b)
	}
	back, err := ReadSecrets(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if p := twin.Record.Check("twin.txt", twin.Bytes, back); len(p) > 0 {
		t.Errorf("problems %v", p)
	}
	if _, err := all.Only(9); !errors.Is(err, recourse.NotFound) {
		t.Errorf("part 9 opens with %v, want not found", err)
	}
	// What the commitment is, by hand.
	salt, _ := hex.DecodeString(one.Withheld[0].Salt)
	sum := sha256.Sum256(append(salt, "265-0000000001234-88"...))
	if got := hex.EncodeToString(sum[:]); got != twin.Record.Withheld[1].Commitment {
		t.Errorf("commitment %s, want %s", twin.Record.Withheld[1].Commitment, got)
	}
}

// The command of doc/redaction.md opens a part without our program, as it stands there.
func TestTheWrittenCommandOpensAPart(t *testing.T) {
	for _, tool := range []string{"sh", "basenc", "base64", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	doc, err := os.ReadFile("../doc/redaction.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "redact check TWIN --opened part-2.json\n")
	command, _, _ := strings.Cut(rest, "\n")
	twin := textTwin(t, letterText, "0101990715018", "265-1234-88")
	part := twin.Secrets.Withheld[1]
	cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
	cmd.Env = append(os.Environ(), "salt="+part.Salt, "text="+base64.StdEncoding.EncodeToString(part.Text))
	out, err := cmd.CombinedOutput()
	if got, _, _ := strings.Cut(string(out), " "); err != nil || got != twin.Record.Withheld[1].Commitment {
		t.Errorf("%s\nprints %s (%v), want %s", command, out, err, twin.Record.Withheld[1].Commitment)
	}
}

func TestTamperingIsFound(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Twin)
		want   string
	}{
		"a byte of the twin":       {func(w *Twin) { w.Bytes[0] ^= 1 }, "redaction-twin"},
		"the twin and its digest":  {func(w *Twin) { replace(w, "Ja, ", "Mi, ") }, ""}, // a record is only as good as who signs it
		"a block and the digest":   {func(w *Twin) { replace(w, "JMBG █████", "JMBG 12345") }, "redaction-place"},
		"what was withheld":        {func(w *Twin) { w.Secrets.Withheld[0].Text[3] ^= 1 }, "redaction-part"},
		"a salt":                   {func(w *Twin) { flip(&w.Secrets.Withheld[0].Salt) }, "redaction-part"},
		"a commitment":             {func(w *Twin) { flip(&w.Record.Withheld[1].Commitment) }, "redaction-part"},
		"two parts change places":  {func(w *Twin) { s := w.Secrets.Withheld; s[0].Text, s[1].Text = s[1].Text, s[0].Text }, "redaction-part"},
		"a part that is not there": {func(w *Twin) { w.Secrets.Withheld[0].N = 7 }, "redaction-part"},
		"a byte moved into the salt": {func(w *Twin) {
			s := &w.Secrets.Withheld[0]
			s.Salt += fmt.Sprintf("%02x", s.Text[0])
			s.Text = s.Text[1:]
		}, "redaction-part"},
		"the original":                   {func(w *Twin) { flip(&w.Secrets.Original.SHA256) }, "redaction-original"},
		"the commitment to the original": {func(w *Twin) { flip(&w.Record.Original.Commitment) }, "redaction-original"},
		"secrets of another twin":        {func(w *Twin) { flip(&w.Secrets.Twin) }, "redaction-other"},
	} {
		twin := textTwin(t, letterText, "0101990715018", "265-1234-88")
		tt.change(&twin)
		got := ""
		for _, p := range twin.Record.Check("twin.txt", twin.Bytes, twin.Secrets) {
			got = p.Code
		}
		if got != tt.want {
			t.Errorf("%s was changed: problem %q, want %q", name, got, tt.want)
		}
	}
}

func flip(s *string) {
	b := []byte(*s)
	b[5] = "1023456789abcdef"[int(b[5])%16]
	if string(b) == *s {
		b[5] = 'e'
	}
	*s = string(b)
}

// replace changes the twin as somebody would who may write the record anew.
func replace(w *Twin, old, with string) {
	w.Bytes = bytes.Replace(w.Bytes, []byte(old), []byte(with), 1)
	sum := sha256.Sum256(w.Bytes)
	w.Record.Twin = TwinMark{hex.EncodeToString(sum[:]), int64(len(w.Bytes)), w.Record.Twin.MediaType}
	w.Secrets.Twin = w.Record.Twin.SHA256
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		text, wanted string
		want         []string
	}{
		{"Poslala Mileni Uzorak i Milena Uzorak.", "Milena Uzorak", []string{"Mileni Uzorak", "Milena Uzorak"}},
		{"МИЛЕНА УЗОРАК; Uzoraka nema", "milena uzorak", []string{"МИЛЕНА УЗОРАК"}},
		{"Žarko Ćirić, Zarka Ciricu", "Žarko Ćirić", []string{"Žarko Ćirić", "Zarka Ciricu"}},
		{"Ana kupuje banane, Analitika", "Ana", []string{"Ana"}},
		{"Uzorak\nMilena", "Uzorak Milena", []string{"Uzorak\nMilena"}},
		{"JMBG 0101990 715018 / 0101990715018", "0101990715018", []string{"0101990 715018", "0101990715018"}},
		{"račun 265-1234-88, IBAN RS35265000000000123488", "265-0000000001234-88", []string{"265-1234-88", "265000000000123488"}},
		{"tel. +381 64 123-45-67, 0641234567", "064/123-45-67", []string{"+381 64 123-45-67", "0641234567"}},
		{"1\n2 3    4", "1234", nil},
		{"piši na Milena@Posta.example!", "milena@posta.example", []string{"Milena@Posta.example"}},
		{"nothing here", "", nil},
		// Accounts with and without their zeros, whose control numbers do not fit.
		{"sa 265-1234567-89 na 265-0000001234567-89", "265-0000001234567-89", []string{"265-1234567-89", "265-0000001234567-89"}},
		{"sa 265-1234567-89, 265000000123456789, 265 0000001234567 89", "265-1234567-89", []string{"265-1234567-89", "265000000123456789", "265 0000001234567 89"}},
		{"sa 265-1234567-89, i 265-12345670-89", "RS35 2650 0000 0123 4567 89", []string{"265-1234567-89"}},
		{"RS35265000000123456789 / rs35 2650 0000 0123 4567 89", "265-1234567-89", []string{"265000000123456789", "2650 0000 0123 4567 89"}},
		{"265-1234-88", "265123488", []string{"265-1234-88"}},
		// Broken over line ends and set wide.
		{"Račun: 265-0000001234\n   567-89 kraj", "265-1234567-89", []string{"265-0000001234\n   567-89"}},
		{"> 265-\r\n> 1234567-89", "265-0000001234567-89", []string{"265-\r\n> 1234567-89"}},
		{"kartica 4111 1111\n1111 1111.", "4111111111111111", []string{"4111 1111\n1111 1111"}},
		{"kartica 4111  -  1111   1111\u00a01111", "4111 1111 1111 1111", []string{"4111  -  1111   1111\u00a01111"}},
		{"0 1 0 1 9 9 0 7 1 5 0 1 8", "0101990715018", []string{"0 1 0 1 9 9 0 7 1 5 0 1 8"}},
		{"０１０１９９０７１５０１８", "0101990715018", []string{"０１０１９９０７１５０１８"}},
		{"IBAN RS35 2650 0000\n0123 4567 89", "RS35265000000123456789", []string{"RS35 2650 0000\n0123 4567 89"}},
		{"DE89 3704 0044\n\t0532 0130 00 x", "DE89370400440532013000", []string{"DE89 3704 0044\n\t0532 0130 00"}},
		{"tel. +381 64\n123-45-67 i (064) 123 45 67", "0641234567", []string{"64\n123-45-67", "(064) 123 45 67"}},
		{"tel. 0641234567, 00381641234567", "+381 64 123 4567", []string{"0641234567", "00381641234567"}},
		{"Tel. 0151 23456789", "+49 151 23456789", []string{"0151 23456789"}},
		{"pasoš 012 345\n678", "012345678", []string{"012 345\n678"}},
		{"pasoš P 1234\n567 i p1234567", "P1234567", []string{"P 1234\n567", "p1234567"}},
		{"piši na milena@pos-\nta.example", "milena@posta.example", []string{"milena@pos-\nta.example"}},
		{"piši na milena@\nposta.example", "milena@posta.example", []string{"milena@\nposta.example"}},
		{"Milena\nUzorak, Mile-\nna Uzorak", "Milena Uzorak", []string{"Milena\nUzorak", "Mile-\nna Uzorak"}},
		// What is another number stays.
		{"265-1234567-88 265-1234568-89 266-1234567-89 265-12345670-89", "265-1234567-89", nil},
		{"4111 1111\n\n\n1111 1111; 4111 1111, 1111 1111", "4111111111111111", nil},
		{"黄伟 wrote, 黄伟", "黄伟", []string{"黄伟", "黄伟"}},
	} {
		var got []string
		for _, s := range Find(tt.text, tt.wanted) {
			got = append(got, s.Of(tt.text))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Find(%q, %q) = %q, want %q", tt.text, tt.wanted, got, tt.want)
		}
	}
}

func TestTextTwinHoldsWhatIsNotWithheld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(1, 60, -1).Draw(t, "text")
		var spans []recourse.Span
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			start := rapid.IntRange(0, len(text)-1).Draw(t, "start")
			spans = append(spans, recourse.Span{Start: start, End: rapid.IntRange(start+1, len(text)).Draw(t, "end")})
		}
		twin, err := Text(text, original([]byte(text)), spans, &zeros{})
		if err != nil {
			t.Fatal(err)
		}
		back, last := "", 0
		for i, p := range twin.Record.Withheld {
			back += string(twin.Bytes[last:p.Span.Start]) + string(twin.Secrets.Withheld[i].Text)
			last = p.Span.End
		}
		if back += string(twin.Bytes[last:]); back != text {
			t.Fatalf("put together again: %q, want %q", back, text)
		}
		if p := twin.Record.Check("", twin.Bytes, twin.Secrets); len(p) > 0 {
			t.Fatalf("problems %v", p)
		}
	})
}

func TestTextRefusals(t *testing.T) {
	o := original([]byte("abc"))
	for name, spans := range map[string][]recourse.Span{
		"nothing": nil, "backwards": {{Start: 2, End: 1}}, "empty": {{Start: 1, End: 1}}, "outside": {{Start: 0, End: 4}}, "below": {{Start: -1, End: 2}},
	} {
		if _, err := Text("abc", o, spans, &zeros{}); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Text with %s = %v, want invalid", name, err)
		}
	}
	if _, err := Text("abc", Original{SHA256: "x"}, []recourse.Span{{End: 1}}, &zeros{}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("an original without a digest = %v, want invalid", err)
	}
	if _, err := Text("abc", o, []recourse.Span{{End: 1}}, strings.NewReader("few")); err == nil {
		t.Error("a twin was made without randomness")
	}
}

func FuzzReadRecord(f *testing.F) {
	sum := strings.Repeat("ab", 32)
	f.Add([]byte(`{"recourse_redaction":1,"kind":"text","original":{"commitment":"` + sum + `"},"twin":{"sha256":"` + sum + `"},"withheld":[{"n":1,"span":[0,15],"commitment":"` + sum + `"}]}`))
	f.Add([]byte(`{"recourse_redaction":1,"kind":"picture","original":{"commitment":"` + sum + `"},"twin":{"sha256":"` + sum + `"},"withheld":[{"n":1,"box":{"x":0,"y":0,"width":1,"height":1},"commitment":"` + sum + `"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ReadRecord(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, recourse.Invalid) {
				t.Fatalf("ReadRecord = %v, want invalid", err)
			}
			return
		}
		r.Check("twin", []byte("█████ and more"), Secrets{Form: 1, Twin: r.Twin.SHA256, Withheld: []Secret{{N: 1, Salt: sum, Text: b}}})
	})
}

func FuzzFind(f *testing.F) {
	f.Add(letterText, "Milena Uzorak")
	f.Add("0101990 715018", "0101990715018")
	f.Add("a\u200bb", "ab")
	f.Fuzz(func(t *testing.T, text, wanted string) {
		last := 0
		for _, s := range Find(text, wanted) {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("Find(%q, %q) has %v behind %d", text, wanted, s, last)
			}
			last = s.End
		}
	})
}

func TestOwn(t *testing.T) {
	const text = "Ja, 0101990715018, drugi 0101990\n715018, neko 0101990715019, račun 265-0000000001\n234-88,\n" +
		"kartica 4111 1111 1111 1111, tel. 064/123-45-67, milena@posta.example, broj 1234567890123, 0101199071501800."
	var got []string
	for _, o := range Own(text) {
		got = append(got, o.Kind+" "+o.Text+" "+fmt.Sprint(o.Checked))
		if len(Find(text, o.Text)) == 0 {
			t.Errorf("%q is offered and not found", o.Text)
		}
	}
	want := []string{
		"personal 0101990715018 true", "personal 0101990 715018 true", "personal 0101990715019 false",
		"card 4111 1111 1111 1111 true", "phone 064/123-45-67 true", "email milena@posta.example true", "account-rs 265-0000000001234-88 true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Own = %q, want %q", got, want)
	}
}

// In a table the next line of a cell stands behind those of the other cells.
func TestFindWordsInACell(t *testing.T) {
	word := func(line, x int, text string) picture.Word {
		return picture.Word{Text: text, Line: line, Box: picture.Box{X: x, Y: 20 * line, Width: 8 * len(text), Height: 10}}
	}
	words := []picture.Word{
		word(1, 10, "Platilac"), word(1, 200, "265-0000001234"), word(1, 400, "6.000,00"),
		word(2, 10, "Milena"), word(2, 200, "567-89"), word(2, 400, "RSD"),
		word(3, 10, "Uzorak"), word(3, 200, "97"), word(3, 400, "za"),
	}
	for wanted, want := range map[string][]int{"265-1234567-89": {1, 4}, "Milena Uzorak": {3, 6}, "2656000": nil, "567-89 97": {4, 7}} {
		var at []picture.Box
		for _, i := range want {
			at = append(at, Boxes(words[i:i+1], []recourse.Span{{Start: 0, End: 1}}, recourse.Span{Start: 0, End: 1})...)
		}
		if got := FindWords(words, wanted); !slices.Equal(got, at) {
			t.Errorf("FindWords(%q) = %v, want %v", wanted, got, at)
		}
	}
}
