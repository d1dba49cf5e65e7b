package intake

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// listing is what an archive says of its files.
type listing struct {
	file *File
	page encoding.Encoding // of names that are not UTF-8; nil guesses for each
	seen map[string]int
}

func newListing(f *File) *listing { return &listing{file: f, seen: make(map[string]int)} }

// nameNotes is what had to be changed of a name.
type nameNotes struct {
	given, unsafe string
	twice         bool
	guessed       bool
}

// name returns the name under which a file is shown: safe, and no other file's.
func (l *listing) name(given string) (safe string, notes nameNotes) {
	notes.given = given
	notes.guessed = !utf8.ValidString(given)
	safe, notes.unsafe = safeNameIn(l.page, given)
	l.seen[safe]++
	if n := l.seen[safe]; n > 1 {
		notes.twice = true
		ext := path.Ext(safe)
		for l.seen[safe] > 0 {
			safe = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(safe, ext), n, ext)
		}
		l.seen[safe]++
	}
	return safe, notes
}

// tell adds what had to be changed to the problems of the file.
func (n nameNotes) tell(f *File) {
	given := fmt.Sprintf("%q", n.given[:runeStart(n.given, 200)])
	if n.unsafe != "" {
		f.problem("unsafe-name", given+": "+n.unsafe)
	}
	if n.twice {
		f.problem("archive-name-twice", given)
	}
	if n.guessed {
		f.problem("name-guessed", given)
	}
}

// oemPages are the code pages of names in archives that do not say theirs: those
// of DOS and Windows where our people live, then the one that the format names.
func oemPages() []*charmap.Charmap {
	return []*charmap.Charmap{
		charmap.CodePage852, charmap.CodePage866, charmap.CodePage855,
		charmap.Windows1250, charmap.Windows1251, charmap.CodePage437,
	}
}

// guessPage returns the code page in which names read best, all of them
// together: a short name alone says little. Chinese Windows writes GBK.
func guessPage(names []string) encoding.Encoding {
	const enough = 200
	var odd []string
	for _, n := range names {
		if !utf8.ValidString(n) && len(odd) < enough {
			odd = append(odd, n)
		}
	}
	if len(odd) == 0 {
		return nil
	}
	var best *charmap.Charmap
	var most int
	for _, page := range oemPages() {
		score := 0
		for _, n := range odd {
			score += readsWell(page, n)
		}
		if best == nil || score > most {
			best, most = page, score
		}
	}
	if isChinese(odd, most) {
		return simplifiedchinese.GB18030
	}
	return best
}

// isChinese reports whether names are Chinese in GBK (GB 2312-80): some has two signs
// beside each other, four of five are of the 3755 that are common, and in no code page
// of one byte a letter, of which score is the best, do the names look like words.
func isChinese(names []string, score int) bool {
	common, signs, longest, words := 0, 0, 0, 0
	for _, n := range names {
		run := 0
		for i := 0; i < len(n); i++ {
			if n[i] < utf8.RuneSelf {
				run = 0
				continue
			}
			if i+1 == len(n) || n[i] < 0xA1 || n[i+1] < 0xA1 || n[i] > 0xF7 || n[i+1] == 0xFF {
				return false
			}
			if run == 0 {
				words-- // the first letter of a word scores one less
			}
			words += 2 * 2 // points of two letters within a word
			run++
			longest = max(longest, run)
			switch lead := n[i]; {
			case lead < 0xB0: // marks and other letters
			case lead <= 0xD7:
				common++
				signs++
			default:
				signs++
			}
			i++
		}
	}
	return longest > 1 && common > 0 && common*5 >= signs*4 && score*10 < words*9
}

// readsWell scores how much a name looks like words when read in a code page.
func readsWell(page *charmap.Charmap, name string) int {
	score := 0
	var before rune
	for i := range len(name) {
		c := page.DecodeByte(name[i])
		score += letterScore(before, c)
		before = c
	}
	return score
}

// ours are the letters of Serbian in Latin that are not ASCII.
const ours = "čćđšžČĆĐŠŽ"

// near are letters of the languages in which people here get files otherwise.
const near = "äöüßÄÖÜéèêëàâîïôûçñÉÈÇÑåøæÅØÆìòùáíóúÁÍÓÚ"

// letterScore scores a letter after another: known letters count for, and signs,
// frames, a capital inside a word and two alphabets in one count against.
func letterScore(before, c rune) int {
	inWord := unicode.IsLetter(before) && unicode.IsLetter(c)
	switch {
	case inWord && (cyrillicLetter(before) != cyrillicLetter(c)):
		return -4
	case inWord && unicode.IsLower(before) && unicode.IsUpper(c):
		return -2
	case c < utf8.RuneSelf:
		return 0
	case strings.ContainsRune(ours, c):
		return 3
	case cyrillicLetter(c) && inWord:
		return 2
	case cyrillicLetter(c):
		return 1
	case strings.ContainsRune(near, c):
		return 1
	case unicode.IsLetter(c):
		return 0
	case unicode.IsControl(c) || c == utf8.RuneError:
		return -6
	}
	return -3
}

func cyrillicLetter(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }
