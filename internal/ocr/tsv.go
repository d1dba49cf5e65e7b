package ocr

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/picture"
)

// Limits of a table of words.
const (
	maxWords    = 100_000
	maxWord     = 1000 // bytes of one
	tsvFields   = 12
	tsvWord     = 5 // the level of a word; pages, blocks, paragraphs and lines are above it
	maxDistance = 1 << 20
)

const tsvHead = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"

// readTSV reads the words of tesseract's table (the config "tsv"): one row for
// each page, block, paragraph, line and word, with its box in pixels and, for
// words, how sure it is in per cent. Words of white space are left out. What is no
// such table is an error of kind Invalid; a table of more than a hundred thousand
// words is cut.
func readTSV(table string) ([]picture.Word, error) {
	var words []picture.Word
	var line [4]int
	lines := 0
	first := true
	for row := range strings.Lines(table) {
		row = strings.TrimRight(row, "\r\n")
		if first {
			if row != tsvHead {
				return nil, fmt.Errorf("table of words begins with %q: %w", row[:min(len(row), 80)], recourse.Invalid)
			}
			first = false
			continue
		}
		if row == "" {
			continue
		}
		n, text, err := tsvRow(row)
		if err != nil {
			return nil, err
		}
		if n.level != tsvWord || strings.TrimSpace(text) == "" {
			continue
		}
		if n.line != line || lines == 0 {
			line = n.line
			lines++
		}
		words = append(words, picture.Word{Text: text, Box: n.box, Conf: n.conf, Line: lines})
		if len(words) == maxWords {
			break
		}
	}
	if first {
		return nil, fmt.Errorf("table of words is empty: %w", recourse.Invalid)
	}
	return words, nil
}

type tsvNumbers struct {
	level int
	line  [4]int // page, block, paragraph, line
	box   picture.Box
	conf  float64
}

func tsvRow(row string) (n tsvNumbers, text string, err error) {
	fields := strings.SplitN(row, "\t", tsvFields)
	bad := func() (tsvNumbers, string, error) {
		return tsvNumbers{}, "", fmt.Errorf("row %q of the table of words: %w", row[:min(len(row), 80)], recourse.Invalid)
	}
	if len(fields) != tsvFields {
		return bad()
	}
	var v [10]int
	for i := range v {
		x, err := strconv.Atoi(fields[i])
		if err != nil || x < 0 || x > maxDistance {
			return bad()
		}
		v[i] = x
	}
	conf, err := strconv.ParseFloat(fields[10], 64)
	if err != nil || conf < -1 || conf > 100 || conf != conf {
		return bad()
	}
	n = tsvNumbers{v[0], [4]int{v[1], v[2], v[3], v[4]}, picture.Box{X: v[6], Y: v[7], Width: v[8], Height: v[9]}, max(0, conf) / 100}
	text = strings.ToValidUTF8(fields[11], "\uFFFD")
	for len(text) > maxWord {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return n, strings.Join(strings.Fields(text), " "), nil
}
