package ocr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/internal/child"
	"recourse/internal/testkit"
	"recourse/picture"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func need(t testing.TB, program string) {
	t.Helper()
	if _, err := child.Find(program); err != nil {
		t.Skipf("%v: this test needs it", err)
	}
}

// drawn draws lines of text.
func drawn(t *testing.T, lines ...string) []byte {
	t.Helper()
	img, err := testkit.Lines(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pdf makes a page that shows one line of ASCII.
func pdf(line string) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	obj("<</Type/Catalog/Pages 2 0 R>>")
	obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	stream := "BT /F 14 Tf 20 100 Td (" + line + ") Tj ET"
	obj(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream))
	obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func TestPDFText(t *testing.T) {
	need(t, "pdftotext")
	got, err := Reader{}.PDFText(t.Context(), bytes.NewReader(pdf("Proforma 2718 total 4,860 USD")))
	if err != nil || strings.TrimSpace(got) != "Proforma 2718 total 4,860 USD" {
		t.Errorf("PDFText = %q, %v", got, err)
	}
}

func TestADamagedPDFIsAnErrorOfItsOwn(t *testing.T) {
	need(t, "pdftotext")
	_, err := Reader{}.PDFText(t.Context(), strings.NewReader("%PDF-1.7\nthis is none"))
	var exit *child.ExitError
	if !errors.As(err, &exit) || errors.Is(err, recourse.Unavailable) {
		t.Errorf("PDFText = %v, want the program's failure", err)
	}
}

// text joins the words of a picture.
func text(t *testing.T, in []byte) (string, error) {
	t.Helper()
	p, err := picture.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	p.Regions = picture.FindRegions(p.Image)
	words, err := Reader{}.PictureWords(t.Context(), p)
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return strings.Join(all, " "), err
}

func TestPictureWords(t *testing.T) {
	need(t, "tesseract")
	got, err := text(t, drawn(t, "Zdravo, uplatite 61.328 dinara", "danas do 18:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"61.328", "dinara", "18:00"} {
		if !strings.Contains(got, want) {
			t.Errorf("PictureWords = %q, want %q in it", got, want)
		}
	}
}

func TestWordsHaveTheirPlaceInThePicture(t *testing.T) {
	need(t, "tesseract")
	for _, app := range testkit.Apps()[:2] {
		img := testkit.Screen{App: app, Name: "Lena Mentor", Clock: "18:05", Width: 540, Lines: []testkit.Bubble{
			{Side: "left", Text: "Uplatite odmah provizija", Clock: "17:42"}, {Side: "right", Text: "nemam 90.328", Clock: "17:45"},
		}}.Draw(t)
		p := picture.Picture{Image: img, Scale: 1, Regions: picture.FindRegions(img)}
		words, err := Reader{}.PictureWords(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		places := map[string]image.Rectangle{ // the bubbles, as they were drawn
			"provizija": image.Rect(15, 130, 300, 180),
			"90.328":    image.Rect(300, 180, 530, 240),
		}
		for _, w := range words {
			if place, ok := places[w.Text]; ok {
				delete(places, w.Text)
				if !w.Box.Rect().In(place) {
					t.Errorf("%s: %q at %v, want it in %v", app.Name, w.Text, w.Box.Rect(), place)
				}
			}
		}
		for w := range places {
			t.Errorf("%s: %q was not read", app.Name, w)
		}
	}
}

func TestReadTSV(t *testing.T) {
	const in = tsvHead + "\n1\t1\t0\t0\t0\t0\t0\t0\t683\t1477\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t140\t70\t63\t20\t93.306122\tLena\n5\t1\t1\t1\t1\t2\t215\t70\t101\t20\t91\tMentor\n" +
		"5\t1\t3\t1\t1\t1\t0\t0\t683\t160\t95\t \n5\t1\t4\t1\t1\t1\t33\t178\t28\t19\t97\tTo\n"
	want := []picture.Word{
		{Text: "Lena", Box: picture.Box{X: 140, Y: 70, Width: 63, Height: 20}, Conf: 0.93306122, Line: 1},
		{Text: "Mentor", Box: picture.Box{X: 215, Y: 70, Width: 101, Height: 20}, Conf: 0.91, Line: 1},
		{Text: "To", Box: picture.Box{X: 33, Y: 178, Width: 28, Height: 19}, Conf: 0.97, Line: 2},
	}
	got, err := readTSV(in)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); err != nil || diff != "" {
		t.Errorf("readTSV: %v\n%s", err, diff)
	}
}

func TestReadTSVRefusesWhatIsNoTable(t *testing.T) {
	for _, in := range []string{
		"", "Lena Mentor\n", tsvHead + "\n5\t1\t1\n", tsvHead + "\n5\t1\t1\t1\t1\t1\t140\t70\t63\t20\tNaN\tLena\n",
		tsvHead + "\n5\t1\t1\t1\t1\t1\t-140\t70\t63\t20\t90\tLena\n", tsvHead + "\n5\t1\t1\t1\t1\t1\t9999999999\t70\t63\t20\t90\tLena\n",
	} {
		if got, err := readTSV(in); !errors.Is(err, recourse.Invalid) {
			t.Errorf("readTSV(%q) = %v, %v, want an error of kind invalid", in, got, err)
		}
	}
}

func FuzzReadTSV(f *testing.F) {
	f.Add(tsvHead + "\n5\t1\t1\t1\t1\t1\t140\t70\t63\t20\t93.3\tLena\n")
	f.Add(tsvHead + "\n4\t1\t1\t1\t1\t0\t0\t0\t1\t1\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t0\t\xff\n")
	f.Fuzz(func(t *testing.T, in string) {
		words, err := readTSV(in)
		if err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("readTSV(%q) = %v", in, err)
		}
		for i, w := range words {
			if !utf8.ValidString(w.Text) || strings.TrimSpace(w.Text) != w.Text || w.Text == "" || len(w.Text) > maxWord || w.Conf < 0 || w.Conf > 1 {
				t.Errorf("word %+v", w)
			}
			if i > 0 && w.Line < words[i-1].Line || w.Line < 1 {
				t.Errorf("line %d after %d", w.Line, words[max(0, i-1)].Line)
			}
		}
	})
}

func TestToolsSayWhatIsInstalled(t *testing.T) {
	for _, tool := range Tools(t.Context()) {
		_, err := exec.LookPath(tool.Program)
		if (err == nil) != (tool.Path != "") {
			t.Errorf("tool %s: path %q, look-up says %v", tool.Program, tool.Path, err)
		}
		if tool.Install() == "" || tool.For == "" {
			t.Errorf("tool %+v does not say how to get it or what for", tool)
		}
	}
}
