package intake

import (
	"slices"
	"testing"
)

func TestMailsThatEndBeforeTheirEnd(t *testing.T) {
	const (
		head  = "From: a@drugi.example\nTo: b@kupac.example\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nSubject: x\nMIME-Version: 1.0\n"
		mixed = head + "Content-Type: multipart/mixed; boundary=\"qqqq\"\n\n"
		words = "--qqqq\nContent-Type: text/plain\n\nPay 3,000 USD\n"
		file  = "--qqqq\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"a.png\"\n\n"
		inner = "--qqqq\nContent-Type: message/rfc822\n\nFrom: c@treci.example\nTo: a@drugi.example\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nSubject: y\n" +
			"Content-Type: multipart/mixed; boundary=rrrr\n\n--rrrr\nContent-Type: text/plain\n\nPay\n"
		cut, open = "mail-cut", "mail-without-end"
	)
	tests := []struct {
		name, text, want string
	}{
		{"whole", mixed + words + "--qqqq--\n", ""},
		{"whole, and no line end", mixed + words + "--qqqq--", ""},
		{"no parts", head + "\nPay 3,000 USD\n", ""},
		{"no line of the boundary at all", mixed + "Pay 3,000 USD\n", ""},
		{"the last line forgotten", mixed + words, open},
		{"the last line of parts within forgotten", mixed + "--qqqq\nContent-Type: multipart/alternative; boundary=ssss\n\n--ssss\n\nPay\n--qqqq--\n", ""},
		{"within the headers of a part", mixed + words + "--qqqq\nContent-Type: image/png\nContent-Transfer-Encoding: ba", cut},
		{"within base64", mixed + words + file + "iVBORw0KGgoAAAANSU", cut},
		{"behind whole base64", mixed + words + file + "iVBORw0KGgoAAAANSUhE\n", open},
		{"within the last line", mixed + words + "--qqqq-", cut},
		{"within quoted-printable", mixed + "--qqqq\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nPay 3,000=", cut},
		{"within a mail in it", mixed + words + inner + "--rrrr\nContent-Type: text/csv\nContent-Transfer-Enc: ba", cut},
		{"the last line forgotten in a mail in it too", mixed + words + inner, open},
		{"a mail in it forgot its last line", mixed + words + inner + "--qqqq--\n", ""},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.eml", []byte(tt.text)), Options{})
		got := ""
		for _, p := range f.Problems {
			if p.Code == cut || p.Code == open {
				got = p.Code
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q of %v, want %q", tt.name, got, codes(f), tt.want)
		}
		for _, in := range f.Files {
			if tt.want != "" && (slices.Contains(codes(in), cut) || slices.Contains(codes(in), open)) {
				t.Errorf("%s: said of %s again", tt.name, in.Path)
			}
		}
	}
}
