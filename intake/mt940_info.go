package intake

import (
	"cmp"
	"strings"

	"recourse/incident"
	"recourse/indicator"
)

// told reads field 86 into the entry and returns the other side.
func (m *mt940) told(e *mt940Entry) incident.Account {
	joined := strings.Join(e.info, "")
	code, sep, rest := structured(joined)
	switch {
	case sep != 0:
		return m.subfields(e, code, sep, rest)
	case strings.HasPrefix(joined, "/") && len(codeWordsIn(joined)) > 0:
		return m.codeWords(e, joined)
	}
	text := strings.Join(strings.Fields(strings.Join(e.info, " ")), " ")
	e.Text = cmp.Or(text, e.Text)
	e.Rail = m.opt.Statements.wordsRail(text)
	if e.Rail == "card" {
		e.CardNetwork = cardNetwork(text)
	}
	return incident.Account{Account: m.accountIn(text)}
}

// accountIn returns the account in a bank's free text where it names one that is
// not the statement's own.
func (m *mt940) accountIn(text string) string {
	found := ""
	for _, i := range indicator.Find(text) {
		if i.Kind != indicator.AccountRS && i.Kind != indicator.IBAN || !i.Valid || incident.SameAccount(i.Value, m.account) || incident.SameAccount(i.Value, found) {
			continue
		}
		if found != "" {
			return "" // which one it is, is not said
		}
		found = i.Value
	}
	return found
}

// structured reports whether a field 86 has the form 166?00...?20..., with any
// sign for the question mark, and returns the code before it.
func structured(s string) (code string, sep byte, rest string) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if n != 0 && n != 3 || len(s) < n+3 {
		return "", 0, ""
	}
	sep = s[n]
	if isLetterOrDigit(sep) || sep == ' ' || sep == '/' || sep == ',' || sep == '.' || sep == '-' || sep == '+' || sep >= 0x80 ||
		!isDigit(s[n+1]) || !isDigit(s[n+2]) {
		return "", 0, ""
	}
	return s[:n], sep, s[n:]
}

func isLetterOrDigit(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' }

// subfields reads ?00 the bank's words, ?20 to ?29 and ?60 to ?63 the purpose,
// ?30 the bank, ?31 the account, ?32 and ?33 the name of the other side.
func (m *mt940) subfields(e *mt940Entry, code string, sep byte, rest string) incident.Account {
	const full = 27 // characters of a subfield; a full one goes on in the next
	var purpose strings.Builder
	gap := false
	words := ""
	var other incident.Account
	for _, part := range strings.Split(rest, string(sep))[1:] {
		if len(part) < 2 || !isDigit(part[0]) || !isDigit(part[1]) {
			purpose.WriteByte(sep)
			purpose.WriteString(part)
			continue
		}
		value := part[2:]
		switch tag := part[:2]; {
		case tag == "00":
			words = strings.TrimSpace(value)
		case tag >= "20" && tag <= "29", tag >= "60" && tag <= "63":
			if gap && purpose.Len() > 0 || sepaWord(value) != "" && purpose.Len() > 0 {
				purpose.WriteByte(' ')
			}
			purpose.WriteString(value)
			gap = len([]rune(value)) < full
		case tag == "30":
			other.Bank = strings.TrimSpace(value)
		case tag == "31", tag == "38" && other.Account == "":
			other.Account = strings.TrimSpace(value)
		case tag == "32":
			other.Name = value
		case tag == "33":
			other.Name += value
		}
	}
	other.Name = strings.TrimSpace(other.Name)
	m.purpose(e, &other, strings.TrimSpace(purpose.String()))
	e.Text = cmp.Or(e.Text, words)
	s := m.opt.Statements
	e.Rail = cmp.Or(s.codeRail(schemeGVC, code), s.codeRail(schemeRS, code), s.wordsRail(words))
	if e.Rail == "card" {
		e.CardNetwork = cardNetwork(words + " " + e.Text)
	}
	return other
}

// sepaWords are how banks name the parts of a purpose.
var sepaWords = []string{"EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+", "BIC+"}

func sepaWord(s string) string {
	for _, w := range sepaWords {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}

// purpose reads the words of a purpose, or takes it as it stands.
func (m *mt940) purpose(e *mt940Entry, other *incident.Account, s string) {
	before, parts := s, map[string]string{}
	at, word := -1, ""
	for i := range len(s) {
		w := sepaWord(s[i:])
		if w == "" || i > 0 && s[i-1] != ' ' {
			continue
		}
		if at < 0 {
			before = s[:i]
		} else {
			parts[word] = strings.TrimSpace(s[at+len(word) : i])
		}
		at, word = i, w
	}
	if at >= 0 {
		parts[word] = strings.TrimSpace(s[at+len(word):])
	}
	text := cmp.Or(parts["SVWZ+"], strings.TrimSpace(before))
	e.Text = cmp.Or(text, e.Text)
	e.EndToEnd = notNone(parts["EREF+"])
	e.Reference = cmp.Or(e.Reference, notNone(parts["KREF+"]))
	if e.Source.Number == "" {
		e.Source = e.Source.Numbered("mt940 end to end", e.EndToEnd)
	}
	if e.Reference == "" {
		e.Reference, e.EndToEnd = e.EndToEnd, ""
	}
	other.Account = cmp.Or(other.Account, parts["IBAN+"])
	other.Bank = cmp.Or(other.Bank, parts["BIC+"])
	other.Name = cmp.Or(other.Name, parts["ABWA+"], parts["ABWE+"])
}

// slashWords are the words between slashes by which SWIFT and Dutch banks part
// field 86.
var slashWords = []string{
	"EREF", "ORDP", "BENM", "NAME", "REMI", "USTD", "STRD", "IBAN", "BIC", "CNTP", "MARF", "TRCD", "PREF", "RTRN", "ACCW", "CSID", "PURP", "KREF",
	"TRTP", "ISDT", "SVCL", "ULTD", "ULTC", "ADDR", "ID", "TR", "CDTRREFTP", "CDTRREF", "BO", "BI", "INIT", "EXCH", "OCMT", "CHGS",
}

// codeWordsIn returns where the words stand in s: their slash, and what they are.
func codeWordsIn(s string) (found []slashWord) {
	for i := 0; i < len(s); {
		if s[i] != '/' {
			i++
			continue
		}
		end := strings.IndexByte(s[i+1:], '/')
		if end < 0 {
			return found
		}
		word := s[i+1 : i+1+end]
		known := false
		for _, w := range slashWords {
			known = known || w == word
		}
		if known {
			found = append(found, slashWord{i, word})
			i += end + 1
			continue
		}
		i++
	}
	return found
}

type slashWord struct {
	at   int
	word string
}

// codeWords reads /EREF/.../BENM//NAME/.../REMI/USTD//...
func (m *mt940) codeWords(e *mt940Entry, s string) incident.Account {
	var other incident.Account
	words := codeWordsIn(s)
	side := ""
	for k, w := range words {
		end := len(s)
		if k+1 < len(words) {
			end = words[k+1].at
		}
		from := w.at + len(w.word) + 2
		value := strings.Trim(s[min(from, end):end], "/ ")
		switch w.word {
		case "ORDP", "BENM":
			side = w.word
			other.Name = cmp.Or(other.Name, value)
		case "NAME":
			if side == "" || (side == "ORDP") == (e.Direction == "in") || other.Name == "" {
				other.Name = value
			}
		case "IBAN":
			other.Account = cmp.Or(other.Account, value)
		case "BIC":
			other.Bank = cmp.Or(other.Bank, value)
		case "CNTP": // account/bank/name/town
			if parts := strings.Split(value, "/"); len(parts) >= 3 {
				other = incident.Account{Account: parts[0], Bank: parts[1], Name: parts[2]}
			}
		case "REMI", "USTD":
			e.Text = cmp.Or(value, e.Text)
		case "STRD", "CDTRREF":
			e.Reference = cmp.Or(value, e.Reference)
		case "EREF":
			e.EndToEnd = notNone(value)
		}
	}
	if e.Source.Number == "" {
		e.Source = e.Source.Numbered("mt940 end to end", e.EndToEnd)
	}
	if e.Reference == "" {
		e.Reference, e.EndToEnd = e.EndToEnd, ""
	}
	e.Rail = m.opt.Statements.wordsRail(e.Text)
	return other
}
