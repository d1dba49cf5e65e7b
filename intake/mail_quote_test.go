package intake

import (
	"fmt"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/testkit"
)

// repeatedIn reads a mail of Ana's to Bojan and returns its quotations and the words above
// them as "author, day: text", with empty lines left out.
func repeatedIn(t *testing.T, kind, body string) string {
	t.Helper()
	mail := "From: Ana Kos <ana@firma.example>\nTo: Bojan Savić <bojan@kupac.example>\nSubject: Re: Porudžbina\nDate: Wed, 18 Nov 2026 17:02:11 +0000\nContent-Type: text/" + kind + "; charset=utf-8\n\n" + body
	f := Read(t.Context(), memory("a.eml", []byte(mail)), Options{Chats: spoken(t), Zone: testkit.Belgrade()})
	var list []string
	for _, q := range f.Quotes {
		name, _ := nameAndAddress(q.From)
		list = append(list, fmt.Sprintf("%s, %s: %s", name, dayOf(q.Time), strings.Join(strings.Fields(q.Span.Of(f.Text)), " ")))
	}
	return strings.Join(list, " | ")
}

func dayOf(m recourse.Moment) string {
	if m.IsZero() {
		return "?"
	}
	return m.Date().String()
}

// The words above a quotation begin where they begin: a line ahead of them is of
// whoever sends the mail, with an empty line between or without.
func TestWordsAboveAQuotationTakeNoLineAhead(t *testing.T) {
	const ahead = "Please pay 500 EUR to DE89370400440532013000."
	for _, tt := range []struct{ name, above, day string }{
		{"Gmail in English", "On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić <bojan@kupac.example> wrote:", "2026-11-17"},
		{"Gmail in English, before the name's end", "On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić <bojan@kupac.example>\nwrote:", "2026-11-17"},
		{"Gmail in English, within the address", "On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić <\nbojan@kupac.example> wrote:", "2026-11-17"},
		{"over three lines", "On Tue, Nov 17, 2026 at 10:00 AM\nBojan Savić <bojan@kupac.example>\nwrote:", "2026-11-17"},
		{"within the day", "On Tuesday, November 17,\n2026 at 10:00 AM Bojan Savić\n<bojan@kupac.example> wrote:", "2026-11-17"},
		{"Apple Mail in English", "On Nov 17, 2026, at 10:00, Bojan Savić <bojan@kupac.example> wrote:", "2026-11-17"},
		{"Thunderbird in English", "On 17/11/2026 10:00, Bojan Savić wrote:", "2026-11-17"},
		{"with the clock first", "At 10:00 AM 11/17/2026, Bojan Savić wrote:", "2026-11-17"},
		{"with the name first", "Bojan Savić wrote on 17 Nov 2026:", "2026-11-17"},
		{"with the name alone", "Bojan wrote:", "?"},
		{"Gmail in German", "Am Di., 17. Nov. 2026 um 10:00 Uhr schrieb Bojan Savić <bojan@kupac.example>:", "2026-11-17"},
		{"Gmail in German, wrapped", "Am Di., 17. Nov. 2026 um 10:00 Uhr schrieb Bojan Savić <\nbojan@kupac.example>:", "2026-11-17"},
		{"Apple Mail in German", "Am 17.11.2026 um 10:00 schrieb Bojan Savić <bojan@kupac.example>:", "2026-11-17"},
		{"old Thunderbird in German", "Bojan Savić schrieb am 17.11.2026 um 10:00:", "2026-11-17"},
		{"Gmail in Serbian", "уто, 17. нов 2026. у 10:00 Bojan Savić <bojan@kupac.example> је написао/ла:", "2026-11-17"},
		{"Gmail in Serbian, wrapped", "uto, 17. nov 2026. u 10:00 Bojan Savić <bojan@kupac.example> je\nnapisao/la:", "2026-11-17"},
		{"Thunderbird in Serbian", "Dana 17.11.2026. u 10:00, Bojan Savić je napisao/la:", "2026-11-17"},
		{"Gmail in Croatian", "uto, 17. stu 2026. u 10:00 Bojan Savić <bojan@kupac.example> napisao je:", "2026-11-17"},
		{"Gmail in Slovenian", "V V tor., 17. nov. 2026 ob 10:00 je oseba Bojan Savić <bojan@kupac.example> napisala:", "2026-11-17"},
		{"Gmail in French", "Le mar. 17 nov. 2026 à 10:00, Bojan Savić <bojan@kupac.example> a écrit :", "2026-11-17"},
		{"Gmail in French, wrapped", "Le mar. 17 nov. 2026 à 10:00, Bojan Savić <bojan@kupac.example> a\nécrit :", "2026-11-17"},
		{"Gmail in Spanish", "El mar, 17 nov 2026 a las 10:00, Bojan Savić (<bojan@kupac.example>) escribió:", "2026-11-17"},
		{"Gmail in Italian", "Il giorno mar 17 nov 2026 alle ore 10:00 Bojan Savić <bojan@kupac.example> ha scritto:", "2026-11-17"},
		{"Gmail in Portuguese", "Em ter., 17 de nov. de 2026 às 10:00, Bojan Savić <bojan@kupac.example> escreveu:", "2026-11-17"},
		{"Gmail in Russian", "вт, 17 нояб. 2026 г. в 10:00, Bojan Savić <bojan@kupac.example>:", "2026-11-17"},
		{"Gmail in Macedonian", "На вт., 17 ноември 2026 во 10:00 Bojan Savić <bojan@kupac.example> напиша:", "2026-11-17"},
		{"Gmail in Turkish", "Bojan Savić <bojan@kupac.example>, 17 Kas 2026 Sal, 10:00 tarihinde şunu yazdı:", "2026-11-17"},
		{"Gmail in Turkish, wrapped", "Bojan Savić <bojan@kupac.example>, 17 Kas 2026 Sal,\n10:00 tarihinde şunu yazdı:", "2026-11-17"},
	} {
		words := strings.Join(strings.Fields(tt.above), " ")
		want := fmt.Sprintf("Bojan Savić, %s: %s | Bojan Savić, %[1]s: > Koliko treba?", tt.day, words)
		for _, between := range []string{"\n", "\n\n", " "} {
			if between == " " && (tt.name == "with the name first" || tt.name == "with the name alone" || strings.Contains(tt.name, "Turkish") || strings.Contains(tt.name, "old")) {
				continue // nothing says where they begin
			}
			if got := repeatedIn(t, "plain", ahead+between+tt.above+"\n> Koliko treba?\n"); got != want {
				t.Errorf("%s behind %q: repeated %q, want %q", tt.name, between, got, want)
			}
		}
	}
}

// Sentences that tell of a day or a name are no words above a quotation.
func TestWordsThatOnlyLookLikeThoseAboveAQuotation(t *testing.T) {
	const above = "On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić <bojan@kupac.example> wrote:"
	for _, ahead := range []string{
		"On 16 November 2026 I asked for 500 EUR.",
		"On that day Bojan Savić paid nothing",
		"Write to Vesna <vesna@drugo.example> today",
		"Dana 16.11.2026. tražili smo 500 EUR",
		"I paid 500 EUR",
	} {
		if got, want := repeatedIn(t, "plain", ahead+"\n"+above+"\n> Koliko?\n"), "Bojan Savić, 2026-11-17: "+above+" | Bojan Savić, 2026-11-17: > Koliko?"; got != want {
			t.Errorf("behind %q: repeated %q, want %q", ahead, got, want)
		}
		if got, want := repeatedIn(t, "plain", ahead+"\nBojan Savić wrote:\n> Koliko?\n"), "Bojan Savić, ?: Bojan Savić wrote: | Bojan Savić, ?: > Koliko?"; got != want {
			t.Errorf("behind %q: repeated %q, want %q", ahead, got, want)
		}
	}
	for _, line := range []string{
		"I sent the 500 EUR to what bojan@kupac.example wrote:",
		"Please read again the terms to which you, Bojan Savić, agreed and wrote:",
	} {
		if got := repeatedIn(t, "plain", line+"\n500 EUR\n"); got != "" {
			t.Errorf("%q: repeated %q, want none", line, got)
		}
	}
}

// The blocks of a page end the lines of a mail.
func TestBlocksPartWordsAboveAQuotation(t *testing.T) {
	const above = "On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić &lt;<a href=\"mailto:bojan@kupac.example\">bojan@kupac.example</a>&gt; wrote:"
	want := "Bojan Savić, 2026-11-17: On Tue, Nov 17, 2026 at 10:00 AM Bojan Savić <bojan@kupac.example> wrote: | Bojan Savić, 2026-11-17: How much?"
	for name, page := range map[string]string{
		"Gmail":       `<div dir="ltr">Please pay 500 EUR.</div><br><div class="gmail_quote"><div class="gmail_attr">` + above + `<br></div><blockquote><div>How much?</div></blockquote></div>`,
		"iPhone":      `<body dir="auto">Please pay 500 EUR.<div dir="ltr"><blockquote type="cite">` + above + `<br><br></blockquote></div><blockquote type="cite"><div>How much?</div></blockquote></body>`,
		"br":          `Please pay 500 EUR.<br>` + above + `<br>How much?`,
		"paragraphs":  `<p>Please pay 500 EUR.</p><p>` + above + `</p><p>How much?</p>`,
		"Thunderbird": `Please pay 500 EUR.<div class="moz-cite-prefix">` + above + `<br></div><blockquote type="cite">How much?</blockquote>`,
	} {
		if got := repeatedIn(t, "html", "<html>"+page+"</html>"); got != want {
			t.Errorf("%s: repeated %q, want %q", name, got, want)
		}
	}
}
