package intake

import (
	"slices"
	"strings"
	"time"

	"recourse"
)

// The keys of [Meta]. A new one is added here, to [MetaKeys] and, as
// "meta.<key>", to the words of every language.
const (
	MetaAuthor   = "author"
	MetaEditor   = "editor"   // who saved it last
	MetaCompany  = "company"  // of the author, as the program was set up
	MetaCreated  = "created"  // a time
	MetaModified = "modified" // a time
	MetaPrinted  = "printed"  // a time
	MetaProducer = "producer" // the program that wrote the file
	MetaCreator  = "creator"  // the program in which its content was made, where another one wrote it
	MetaSubject  = "subject"
	MetaKeywords = "keywords"
	MetaPages    = "pages" // a number
	MetaURL      = "url"   // from where a page was saved or captured
	MetaSite     = "site"  // the address that a page gives as its own
	MetaCaptured = "captured"
	MetaStatus   = "status"   // of the answer that was captured, such as 200
	MetaServed   = "served"   // the media type of the answer, by the server's word
	MetaVerified = "verified" // the kind of digest in a capture that holds
	MetaHidden   = "hidden"   // text that the file holds and does not show
)

// The keys of audio and video.
const (
	MetaDuration    = "duration"    // in seconds, to the millisecond: "12.340"
	MetaDimensions  = "dimensions"  // in pixels, as it is shown: "1280x720"
	MetaRecorded    = "recorded"    // a time
	MetaDevice      = "device"      // with which it was recorded
	MetaCodec       = "codec"       // how it is coded
	MetaTranscriber = "transcriber" // the program that wrote its words down
)

// MetaKeys are the keys in the order in which they are shown.
func MetaKeys() []string {
	return []string{
		MetaURL, MetaSite, MetaCaptured, MetaStatus, MetaServed, MetaVerified, MetaAuthor, MetaEditor, MetaCompany, MetaCreated, MetaModified,
		MetaPrinted, MetaCreator, MetaProducer, MetaSubject, MetaKeywords, MetaPages, MetaHidden,
		MetaDuration, MetaDimensions, MetaRecorded, MetaDevice, MetaCodec, MetaTranscriber,
	}
}

// Meta is what a file says of itself beside its content, in the order in which
// it was found. Whoever made the file could write there what they liked.
type Meta []MetaEntry

// MetaEntry is one of the things that a file says of itself. A time is in the
// form of RFC 3339, as exact as the file has it: "2026-11-18",
// "2026-11-18T18:05:00" where its zone is not known. Key is one of [MetaKeys]
// or what the readers of another kind of file add to them.
type MetaEntry struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Phrase returns the entry as words.
func (e MetaEntry) Phrase() recourse.Phrase { return recourse.P("meta."+e.Key, "value", e.Value) }

// Get returns the first value of a key, or nothing.
func (m Meta) Get(key string) string {
	for _, e := range m {
		if e.Key == key {
			return e.Value
		}
	}
	return ""
}

const (
	maxMeta      = 200     // entries of one file
	maxMetaValue = 4 << 10 // bytes of one value
)

// Add appends a value in one line without control characters and cut at a few
// kilobytes. Nothing is added for an empty one or one that is there.
func (m *Meta) Add(key, value string) {
	value = value[:runeStart(value, maxMetaValue)]
	value = strings.Join(strings.Fields(strings.Map(metaRune, strings.ToValidUTF8(value, "\uFFFD"))), " ")
	e := MetaEntry{key, value}
	if value == "" || len(*m) >= maxMeta || slices.Contains(*m, e) {
		return
	}
	*m = append(*m, e)
}

func metaRune(r rune) rune {
	switch r {
	case '\n', '\r', '\t':
		return ' '
	}
	return visible(r)
}

// AddTime appends a time whose zone is known.
func (m *Meta) AddTime(key string, t time.Time) {
	if !t.IsZero() {
		m.Add(key, t.Format(time.RFC3339))
	}
}
