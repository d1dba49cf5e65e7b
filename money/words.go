package money

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a currency as written beside a number.
type word struct {
	code   Currency
	symbol bool // a sign that stands close to its number
	guess  bool // may mean something else
}

// currencyWords are the words and codes of currencies in lower case.
var currencyWords = func() map[string]word {
	m := map[string]word{"e": {code: "EUR", guess: true}, "е": {code: "EUR", guess: true}, "ojra": {code: "EUR", guess: true}, "ojri": {code: "EUR", guess: true}, "ојра": {code: "EUR", guess: true}, "bucks": {code: "USD", guess: true}, "pounds": {code: "GBP", guess: true}, "quid": {code: "GBP"}}
	for code, words := range map[Currency]string{
		"RSD":  "rsd din dinar dinara dinare dinari dinarima dinars рсд дин динар динара динаре динари",
		"EUR":  "eur euro euros eura euri eure evra evro evri evre evrića evrica eurića еур еура еури евра евро еври евре",
		"USD":  "usd us dólar dólares dolares dolar dolara dolari dolare dollar dollars доллар доллара долларов долар долара долари",
		"CNY":  "cny rmb yuan juan juana juani јуан јуана юань юаней",
		"GBP":  "gbp pound sterling funta funti funte фунти",
		"CHF":  "chf sfr franak franaka franke franken francs frank",
		"USDT": "usdt tether",
		"USDC": "usdc",
		"BAM":  "bam maraka marke",
		"HRK":  "hrk kn kuna kune",
		"MKD":  "mkd denar denari denara ден денар денари",
		"HUF":  "huf forint forinta forinti",
		"BTC":  "btc bitcoin bitcoina",
		"ETH":  "eth",
		"INR":  "inr rupees rupee",
		"RUB":  "rub руб рубль рубля рублей rubalja",
		"PLN":  "pln zł zloty",
		"CZK":  "czk kč",
		"RON":  "lei",
		"BGN":  "leva лв",
		"JPY":  "jpy yen",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = word{code: code}
		}
	}
	return m
}()

// exactWords are those that mean a currency in one way of writing only: KM is
// a mark and km a kilometre.
var exactWords = map[string]word{"KM": {code: "BAM"}, "КМ": {code: "BAM"}, "Ft": {code: "HUF"}, "Fr": {code: "CHF"}, "Rs": {code: "INR"}}

// otherCodes are further codes of ISO 4217, read in capitals only. Those that
// are a word in capitals (ALL, TOP, CUP, SOS) are left out.
var otherCodes = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`AED AMD ARS AUD AZN BDT BGN BHD BRL BYN CAD CLP COP CRC CZK DKK DOP DZD EGP ETB GEL GHS HKD
IDR ILS IQD ISK JMD JOD JPY KES KGS KHR KRW KWD KZT LBP LKR LYD MAD MDL MMK MNT MXN MYR MUR MZN NAD NGN NOK NPR NZD OMR PEN PHP
PKR PLN PYG QAR RON RUB RWF SAR SEK SGD SYP THB TND TRY TWD TZS UAH UGX UYU UZS VND XAF XOF YER ZAR ZMW`) {
		m[w] = true
	}
	return m
}()

// signs stand before or after a number; the longer ones come first.
var signs = []struct {
	text string
	word
}{
	{"US$", word{"USD", true, false}},
	{"HK$", word{"HKD", true, false}},
	{"A$", word{"AUD", true, false}},
	{"C$", word{"CAD", true, false}},
	{"S$", word{"SGD", true, false}},
	{"R$", word{"BRL", true, false}},
	{"$", word{"USD", true, false}},
	{"€", word{"EUR", true, false}},
	{"£", word{"GBP", true, false}},
	{"¥", word{"CNY", true, false}},
	{"￥", word{"CNY", true, false}},
	{"₮", word{"USDT", true, false}},
	{"₿", word{"BTC", true, false}},
	{"₹", word{"INR", true, false}},
	{"₽", word{"RUB", true, false}},
	{"＄", word{"USD", true, false}},
	{"人民币", word{"CNY", true, false}},
	{"美元", word{"USD", true, false}},
	{"美金", word{"USD", true, false}},
	{"欧元", word{"EUR", true, false}},
	{"港币", word{"HKD", true, false}},
	{"元", word{"CNY", true, false}},
	{"块钱", word{"CNY", true, false}},
	{"块", word{"CNY", true, true}},
	{"圆", word{"CNY", true, false}},
}

// scaleWord multiplies a number by ten to the power exp.
type scaleWord struct {
	exp   int
	money bool // means money even without a currency
	guess bool
	han   bool
}

// scaleWords stand after a number, in lower case.
var scaleWords = func() map[string]scaleWord {
	m := map[string]scaleWord{"k": {exp: 3, money: true, guess: true}, "m": {exp: 6, guess: true}, "soma": {exp: 3, money: true, guess: true}, "som": {exp: 3, money: true, guess: true}, "сома": {exp: 3, money: true, guess: true}, "сом": {exp: 3, money: true, guess: true}, grand: {exp: 3, money: true, guess: true}}
	for exp, words := range map[int]string{
		3: "hiljada hiljade hiljadu hilj iljada iljade iljadu иљада иљаде иљаду hiljadarki tisuća tisuca tisuće tisuce tisuću хиљада хиљаде хиљаду хиљ " +
			"thousand thousands tausend tsd тысяч тысячи тысяча тыс",
		5: "lakh lakhs lac lacs",
		7: "crore crores",
		6: "milion miliona milioni milijun milijuna mil mio mln милион милиона милиони мил " +
			"million millions millionen миллион миллиона миллионов млн",
		9: "milijarda milijarde milijardi mlrd милијарда милијарде милијарди billion billions mrd milliarden bn млрд",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = scaleWord{exp: exp, money: true}
		}
	}
	return m
}()

// hanScales are attached to their number.
var hanScales = []struct {
	text string
	exp  int
}{{"万亿", 12}, {"千万", 7}, {"百万", 6}, {"万", 4}, {"萬", 4}, {"千", 3}, {"亿", 8}, {"億", 8}, {"百", 2}}

// eachWords are what so much is paid for each: "300 a day".
var eachWords = map[string]bool{"day": true, "week": true, "month": true, "year": true, "night": true, "hour": true, "piece": true, "pop": true, "head": true, "go": true, "time": true}

// unitWords count or measure something that is not money.
var unitWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`kom komada komad pcs pieces piece units unit sets set pari par kutija paleta palet
km m cm mm kg g mg t tona l ml dl v w kw kwh mah a hz mhz ghz lm lumena gb mb kb tb px dpi ppm kcal kal bar
h hr hrs min sec s sati sata sat minuta minut minute sekundi dana dan days day nedelja nedelje meseca meseci months years godina godine god
ljudi osoba osobe korisnika korisnik članova clanova članovi radnika zaposlenih kupaca klijenata prodavaca putnika gledalaca
pratilaca pratioca pregleda lajkova lajka poruka zadataka zadatka naloga ocena koraka stanovnika žrtava zrtava reči reci strana stranica
people users members followers subscribers views likes reviews orders messages tasks steps customers employees sellers suppliers products items workers words pages
puta put times x feet ft miles mile yards yard lbs lb acres calories kvadrata m2 m3 bodova poena points coins stepeni
комада ком људи корисника чланова дана сати минута килограма метара пратилаца прегледа радника пута
procenata posto odsto procenat procenta percent prozent процената одсто stk stück stuck`) {
		m[w] = true
	}
	return m
}()

// labels are words before a number that make it a name and not a sum.
var labels = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`br no nr broj number num order id šifra sifra ref referenca poziv član clan article art
verzija version ver v model tip type line tel telefon phone pin kod code otp room soba stan page str strana zakon paragraf § № бр број члан`) {
		m[w] = true
	}
	return m
}()

// hanUnits are measure words attached to a number.
const hanUnits = "个個件人天年月日号號次张條条公斤米台位分点點小时時秒度倍家只双套箱种卡克瓦层岁周"

// lower writes the word that s begins with, in lower case and at most as long
// as buf, and returns its length in s; 0 where there is none or it is longer.
func lower(buf []byte, s string) (w []byte, n int) {
	w = buf
	for n < len(s) {
		if c := s[n]; c < utf8.RuneSelf {
			if !isLetterByte(c) {
				break
			}
			if len(w) == cap(buf) {
				return nil, 0
			}
			w = append(w, c|0x20)
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) {
			break
		}
		r = unicode.ToLower(r)
		if len(w)+utf8.RuneLen(r) > cap(buf) {
			return nil, 0
		}
		w = utf8.AppendRune(w, r)
		n += size
	}
	return w, n
}

// scale reads a scale at i.
func (f *finder) scale(i int) (scaleWord, int) {
	at := i + blanks(f.text[i:])
	rest := f.text[at:]
	for _, h := range hanScales {
		if rest == "" || rest[0] < 0xE4 {
			break
		}
		if strings.HasPrefix(rest, h.text) {
			return scaleWord{exp: h.exp, money: true, han: true}, at + len(h.text)
		}
	}
	var buf [24]byte
	w, n := lower(buf[:0], rest)
	s, ok := scaleWords[string(w)]
	if !ok || n == 1 && at != i || followed(rest, n) || string(w) == grand && !f.isGrand(at) {
		return scaleWord{}, i
	}
	if n == 1 && rest[0] == 'K' && i > 0 && (i < 2 || !digit(f.text[i-2])) && strings.IndexByte("248", f.text[i-1]) >= 0 {
		s.money = false // the width of a screen
	}
	if n == 1 && strings.HasSuffix(f.text[:i], "401") {
		s.money = false // a pension plan
	}
	end := at + n
	if (string(w) == "hilj" || string(w) == "mil" || string(w) == "tsd" || string(w) == "mio" || string(w) == "хиљ" || string(w) == "тыс" || string(w) == "мил") &&
		end < len(f.text) && f.text[end] == '.' {
		end++
	}
	return s, end
}

// followed reports whether a word of n bytes goes on with a digit or sign.
func followed(s string, n int) bool {
	return n < len(s) && (digit(s[n]) || s[n] == '_' || s[n] == '@' || n == 1 && strings.IndexByte("-&=%'", s[n]) >= 0)
}

// after reads a currency at i, behind a number and its scale.
func (f *finder) after(i int) (word, int) {
	at := i + blanks(f.text[i:])
	if c, end := f.column(i); end > 0 {
		return c, end
	}
	rest := f.text[at:]
	if rest == "" {
		return word{}, i
	}
	if s, n := signAt(rest); n > 0 {
		return s, at + n
	}
	var buf [24]byte
	w, n := lower(buf[:0], rest)
	if n == 0 || followed(rest, n) {
		return word{}, i
	}
	c, ok := exactWords[rest[:n]]
	if !ok {
		c, ok = currencyWords[string(w)]
	}
	if !ok && otherCodes[rest[:n]] {
		c, ok = word{code: Currency(rest[:n])}, true
	}
	if !ok || utf8.RuneCount(w) == 1 && at != i && !endsClause(rest[n:]) || c.code == "INR" && n == 2 || string(w) == "us" {
		return word{}, i
	}
	end := at + n
	switch string(w) {
	case "din", "дин", "ден", "руб", "kn", "лв", "fr", "sfr", "eur":
		if end < len(f.text) && f.text[end] == '.' && abbreviationPoint(f.text[end+1:]) {
			end++
		}
	}
	return c, end
}

// endsClause reports whether nothing but the end of a clause follows: "300 e," is
// euros, "300 e 400" is not.
func endsClause(rest string) bool {
	return rest == "" || strings.IndexByte(".,;!?)\n", rest[0]) >= 0 || goesOn(rest)
}

// goesOn reports whether a word follows with which a sentence goes on behind a sum:
// "300 e juče". Behind "e" as people say it ("e sad", "e pa") others follow.
func goesOn(rest string) bool {
	w, _ := plainWord(rest, blanks(rest))
	switch w {
	case "juce", "danas", "jutros", "sinoc", "prekjuce", "na", "za", "preko", "i", "od", "u", "sa", "s", "vam", "im":
		return true
	}
	return false
}

// column reads a code in the column after that of the number, as statements
// have it: 4.860,00;USD.
func (f *finder) column(i int) (word, int) {
	if len(f.text) < i+4 || strings.IndexByte(";\t|", f.text[i]) < 0 {
		return word{}, 0
	}
	code := f.text[i+1 : i+4]
	for k := range len(code) {
		if code[k] < 'A' || code[k] > 'Z' {
			return word{}, 0
		}
	}
	if i+4 < len(f.text) && strings.IndexByte(";\t|\r\n", f.text[i+4]) < 0 {
		return word{}, 0
	}
	var buf [8]byte
	w, _ := lower(buf[:0], code)
	if c, ok := currencyWords[string(w)]; ok {
		return c, i + 4
	}
	if otherCodes[code] {
		return word{code: Currency(code)}, i + 4
	}
	return word{}, 0
}

// signAt reads the sign that s begins with.
func signAt(s string) (word, int) {
	if s[0] < utf8.RuneSelf && strings.IndexByte(s[:min(3, len(s))], '$') < 0 {
		return word{}, 0
	}
	for _, sign := range signs {
		if strings.HasPrefix(s, sign.text) {
			return sign.word, len(sign.text)
		}
	}
	return word{}, 0
}

// abbreviationPoint reports whether a point before rest belongs to an
// abbreviation and does not end a sentence.
func abbreviationPoint(rest string) bool {
	rest = strings.TrimLeft(rest, " \u00a0")
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsUpper(r) && rest != "" && r != '\n'
}

// before reads a currency that ends right before the number at i.
func (f *finder) before(i int) (word, int) {
	text := f.text[f.used:i]
	text = trimBlanks(text)
	if t, ok := strings.CutSuffix(text, ":"); ok {
		text = trimBlanks(strings.TrimSuffix(trimBlanks(t), ")"))
	}
	for _, s := range signs {
		if text == "" || text[len(text)-1] != '$' && text[len(text)-1] < utf8.RuneSelf {
			break
		}
		if strings.HasSuffix(text, s.text) && s.text != "元" && s.text != "块" && s.text != "圆" {
			return s.word, f.used + len(text) - len(s.text)
		}
	}
	text = strings.TrimSuffix(text, ".")
	n := 0
	for n < len(text) && n < 12 {
		r, size := utf8.DecodeLastRuneInString(text[:len(text)-n])
		if !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) {
			break
		}
		n += size
	}
	start := len(text) - n
	if n < 2 || n >= 12 || start > 0 && (digit(text[start-1]) || text[start-1] == '_' || text[start-1] == '@') {
		return word{}, i
	}
	if w, ok := exactWords[text[start:]]; ok && text[start:] != "Ft" {
		return w, f.used + start
	}
	var buf [24]byte
	w, _ := lower(buf[:0], text[start:])
	if c, ok := currencyWords[string(w)]; ok && precedes(string(w)) {
		return c, f.used + start
	}
	if otherCodes[text[start:]] {
		return word{code: Currency(text[start:])}, f.used + start
	}
	return word{}, i
}

// precedes reports the words that are written before a number: codes and din.
func precedes(w string) bool {
	switch w {
	case "din", "дин", "рсд", "usdt", "usdc", "euro", "еур":
		return true
	case "kn", "us", "lei", "yen", "лв":
		return false
	}
	return len(w) == 3 && w != "bam" && w != "zł" && w != "eth"
}

// otherUnit reports whether the number that ends at i counts something else
// than money.
func (f *finder) otherUnit(i int) bool {
	at := i + blanks(f.text[i:])
	rest := f.text[at:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "":
		return false
	case strings.HasPrefix(rest, "'s"), strings.HasPrefix(rest, "’s"):
		return true
	case r == '%' || r == '‰' || r == '°' || r == '℃' || r == '²' || r == '％' || r == '"':
		return true
	case at == i && (alphabetic(r) || r == '_' || r == '@' || r == '#'):
		return true
	case unicode.Is(unicode.Han, r):
		return strings.ContainsRune(hanUnits, r)
	}
	var buf [24]byte
	w, n := lower(buf[:0], rest)
	if n == 1 && at != i && (w[0] == 'a' || w[0] == 's') && rest[0] == w[0] && strings.HasPrefix(rest[1:], " ") {
		// "15.000 a danas", "15.000 s kartice": "and" and "from" in Serbian; "300 a day" is so much each.
		var next [24]byte
		word, _ := lower(next[:0], rest[2:])
		return eachWords[string(word)]
	}
	return n > 0 && unitWords[string(w)]
}

// labelled reports whether a bare number is the name of something, or an IP address.
func (f *finder) labelled(num numeral) bool {
	if num.parts >= 4 {
		return true
	}
	text := strings.TrimRight(f.text[max(0, num.start-16):num.start], " .:\u00a0")
	n := 0
	for n < len(text) {
		r, size := utf8.DecodeLastRuneInString(text[:len(text)-n])
		if !unicode.IsLetter(r) && r != '№' && r != '§' {
			break
		}
		n += size
	}
	return labels[strings.ToLower(text[len(text)-n:])]
}
