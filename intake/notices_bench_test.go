package intake

import (
	"strings"
	"testing"
)

// A mailbox is full of mails that are no notices.
func BenchmarkNotices(b *testing.B) {
	statements, chats := known(b), chatWords(b)
	for _, bb := range []struct{ name, text string }{
		{"notice", bankNotice},
		{"letter", strings.Repeat("Poštovani gospodine, molimo Vas da 3. maja dođete u 14:00 časova. ", 30)},
		{"prices", strings.Repeat("Poštovani, cena je 3.500 RSD za komad i 20 EUR za dostavu. ", 35)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				statements.readNotices(bb.text, chats)
			}
		})
	}
}
