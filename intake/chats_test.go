package intake

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"recourse"
)

var loadSpoken = sync.OnceValues(func() (*Chats, error) { return LoadChats(os.DirFS("../knowledge")) })

// spoken are the words of chats that ship.
func spoken(t testing.TB) *Chats {
	t.Helper()
	c, err := loadSpoken()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestChatWordsProveThemselves(t *testing.T) {
	const sound = "id: xx\nname: x\ndeleted: [gone now]\nmatch:\n  - {line: '12.11.2026. 18:05 - Lena: gone now', from: Lena, deleted: true}\nmiss:\n  - {line: gone now}\n"
	for _, tt := range []struct{ name, from, to, want string }{
		{"sound", "", "", ""},
		{"a wrong id", "id: xx", "id: yy", "id is"},
		{"a match that is not met", "[gone now]", "[away]", "is read as"},
		{"a match that is no line", "line: '12.11.2026. 18:05 - Lena: gone now'", "line: Lena", "not recognised"},
		{"a miss that is met", "{line: gone now}", "{line: '12.11.2026. 18:05 - Lena: gone now', deleted: true}", "miss"},
		{"no examples", "miss:\n  - {line: gone now}\n", "", "match and miss"},
		{"eleven months", "deleted:", "months: [[a], [b], [c], [d], [e], [f], [g], [h], [i], [j], [k]]\ndeleted:", "months"},
		{"an unknown half", "deleted:", "halves: {xm: [x]}\ndeleted:", "half of the day"},
		{"an unknown column", "deleted:", "columns: {who: [x]}\ndeleted:", "column"},
		{"a title without a star", "deleted:", "titles: [Chat]\ndeleted:", "star"},
		{"an unknown field", "deleted:", "gone: [x]\ndeleted:", "gone"},
	} {
		file := strings.Replace(sound, tt.from, tt.to, 1)
		_, err := LoadChats(fstest.MapFS{"chats/xx.yaml": {Data: []byte(file)}})
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (!errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "chats/xx.yaml")):
			t.Errorf("%s: error %v, want one of kind Invalid that names the file and has %q", tt.name, err, tt.want)
		}
	}
}

func BenchmarkLoadChats(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadChats(os.DirFS("../knowledge")); err != nil {
			b.Fatal(err)
		}
	}
}

// An office that names no firm leaves open whose it is.
func TestIsDesk(t *testing.T) {
	c := spoken(t)
	for name, want := range map[string]bool{
		"Customer Service": true, "Online Support 24/7": true, "Korisnička podrška": true, "СЛУЖБА ЗА КОРИСНИКЕ": true, "在线客服": true,
		"Telekom podrška": false, "Mama": false, "Brat": false, "": false, "+44 7700 900142": false,
	} {
		if got := c.IsDesk(name); got != want {
			t.Errorf("IsDesk(%q) = %v, want %v", name, got, want)
		}
	}
}
