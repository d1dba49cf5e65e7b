package redact

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"recourse"
	"recourse/picture"
)

func codes(list []recourse.Problem) (out []string) {
	for _, p := range list {
		out = append(out, p.Code)
	}
	return out
}

func TestATwinIsHeldAgainstItsOriginal(t *testing.T) {
	const text = "Ja, Milena Uzorak, uplatila sam 6.000 na 265-1234-88.\n"
	forge := func(said string) Twin { // as somebody would who repairs record and secrets
		var spans []recourse.Span
		for _, w := range []string{"Milena Uzorak", "265-1234-88"} {
			spans = append(spans, Find(said, w)...)
		}
		twin, err := Text(said, original([]byte(text)), spans, &zeros{})
		if err != nil {
			t.Fatal(err)
		}
		return twin
	}
	for name, tt := range map[string]struct {
		said string
		open []int
		want bool
	}{
		"the same":                       {text, []int{0, 1, 2}, true},
		"the same, one part opened":      {text, []int{0, 2}, true},
		"the same, no part opened":       {text, []int{0}, true},
		"another amount":                 {"Ja, Milena Uzorak, uplatila sam 9.000 na 265-1234-88.\n", []int{0, 1, 2}, false},
		"another amount, nothing opened": {"Ja, Milena Uzorak, uplatila sam 9.000 na 265-1234-88.\n", []int{0}, false},
		"another end":                    {text + "Hvala.\n", []int{0}, false},
		"another beginning":              {"Mi, Milena Uzorak, uplatila sam 6.000 na 265-1234-88.\n", []int{0}, false},
	} {
		twin := forge(tt.said)
		opened, err := twin.Secrets.Only(tt.open...)
		if err != nil {
			t.Fatal(err)
		}
		if p := twin.Record.Check("t", twin.Bytes, opened); len(p) > 0 {
			t.Fatalf("%s: the forgery is not whole in itself: %v", name, p)
		}
		p, err := twin.Record.Compare("t", twin.Bytes, []byte(text), opened)
		if err != nil || (len(p) == 0) != tt.want || len(p) > 0 && p[0].Code != "redaction-changed" {
			t.Errorf("%s: %v, %v, want the same: %v", name, p, err, tt.want)
		}
	}
}

func TestAPicturesTwinIsHeldAgainstItsOriginal(t *testing.T) {
	boxes := []picture.Box{{X: 10, Y: 10, Width: 30, Height: 20}, {X: 30, Y: 20, Width: 30, Height: 20}} // they overlap
	clear := image.NewNRGBA(image.Rect(0, 0, 90, 60))
	for i := range clear.Pix {
		clear.Pix[i] = byte(i * 7)
	}
	for name, real := range map[string][]byte{"PNG": asPNG(t, noise(90, 60)), "JPEG": photo(t, noise(90, 60)), "transparent": asPNG(t, clear)} {
		p, err := open(real)
		if err != nil {
			t.Fatal(err)
		}
		outside, inside := noise(90, 60), noise(90, 60)
		copy(outside.Pix, p.Image.Pix)
		copy(inside.Pix, p.Image.Pix)
		outside.Set(80, 50, color.RGBA{1, 2, 3, 255})
		inside.Set(15, 15, color.RGBA{1, 2, 3, 255})
		for what, tt := range map[string]struct {
			made []byte
			want bool
		}{"the same": {real, true}, "a pixel beside the boxes": {asPNG(t, outside), false}, "a pixel in what was opened": {asPNG(t, inside), false}} {
			twin, err := Picture(tt.made, original(real), boxes, &zeros{})
			if err != nil {
				t.Fatal(err)
			}
			problems, err := twin.Record.Compare("t", twin.Bytes, real, twin.Secrets)
			if err != nil || (len(problems) == 0) != tt.want {
				t.Errorf("%s, %s: %v, %v, want the same: %v", name, what, problems, err, tt.want)
			}
		}
	}
}

func TestARecordOfNothingIsAProblem(t *testing.T) {
	twin := textTwin(t, letterText, "Milena Uzorak")
	none := twin.Record
	none.Withheld = nil
	if got := codes(none.Check("t", twin.Bytes, Secrets{})); !slices.Equal(got, []string{"redaction-empty"}) {
		t.Errorf("a record of no parts: %v", got)
	}
	for _, kind := range []string{FormPicture, FormPages} {
		other := none
		other.Kind = kind
		if got := codes(other.Check("t", twin.Bytes, Secrets{})); !slices.Contains(got, "redaction-kind") {
			t.Errorf("a text with a record of kind %s: %v", kind, got)
		}
	}
	shot, err := Picture(asPNG(t, noise(90, 60)), original(nil), []picture.Box{{X: 1, Y: 1, Width: 9, Height: 9}}, &zeros{})
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]bool{FormPicture: false, FormText: true, FormPages: true} {
		r := shot.Record
		r.Kind, r.Withheld = kind, nil
		if got := codes(r.Check("t", shot.Bytes, Secrets{})); slices.Contains(got, "redaction-kind") != want {
			t.Errorf("a picture with a record of kind %s: %v", kind, got)
		}
	}
}
