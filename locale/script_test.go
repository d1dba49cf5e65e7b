package locale

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestToCyrillicAndBack(t *testing.T) {
	tests := []struct{ latin, cyrillic string }{
		{"Šta se desilo?", "Шта се десило?"},
		{"Ljubav, njega i džep", "Љубав, њега и џеп"},
		{"LJUBAV, NJEGOŠ I DŽEP", "ЉУБАВ, ЊЕГОШ И ЏЕП"},
		{"đak, ćup, čaša, žaba", "ђак, ћуп, чаша, жаба"},
		{"injekcija i konjunkcija", "инјекција и конјункција"},
		{"nadživeti, odžaliti, Tanjug", "надживети, оджалити, Танјуг"},
		{"nadžak, odžak, podnožje, konj", "наџак, оџак, подножје, коњ"},
		{"na alibaba.com i https://www.alibaba.com/lj?x=nj piše", "на alibaba.com и https://www.alibaba.com/lj?x=nj пише"},
		{"pišite na pomoc@banka.example.", "пишите на pomoc@banka.example."},
		{"nalog @mentor_lena na WhatsApp-u", "налог @mentor_lena на WhatsApp-у"},
		{"preko Alibabe, Telegrama ili kartice Visa", "преко Алибабе, Телеграма или картице Visa"},
		{"150.638 RSD na račun 265-0000000001234-00", "150.638 RSD на рачун 265-0000000001234-00"},
		{"IBAN RS35265000000000123400, nivo VIP3", "IBAN RS35265000000000123400, ниво VIP3"},
		{"NBS, MUP i d.o.o.", "НБС, МУП и д.о.о."},
		{"Wi-Fi i PDF", "Wi-Fi и PDF"},
		{"pokrenite `recourse verify`", "покрените `recourse verify`"},
		{"fajl plan.ics", "фајл plan.ics"},
		{"Ako insistira, na engleskom: „I will decide.“ To je sve.", "Ако инсистира, на енглеском: „I will decide.“ То је све."},
		{"navedite --kind FILE=identity-document", "наведите --kind FILE=identity-document"},
		{"navedite --columns date=1 i dates=month-first", "наведите --columns date=1 и dates=month-first"},
		{"prvi red (/dev/fd/3)", "први ред (/dev/fd/3)"},
		{"pokrenite „recourse doctor“ ili recourse admin recovery-key", "покрените „recourse doctor“ или recourse admin recovery-key"},
		{"preko Western Union ili American Express", "преко Western Union или American Express"},
		{"fascikla „data“; ključ je u log/signer.pem", "фасцикла „data“; кључ је у log/signer.pem"},
		{"ona je data u UTF-8 (.eml)", "она је дата у UTF-8 (.eml)"},
		{"apt-get install chromium na Debianu", "apt-get install chromium на Дебиану"},
		{"oznaka od dva slova, na primer FR", "ознака од два слова, на пример FR"},
		{"pritužba CFPB-u", "притужба CFPB-у"},
		{"kralj Čarls III i Vi", "краљ Чарлс III и Ви"},
		{"u Škotskoj Police Scotland, police u kući", "у Шкотској Police Scotland, полице у кући"},
	}
	for _, tt := range tests {
		if got := ToCyrillic(tt.latin); got != tt.cyrillic {
			t.Errorf("ToCyrillic(%q) = %q, want %q", tt.latin, got, tt.cyrillic)
		}
		if got := ToLatin(tt.cyrillic); got != tt.latin {
			t.Errorf("ToLatin(%q) = %q, want %q", tt.cyrillic, got, tt.latin)
		}
		if got := ToCyrillic(tt.cyrillic); got != tt.cyrillic {
			t.Errorf("ToCyrillic(%q) = %q, want it unchanged", tt.cyrillic, got)
		}
	}
}

func TestLoanWordsAreSpelledAsTheySound(t *testing.T) {
	tests := []struct{ latin, want string }{
		{"online prodavnica", "онлајн продавница"},
		{"„Combo“ narudžbina i combo", "„Комбо“ наруџбина и комбо"},
		{"Online prodavnica", "Онлајн продавница"},
		{"ONLINE", "ОНЛАЈН"},
		{"ǈubav", "Љубав"},
		{"Facebook i profil na Facebooku", "Facebook и профил на Фејсбуку"},
		{"u WhatsAppu, na WhatsApp-u", "у Вотсапу, на WhatsApp-у"},
		{"Alibaba, od Alibabe, ALIBABA", "Alibaba, од Алибабе, АЛИБАБА"},
		{"preko MoneyGrama, MoneyGram", "преко Манигрема, MoneyGram"},
		{"Appleov nalog i Telegramova grupa", "Еплов налог и Телеграмова група"},
	}
	for _, tt := range tests {
		if got := ToCyrillic(tt.latin); got != tt.want {
			t.Errorf("ToCyrillic(%q) = %q, want %q", tt.latin, got, tt.want)
		}
	}
}

func TestShippedSerbianRoundTrip(t *testing.T) {
	for key, m := range shipped(t).messages[latin] {
		for _, parts := range m.forms {
			for _, p := range parts {
				if cyr := ToCyrillic(p.text); ToLatin(cyr) != p.text && !hasRespelled(p.text) {
					t.Errorf("%s: ToLatin(ToCyrillic(%q)) = %q by way of %q", key, p.text, ToLatin(cyr), cyr)
				}
			}
		}
	}
}

func hasRespelled(s string) bool {
	for w := range spelledAnew {
		if strings.Contains(strings.ToLower(s), w) {
			return true
		}
	}
	for _, b := range brands {
		if strings.Contains(s, b.stem) {
			return true
		}
	}
	return false
}

func FuzzScripts(f *testing.F) {
	for _, s := range []string{"", "njegoš", "a.b.c@d.ef", "Њ", "`x", "http://ž", "Lj\xff", "ǅ1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cyr, lat := ToCyrillic(s), ToLatin(s)
		if utf8.ValidString(s) && (!utf8.ValidString(cyr) || !utf8.ValidString(lat)) {
			t.Fatalf("%q: ToCyrillic = %q, ToLatin = %q, want valid UTF-8", s, cyr, lat)
		}
		for _, r := range lat {
			if _, ok := latinOf[unicode.ToLower(r)]; ok {
				t.Fatalf("ToLatin(%q) = %q still holds %q", s, lat, r)
			}
		}
		if again := ToLatin(lat); again != lat {
			t.Fatalf("ToLatin twice: %q, then %q", lat, again)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"a":"x {{.b}}","c":{"one":"1","few":"2","other":"3"}}`))
	f.Add([]byte(`{"a":{"one":`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := &Catalogues{messages: map[string]map[string]message{english: {}, latin: {}}}
		entries, err := decode(b, newPrinter(latin, nil, nil).lang)
		if err != nil {
			return
		}
		for _, e := range entries {
			c.messages[latin][e.key] = e.message
		}
		c.generate()
		p, err := c.Printer(cyrillic)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			p.T(e.key, "n", 3)
		}
	})
}

// ourWords are words that English and Serbian texts share and Cyrillic spells anew.
var ourWords = setOf(`
	ABRS CBCG CERT FBA FUP HNB INCIDENT INTERPOL Instant Japan Lena Link MUP Ombudsman PRIJAVI Program Sajber Status Vesak
	admin agent argument disk filter folder format imovinskopravni instant internet kopče link log mentor minus model ombudsman one
	hash opt original plan port problem profit program regulator same server set standard straža terminal time video zahtev zone Crveno`)

// TestNamesKeepTheirLetters holds that a word that stands in the English and in the
// Serbian text of one key, as names do, keeps its letters in Cyrillic, but for those
// that are Serbian too. A new name goes to latinWords, a new loan word to ourWords.
func TestNamesKeepTheirLetters(t *testing.T) {
	word := regexp.MustCompile(`\pL[\pL\d'’-]*`)
	c := shipped(t)
	for key, m := range c.messages[latin] {
		if strings.HasPrefix(key, "land.") {
			continue // countries, which Serbian names
		}
		names := make(map[string]bool)
		for _, parts := range c.messages[english][key].forms {
			for _, p := range parts {
				for _, w := range word.FindAllString(p.text, -1) {
					names[w] = len(w) > 2
				}
			}
		}
		for _, parts := range m.forms {
			for _, p := range parts {
				cyr := ToCyrillic(p.text)
				for _, w := range word.FindAllString(p.text, -1) {
					if names[w] && !ourWords[w] && !strings.Contains(cyr, w) {
						t.Errorf("%s: %q is spelled anew in %q: add it to latinWords if it is a name or code, to ourWords here if it is Serbian", key, w, cyr)
					}
				}
			}
		}
	}
}
