package fold_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse/fold"

	"pgregory.net/rapid"
)

func TestKey(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"plain text stays", "pay the fee", "pay the fee"},
		{"capitals", "Pay The FEE", "pay the fee"},
		{"Serbian diacritics", "Čekaju plaćanje, šta žele?", "cekaju placanje, sta zele?"},
		{"diacritics as combining marks", "C\u030cekaju plac\u0301anje", "cekaju placanje"},
		{"dj three ways", "Đorđe, Djordje, Ђорђе", "djordje, djordje, djordje"},
		{"digraph letters", "ǆep ǉubav ǌiva", "dzep ljubav njiva"},
		{"Serbian Cyrillic", "Џеп, љубав, њива, ћуприја, чека, Жика", "dzep, ljubav, njiva, cuprija, ceka, zika"},
		{"Russian", "Переведите деньги сейчас", "perevedite dengi sejcas"},
		{"decomposed Russian", "мои\u0306", "moj"},
		{"Cyrillic letters in a Latin word", "Аlibаbа and pаypаl", "alibaba and paypal"},
		{"Latin letters in a Cyrillic word", "плaћaњe", "placanje"},
		{"Latin abbreviation with a Serbian ending", "VIPом", "vipom"},
		{"Greek letters in a Latin word", "Αlibαbα", "alibaba"},
		{"Greek stays Greek", "ΧΑΙΡΕ", "χαιρε"},
		{"full width", "Ａｌｉｂａｂａ　６", "alibaba 6"},
		{"mathematical letters", "𝐀𝐥𝐢𝐛𝐚𝐛𝐚 𝓿𝓲𝓹", "alibaba vip"},
		{"circled and squared letters", "Ⓥⓘⓟ 🅥🅘🅟 🅰🅱", "vip vip ab"},
		{"small capitals", "ʙᴏɴᴜs", "bonus"},
		{"ligatures", "conﬁrm", "confirm"},
		{"zero width inside a word", "ali\u200bba\u200dba \ufeffvip", "alibaba vip"},
		{"bidi controls and soft hyphen", "\u202ealibaba\u202c ko\u00admisija", "alibaba komisija"},
		{"variation selector", "a\ufe0fb", "ab"},
		{"picture inside a word", "ali🔥baba", "alibaba"},
		{"pictures before a sentence", "posao💰🔥Zarada", "posao zarada"},
		{"picture beside a word stays", "posao 🔥 dobar", "posao 🔥 dobar"},
		{"white space and line breaks", "final \t\r\n commission\u00a0 due", "final commission due"},
		{"white space around something invisible", "a \u200b b", "a b"},
		{"typographic signs", "“don’t” – wait…", `"don't" - wait...`},
		{"leetspeak", "al1baba p4ypal b0nus depos1t fr33dom p@ypal ca$h bonu$ w1n c0mm1ssion he1p", "alibaba paypal bonus deposit freedom paypal cash bonus win commission heip"},
		{"l for 1", "a1ibaba sa1e p1ay", "alibaba sale play"},
		{"amounts keep digits", "6k 23k 5dana 100e US$50 $4,860.00 150.638,00 RSD 1o0", "6k 23k 5dana 100e us$50 $4,860.00 150.638,00 rsd 1o0"},
		{"levels keep digits", "VIP1 VIP3 mp3 covid19 b2b h264", "vip1 vip3 mp3 covid19 b2b h264"},
		{"domains and addresses keep digits", "al1baba.example a1b@c0de.example https://x.example/p4y @l3na_x", "al1baba.example a1b@c0de.example https://x.example/p4y @l3na_x"},
		{"spaced letters", "dosli a l i b a b a ste", "dosli alibaba ste"},
		{"spaced words", "A L I B A B A   V I P", "alibaba vip"},
		{"spaced Cyrillic", "љ у б а в", "ljubav"},
		{"dotted letters", "a.l.i.b.a.b.a p-a-y-p-a-l", "alibaba paypal"},
		{"short words stay apart", "ja i a u toj i o d.o.o. S.A.D", "ja i a u toj i o d.o.o. s.a.d"},
		{"Chinese stays", "支付 佣金", "支付 佣金"},
		{"invalid bytes", "a\xffb\xc3", "a\uFFFDb\uFFFD"},
		{"control characters go", "a\x00b\x7f", "ab"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := fold.Key(tc.in); got != tc.want {
				t.Errorf("Key(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestOriginal(t *testing.T) {
	for _, tc := range []struct{ name, in, find, want string }{
		{"plain", "please pay now", "pay", "pay"},
		{"after diacritics", "Čekaju plaćanje odmah", "placanje", "plaćanje"},
		{"combining mark belongs to its letter", "plati c\u030ce", "ce", "c\u030ce"},
		{"Cyrillic", "Уплатите љубазно", "ljubazno", "љубазно"},
		{"inside a two-letter letter", "љубав", "j", "љ"},
		{"two-byte letter that gives two bytes", "ađb", "j", "đ"},
		{"zero width inside", "x ali\u200bba\u200bba y", "alibaba", "ali\u200bba\u200bba"},
		{"invisible at the edge is left out", "\u200bvip\u200b", "vip", "vip"},
		{"spaced out", "x a l i b a b a y", "alibaba", "a l i b a b a"},
		{"picture inside", "ali🔥baba", "alibaba", "ali🔥baba"},
		{"white space run", "final \n\t commission", "l c", "l \n\t c"},
		{"ligature", "conﬁrm", "i", "ﬁ"},
		{"leet", "p4ypal", "paypal", "p4ypal"},
		{"after a taken-back word", "go Аlibаbа now", "now", "now"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := fold.New(tc.in)
			at := strings.Index(text.String(), tc.find)
			if at < 0 {
				t.Fatalf("New(%q) = %q lacks %q", tc.in, text, tc.find)
			}
			if got := text.Original(at, at+len(tc.find)).Of(tc.in); got != tc.want {
				t.Errorf("Original(%q in %q) = %q, want %q", tc.find, tc.in, got, tc.want)
			}
		})
	}
}

func TestOriginalOutside(t *testing.T) {
	text := fold.New("čaj")
	for _, tc := range []struct{ start, end, wantStart, wantEnd int }{
		{-5, 99, 0, 4}, {3, 3, 4, 4}, {2, 1, 3, 3}, {0, 0, 0, 0},
	} {
		if got := text.Original(tc.start, tc.end); got.Start != tc.wantStart || got.End != tc.wantEnd {
			t.Errorf("Original(%d, %d) = %v, want [%d %d]", tc.start, tc.end, got, tc.wantStart, tc.wantEnd)
		}
	}
}

func TestBufferReuse(t *testing.T) {
	var b fold.Buffer
	for _, s := range []string{"Čekaju plaćanje", "a l i b a b a", "", "p4ypal 🔥", "Љубав"} {
		if got, want := b.New(s).String(), fold.Key(s); got != want {
			t.Errorf("Buffer.New(%q) = %q, want %q", s, got, want)
		}
	}
	quiet := strings.Repeat("Hvala, vidimo se sutra u 18h kod škole. ", 20)
	if n := testing.AllocsPerRun(20, func() { b.New(quiet) }); n > 0 {
		t.Errorf("Buffer.New allocates %v times for quiet text, want 0", n)
	}
}

// check holds what every folding promises.
func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string,
) {
	t.Helper()
	text := fold.New(s)
	key := text.String()
	if !utf8.ValidString(key) {
		t.Fatalf("New(%q) = %q is not UTF-8", s, key)
	}
	if len(key) > 12*len(s) {
		t.Fatalf("New(%q) is %d bytes long", s, len(key))
	}
	if again := fold.Key(key); again != key {
		t.Fatalf("Key(%q) = %q, and again %q", s, key, again)
	}
	checkHidden(t, s, text)
	boundary := make([]bool, len(s)+1)
	for i := range s {
		boundary[i] = true
	}
	boundary[len(s)] = true
	last := 0
	for i := range len(key) {
		got := text.Original(i, i+1)
		if got.Start < 0 || got.End > len(s) || got.Start >= got.End {
			t.Fatalf("Original(%d) of %q (%q) = %v", i, s, key, got)
		}
		if !boundary[got.Start] || !boundary[got.End] {
			t.Fatalf("Original(%d) of %q (%q) = %v is not on a character", i, s, key, got)
		}
		if got.Start < last {
			t.Fatalf("Original(%d) of %q (%q) = %v goes back before %d", i, s, key, got, last)
		}
		last = got.Start
	}
}

func TestProperties(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"a", "B", "lj", "č", "đ", "ж", "љ", "а", "о", "α", "Δ", "λ", "x", "p", "4", "0", "1", "$", "@", "3", "7",
		" ", "  ", "\n", ".", "-", "_", "🔥", "💰", "\u200b", "\ufe0f", "\u030c", "\u0306", "и", "ﬁ", "㏂", "№", "™", "⒜",
		"\xff", "\xc3", "支", "…", "。", "．", "Ａ", "ѣ", "ь", "´", "\u00a0", "\x01", "½", "ς", "ʼ", "/", "🅰", "İ", "Σ", "ﷺ",
		"!", "€", "\r\n", "-\n", "\u00ad", "\u202e", "\u2066", "\u2069", "\U000E0061", "🏴", "🇻", "🇷🇸", "•", "·", "⒱", "𝗽", "ꓮ", "с", "у", "р", "\u2800", "\u3164",
	})
	t.Run("pieces", rapid.MakeCheck(func(t *rapid.T) {
		check(t, strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces"), ""))
	}))
	t.Run("strings", rapid.MakeCheck(func(t *rapid.T) { check(t, rapid.String().Draw(t, "s")) }))
	t.Run("bytes", rapid.MakeCheck(func(t *rapid.T) { check(t, string(rapid.SliceOf(rapid.Byte()).Draw(t, "b"))) }))
}

func TestScriptsShareAKey(t *testing.T) {
	pairs := [][2]string{
		{"а", "a"},
		{"б", "b"},
		{"в", "v"},
		{"г", "g"},
		{"д", "d"},
		{"ђ", "đ"},
		{"е", "e"},
		{"ж", "ž"},
		{"з", "z"},
		{"и", "i"},
		{"ј", "j"},
		{"к", "k"},
		{"л", "l"},
		{"љ", "lj"},
		{"м", "m"},
		{"н", "n"},
		{"њ", "nj"},
		{"о", "o"},
		{"п", "p"},
		{"р", "r"},
		{"с", "s"},
		{"т", "t"},
		{"ћ", "ć"},
		{"у", "u"},
		{"ф", "f"},
		{"х", "h"},
		{"ц", "c"},
		{"ч", "č"},
		{"џ", "dž"},
		{"ш", "š"},
		{" ", " "},
		{", ", ", "},
		{"6", "6"},
	}
	rapid.Check(t, func(t *rapid.T) {
		var cyr, lat strings.Builder
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(pairs)-1), 0, 40).Draw(t, "letters") {
			cyr.WriteString(pairs[i][0])
			lat.WriteString(pairs[i][1])
		}
		if c, l := fold.Key(cyr.String()), fold.Key(lat.String()); c != l {
			t.Fatalf("Key(%q) = %q, Key(%q) = %q", cyr.String(), c, lat.String(), l)
		}
	})
}

func FuzzNew(f *testing.F) {
	for _, s := range []string{"Čekaju plaćanje", "Аlibаbа", "a l i b a b a", "p4ypal", "ali🔥baba", "\xff\u200b", "a.b.c.d", "㏂b.c.d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 4<<10 {
			check(t, s)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for _, bc := range []struct{ name, text string }{
		{"english", "Please complete the final task and pay the commission to withdraw your earnings. "},
		{"serbian", "Molimo Vas da završite poslednji zadatak i uplatite proviziju kako biste podigli zaradu. "},
		{"cyrillic", "Молимо Вас да завршите последњи задатак и уплатите провизију како бисте подигли зараду. "},
		{"russian", "Переведите деньги сейчас, чтобы получить прибыль и вывести средства. "},
		{"pictures", "🔥🔥 Zaradite do 5.000 € dnevno 💰 radeći od kuće ✅ Prijavite se odmah 👉 t.me/posao "},
		{"digits", "Uplatio sam 6.000, 23.000 i 61.328 dinara 18.11.2026. u 18:05, racun 265-0000000001234-88. "},
		{"capitals", "PLEASE COMPLETE THE FINAL TASK AND PAY THE COMMISSION! "},
		{"invisible", "p\u200bl\u200ba\u200bti o\u00addmah "},
		{"evasion", "P4ypal b0nus ali🔥baba а1ibаbа v i p p a y "},
	} {
		for _, times := range []int{1, 100} {
			text := strings.Repeat(bc.text, times)
			b.Run(fmt.Sprintf("%s/%d", bc.name, len(text)), func(b *testing.B) {
				var buf fold.Buffer
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					buf.New(text)
				}
			})
		}
	}
}

func TestNewIsBounded(t *testing.T) {
	for _, piece := range []string{
		"a ", "a.", "č\u200b", "a4", "🔥a", "\u200b", "c\u030c", "\u030c", "а", "аx", "α", "\xff", " \u200b", "ﷺ", "支",
		"🇻", "🇷🇸", "-\na", "ab-\n", "€", "a€", "•a", "w!n", "p4y ", "v🔥i🔥", "с ", "сору ", "e\u0300\u0301\u0302", "\u202ea", "\U000E0061", "𝗽", "⒱",
	} {
		check(t, strings.Repeat(piece, 2000/len(piece)))
		fold.New(strings.Repeat(piece, 1<<17/len(piece)))
	}
}

// BenchmarkVaried folds a thousand messages of other words each, so that the
// processor cannot learn them.
func BenchmarkVaried(b *testing.B) {
	words := strings.Fields("Molimo Vas da završite zadatak i uplatite proviziju od 6.000 RSD, kako biste VIP1 zaradu podigli odmah. " +
		"Please pay the final fee now! Your parcel no. 483920 is waiting at https://posta.example/t?id=7 - call us on 18.11. a k")
	texts := make([]string, 1000)
	size, seed := 0, uint32(1)
	for i := range texts {
		var t strings.Builder
		for t.Len() < 110 {
			seed = seed*1664525 + 1013904223
			t.WriteString(words[(seed>>8)%uint32(len(words))] + " ")
		}
		texts[i] = t.String()
		size += t.Len()
	}
	var buf fold.Buffer
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range texts {
			buf.New(s)
		}
	}
}

func ExampleText_Hidden() {
	s := "Uplatite p\u200borez na Аlibаba nalog"
	text := fold.New(s)
	fmt.Println(text)
	for _, h := range text.Hidden() {
		fmt.Printf("%s: %+q\n", h.Kind, h.Span.Of(s))
	}
	// Output:
	// uplatite porez na alibaba nalog
	// zero-width: "p\u200borez"
	// look-alike: "\u0410lib\u0430ba"
}
