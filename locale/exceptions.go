package locale

import (
	"strings"
	"unicode"
)

// latinWords stay in Latin script, in exactly this case: codes, formats and
// names that are also written so in Cyrillic texts.
var latinWords = setOf(`
	RSD EUR USD CNY GBP CHF BAM HKD USDT USDC BTC ETH TRON TRX
	IBAN SWIFT BIC SEPA PDF DOCX HTML CSV JSON TXT ZIP ICS PNG JPG JPEG HEIC EML OCR URL SHA DKIM SPF DMARC ARC UTC
	good error true false MiB echo PKCS PEM localhost business calendar days
	VIP QR ID IP DNS TLS USB GPS CVV OTP IMEI RFC CISG CIETAC HKIAC ICC SIAC LCIA Incoterms FBI
	Visa Maestro DinaCard Recourse recourse BagIt Trade Assurance chargeback Chargeback
	Foshan Co Ltd BaFin Verbraucherzentrale Aktenzeichen
	II III IV VII VIII
	ASiC AVIF HEIF DTD UTF UETR MTCN RMB macOS coreutils openssl ffmpeg libheif Chromium chromium Shift COUNT FILES LOG SEAL TAGS OK LC unzip good Faster CHAPS
	AFCA APP FTC RCMP SGS SHIAC CFPB ADCC FR Union American Bureau Veritas Rheinland Chainabuse Circle ScamShield Discover
	Action Fraud Report Return Guaranteed Consumer Credit Act section report abuse and get install tagmanifest tesseract ocr srp latn eng chi sim
	Scam fraud Fraud Complaint Center Offline Other Dispute Orders Open My All orders Apply for refund dispute Help Get help
	SMS Backup Restore iPhone Mac Signal WeChat MIME PGP CAMT OFX QIF`)

// brand is a name that stays in Latin script as it is, and is spelled as it
// sounds where a case ending follows: "Telegram", but "преко Телеграма".
type brand struct {
	name     string
	stem     string // what endings follow
	cyrillic string // of the stem
}

var brands = []brand{
	{"Alibaba", "Alibab", "алибаб"},
	{"AliExpress", "AliExpress", "алиекспрес"},
	{"Alipay", "Alipay", "алипеј"},
	{"Taobao", "Taobao", "таобао"},
	{"Mastercard", "Mastercard", "мастеркард"},
	{"MasterCard", "MasterCard", "мастеркард"},
	{"PayPal", "PayPal", "пејпал"},
	{"Payoneer", "Payoneer", "пејонир"},
	{"Telegram", "Telegram", "телеграм"},
	{"Viber", "Viber", "вајбер"},
	{"Facebook", "Facebook", "фејсбук"},
	{"Messenger", "Messenger", "месинџер"},
	{"Instagram", "Instagram", "инстаграм"},
	{"TikTok", "TikTok", "тикток"},
	{"Google", "Google", "гугл"},
	{"Gmail", "Gmail", "џимејл"},
	{"Microsoft", "Microsoft", "мајкрософт"},
	{"Outlook", "Outlook", "аутлук"},
	{"Apple", "Apple", "епл"},
	{"Android", "Android", "андроид"},
	{"Revolut", "Revolut", "револут"},
	{"Binance", "Binance", "бајненс"},
	{"Bitcoin", "Bitcoin", "биткоин"},
	{"Ethereum", "Ethereum", "етеријум"},
	{"Tether", "Tether", "тетер"},
	{"AnyDesk", "AnyDesk", "енидеск"},
	{"TeamViewer", "TeamViewer", "тимвјуер"},
	{"Trustpilot", "Trustpilot", "трастпајлот"},
	{"WhatsApp", "WhatsApp", "вотсап"},
	{"MoneyGram", "MoneyGram", "манигрем"},
	{"Amazon", "Amazon", "амазон"},
	{"LinkedIn", "LinkedIn", "линкедин"},
	{"Discord", "Discord", "дискорд"},
	{"Snapchat", "Snapchat", "снепчет"},
	{"Netflix", "Netflix", "нетфликс"},
}

// declined returns how a name with a case ending is spelled.
func declined(w string) (string, bool) {
	for _, b := range brands {
		ending, ok := strings.CutPrefix(w, b.stem)
		if !ok || ending == "" || w == b.name || len(ending) > maxEnding || strings.Trim(ending, "abcdefghijklmnoprstuvz") != "" {
			continue
		}
		return sameCase(b.cyrillic, w) + cyrillicWord(ending), true
	}
	return "", false
}

// maxEnding is how many letters of a case ending may follow a stem.
const maxEnding = 3

// spelledAnew are loan words that Cyrillic spells as they sound.
var spelledAnew = map[string]string{
	"online": "онлајн", "offline": "офлајн", "email": "имејл", "phishing": "фишинг",
	"screenshot": "скриншот", "chat": "чет", "combo": "комбо", "hash": "хеш",
}

// apartStems are stems in which the letters of a pair are two: the pair begins
// at the given rune.
var apartStems = []struct {
	stem string
	at   int
}{
	{"injekc", 1},
	{"injekt", 1},
	{"konjekt", 2},
	{"konjug", 2},
	{"konjunk", 2},
	{"tanjug", 2},
	{"vanjezi", 2},
	{"nadživ", 2},
	{"nadžnj", 2},
	{"nadžup", 2},
	{"nadžanr", 2},
	{"nadždrel", 2},
	{"odživ", 1},
	{"odžal", 1},
	{"odžvak", 1},
	{"podžanr", 2},
	{"podžup", 2},
	{"podžeg", 2},
	{"predživ", 3},
	{"predžel", 3},
}

func setOf(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// staysLatin reports whether a word keeps its letters: it is listed, or it has
// a digit beside a letter or a letter that Serbian does not have.
func staysLatin(w string) bool {
	if latinWords[w] {
		return true
	}
	for _, b := range brands {
		if w == b.name {
			return true
		}
	}
	digit, letter := false, false
	for _, r := range w {
		switch {
		case unicode.IsDigit(r):
			digit = true
		case strings.ContainsRune("qwxyQWXY", r):
			return true
		case unicode.Is(unicode.Latin, r):
			letter = true
			if _, ok := cyrillicOf[unicode.ToLower(r)]; !ok {
				return true // a name in another language: ü, é
			}
		}
	}
	return digit && letter
}

// separated returns the rune offsets in a lower-case word at which a pair of
// letters is no digraph.
func separated(lower string) map[int]bool {
	var apart map[int]bool
	for _, s := range apartStems {
		at := strings.Index(lower, s.stem)
		if at < 0 {
			continue
		}
		if apart == nil {
			apart = make(map[int]bool)
		}
		apart[len([]rune(lower[:at]))+s.at] = true
	}
	return apart
}
