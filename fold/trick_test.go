package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"recourse/fold"

	"github.com/google/go-cmp/cmp"
)

// hidden writes the tricks of a text as "kind|as written".
func hidden(s string) []string {
	var out []string
	for _, h := range fold.New(s).Hidden() {
		out = append(out, h.Kind.String()+"|"+h.Span.Of(s))
	}
	return out
}

func TestEvasion(t *testing.T) {
	for _, tc := range []struct {
		name, in, want string
		hidden         []string
	}{
		{"zero width in a word", "plati odmah po\u200bre\u200cz", "plati odmah porez", []string{"zero-width|po\u200bre\u200cz", "zero-width|po\u200bre\u200cz"}},
		{"zero width in a Cyrillic word", "уплати по\u200bрез", "uplati porez", []string{"zero-width|по\u200bрез"}},
		{"zero width at the edges is none", "\ufeffuplata\u200b odmah", "uplata odmah", nil},
		{"word joiner, Mongolian separator, Hangul fillers", "a\u2060l\u180ei\u3164b\uffa0a\u115fb\u1160a", "alibaba", []string{"zero-width|a\u2060l\u180ei\u3164b\uffa0a\u115fb\u1160a", "zero-width|a\u2060l\u180ei\u3164b\uffa0a\u115fb\u1160a", "zero-width|a\u2060l\u180ei\u3164b\uffa0a\u115fb\u1160a"}},
		{"Braille blank is a space", "plati\u2800porez", "plati porez", nil},
		{"soft hyphen", "ko\u00admisija", "komisija", []string{"soft-hyphen|ko\u00admisija"}},
		{"bidi isolates and marks in a word", "po\u2068re\u2069z na\u200eknada", "porez naknada", []string{"bidi|po\u2068re\u2069z", "bidi|po\u2068re\u2069z", "bidi|na\u200eknada"}},
		{"override", "otvori \u202emoc.elpmaxe\u202c odmah", "otvori moc.elpmaxe odmah", []string{"bidi|\u202emoc"}},
		{"marks of direction in an export are none", "\u200e[1.11.26.] \u202a+381 60 000 0001\u202c: \u2068Petar\u2069 piše", "[1.11.26.] +381 60 000 0001: petar pise", nil},
		{"joiners in pictures are none", "porodica 👨\u200d👩\u200d👧 ❤\ufe0f", "porodica 👨👩👧 ❤", nil},
		{"joiner of Persian is none", "می\u200cخواهم", "میخواهم", nil},
		{"tags", "plati\U000E0061\U000E0062 odmah", "plati odmah", []string{"tag|plati\U000E0061\U000E0062"}},
		{"flag of tags is none", "🏴\U000E0067\U000E0062\U000E007F", "🏴", nil},
		{"variation selectors", "v\ufe0fi\ufe01p", "vip", []string{"zero-width|v\ufe0fi\ufe01p", "zero-width|v\ufe0fi\ufe01p"}},
		{"variation selector of the supplement", "v\U000E0100ip", "vip", []string{"zero-width|v\U000E0100ip"}},
		{"stacked marks", "p\u0300\u0316\u0337o\u0301r\u0327\u0308\u0300\u0301\u0302ez", "porez", []string{"stacked|p\u0300\u0316\u0337o\u0301r\u0327\u0308\u0300\u0301\u0302ez", "stacked|p\u0300\u0316\u0337o\u0301r\u0327\u0308\u0300\u0301\u0302ez"}},
		{"two marks are writing", "Vie\u0323\u0302t", "viet", nil},
		{"full width is writing", "Ａｌｉｂａｂａ", "alibaba", nil},
		{"mathematical letters", "𝗨𝗽𝗹𝗮𝘁𝗶 𝚙𝚘𝚛𝚎𝚣", "uplati porez", []string{"styled|𝗨𝗽𝗹𝗮𝘁𝗶", "styled|𝚙𝚘𝚛𝚎𝚣"}},
		{"letters in brackets, circles and squares", "⒱⒤⒫ 🄥🄘🄟 🅅🄸🄿 ⓋⒾⓅ", "vip vip vip vip", []string{"styled|⒱⒤⒫", "styled|🄥🄘🄟", "styled|🅅🄸🄿"}},
		{"flag letters one by one", "🇻\u200b🇮\u200b🇵 kod 🇻 🇮 🇵", "vip kod vip", []string{"styled|🇻\u200b🇮\u200b🇵", "styled|🇻", "spaced|🇻 🇮 🇵", "styled|🇮"}},
		{"three flag letters", "🇻🇮🇵", "vip", []string{"styled|🇻🇮🇵"}},
		{"flags", "Srbija 🇷🇸 Kina 🇨🇳🇷🇸", "srbija 🇷🇸 kina 🇨🇳🇷🇸", nil},
		{"look-alike letters", "Аlibаbа i pаypаl", "alibaba i paypal", []string{"look-alike|Аlibаbа", "look-alike|pаypаl"}},
		{"Latin letters in Cyrillic", "плaћaњe", "placanje", []string{"look-alike|плaћaњe"}},
		{"Lisu and Cherokee capitals", "ꓮLIBꓮBꓮ ᏢAY", "alibaba pay", []string{"look-alike|ꓮLIBꓮBꓮ", "look-alike|ᏢAY"}},
		{"whole word in look-alike letters", "Send a сору to the office", "send a copy to the office", []string{"look-alike|сору"}},
		{"capitals in look-alike letters", "Please enter the РОМОС code", "please enter the pomoc code", []string{"look-alike|РОМОС"}},
		{"Cyrillic word between Latin ones", "рок za prijavu, видети", "rok za prijavu, videti", nil},
		{"Cyrillic message of such letters", "која рука", "koja ruka", nil},
		{"Latin abbreviation with an ending", "VIPом", "vipom", nil},
		{"foreign name with an ending", "преко Vibera и Viberом", "preko vibera i viberom", []string{"mixed-script|Viberом"}},
		{"unit with a Greek letter", "5 μg i 10 kΩ", "5 ug i 10 kw", nil},
		{"Chinese and Latin", "请加vip群", "请加vip群", nil},
		{"leetspeak", "p@y v1p cl1ck depo$it w1thdraw acc0unt", "pay vip click deposit withdraw account", []string{"leet|p@y", "leet|v1p", "leet|depo$it"}},
		{"digit at the end of a word that has others", "acc0unt5 sr0čn0 buy1get1 level5", "accounts srocno buyiget1 level5", []string{"leet|acc0unt5", "leet|sr0čn0", "leet|buy1get1"}},
		{"exclamation mark for i", "w!n a pr!ze, cl!ck", "win a prize, click", []string{"leet|w!n", "leet|pr!ze"}},
		{"exclamation mark", "Hej!kako si? hm!da, odlično! 5 TL!Kargo", "hej!kako si? hm!da, odlicno! 5 tl!kargo", nil},
		{"apostrophe in a mistaken encoding", "donâ€™t, canâ€œt, thats€™s", "dona€tmt, cana€oet, thats€tms", nil},
		{"code and address of a wallet", "kod UGD4AE za lena@okbank", "kod ugdaae za lenaaokbank", nil},
		{"euro for e", "fr€e mon€y, 5€po danu, 20 €", "free money, 5€po danu, 20 €", []string{"leet|fr€e", "leet|mon€y"}},
		{"dots, lines and stars between letters", "v_i_p_p a.l.i.b.a.b.a p*a*y*p*a*l a•l•i•b•a•b•a", "vipp alibaba paypal alibaba", []string{"spaced|v_i_p_p", "spaced|a.l.i.b.a.b.a", "spaced|p*a*y*p*a*l"}},
		{"spaced by invisible characters and spaces", "a\u200b l\u200b i\u200b b\u200b a", "aliba", []string{"spaced|a\u200b l\u200b i\u200b b\u200b a"}},
		{"pictures between letters", "v🔥i🔥p", "vip", []string{"picture|v🔥i🔥p", "picture|v🔥i🔥p"}},
		{"picture between words", "ćao😀kako si", "caokako si", nil},
		{"line breaks between words are a space", "izvršite\r\n  transfer\nodmah", "izvrsite transfer odmah", nil},
		{"hyphen at the end of a line", "izvršite transf-\ner i upla-\r\n  tu, пла-\nћање", "izvrsite transfer i uplatu, placanje", nil},
		{"soft hyphen at the end of a line", "transf\u00ad\ner", "transfer", nil},
		{"typographic hyphen at the end of a line", "transf‐\ner", "transfer", nil},
		{"hyphen before a capital or a joining word", "Trade-\nServices, jedno-\nili dvosoban, a-\nb", "trade- services, jedno- ili dvosoban, a- b", nil},
		{"list of a shop", "stavke:\n- jabuke\n- kruške -\nkraj", "stavke: - jabuke - kruske - kraj", nil},
		{"word in two lines without a hyphen", "trans\nfer", "trans fer", nil},
		{"repeated letters stay", "freeee", "freeee", nil},
		{"quiet text", "Hvala Vam, vidimo se sutra u 18h. Sve najbolje!", "hvala vam, vidimo se sutra u 18h. sve najbolje!", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := fold.Key(tc.in); got != tc.want {
				t.Errorf("Key(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if diff := cmp.Diff(tc.hidden, hidden(tc.in)); diff != "" {
				t.Errorf("Hidden of %q (-want +got):\n%s", tc.in, diff)
			}
			check(t, tc.in)
		})
	}
}

func TestCountGoesOn(t *testing.T) {
	text := fold.New(strings.Repeat("po\u200brez p4ypal ", 1000))
	if got, want := text.Count(fold.ZeroWidth), 1000; got != want {
		t.Errorf("Count(ZeroWidth) = %d, want %d", got, want)
	}
	if got, want := text.Count(fold.Leet), 1000; got != want {
		t.Errorf("Count(Leet) = %d, want %d", got, want)
	}
	if got, want := len(text.Hidden()), 6; got != want {
		t.Errorf("Hidden has %d places, want %d", got, want)
	}
	if got := text.Count(99); got != 0 {
		t.Errorf("Count(99) = %d, want 0", got)
	}
}

// checkHidden holds what every summary promises.
func checkHidden(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string, text fold.Text,
) {
	t.Helper()
	met := map[fold.TrickKind]int{}
	last := 0
	for _, h := range text.Hidden() {
		met[h.Kind]++
		if h.Span.Start < last || h.Span.End > len(s) || h.Span.Start >= h.Span.End {
			t.Fatalf("Hidden of %q has span %v after %d", s, h.Span, last)
		}
		last = h.Span.Start
		for _, at := range []int{h.Span.Start, h.Span.End} {
			if at < len(s) && !utf8.RuneStart(s[at]) && utf8.ValidString(s) {
				t.Fatalf("Hidden of %q has span %v inside a character", s, h.Span)
			}
		}
	}
	for k, n := range met {
		if n > 3 || n > text.Count(k) {
			t.Fatalf("Hidden of %q names %d places of %s, counted %d", s, n, k, text.Count(k))
		}
	}
}
