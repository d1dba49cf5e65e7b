package ocr

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"recourse/internal/child"
	"recourse/picture"
)

const (
	// turnedBelow is how sure a reading is at most for the picture to be tried turned: an
	// upright one has 0.9, one that lies on its side or head 0.4 to 0.55.
	turnedBelow = 0.65
	// surer is by how much a turned reading has to be surer to be taken.
	surer = 0.15
	// fewestTurned is how many letters have to be there for anything to be tried.
	fewestTurned = 12
	// asTurned is the layout of which tesseract tells the turn alone.
	asTurned = "0"
)

// turned reads a picture that may lie on its side or its head, of which the reading as
// it is shown is words. The boxes of the answer lie in the picture as it is shown.
func (r Reader) turned(ctx context.Context, p picture.Picture, words []picture.Word, langs []string) []picture.Word {
	if p.Image == nil || sure(words) >= turnedBelow || letters(words) < fewestTurned {
		return words
	}
	best := words
	for _, turn := range r.turns(ctx, p) {
		q := p.Turned(turn)
		if p.Regions != nil {
			q.Regions = picture.FindRegions(q.Image)
		}
		in, scale, layout, err := prepared(q)
		if err != nil {
			continue
		}
		list, err := r.tesseract(ctx, in, scale, layout, langs)
		if err != nil || sure(list) < sure(best)+surer || weight(list) <= weight(best) {
			continue
		}
		for i := range list {
			list[i].Turn = turn
			list[i].Box = list[i].Box.Turned(360-turn, q.Width, q.Height)
		}
		if best = list; sure(best) >= turnedBelow {
			break
		}
	}
	return best
}

// turns are by how many degrees a picture may have to be turned clockwise to stand
// upright: what tesseract says, or each where it was not installed with what it needs
// for that. Of a picture with too few letters it says nothing.
func (r Reader) turns(ctx context.Context, p picture.Picture) []int {
	there, err := installed(ctx)
	if err != nil {
		return nil
	}
	if len(among([]string{"osd"}, there)) == 0 {
		return []int{90, 270, 180}
	}
	in, _, _, err := prepared(p)
	if err != nil {
		return nil
	}
	res, err := child.Run(ctx, child.Command{
		Program: "tesseract",
		Args:    []string{"stdin", "stdout", "--psm", asTurned},
		Env:     []string{"OMP_THREAD_LIMIT=1"},
		Stdin:   bytes.NewReader(in),
		Limits:  merge(r.Limits, PictureLimits()),
	})
	if err != nil {
		return nil
	}
	return readTurn(string(res.Stdout))
}

// readTurn reads what tesseract says of a picture's turn; nothing where it says that
// the picture stands upright.
func readTurn(said string) []int {
	for line := range strings.Lines(said) {
		value, ok := strings.CutPrefix(strings.TrimSpace(line), "Rotate:")
		if !ok {
			continue
		}
		switch turn, _ := strconv.Atoi(strings.TrimSpace(value)); turn {
		case 90, 180, 270:
			return []int{turn}
		}
	}
	return nil
}

func letters(words []picture.Word) (n int) {
	for _, w := range words {
		n += utf8.RuneCountInString(w.Text)
	}
	return n
}
