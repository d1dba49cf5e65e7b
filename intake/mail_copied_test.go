package intake

import (
	"testing"

	"recourse/internal/testkit"
)

// A mail that was copied out of a program is one, with its day and clock.
func TestMailsThatAreCopiedWithTheirHead(t *testing.T) {
	const body = "\n\nPlease pay 500.00 EUR to DE89370400440532013000\n"
	for _, tt := range []struct{ name, head, kind, at, from, title string }{
		{"Outlook", "From: Ann Trader <ann@x.example>\nSent: Wednesday, November 18, 2026 6:05 PM\nTo: Tom <tom@y.example>\nSubject: Invoice", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Invoice"},
		{"Outlook, names alone", "From: Ann Trader\nSent: Wednesday, November 18, 2026 6:05 PM\nTo: Tom\nSubject: Invoice", KindMail, "2026-11-18T18:05:00", "Ann Trader", "Invoice"},
		{"Outlook in German", "Von: Ann Trader <ann@x.example>\nGesendet: Mittwoch, 18. November 2026 18:05\nAn: Tom <tom@y.example>\nCc: Eva\nBetreff: Rechnung", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Rechnung"},
		{"Outlook in Serbian", "Od: Ann Trader <ann@x.example>\r\nPoslato: sreda, 18. novembar 2026. 18:05\r\nPrima: Tom\r\nTema: Račun", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Račun"},
		{"in Serbian Cyrillic", "Од: Ann Trader <ann@x.example>\nПослато: среда, 18. новембар 2026. у 18:05\nПрима: Tom\nТема: Рачун", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Рачун"},
		{"Outlook in French", "De : Ann Trader <ann@x.example>\nEnvoyé : mercredi 18 novembre 2026 18:05\nÀ : Tom\nObjet : Facture", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Facture"},
		{"Outlook in bold", "*From:* Ann Trader <ann@x.example>\n*Sent:* 18 November 2026 18:05\n*To:* Tom\n*Subject:* Invoice", KindMail, "2026-11-18T18:05:00", "Ann Trader <ann@x.example>", "Invoice"},
		{"a day alone", "Von: Ann <ann@x.example>\nDatum: 18.11.2026\nAn: Tom\nBetreff: Rechnung", KindMail, "2026-11-18", "Ann <ann@x.example>", "Rechnung"},
		{"a day that can be read in two ways", "From: Ann <ann@x.example>\nSent: 11/12/2026 6:05 PM\nTo: Tom\nSubject: Invoice", KindMail, "", "Ann <ann@x.example>", "Invoice"},
		{"no day", "Von: Ann <ann@x.example>\nAn: Tom\nBetreff: Rechnung", KindText, "", "", ""},
		{"a slip", "Od: Milica Jović\nDatum: 18.11.2026.\nZa: struja\nIznos: 500,00", KindText, "", "", ""},
		{"the sender is not first", "Poslato: 18.11.2026.\nOd: Ann <ann@x.example>\nZa: Tom\nTema: Račun", KindText, "", "", ""},
	} {
		f := Read(t.Context(), memory("a.txt", []byte(tt.head+body)), Options{Chats: spoken(t), Zone: testkit.Belgrade()})
		at, from := "", ""
		if len(f.Messages) > 0 {
			at, from = f.Messages[0].Time.String(), f.Messages[0].From
		}
		if f.Kind != tt.kind || at != tt.at || from != tt.from || f.Title != tt.title {
			t.Errorf("%s: a %s of %q by %q, titled %q; want a %s of %q by %q, titled %q", tt.name, f.Kind, at, from, f.Title, tt.kind, tt.at, tt.from, tt.title)
		}
		if tt.kind == KindMail && (len(f.Messages) == 0 || f.Messages[0].Text != body[2:] && f.Messages[0].Text != body[2:len(body)-1]) {
			t.Errorf("%s: says %q", tt.name, f.Text)
		}
	}
}
