package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChatsThatToolsWriteAndPeopleCopy(t *testing.T) {
	undated := []string{"chat-without-dates"}
	for _, tt := range []struct {
		name, text string
		codes      []string
		want       []string
	}{
		{
			"Viber, as it is sent by mail",
			"18/11/2026,18:05:12,Lena Mentor,+381640000000,Dobar dan, kako ste?\n19/11/2026,09:00:00,Vesna,+381640000001,\"Dobro, hvala\"\ndrugi red\n19/11/2026,09:01:00,Lena Mentor,+381640000000,Фото\n",
			nil,
			[]string{"2026-11-18T18:05:12|Lena Mentor|Dobar dan, kako ste?", "2026-11-19T09:00:00|Vesna|Dobro, hvala\"\ndrugi red", "2026-11-19T09:01:00|Lena Mentor|Фото"},
		},
		{
			"Viber, as it is sent by mail, a text of several lines in quotation marks",
			"18/11/2026,18:05:12,Lena Mentor,+381640000000,\"Hvala\r\n\r\nvidimo se\"\r\n19/11/2026,09:00:00,Vesna,+381640000001,\"Dobro\r\n19/11/2026,09:01:00,Lena Mentor,+381640000000,Ok\r\n",
			nil,
			[]string{"2026-11-18T18:05:12|Lena Mentor|Hvala\r\n\r\nvidimo se", "2026-11-19T09:00:00|Vesna|\"Dobro", "2026-11-19T09:01:00|Lena Mentor|Ok"},
		},
		{
			"Viber's desktop",
			"[ Wednesday, November 18, 2026 6:05 PM ] \u2068Lena\u2069: Dobar dan\n[ Wednesday, November 18, 2026 6:06 PM ] \u2068Vesna\u2069: Ko ste Vi?\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?"},
		},
		{
			"Telegram's desktop",
			"Lena Mentor, [18.11.2026. 18:05]\nDobar dan\n\nImam posao za Vas\n\nVesna, [18.11.2026. 18:06]\nKakav?\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena Mentor|Dobar dan\n\nImam posao za Vas", "2026-11-18T18:06:00|Vesna|Kakav?"},
		},
		{
			"Telegram on a Mac",
			"Lena Mentor, [Nov 18, 2026 at 6:05:12 PM]:\nDobar dan\n\nLena Mentor, [Nov 18, 2026 at 6:06:00 PM]:\nTu ste?\n",
			nil,
			[]string{"2026-11-18T18:05:12|Lena Mentor|Dobar dan", "2026-11-18T18:06:00|Lena Mentor|Tu ste?"},
		},
		{
			"Discord, with days",
			"Lena Mentor — 18.11.2026. 18:05\nDobar dan\nVesna — 18.11.2026. 18:06\nKo ste Vi?\nLena Mentor — 18.11.2026. 18:07\nLena\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena Mentor|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?", "2026-11-18T18:07:00|Lena Mentor|Lena"},
		},
		{
			"names before a dash",
			"Lena - 18.11.2026 18:05\nDobar dan\nVesna - 18.11.2026 18:06\nKo ste Vi?\nLena - 18.11.2026 18:07\nLena\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?", "2026-11-18T18:07:00|Lena|Lena"},
		},
		{
			"Discord, of today",
			"Lena Mentor — Today at 6:05 PM\nDobar dan\nVesna — Today at 6:06 PM\nKo ste Vi?\nLena Mentor — Today at 6:07 PM\nLena\nVesna — Today at 6:08 PM\nNe\n",
			undated,
			[]string{"|Lena Mentor|Dobar dan", "|Vesna|Ko ste Vi?", "|Lena Mentor|Lena", "|Vesna|Ne"},
		},
		{
			"Teams",
			"[18.11.2026. 18:05] Lena Mentor\nDobar dan\n[18.11.2026. 18:06] Vesna\nKo ste Vi?\n[18.11.2026. 18:07] Lena Mentor\nLena\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena Mentor|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?", "2026-11-18T18:07:00|Lena Mentor|Lena"},
		},
		{
			"LINE",
			"[LINE] Chat history with Lena Mentor\nSaved on: 11/18/2026, 18:10\n\nWed, 11/18/2026\n18:05\tLena Mentor\tDobar dan\n18:06\tVesna\tKo ste Vi?\nVi?\n18:07\tLena Mentor\t[Photo]\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena Mentor|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?\nVi?", "2026-11-18T18:07:00|Lena Mentor|[Photo]"},
		},
		{
			"months by name without brackets",
			"18. nov 2026. 17:30 - Lena: Dobar dan\n18. nov 2026. 17:31 - Vesna: Ko ste Vi?\n",
			nil,
			[]string{"2026-11-18T17:30:00|Lena|Dobar dan", "2026-11-18T17:31:00|Vesna|Ko ste Vi?"},
		},
		{
			"months by name in Cyrillic",
			"18. нов 2026., 17:30 - Лена: Добар дан\n18. нов 2026., 17:31 - Весна: Ко сте Ви?\n",
			nil,
			[]string{"2026-11-18T17:30:00|Лена|Добар дан", "2026-11-18T17:31:00|Весна|Ко сте Ви?"},
		},
		{
			"months by name in Spanish",
			"18 de noviembre de 2026, 17:32 - Lena: Hola\n18 de noviembre de 2026, 17:33 - Vesna: Hola\n",
			nil,
			[]string{"2026-11-18T17:32:00|Lena|Hola", "2026-11-18T17:33:00|Vesna|Hola"},
		},
		{
			"months by name in German",
			"18. November 2026 um 17:33 Uhr - Lena: Hallo\n18. November 2026 um 17:34 Uhr - Vesna: Hallo\n",
			nil,
			[]string{"2026-11-18T17:33:00|Lena|Hallo", "2026-11-18T17:34:00|Vesna|Hallo"},
		},
		{
			"months by name in Russian",
			"18 нояб. 2026 г., 17:34 - Лена: Привет\n18 нояб. 2026 г., 17:35 - Весна: Привет\n",
			nil,
			[]string{"2026-11-18T17:34:00|Лена|Привет", "2026-11-18T17:35:00|Весна|Привет"},
		},
		{
			"a web page of WhatsApp",
			"[18:05, 18/11/2026] Lena: Dobar dan\n[18:06, 18/11/2026] Vesna: Ko ste Vi?\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena|Dobar dan", "2026-11-18T18:06:00|Vesna|Ko ste Vi?"},
		},
		{
			"WeChat, as a tool writes it",
			"2026-11-18 18:05:12 丽娜\n请付款\n\n2026-11-18 18:06:00 我\n好的\n",
			nil,
			[]string{"2026-11-18T18:05:12|丽娜|请付款", "2026-11-18T18:06:00|我|好的"},
		},
		{
			"WeChat, names before times",
			"丽娜(2026-11-18 18:05:12):请付款\n我(2026-11-18 18:06:00):好的\n",
			nil,
			[]string{"2026-11-18T18:05:12|丽娜|请付款", "2026-11-18T18:06:00|我|好的"},
		},
		{
			"WeChat, sent by mail",
			"Dear:\n丽娜 和 Vesna 在微信上的聊天记录如下，请查收。\n\n—————  2026-11-18  —————\n\n\n丽娜  18:05\n\n请付款\n\nVesna  18:06\n\n[图片: a1.jpg(请在附件中查看)]\n\n—————  2026-11-19  —————\n\n丽娜  09:00\n\n18:30\n",
			nil,
			[]string{"2026-11-18T18:05:00|丽娜|请付款", "2026-11-18T18:06:00|Vesna|[图片: a1.jpg(请在附件中查看)]|a1.jpg", "2026-11-19T09:00:00|丽娜|18:30"},
		},
		{
			"times without days keep their order and get none",
			"[18:05] Lena: Uplatite\n[18:06] Vesna: Neću\n[00:10] Lena: Imate sat\n[00:11] Vesna: Ne\n",
			undated,
			[]string{"|Lena|Uplatite", "|Vesna|Neću", "|Lena|Imate sat", "|Vesna|Ne"},
		},
		{
			"days above times",
			"sreda, 18. novembar 2026.\n18:05 Lena: Uplatite\n18:06 Vesna: Neću\n19. novembar 2026.\n9:10 Lena: Imate sat\n9:11 Vesna: Ne\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena|Uplatite", "2026-11-18T18:06:00|Vesna|Neću", "2026-11-19T09:10:00|Lena|Imate sat", "2026-11-19T09:11:00|Vesna|Ne"},
		},
		{
			"Messenger: name, time, text",
			"Lena Mentor\n18.11.2026. 18:05\nUplatite\nodmah\nVesna\n18.11.2026. 18:06\nNeću\nLena Mentor\n18.11.2026. 18:07\nImate sat\nVesna\n18.11.2026. 18:08\nNe\n",
			nil,
			[]string{"2026-11-18T18:05:00|Lena Mentor|Uplatite\nodmah", "2026-11-18T18:06:00|Vesna|Neću", "2026-11-18T18:07:00|Lena Mentor|Imate sat", "2026-11-18T18:08:00|Vesna|Ne"},
		},
		{
			"Messenger: name, text, time without a day",
			"Lena\nUplatite\n18:05\nVesna\nNeću\n18:06\nLena\nImate sat\n18:07\nVesna\nNe\ndanas u 18:08\n",
			undated,
			[]string{"|Lena|Uplatite", "|Vesna|Neću", "|Lena|Imate sat", "|Vesna|Ne"},
		},
		{
			"time, name, text",
			"18:05\nLena\nUplatite\n18:06\nVesna\nNeću\n18:07\nLena\nImate sat\n18:08\nVesna\nNe\n",
			undated,
			[]string{"|Lena|Uplatite", "|Vesna|Neću", "|Lena|Imate sat", "|Vesna|Ne"},
		},
	} {
		f := Read(t.Context(), memory("chat.txt", []byte(tt.text)), Options{Chats: spoken(t), Statements: known(t)})
		checkSpans(t, f)
		if f.Kind != KindChat || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: kind %q, problems %v, want chat, %v", tt.name, f.Kind, codes(f), tt.codes)
		}
		if d := cmp.Diff(tt.want, told(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

func TestWhatOnlyLooksLikeACopiedChatIsNone(t *testing.T) {
	for _, text := range []string{
		"2026-11-18 18:05:12 INFO pokrenuto\n2026-11-18 18:05:13 INFO spremno\n2026-11-18 18:05:14 WARN sporo\n",
		"18:05 Doručak: kafa\n19:00 Ručak: supa\n20:00 Večera: riba\n",
		"Program\n18:05\nOtvaranje\n19:00\nPredavanje\n20:00\nZatvaranje\n21:00\nKraj\n",
		"Datum,Vreme,Primalac,Račun,Iznos\n18.11.2026,18:05:12,Prodavnica,265000000000123400,1200\n18.11.2026,18:06:12,Prodavnica,265000000000123400,1300\n",
		"Sastanak je 18.11.2026. 18:05\nDođite\n",
		"18.11.2026 10:05:00 Prodavnica Maxi\n-1.200,00 RSD\n19.11.2026 11:05:00 Pekara\n-130,00 RSD\n20.11.2026 11:05:00 Pekara\n-130,00 RSD\n",
		"12.50\n18.05\n13.20\n14.10\n",
		"18.11.2026 10:00 Banka: rekli da čekam\n18.11.2026 12:00 Policija: prijava je primljena\n19.11.2026 10:00 Banka: odbili su\n19.11.2026 12:00 Policija: čekati\n",
		"Departure, Nov 18, 6:05 PM\nBelgrade\nArrival, Nov 18, 9:05 PM\nMunich\nDeparture, Nov 20, 6:05 PM\nMunich\nArrival, Nov 20, 9:05 PM\nBelgrade\n",
		"[18.11.2026. 18:05] pokrenuto\n[18.11.2026. 18:06] spremno\n[18.11.2026. 18:07] sporo\n",
		"08:00\tDoručak\tkafa\n12:00\tRučak\tsupa\n19:00\tVečera\triba\n08:00\tDoručak\tčaj\n12:00\tRučak\tpasulj\n",
		"18. nov 2026. 17:30 - polazak iz Niša\n18. nov 2026. 21:00 - dolazak u Beograd\n19. nov 2026. 9:00 - sastanak\n",
		"18. nov 2026, sreda: sastanak\n19. nov 2026, četvrtak: put\n20. nov 2026, petak: odmor\n",
		"Podaci za uplatu:\nPrimalac: Lena Uzorak\nRačun: 265-0000000001234-88\nIznos: 23.000,00 RSD\nSvrha: aktivacija\n\nDruga uplata:\nPrimalac: Lena Uzorak\nRačun: 265-0000000001234-88\nIznos: 61.328,00 RSD\nSvrha: porez\n",
		"Date: 18/11/2026\nDescription: BILL PAYMENT\nAmount: -150.00\nBalance: 850.00\n\nDate: 19/11/2026\nDescription: CARD\nAmount: -20.00\nBalance: 830.00\n",
	} {
		f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: spoken(t), Statements: known(t)})
		if f.Kind == KindChat {
			t.Errorf("%q is a chat: %q", text, told(f))
		}
	}
}

func FuzzChatLines(f *testing.F) {
	for _, seed := range []string{
		"18/11/2026,18:05:12,Lena,+381640000000,a\n", "Lena, [18.11.2026. 18:05]\na\n\nLena, [18.11.2026. 18:05]\nb\n",
		"2026-11-18 18:05:12 L\na\n2026-11-18 18:06:00 L\nb\n", "L(2026-11-18 18:05:12):a\nL (2026-11-18 18:05:12):a\n",
		"—————  2026-11-18  —————\nL  18:05\n\na\nM  18:06\nb\n", "L\n18:05\na\nM\n18:06\nb\nL\nWed 6:05 PM\nc\nM\nNov 18, 2026, 6:05 PM\nd\n",
		"[18:05] L: a\n[18:05] M: a\n[18:05] L: a\n[18:05] M: a\n",
	} {
		f.Add(seed)
	}
	words := spoken(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.txt", []byte(text)), Options{Chats: words, Zone: time.UTC})
		last := 0
		for _, m := range file.Messages {
			checkMessage(t, file, m, last)
			last = m.Span.End
		}
	})
}

func BenchmarkTextThatIsNoChat(b *testing.B) {
	text := strings.Repeat("Ovo je duža priča o jednom danu, 18.11.2026. u 18:05, i o drugom.\n", 20_000)
	words := spoken(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := &reader{ctx: b.Context(), lim: DefaultLimits(), words: words}
		f := File{Text: text}
		if r.chat(&f) || r.chatPaste(&f) {
			b.Fatal("it is a chat")
		}
	}
}
