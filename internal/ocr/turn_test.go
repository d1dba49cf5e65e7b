package ocr

import (
	"bytes"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/child"
	"recourse/picture"
)

// A slip that was photographed or scanned on its side or its head is read as it stands
// upright, and each word's box lies where it is in the picture as it is shown.
func TestAPictureThatLiesOnItsSideIsReadTurned(t *testing.T) {
	need(t, "tesseract")
	upright := drawn(t, "Potvrda o izvrsenom placanju", "Racun primaoca: 265-0000001234567-57", "Primalac: Lena Kadrovic PR", "Iznos: 23.000,00 RSD", "Datum: 18.11.2026.")
	first := intake.Read(t.Context(), bytesSource("a.png", upright), intake.Options{Pictures: Reader{}})
	if !strings.Contains(first.Text, "265-0000001234567-57") || first.Picture.Turned != 0 {
		t.Fatalf("upright: turned by %d, text %q", first.Picture.Turned, first.Text)
	}
	p, err := picture.Open(upright)
	if err != nil {
		t.Fatal(err)
	}
	for _, degrees := range []int{90, 180, 270} {
		q := p.Turned(degrees)
		var b bytes.Buffer
		if err := png.Encode(&b, q.Image); err != nil {
			t.Fatal(err)
		}
		f := intake.Read(t.Context(), bytesSource("b.png", b.Bytes()), intake.Options{Pictures: Reader{}})
		// Tesseract reads some lines that run up or down by itself, with other dashes.
		alone := degrees != 180 && f.Picture.Turned == 0
		if strings.ReplaceAll(f.Text, "–", "-") != first.Text || f.Picture.Turned != 360-degrees && !alone || len(f.Problems) != 0 {
			t.Errorf("turned by %d: read turned by %d, problems %v, text\n%s", degrees, f.Picture.Turned, f.Problems, f.Text)
		}
		is := func(w intake.PictureWord) bool { return strings.HasPrefix(w.Text, "265-") }
		at, was := slices.IndexFunc(f.Picture.Words, is), slices.IndexFunc(first.Picture.Words, is)
		if at < 0 || was < 0 {
			continue // said above
		}
		got, want := f.Picture.Words[at].Box, first.Picture.Words[was].Box.Turned(degrees, p.Width, p.Height)
		if near := got.Rect().Intersect(want.Rect()); near.Dx()*near.Dy()*10 < want.Width*want.Height*8 {
			t.Errorf("turned by %d: the account's box is %v, want near %v", degrees, got, want)
		}
	}
}

func TestReadTurn(t *testing.T) {
	for said, want := range map[string][]int{
		"Page number: 0\nOrientation in degrees: 270\nRotate: 90\nOrientation confidence: 10.32\n": {90},
		"Rotate: 0\n": nil, "Rotate: 45\n": nil, "Rotate: x\n": nil, "": nil,
	} {
		if got := readTurn(said); !slices.Equal(got, want) {
			t.Errorf("readTurn(%q) = %v, want %v", said, got, want)
		}
	}
}

func TestLacking(t *testing.T) {
	if got := lacking(languages, []string{"eng", "osd"}); !slices.Equal(got, []string{"srp-latn", "srp"}) {
		t.Errorf("lacking = %v", got)
	}
	if got := lacking(languages, []string{"srp", "srp_latn", "eng"}); got != nil {
		t.Errorf("lacking = %v, want none", got)
	}
	if got := lacking(chinese[:1], []string{"eng"}); !slices.Equal(got, []string{"chi-sim"}) {
		t.Errorf("lacking = %v, want chi-sim", got)
	}
}

// What tesseract made of three lines of Chinese without and with that language: the
// account by itself would make the former sure enough.
func TestALongNumberDoesNotSpeakForItsLine(t *testing.T) {
	words := func(list ...any) (words []picture.Word) {
		for i := 0; i < len(list); i += 2 {
			words = append(words, picture.Word{Text: list[i].(string), Conf: list[i+1].(float64)})
		}
		return words
	}
	without := words("WA", .426, "500", .961, "75", .814, "RRA", .558, ":", .663, "==", .688, "$R{TIKS", 0.0, "6222021234567890128", .881)
	with := words("请", .968, "支付", .969, "佣金", .582, "500", .929, "元", .955, "收", .916, "款", .583, "人", .922, ":", .898,
		"李娜", .938, "银行", .952, "账号", .959, "6222021234567890128", .916)
	if sure(without) < poor || sureOfWords(without) >= poor {
		t.Errorf("without Chinese sure %.2f, of words %.2f", sure(without), sureOfWords(without))
	}
	if sureOfWords(with) < poor || weight(with) <= weight(without) {
		t.Errorf("with Chinese sure %.2f, weight %.2f over %.2f", sureOfWords(with), weight(with), weight(without))
	}
	if got := sureOfWords(words("6222021234567890128", .9, "x", .1)); got < poor {
		t.Errorf("a number and a smudge: %.2f", got)
	}
}

func TestAWordBelongsToOneBand(t *testing.T) {
	at := func(text string, y, line int) picture.Word {
		return picture.Word{Text: text, Line: line, Box: picture.Box{Y: y, Width: 10, Height: 20}}
	}
	words, line := addBand(nil, picture.Band{Y: 0, From: 0, To: 3800}, []picture.Word{at("a", 100, 1), at("b", 3700, 2), at("c", 3900, 3)}, 0)
	words, line = addBand(words, picture.Band{Y: 3600, From: 3800, To: 7400}, []picture.Word{at("b", 100, 1), at("c", 300, 2)}, line)
	said := ""
	for i, w := range words {
		said += w.Text
		if i > 0 && w.Line <= words[i-1].Line {
			t.Errorf("%s stands in line %d behind %d", w.Text, w.Line, words[i-1].Line)
		}
	}
	if said != "abc" || words[2].Box.Y != 3900 || line != 4 {
		t.Errorf("read %q, last line %d, boxes %v", said, line, words)
	}
}

func TestAllPicturesOfAFileAreConverted(t *testing.T) {
	if _, err := child.Find("heif-dec"); err != nil {
		need(t, "heif-convert")
	}
	for name, want := range map[string]int{"testdata/dve.heic": 2, "../../intake/testdata/poruka.heic": 1} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list, err := Reader{}.ConvertPicture(t.Context(), b)
		if err != nil || len(list) != want {
			t.Errorf("%s: %d pictures, %v; want %d", name, len(list), err, want)
		}
		for i, b := range list {
			if p, err := picture.Open(b); err != nil || p.Image == nil {
				t.Errorf("%s: picture %d: %v", name, i+1, err)
			}
		}
	}
	if list, err := (Reader{}).ConvertPicture(t.Context(), []byte("no picture")); err == nil {
		t.Errorf("what is no picture gives %d", len(list))
	}
}
