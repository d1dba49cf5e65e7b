package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Pictures that stand in a text as letters: in a page, a contact, an event or a chat as
// Base64, in Rich Text Format as hexadecimal digits.
const (
	leastGlimpsed = 4 << 10 // bytes: what is smaller is an icon
	maxGlimpsed   = 12      // so many of one file are looked at
)

// pictured64 is what stands before a picture in Base64: in a page or JSON; in a property of a
// contact (RFC 6350) or an event (RFC 5545, RFC 7986), whose line may be folded.
var pictured64 = regexp.MustCompile(`(?i)data:image/(?:png|jpe?g|gif|webp|bmp|tiff|hei[cf]|avif)[a-z0-9;=+.-]{0,80};base64,|(?:^|\n)(?:item\d+\.)?(?:PHOTO|LOGO|ATTACH|IMAGE);` + params + `(?:ENCODING=B\b|BASE64)` + params + `:`)

// params are parameters of a property; a value in quotation marks may have a colon.
const params = `(?:"[^"\r\n]*"|[^":\r\n]|\r?\n[ \t]){0,200}`

// signs64 stand in every text in which pictured64 finds something.
var signs64 = [...]string{"base64", "BASE64", "Base64", "ENCODING=", "encoding=", "Encoding="}

// picturedRich is what stands before a picture in Rich Text Format.
var picturedRich = regexp.MustCompile(`\\(?:pngblip|jpegblip|emfblip|wmetafile\d*|dibitmap\d*|wbitmap\d*|macpict)`)

// glimpse looks at the pictures that stand in a text as letters, for identity documents
// alone: nothing else is read of them. It says how many could not be looked at.
func (r *reader) glimpse(f *File, text string, rich bool) {
	if r.opt.Documents == nil || !rich && !slices.ContainsFunc(signs64[:], func(sign string) bool { return strings.Contains(text, sign) }) {
		return
	}
	begins, decode := pictured64, base64Run
	if rich {
		begins, decode = picturedRich, hexRun
	}
	seen := make(map[[sha256.Size]byte]bool)
	unseen, n := 0, 0
	for at := 0; r.ctx.Err() == nil; {
		span := begins.FindStringIndex(text[at:])
		if span == nil {
			break
		}
		b, end := decode(text[at+span[1]:])
		at += span[1] + end
		sum := sha256.Sum256(b)
		if len(b) < leastGlimpsed || seen[sum] {
			continue
		}
		seen[sum] = true
		n++
		f.pictured(n, b, sum)
		if n > maxGlimpsed || !r.glimpsed(f, n, b) {
			unseen++
		}
	}
	if unseen > 0 {
		f.problem("pictures-inside-not-read", "", "n", unseen)
	}
}

// pictureName names the nth picture of a file.
func pictureName(n int, media string) string {
	return fmt.Sprintf("picture-%d.%s", n, strings.TrimPrefix(media, "image/"))
}

// pictured notes the nth picture of a file, if it is one.
func (f *File) pictured(n int, b []byte, sum [sha256.Size]byte) {
	t := detect(b[:min(len(b), headSize)])
	if t.kind != KindImage {
		return
	}
	name := pictureName(n, t.media)
	f.Pictured = append(f.Pictured, File{
		Path: f.Path + "!" + name, Name: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(b)), MediaType: t.media, Kind: KindImage,
	})
}

// glimpsed looks at the nth picture of a file, keeps it as a file in it where it is an
// identity document, and reports whether what it shows was seen.
func (r *reader) glimpsed(f *File, n int, b []byte) bool {
	t := detect(b[:min(len(b), headSize)])
	if t.kind != KindImage || r.depth+1 > r.lim.Depth || r.left.unpacked < int64(len(b)) || r.opt.Pictures == nil || r.shown.take(1) == 0 {
		return false
	}
	r.left.unpacked -= int64(len(b))
	aside := File{Path: f.Path}
	r.inside(&aside, pictureName(n, t.media), "", bytesSource(b))
	if len(aside.Files) == 0 {
		return false
	}
	inner := aside.Files[0]
	if inner.Document == DocIdentity || len(inner.IdentityPlaces()) > 0 {
		f.Files = append(f.Files, inner)
		return true
	}
	return len(inner.NotSeen()) == 0
}

// base64Run decodes the Base64 with which a text begins, as it stands in a page, in JSON or
// in the folded lines of a contact, and says where it ends.
func base64Run(text string) (b []byte, end int) {
	for end < len(text) && (isLetterOrDigit(text[end]) || strings.IndexByte("+/\\ \t\r\n", text[end]) >= 0) {
		end++
	}
	return decodeBase64(text[:end]), end
}

// hexRun decodes the picture of a group in Rich Text Format, whose digits follow some control
// words, and says where it ends.
func hexRun(text string) (b []byte, end int) {
	var digits []byte
	for end < len(text) {
		c := text[end]
		switch {
		case c == '\\': // a control word, with its number
			for end++; end < len(text) && (isLetter(text[end]|0x20) || text[end] == '-' || isDigit(text[end])); end++ {
			}
			continue
		case isDigit(c), c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			digits = append(digits, c)
		case c == ' ', c == '\r', c == '\n', c == '\t':
		case c == '{': // a group of its own, such as the picture's mark
			if i := strings.IndexByte(text[end:], '}'); i >= 0 {
				end += i
			}
		default:
			return decodeHex(digits), end
		}
		end++
	}
	return decodeHex(digits), end
}

func decodeHex(digits []byte) []byte {
	b := make([]byte, len(digits)/2)
	n, _ := hex.Decode(b, digits[:len(digits)/2*2])
	return b[:n]
}
