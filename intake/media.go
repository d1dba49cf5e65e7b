package intake

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"recourse/recording"

	"github.com/gabriel-vasile/mimetype"
)

// fileType is what a file's content says that it is.
type fileType struct {
	media     string // without parameters
	ext       string // the usual extension, with its dot; empty where there is none
	kind      string
	text      bool
	html      bool
	box       bool // a mailbox; read as a stream
	container bool // a zip that is opened
	document  bool // a document, or an archive that is kept and not read
	rtf       bool
	ole       bool // an older document, or one that is locked (Compound File Binary)
	holds     bool // its bytes are needed at once
}

// detect tells a file's type from its first bytes.
func detect(head []byte) fileType {
	m := mimetype.Detect(head)
	media, _, _ := strings.Cut(m.String(), ";")
	t := fileType{media: media, ext: m.Extension(), kind: KindUnknown}
	major, _, _ := strings.Cut(media, "/")
	switch {
	case isWARC(head):
		t.media, t.ext, t.kind = mediaWARC, ".warc", KindArchive
	case bytes.HasPrefix(bytes.TrimPrefix(head, []byte{2}), []byte("#!SILK_V3")): // WeChat's voice
		t.media, t.ext, t.kind = "audio/x-silk", ".silk", KindAudio
	case recording.OnlySound(head):
		t.media, t.ext, t.kind = "audio/x-ms-wma", ".wma", KindAudio
	case isTNEF(head):
		t = fileType{media: tnefType, ext: ".dat", kind: KindArchive, holds: true}
	case media == "application/zip":
		t.kind, t.container, t.holds = KindArchive, true, true
	case slices.Contains(otherArchives, media):
		t.kind, t.document = KindArchive, true
	case media == "application/pdf" || isA(m, "application/pdf"):
		t.media, t.ext, t.kind = "application/pdf", ".pdf", KindPage
	case media == "text/rtf" || media == "application/rtf":
		t.kind, t.rtf, t.holds = KindPage, true, true
	case strings.HasPrefix(media, "image/x-portable-"): // its head is text, what follows is not
		t.kind = KindImage
	case isA(m, "text/plain"):
		t.text, t.holds, t.kind = true, true, KindText
		t.html = media == "text/html" || media == "application/xhtml+xml"
	case major == "image":
		t.kind = KindImage
	case major == "audio" || media == "application/ogg":
		t.kind = KindAudio
	case major == "video":
		t.kind = KindVideo
	case isA(m, "application/zip") || isA(m, "application/x-ole-storage"):
		t.document, t.ole = isOffice(media), isA(m, "application/x-ole-storage")
		t.holds = t.ole
		if t.document {
			t.kind = KindPage
		}
		t.container = t.document && !t.ole && !strings.Contains(media, "epub")
		t.holds = t.container
	case media == "application/octet-stream" && looksLikeLegacyText(head):
		t.media, t.ext, t.kind, t.text, t.holds = "text/plain", ".txt", KindText, true, true
	}
	return t
}

var otherArchives = []string{
	"application/gzip", "application/x-tar", "application/x-7z-compressed", "application/vnd.rar",
	"application/x-bzip2", "application/x-xz", "application/zstd",
	"application/lzip", "application/vnd.ms-cab-compressed", "application/x-cpio",
}

func isA(m *mimetype.MIME, media string) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is(media) {
			return true
		}
	}
	return false
}

func isOffice(media string) bool {
	for _, part := range []string{"officedocument", "opendocument", "msword", "ms-excel", "ms-powerpoint", "ms-outlook", "epub"} {
		if strings.Contains(media, part) {
			return true
		}
	}
	return false
}

// looksLikeLegacyText reports whether bytes with no known signature are text all
// the same: UTF-16, or no NUL and hardly a control character but those of text. A few
// do not make a chat something else; whoever writes in it could put them there.
func looksLikeLegacyText(head []byte) bool {
	if unmarkedUTF16(string(head)) != "" {
		return true
	}
	return len(head) > 0 && bytes.IndexByte(head, 0) < 0 && hardlyControls(string(head))
}

// hardlyControls reports whether few of the bytes are control characters that text
// does not have; a NUL is one.
func hardlyControls(s string) bool {
	const oneIn = 20
	odd := 0
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			odd++
		}
	}
	return odd*oneIn < len(s)
}

// promised is what an extension promises: media types, or prefixes of them that
// end with a slash, or "text" for any text.
var promised = map[string][]string{
	".txt": {"text"}, ".csv": {"text"}, ".tsv": {"text"}, ".eml": {"text"}, ".htm": {"text"}, ".html": {"text"},
	".json": {"text"}, ".xml": {"text"}, ".md": {"text"}, ".log": {"text"}, ".vcf": {"text"}, ".mbox": {"text"}, ".mht": {"text"}, ".mhtml": {"text"}, ".msg": {outlookType, "application/x-ole-storage"},
	".pdf":  {"application/pdf"},
	".zip":  {"application/zip"},
	".docx": {"application/vnd.openxmlformats"}, ".xlsx": {"application/vnd.openxmlformats"}, ".pptx": {"application/vnd.openxmlformats"},
	".jpg": {"image/jpeg"}, ".jpeg": {"image/jpeg"}, ".png": {"image/png", "image/vnd.mozilla.apng"}, ".gif": {"image/gif"},
	".webp": {"image/webp"}, ".bmp": {"image/bmp"}, ".tif": {"image/tiff"}, ".tiff": {"image/tiff"},
	".heic": {"image/hei"}, ".heif": {"image/hei"},
	".opus": {"audio/", "application/ogg"}, ".ogg": {"audio/", "video/ogg", "application/ogg"}, ".mp3": {"audio/"}, ".wav": {"audio/"},
	".m4a": {"audio/", "video/"}, ".aac": {"audio/", "application/octet-stream"},
	".mp4": {"video/", "audio/mp4"}, ".mov": {"video/"}, ".3gp": {"video/", "audio/"}, ".webm": {"video/", "audio/"},
}

// checkName reports a name whose extension promises something that the content
// is not. The content decides.
func checkName(f *File, t fileType) {
	ext := strings.ToLower(path.Ext(f.Name))
	want, known := promised[ext]
	if !known {
		return
	}
	for _, w := range want {
		if w == "text" && t.text || w != "text" && strings.HasPrefix(t.media, w) {
			return
		}
	}
	f.problem("type-mismatch", t.media+" named "+ext, "type", t.media, "ext", ext)
}
