package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"recourse"
	"recourse/indicator"
	"recourse/lookalike"
)

// Source is a file to read. Open may be called more than once and gives the
// same bytes each time. A reader that is also an [io.ReaderAt] spares memory.
type Source struct {
	Path string
	Size int64 // as the system says, or -1
	Open func() (io.ReadCloser, error)
}

// Options say how files are read.
type Options struct {
	PDF      PDFReader     // nil: pages are kept and their text is not read
	Pictures PictureReader // nil: pictures are kept and their text is not read
	Unpacker Unpacker      // nil: archives that need a program are kept and not opened
	Voices   Transcriber   // nil: audio and video are kept and their words are not read
	// Statements are the column names that are known, from [LoadStatements].
	Statements *Statements
	// Columns are those of a table of entries as the person chose them; they are
	// taken for every table that is named as one.
	Columns Columns
	// Choices are what the person chose earlier, for tables with the same header.
	Choices []Choice
	// Chats are the words of chats' exports that are known, from [LoadChats];
	// without them only what needs no words is read of chats.
	Chats *Chats
	// Brands are the brands whose names a sender may borrow; nil where nobody looks.
	Brands *lookalike.Brands
	// Mailboxes are the domains at which anybody can open one, from [LoadMailboxes]:
	// an address there is not the brand's own whose domain it is.
	Mailboxes *Mailboxes
	// Documents tell what a page, picture or text is for, from [LoadDocuments].
	Documents *Documents
	// Keys are public keys by which the signatures of mails are checked. Without
	// them only that the body is as it was signed can be checked.
	Keys Keys
	// Zone is where the clocks of a chat's export stood; nil leaves its times
	// without a zone.
	Zone *time.Location
	// Person are names, e-mail addresses and phones of whose files these are:
	// nobody of that name is the other side.
	Person []string
	// Dates are in which order chats write their dates, as the person says it: by their
	// path or the last part of it, [DayFirst] or [MonthFirst].
	Dates map[string]string
	// Shown, where it is not nil, is told how many pictures of a file's archives are
	// read; files that are read at the same time tell it at the same time.
	Shown  func(n int)
	Limits Limits
}

// headSize is how much of a file decides its type.
const headSize = 64 << 10

// reader reads one file and what is in it.
type reader struct {
	ctx   context.Context
	opt   Options
	lim   Limits
	depth int
	left  *budget
	shown *recognition
	words *Chats
	// title is what the surrounding file's name says about a nested chat.
	title string
	// charset is what the surrounding mail says of a nested text; pass is what to
	// say of the next one.
	charset, pass string
	// muted is that what a container of Outlook says stands in the mail around it;
	// mute says so of the next one.
	muted, mute bool
	// short is that of the mail around it was said that it ends before its end.
	short bool
	// later is that the file is one of an archive's, whose pictures and PDFs may wait.
	later bool
}

// Read reads one file. It never fails as a whole; see [File].Problems.
// It is safe for concurrent use where opt's readers are.
func Read(ctx context.Context, src Source, opt Options) File {
	lim := opt.Limits.orDefault()
	if opt.Chats == nil {
		opt.Chats = &Chats{}
	}
	r := &reader{ctx: ctx, opt: opt, lim: lim, left: &budget{unpacked: lim.Unpacked, entries: lim.Entries, attached: lim.Attached}, words: opt.Chats}
	r.shown = newRecognition(lim.Shown, opt.Shown)
	f := r.read(src, path.Base(strings.ReplaceAll(src.Path, "\\", "/")))
	r.shown.settle(&f)
	if n := r.shown.unread; n > 0 {
		f.problem("pictures-cut", fmt.Sprintf("more than %d", lim.Shown), "n", n, "limit", lim.Shown)
	}
	return f
}

// held is a file's bytes: all of them where they were few enough.
type held struct {
	text  string // the first Limits.Text bytes of what may be text or hold files
	whole bool   // text is the whole file
}

func (r *reader) read(src Source, name string) File {
	f := File{Path: src.Path, Name: name, Kind: KindUnknown}
	head, h, ok := r.take(src, &f)
	if !ok {
		return f
	}
	if f.Size == 0 {
		f.MediaType = "application/x-empty"
		f.problem("empty", "")
		return f
	}
	t := detect(head)
	t.box = isBox(name, head) || beginsBox(head) && severalMails(h.text)
	t.text = t.text || t.box
	f.MediaType = t.media
	f.Kind = t.kind
	checkName(&f, t)
	later := r.later
	r.later = false
	if r.kept(&f, t, head) {
		f.Document = DocOther
		return f
	}
	switch {
	case later && f.Kind == KindImage:
		r.laterPicture(&f, src)
		return f
	case later && f.MediaType == "application/pdf":
		r.laterPDF(&f, src)
		return f
	}
	r.parse(&f, src, t, h)
	if f.Kind == KindArchive && !t.text {
		r.relate(&f)
	}
	r.propose(&f)
	return f
}

// propose adds what the text of a file that was read shows, and which document it is.
func (r *reader) propose(f *File) {
	if r.ctx.Err() != nil {
		f.problem("interrupted", r.ctx.Err().Error())
		return
	}
	if f.Text != "" {
		r.proposals(f)
		f.places = nil // with the bytes that they are told from
		found := indicator.Find(f.Text)
		if f.Kind == KindStatement && (f.MediaType == ofxForm{}.media() || f.MediaType == camtForm{}.media()) {
			found = slices.DeleteFunc(found, func(i indicator.Indicator) bool { return inTag(f.Text, i.Span) })
		}
		f.Indicators = append(found, f.Indicators...)
	}
	f.Document = r.document(f)
	f.source = ""
	r.identityPages(f)
}

// inTag reports whether a span stands inside a tag, as in <INTU.BID>, and not between two.
func inTag(text string, at recourse.Span) bool {
	const longest = 2048
	before := text[max(0, at.Start-longest):at.Start]
	return strings.LastIndexByte(before, '<') > strings.LastIndexByte(before, '>')
}

// parse reads the file's content by its type.
func (r *reader) parse(f *File, src Source, t fileType, h held) {
	switch {
	case t.box:
		r.box(f, src)
	case t.ole && r.outlook(f, src, h):
	case t.media == tnefType:
		r.tnef(f, h)
	case f.Kind == KindArchive || t.document && t.container:
		r.archive(f, src, t, h)
	case t.media == "application/pdf":
		r.pdf(f, src)
	case f.Kind == KindImage:
		r.picture(f, src)
	case f.Kind == KindAudio || f.Kind == KindVideo:
		r.recording(f, src)
	case t.text:
		if !r.chatJSON(f, src, h) && !r.sms(f, src, h) {
			r.text(f, src, t, h)
		}
		r.glimpse(f, h.text, false)
	case t.rtf:
		r.richText(f, h)
		r.glimpse(f, h.text, true)
	case t.ole:
		r.compound(f, src)
	case t.document:
		f.problem("format-not-read", t.media, "type", t.media)
	case r.depth == 0 && len(f.Problems) == 0:
		f.problem(codeUnknown, t.media, "n", 1)
	}
}

// text reads a file that is text: a chat, a mail, a statement, a saved page or
// none of them.
func (r *reader) text(f *File, src Source, t fileType, h held) {
	if !h.whole {
		f.problem("text-cut", fmt.Sprintf("%d of %d bytes", len(h.text), f.Size), "limit", megabytes(r.lim.Text))
	}
	if r.signedStatement(f, src, h) {
		return
	}
	if isSavedPage(h.text, f.Name) {
		r.savedPage(f, h)
		return
	}
	if looksLikeMail(h.text) {
		r.mail(f, h)
		return
	}
	if inner, ok := wrappedMail(h); ok {
		r.mail(f, inner)
		return
	}
	text, replaced := r.decode(h)
	if inner, ok := r.words.copiedMail(text); ok {
		defer r.guessed(f, h, replaced)
		r.mail(f, held{inner, h.whole})
		return
	}
	if replaced > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", replaced), "n", replaced)
	}
	f.Text = unixLines(text)
	defer r.guessed(f, h, replaced)
	switch {
	case h.whole && ofRedaction(f.Text):
		f.Kind, f.MediaType = KindText, "application/json"
	case t.html && r.chatPage(f):
	case t.html:
		f.Kind = KindPage
		r.showPage(f, htmlText(text))
	case r.chat(f):
	case r.chatTable(f):
	case r.statement(f, src, h):
	case r.chatPaste(f):
	case r.labelledText(f):
	case r.namedBlocks(f):
	case r.undatedChat(f):
	default:
		f.Kind = KindText
		if declares.MatchString(f.Text[:min(len(f.Text), headSize)]) {
			f.problem("document-declares", "DOCTYPE")
		}
	}
}

// declares matches XML that declares entities, which nothing expands here.
var declares = regexp.MustCompile(`^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<!DOCTYPE[^>\[]*\[[^\]]*<!ENTITY\s`)

var redactionHead = regexp.MustCompile(`^\s*\{\s*"recourse_redaction(_secrets)?"\s*:\s*\d+\s*,`)

// ofRedaction reports whether a text is what this program writes beside a redacted
// twin: its record, or what opens parts of it. Nobody speaks there.
func ofRedaction(text string) bool {
	return redactionHead.MatchString(text) && json.Valid([]byte(text))
}

// unixLines is a text whose lines end with CR alone, as on old Macs, with LF: places
// in it stay what they are.
func unixLines(text string) string {
	if strings.IndexByte(text, '\r') < 0 || strings.IndexByte(text, '\n') >= 0 {
		return text
	}
	return strings.ReplaceAll(text, "\r", "\n")
}

// decode decodes a file of text; what is not UTF-8 by the character set that the
// surrounding mail names, where it names one.
func (r *reader) decode(h held) (text string, replaced int) {
	if e, _ := charsetOf(r.charset); e != nil && h.whole && !utf8.ValidString(h.text) && !isUTF16(h.text) {
		return decodeWith(e, h.text)
	}
	return decode(h.text, h.whole)
}

// guessed says that a text was not UTF-8 and which letters it has was guessed.
// Banks' statements come so, and their figures show whether it went well; not of a table
// whose columns have to be known by their names, nor of what was taken for Chinese.
func (r *reader) guessed(f *File, h held, replaced int) {
	if replaced > 0 || utf8.ValidString(h.text) || isUTF16(h.text) {
		return
	}
	unknown := func(p recourse.Problem) bool { return p.Code == "csv-header-unknown" }
	if f.Kind == KindStatement && !slices.ContainsFunc(f.Problems, unknown) && !isGBK(h.text) {
		return
	}
	f.problem("charset-guessed", "")
}
