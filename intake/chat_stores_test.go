package intake

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
)

// An app's own files are kept and not read: a line says what each is, once for all of
// an app, and how to export instead.
func TestAnAppsOwnFilesSayHowToExport(t *testing.T) {
	sqlite := "SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20" + strings.Repeat("\x00", 200)
	sealed := strings.Repeat("\xcf\x00\x11\x24\x9b\x80\xf1\x07", 100)
	for _, tt := range []struct{ name, content, code, detail string }{
		{"viber.db", sqlite, "chat-store", "viber"},
		{"Backup.viber", "\x1f\x8b\xaa" + sealed, "chat-store", "viber"},
		{"msgstore.db.crypt15", sealed, "chat-store", "whatsapp"},
		{"D877F783D5D3EF8Cs", "TDF$\x08\x00\x00\x00" + sealed, "chat-store", "telegram"},
		{"EnMicroMsg.db", sealed, "chat-store", "wechat"},
		{"signal-2026-11-18-02-00-00.backup", "\x00\x00\x00\x3e" + sealed, "chat-store", "signal"},
		{"x", "ANDROID BACKUP\n5\n1\nnone\n" + sealed, "chat-store", "android"},
		{"Manifest.db", sqlite, "chat-store", "iphone"},
		{"mmssms.db", sqlite, "chat-store", "messages"},
		{"places.sqlite", sqlite, "database-not-read", mediaSQLite},
		{"x.bin", sealed, "content-unknown", "application/octet-stream"},
	} {
		f := handed(t, tt.name, tt.content, Options{Chats: spoken(t)})
		if f.Kind != KindUnknown || len(f.Problems) != 1 || f.Problems[0].Code != tt.code || f.Problems[0].Detail != tt.detail || f.SHA256 == "" {
			t.Errorf("%s is %s with %+v, want kept with %s %s", tt.name, f.Kind, f.Problems, tt.code, tt.detail)
		}
	}
	for _, name := range []string{"chat.db", "backup.ab", "viber.db"} {
		if f := handed(t, name, "18.11.2026. 18:05 - Lena: zdravo\n18.11.2026. 18:06 - Ana: zdravo\n", Options{Chats: spoken(t)}); f.Kind != KindChat {
			t.Errorf("a text named %s is %s with %+v, want what it is", name, f.Kind, f.Problems)
		}
	}
	all := []File{
		handed(t, "a", "TDF$"+sealed, Options{Chats: spoken(t)}), handed(t, "b", "TDF$\x01"+sealed, Options{Chats: spoken(t)}),
		handed(t, "viber.db", sqlite, Options{Chats: spoken(t)}),
	}
	if got := Problems(all); len(got) != 2 || got[0].Args["n"] != 2 || got[1].Args["n"] != 1 {
		t.Errorf("problems %+v, want one of two files and one of one", got)
	}
}

func TestEveryStoreHasItsSentence(t *testing.T) {
	for _, lang := range []string{"en", "sr-Latn"} {
		said := saidIn(t, lang)
		for _, s := range spoken(t).stores {
			if said["store."+s.id] == nil {
				t.Errorf("%s has no sentence for store.%s", lang, s.id)
			}
		}
	}
}

func TestStoresProveThemselves(t *testing.T) {
	const sound = "id: xx\nsource: {title: t, seen: undated, tier: secondary, confidence: medium}\nnames: ['*.xx']\nmatch: [a.XX]\nmiss: [a.xy]\n"
	for _, tt := range []struct{ from, to string }{
		{"", ""}, {"id: xx", "id: yy"}, {"match: [a.XX]", "match: [b]"}, {"miss: [a.xy]", "miss: [b.xx]"}, {"['*.xx']", "['[']"}, {"miss: [a.xy]\n", ""}, {"seen: undated, ", ""},
	} {
		_, err := LoadChats(fstest.MapFS{"chats/stores/xx.yaml": {Data: []byte(strings.Replace(sound, tt.from, tt.to, 1))}})
		if (tt.to == tt.from) != (err == nil) || err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("with %q for %q: %v", tt.to, tt.from, err)
		}
	}
}

// Sound without pictures is no film, and what says no length is said not to.
func TestWhatKindARecordingIs(t *testing.T) {
	of := func(name string) string {
		b, err := os.ReadFile("../recording/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, tt := range []struct {
		name, content, kind, media, length string
		codes                              []string
	}{
		{"a.wma", of("tone.wma"), KindAudio, "audio/x-ms-wma", "1.280", []string{"words-not-read"}},
		{"a.wmv", of("video.wmv"), KindVideo, "video/x-ms-asf", "1.500", []string{"words-not-read"}},
		{"a.flv", of("video.flv"), KindVideo, "video/x-flv", "1.500", []string{"words-not-read"}},
		{"a.amr", "\x02#!SILK_V3" + strings.Repeat("\x04\x00\x00\x01\x02\x03", 50), KindAudio, "audio/x-silk", "1.000", []string{"words-not-read"}},
		{"a.mpg", "\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x03\xf8\x00\x00\x01\xe0" + strings.Repeat("\x00\x01", 300), KindVideo, "video/mpeg", "", []string{"recording-length-unknown", "words-not-read"}},
	} {
		f := handed(t, tt.name, tt.content, Options{})
		if f.Kind != tt.kind || f.MediaType != tt.media || f.Meta.Get(MetaDuration) != tt.length || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s is %s, %s, %q, %v, want %s, %s, %q, %v", tt.name, f.Kind, f.MediaType, f.Meta.Get(MetaDuration), codes(f), tt.kind, tt.media, tt.length, tt.codes)
		}
	}
}
