package intake

import (
	"context"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var (
	wholePage   = regexp.MustCompile(`(?i)<(?:!doctype html|html|head|body)\b`)
	encodedMail = regexp.MustCompile(`(?im)^content-transfer-encoding:[ \t]*(?:base64|quoted-printable)`)
)

// Decode returns a text that is no UTF-8 as [Read] decodes it, and the name of the
// character set that it was in: utf-16le, utf-16be, gb18030, windows-1250 or windows-1251.
// UTF-8, also with a few damaged places, is returned as it is, and the name is "".
func Decode(s string) (text, charset string) {
	switch charset = utf16Of(s); {
	case charset != "":
	case utf8.ValidString(s), mostlyUTF8(s):
		return s, ""
	default:
		charset = legacyName(legacy(s))
	}
	text, _ = decode(s, true)
	return text, charset
}

// legacyName is how a character set is called that [legacy] tells.
func legacyName(e encoding.Encoding) string {
	switch e {
	case simplifiedchinese.GB18030:
		return "gb18030"
	case charmap.Windows1251:
		return "windows-1251"
	}
	return "windows-1250"
}

// Words returns what a file says, for whoever judges nothing but its words, and what
// it was: a character set as [Decode] names it, the media type of an encoded mail, a
// whole page or another file that says something once it is read, or "". No program
// is asked: a picture, a PDF, and all else that has no words by itself gives none.
func Words(ctx context.Context, name, content string) (words, form string) {
	head := content[:min(len(content), headSize)]
	t := detect([]byte(head))
	switch {
	case t.html && wholePage.MatchString(head), encodedMail.MatchString(head) && looksLikeMail(content):
	case t.text, t.media == "application/octet-stream" && hardlyControls(head):
		return Decode(content)
	}
	f := Read(ctx, Source{Path: path.Base(name), Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}, Options{})
	return f.Text, f.MediaType
}
