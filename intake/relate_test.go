package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse"
)

func TestAttachmentsAreBoundToTheFilesBesideTheChat(t *testing.T) {
	const chat = "12.11.2026. 18:05 - Lena: slika.png (priložena datoteka)\n" +
		"12.11.2026. 18:06 - Lena: nema.jpg (priložena datoteka)\n" +
		"12.11.2026. 18:07 - Vesna: <Mediji izostavljeni>\n" +
		"12.11.2026. 18:08 - Lena: <priloženo: media/druga.png>\n" +
		"12.11.2026. 18:09 - Lena: ../slika.png (priložena datoteka)\n"
	second := append(slices.Clone(png), 0)
	z := pack(t, packed{"chat/WhatsApp razgovor sa Lena.txt", []byte(chat), 0}, packed{"chat/slika.png", png, 0}, packed{"media/druga.png", second, 0})
	f := Read(t.Context(), memory("izvoz.zip", z), Options{Chats: spoken(t)})
	if f.Title != "Lena" || !slices.Equal(f.Other, []string{"Lena"}) {
		t.Errorf("title %q other %q, want those of the one chat", f.Title, f.Other)
	}
	sums := make(map[string]string)
	var c File
	for _, n := range f.Files {
		sums[n.Name] = n.SHA256
		if n.Kind == KindChat {
			c = n
		}
	}
	var got [][]string
	for _, m := range c.Messages {
		got = append(got, m.Items)
	}
	want := [][]string{{sums["slika.png"]}, nil, nil, {sums["druga.png"]}, {sums["slika.png"]}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("items (-want +got):\n%s", d)
	}
	if got := codes(c); !slices.Equal(got, []string{"attachments-missing"}) || c.Problems[0].Args["n"] != 1 {
		t.Errorf("problems = %v, want that one attachment is missing", c.Problems)
	}
}

func TestTwoFilesOfOneNameAreNotGuessedBetween(t *testing.T) {
	files := []File{
		{Path: "a/x.png", Name: "x.png", SHA256: "1"}, {Path: "b/x.png", Name: "x.png", SHA256: "2"},
	}
	s := newShelf(files)
	for _, tt := range []struct{ dir, name, want string }{
		{"a/", "x.png", "1"}, {"b/", "x.png", "2"}, {"c/", "x.png", ""}, {"c/", "a/x.png", "1"}, {"a/in/", "x.png", "1"},
	} {
		if got := s.find(tt.dir, tt.name); got != tt.want {
			t.Errorf("find(%q, %q) = %q, want %q", tt.dir, tt.name, got, tt.want)
		}
	}
}

func TestPartsOfAChatDecideTogetherAndStandInOrder(t *testing.T) {
	z := pack(t,
		packed{"_chat (10).txt", []byte("[01/03/26, 10:00:00] Lena: d\n"), 0},
		packed{"_chat (2).txt", []byte("[13/02/26, 10:00:00] Lena: c\n"), 0},
		packed{"_chat.txt", []byte("[01/02/26, 10:00:00] Lena: a\n[01/02/26, 10:01:00] Vesna: b\n"), 0},
		packed{"other.txt", []byte("[01/02/26, 10:00:00] Max: e\n"), 0})
	f := Read(t.Context(), memory("izvoz.zip", z), Options{Chats: spoken(t)})
	var got []string
	for _, n := range f.Files {
		got = append(got, n.Name+" "+strings.Join(times(n.Messages), " "))
	}
	want := []string{
		"_chat.txt 2026-02-01T10:00:00 2026-02-01T10:01:00", "_chat (2).txt 2026-02-13T10:00:00", "_chat (10).txt 2026-03-01T10:00:00", "other.txt ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("parts (-want +got):\n%s", d)
	}
	if got := codes(f); !slices.Equal(got, []string{"dates-ambiguous"}) {
		t.Errorf("problems = %v, want dates-ambiguous for the chat that stands alone", got)
	}
}

func TestTheFilesOfADownloadStandInTheOrderOfTime(t *testing.T) {
	const inbox = "your_activity_across_facebook/messages/inbox/lena_1/"
	message := func(ms, text, more string) []byte {
		return []byte(`{"participants":[{"name":"Lena"},{"name":"Vesna"}],"title":"Lena","messages":[{"sender_name":"Lena","timestamp_ms":` + ms + `,"content":"` + text + `"` + more + `}]}`)
	}
	page := func(day string) []byte {
		return []byte(`<html><div class="message default"><div class="date details" title="` + day + ` 18:05:12 UTC+01:00"></div><div class="from_name">Lena</div><div class="text">a</div></div>`)
	}
	z := pack(t,
		packed{inbox + "message_1.json", message("1795021740000", "nova", `,"photos":[{"uri":"`+inbox+`photos/a.png"}]`), 0},
		packed{inbox + "message_10.json", message("1795021512000", "prva", ""), 0},
		packed{inbox + "message_2.json", message("1795021572000", "druga", ""), 0},
		packed{inbox + "photos/a.png", png, 0},
		packed{"tg/messages10.html", page("20.11.2026"), 0}, packed{"tg/messages.html", page("18.11.2026"), 0}, packed{"tg/messages2.html", page("19.11.2026"), 0})
	f := Read(t.Context(), memory("download.zip", z), Options{Chats: spoken(t)})
	var got []string
	for _, n := range f.Files {
		got = append(got, n.Name)
	}
	want := []string{"message_10.json", "message_2.json", "message_1.json", "a.png", "messages.html", "messages2.html", "messages10.html"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if items := f.Files[2].Messages[0].Items; !slices.Equal(items, []string{f.Files[3].SHA256}) {
		t.Errorf("items %q, want the digest of the photo", items)
	}
}

// A file that is given twice says so the second time, and nothing is said of it twice.
func TestTheSameFileAgainSaysSo(t *testing.T) {
	const chat = "30.2.2026. 10:00 - Lena: a\n1.2.2026. 10:01 - Vesna: b\n"
	one := Read(t.Context(), memory("a.txt", []byte(chat)), Options{Chats: spoken(t)})
	two := Read(t.Context(), memory("kopija.txt", []byte(chat)), Options{Chats: spoken(t)})
	inside := Read(t.Context(), memory("c.zip", pack(t, packed{name: "x.txt", data: []byte(chat)})), Options{Chats: spoken(t)})
	empty := Read(t.Context(), memory("prazno.txt", nil), Options{})
	files := []File{inside, one, two, empty, empty}
	Relate(files)
	got := []string{files[0].SameAs, files[0].Files[0].SameAs, files[1].SameAs, files[2].SameAs, files[4].SameAs}
	if want := []string{"", "a.txt", "", "a.txt", ""}; !slices.Equal(got, want) {
		t.Errorf("same as %q, want %q", got, want)
	}
	named := Read(t.Context(), memory("d.zip", pack(t, packed{name: "y.txt", data: []byte(chat)}, packed{name: "y.txt", data: []byte(chat)})), Options{Chats: spoken(t)})
	files = append(files, named)
	Relate(files)
	if !slices.ContainsFunc(Problems(files), func(p recourse.Problem) bool { return p.Code == "archive-name-twice" }) {
		t.Errorf("problems %v, want one of the name", Problems(files))
	}
	files = files[:5]
	if all := Problems(files); len(one.Problems) == 0 || len(all) != len(one.Problems)+2*len(empty.Problems) {
		t.Errorf("problems %v", all)
	}
}

// A chat that is given again under the name that the app gave it is known by that name.
func TestTheNameOfACopyTellsWhoTheOtherSideIs(t *testing.T) {
	const chat = "1.2.2026. 10:00 - Lena: a\n1.2.2026. 10:01 - Vesna: b\n"
	files := []File{
		Read(t.Context(), memory("a.txt", []byte(chat)), Options{Chats: spoken(t)}),
		Read(t.Context(), memory("WhatsApp Chat with Lena.txt", []byte(chat)), Options{Chats: spoken(t)}),
	}
	if len(files[0].Unsided()) != 2 {
		t.Fatalf("the sides of %q are known", files[0].Name)
	}
	if Relate(files); !slices.Equal(files[0].Other, []string{"Lena"}) || files[0].Title != "Lena" || files[0].Unsided() != nil || files[1].SameAs != "a.txt" {
		t.Errorf("other %q title %q", files[0].Other, files[0].Title)
	}
}

// A chat tells its sides to another in which the person goes by the same name, and
// to none in which that name does not speak, or is somebody else's elsewhere.
func TestAChatTellsItsSidesToAnother(t *testing.T) {
	const (
		lena  = "1.2.2026. 10:00 - Lena: a\n1.2.2026. 10:01 - Mina: b\n"
		boris = "2.2.2026. 10:00 - Boris: a\n2.2.2026. 10:01 - Mina: b\n"
		petar = "3.2.2026. 10:00 - Boris: a\n3.2.2026. 10:01 - Petar: b\n"
	)
	for _, tt := range []struct {
		name  string
		files [][2]string
		want  []string // the other side of each
	}{
		{"the same name", [][2]string{{"b.txt", boris}, {"c.txt", petar}, {"WhatsApp Chat with Lena.txt", lena}}, []string{"Boris", "", "Lena"}},
		{"nothing tells any", [][2]string{{"b.txt", boris}, {"c.txt", petar}}, []string{"", ""}},
		{"somebody else's name elsewhere", [][2]string{{"b.txt", boris}, {"WhatsApp Chat with Lena.txt", lena}, {"WhatsApp Chat with Mina.txt", "1.2.2026. 10:00 - Ana: a\n1.2.2026. 10:01 - Mina: b\n"}}, []string{"", "Lena", "Mina"}},
	} {
		var files []File
		for _, f := range tt.files {
			files = append(files, Read(t.Context(), memory(f[0], []byte(f[1])), Options{Chats: spoken(t)}))
		}
		Relate(files)
		var got []string
		for _, f := range files {
			got = append(got, strings.Join(f.Other, " "))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: other sides %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A mail that did not travel, and on which nobody goes by the person's name, is
// nobody's: who sent it may be the person.
func TestAMailOfNobodyKnownHasNoSides(t *testing.T) {
	const mail = "From: Vesna Ilić <vesna@posta.example>\nTo: Mei <mei@lamps.example>\nSubject: a\nDate: Mon, 02 Nov 2026 09:00:00 +0100\n\nI paid 100 USD\n"
	for person, want := range map[string]string{"": "", "Vesna": "", "Vesna Ilić": "Mei mei@lamps.example", "mei@lamps.example": "Vesna Ilić vesna@posta.example"} {
		opt := Options{}
		if person != "" {
			opt.Person = []string{person}
		}
		f := Read(t.Context(), memory("a.eml", []byte(mail)), opt)
		if got := strings.Join(f.Other, " "); got != want {
			t.Errorf("person %q: other side %q, want %q", person, got, want)
		}
	}
}
