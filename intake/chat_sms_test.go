package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/transform"
)

const smsFile = `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<!--File Created By SMS Backup & Restore-->
<smses count="5" backup_set="1" backup_date="1795100000000" type="full">
  <sms protocol="0" address="+381 64 000 0000" date="1795021512000" type="1" subject="null" body="Vaš paket čeka &#55357;&#56832;&#10;https://posta.example/x" readable_date="18.11.2026. 18.05.12" contact_name="(Unknown)" />
  <sms protocol="0" address="+381640000000" date="1795021572000" type="2" body="Ko je to?" contact_name="(Unknown)" />
  <sms protocol="0" address="+381640000000" date="1795021573000" type="3" body="nije poslato" contact_name="(Unknown)" />
  <sms protocol="0" address="Banka" date="1795021600000" type="1" body="Kod: 000000" contact_name="Banka" />
  <mms date="1795021700000" msg_box="1" address="+381640000000" contact_name="(Unknown)" m_type="132">
    <parts>
      <part seq="-1" ct="application/smil" text="&lt;smil/&gt;" />
      <part seq="0" ct="image/jpeg" cl="slika.jpg" data="AAAA" />
      <part seq="0" ct="text/plain" text="Evo" />
    </parts>
    <addrs><addr address="+381640000000" type="137" charset="106" /></addrs>
  </mms>
</smses>
`

func TestTextMessagesOfAPhone(t *testing.T) {
	f := Read(t.Context(), memory("sms-20261120.xml", []byte(smsFile)), Options{Chats: spoken(t), Zone: time.FixedZone("", 3600)})
	if f.Kind != KindArchive || len(f.Files) != 2 || !slices.Equal(codes(f), []string{"chat-entries-not-read"}) {
		t.Fatalf("kind %q, %d files, problems %v, want an archive of two and the draft counted", f.Kind, len(f.Files), codes(f))
	}
	c := f.Files[0]
	checkSpans(t, c)
	want := []string{
		"2026-11-18T18:05:12+01:00|+381 64 000 0000|Vaš paket čeka 😀\nhttps://posta.example/x",
		"2026-11-18T18:06:12+01:00|Me|Ko je to?",
		"2026-11-18T18:08:20+01:00|+381 64 000 0000|Evo\n<slika.jpg>|slika.jpg",
	}
	if d := cmp.Diff(want, told(c)); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if sum := sha256.Sum256([]byte(c.Text)); c.SHA256 != hex.EncodeToString(sum[:]) || c.SHA256 == f.Files[1].SHA256 {
		t.Errorf("digest %q, want that of its text", c.SHA256)
	}
	if !slices.Equal(c.Other, []string{"+381 64 000 0000"}) || f.Files[1].Title != "Banka" {
		t.Errorf("other %q, title of the second %q", c.Other, f.Files[1].Title)
	}
	cut := Read(t.Context(), memory("sms.xml", []byte(smsFile[:strings.Index(smsFile, "<mms")+40])), Options{})
	if got := codes(cut); !slices.Contains(got, "chat-damaged") || len(cut.Files) != 2 {
		t.Errorf("cut off: problems %v, %d chats, want chat-damaged and two", got, len(cut.Files))
	}
}

func TestHalvesOfACharacterAreJoined(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a&#55357;&#56832;b", "a&#128512;b"},
		{"&#55357;", "&#55357;"},
		{"&#55357;&#55357;&#56832;", "&#55357;&#128512;"},
		{"&amp;&#10;", "&amp;&#10;"},
		{"&", "&"},
		{strings.Repeat("x", 4094) + "&#55357;&#56832;", strings.Repeat("x", 4094) + "&#128512;"},
	} {
		b, err := io.ReadAll(transform.NewReader(strings.NewReader(tt.in), pairs{}))
		if err != nil || string(b) != tt.want {
			t.Errorf("%q becomes %q, %v, want %q", tt.in, b, err, tt.want)
		}
	}
}

func TestTablesOfMessages(t *testing.T) {
	for _, tt := range []struct {
		name, text  string
		want, other []string
	}{
		{
			"WeChat, with whose messages they are",
			"localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n" +
				"1,2,1,0,0,1795021512,,\"请付款, \"\"现在\"\"\",2026-11-18 18:05:12,,丽娜,wxid_1\n2,2,1,0,1,1795021572,,好的,2026-11-18 18:06:12,,Vesna,wxid_2\n",
			[]string{`2026-11-18T18:05:12|丽娜|请付款, "现在"`, "2026-11-18T18:06:12|Vesna|好的"},
			[]string{"丽娜"},
		},
		{
			"day and clock apart",
			"Datum;Vreme;Pošiljalac;Telefon;Poruka\n18.11.2026.;18:05;Lena;+381640000000;Dobar dan\n18.11.2026.;18:06;Ja;;Ko ste Vi?\n",
			[]string{"2026-11-18T18:05:00|Lena|Dobar dan", "2026-11-18T18:06:00|Ja|Ko ste Vi?"},
			[]string{"Lena"},
		},
	} {
		f := Read(t.Context(), memory("poruke.csv", []byte(tt.text)), Options{Chats: spoken(t), Statements: known(t)})
		checkSpans(t, f)
		if f.Kind != KindChat || !slices.Equal(f.Other, tt.other) || len(f.Problems) != 0 {
			t.Errorf("%s: kind %q other %q problems %v, want chat, %q, none", tt.name, f.Kind, f.Other, f.Problems, tt.other)
		}
		if d := cmp.Diff(tt.want, told(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	f := Read(t.Context(), memory("izvod.csv", []byte("Datum;Od;Poruka;Iznos\n18.11.2026.;Lena;uplata;6.000,00\n")), Options{Chats: spoken(t), Statements: known(t)})
	if f.Kind != KindStatement {
		t.Errorf("a statement with a message is %q", f.Kind)
	}
}

func FuzzSMS(f *testing.F) {
	f.Add(smsFile)
	f.Add(`<smses><sms address="1" date="1" type="1" body="a"/><mms msg_box="2" address="1~2"><part ct="text/plain" text="b"/><addr type="137" address="2"/></mms></smses>`)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.xml", []byte(text)), Options{Limits: Limits{Messages: 100}})
		for _, c := range append(file.Files, file) {
			last := 0
			for _, m := range c.Messages {
				checkMessage(t, c, m, last)
				last = m.Span.End
			}
		}
	})
}

func FuzzChatTable(f *testing.F) {
	f.Add("Datum;Vreme;Pošiljalac;Poruka\n18.11.2026.;18:05;Lena;a\n\"x;;\n")
	words := spoken(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.csv", []byte("from,date,text\n"+text)), Options{Chats: words})
		last := 0
		for _, m := range file.Messages {
			checkMessage(t, file, m, last)
			last = m.Span.End
		}
	})
}
