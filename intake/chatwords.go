package intake

import (
	"path"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
)

// chatWords are the words below, folded. It is immutable.
type chatWords struct {
	omitted map[string]string
	system  []string
}

func newChatWords() *chatWords {
	w := &chatWords{omitted: make(map[string]string, len(omitted))}
	for k, v := range omitted {
		w.omitted[fold.Key(k)] = v
	}
	for _, s := range systemTexts {
		w.system = append(w.system, fold.Key(s))
	}
	return w
}

// omitted are how an export says that a file was left out, and what it left out.
var omitted = map[string]string{
	"<media omitted>": "media", "image omitted": "image", "video omitted": "video", "audio omitted": "audio",
	"document omitted": "document", "sticker omitted": "sticker", "gif omitted": "gif", "contact card omitted": "contact", "video note omitted": "video",
	"<mediji izostavljeni>": "media", "<medijum izostavljen>": "media", "<medija izostavljena>": "media", "<mediji su izostavljeni>": "media", "<multimedija izostavljena>": "media",
	"slika izostavljena": "image", "slika je izostavljena": "image", "video izostavljen": "video", "video snimak izostavljen": "video", "video je izostavljen": "video",
	"audio izostavljen": "audio", "zvuk izostavljen": "audio", "audio zapis izostavljen": "audio", "glasovna poruka izostavljena": "audio", "dokument izostavljen": "document", "nalepnica izostavljena": "sticker", "gif izostavljen": "gif", "kontakt kartica izostavljena": "contact",
	"<medien ausgeschlossen>": "media", "bild weggelassen": "image", "video weggelassen": "video", "audio weggelassen": "audio", "dokument weggelassen": "document", "sticker weggelassen": "sticker", "gif weggelassen": "gif", "kontaktkarte weggelassen": "contact",
	"<multimedia omitido>": "media", "<archivo omitido>": "media", "imagen omitida": "image", "video omitido": "video", "audio omitido": "audio", "documento omitido": "document", "sticker omitido": "sticker", "gif omitido": "gif", "tarjeta de contacto omitida": "contact",
	"<bez medijskih datoteka>": "media", "<без медиафайлов>": "media",
}

// attachedAfter follow a file's name, attachedBefore stand before it.
var (
	attachedAfter = []string{
		"(file attached)", "(priložena datoteka)", "(datoteka priložena)", "(datoteka u prilogu)", "(приложена датотека)",
		"(Datei angehängt)", "(archivo adjunto)", "(файл добавлен)", "(文件附件)",
	}
	attachedBefore = []string{"<attached: ", "<priloženo: ", "<u prilogu: ", "<приложено: ", "<Anhang: ", "<adjunto: ", "<прикреплено: ", "<附件："}
)

// attachments returns the names of the files that a message carries, or what
// kind was left out, as in "image omitted".
func (w *chatWords) attachments(text string) []string {
	if len(text) == 0 || strings.IndexByte("<(\u200e", text[0]) < 0 && !mayAttach(text) {
		return nil
	}
	var found []string
	for s := range strings.Lines(text) {
		s = strings.Trim(s, " \r\n\u200e\u200f\u202a\u202c\ufeff")
		if a := w.attachment(s); a != "" {
			found = append(found, a)
		}
	}
	return found
}

// mayAttach is a quick look that most messages fail: the words for attached and
// omitted that follow a name all close with one of these.
func mayAttach(text string) bool {
	return strings.Contains(text, "(") || strings.Contains(text, "<") || strings.Contains(text, "omi") ||
		strings.Contains(text, "izostavljen") || strings.Contains(text, "weggelassen")
}

func (w *chatWords) attachment(s string) string {
	for _, after := range attachedAfter {
		if name, ok := strings.CutSuffix(s, after); ok {
			return strings.TrimSpace(name)
		}
	}
	for _, before := range attachedBefore {
		if name, ok := strings.CutPrefix(s, before); ok {
			return strings.TrimSpace(strings.TrimRight(name, ">＞"))
		}
	}
	const longest = 60
	if len(s) > longest {
		return ""
	}
	if what, ok := w.omitted[fold.Key(s)]; ok {
		return what + " omitted"
	}
	if name, ok := strings.CutSuffix(s, " document omitted"); ok {
		return strings.TrimRight(name, " \u200e•")
	}
	return ""
}

// attachmentDay returns the day that an attachment's name carries: Android's
// IMG-20261112-WA0003.jpg, and 00000012-PHOTO-2026-11-12-18-05-33.jpg of iOS.
func (w *chatWords) attachmentDay(text string) (recourse.Date, bool) {
	i := strings.Index(text, "-20")
	if i < 0 || !mayAttach(text) {
		return recourse.Date{}, false
	}
	names := w.attachments(text)
	if len(names) == 0 {
		return recourse.Date{}, false
	}
	i = strings.Index(names[0], "-20")
	if i < 0 {
		return recourse.Date{}, false
	}
	s := names[0][i+1:]
	if len(s) >= 12 && strings.HasPrefix(s[8:], "-WA") {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:8]
	}
	if len(s) < 10 {
		return recourse.Date{}, false
	}
	d, err := recourse.ParseDate(s[:10])
	return d, err == nil
}

// systemTexts are how lines begin that iOS writes in a participant's name though
// nobody said them.
var systemTexts = []string{
	"messages and calls are end-to-end encrypted", "messages to this chat and calls are now secured",
	"poruke i pozivi su potpuno šifrovani", "poruke i pozivi su zaštićeni", "poruke i pozivi su šifrovani",
	"nachrichten und anrufe sind ende-zu-ende-verschlüsselt", "los mensajes y las llamadas están cifrados",
	"your security code with", "vaš bezbednosni kod", "сообщения и звонки защищены",
}

func (w *chatWords) isSystem(text string) bool {
	const look = 120
	key := fold.Key(text[:runeStart(text, look)])
	return slices.ContainsFunc(w.system, func(begin string) bool { return strings.HasPrefix(key, begin) })
}

// runeStart returns n, or less so that it does not fall inside a character.
func runeStart(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// chatNames stand before the other side's name in the name of an export.
var chatNames = []string{
	"WhatsApp Chat with ", "WhatsApp Chat - ", "WhatsApp razgovor sa ", "WhatsApp razgovor s ", "WhatsApp razgovor - ",
	"WhatsApp ćaskanje sa ", "WhatsApp ćaskanje s ", "WhatsApp ćaskanje - ", "WhatsApp четовање са ", "WhatsApp ћаскање са ",
	"WhatsApp prepiska sa ", "Ćaskanje na WhatsApp-u sa ", "WhatsApp Chat mit ", "WhatsApp-Chat mit ",
	"Chat de WhatsApp con ", "WhatsApp Chat ", "Чат WhatsApp с контактом ", "Чат WhatsApp с ", "与", "WhatsApp чет са ",
}

// chatTitle returns whose chat a file's name says that it is, or "".
func chatTitle(name string) string {
	name = strings.TrimSuffix(name, path.Ext(name))
	for _, before := range chatNames {
		if len(name) > len(before) && strings.EqualFold(name[:len(before)], before) {
			return strings.TrimSpace(strings.TrimSuffix(name[len(before):], "的 WhatsApp 聊天"))
		}
	}
	return ""
}

// otherSide returns who in a chat is not the person: in the order in which they
// first speak. Where nothing says who is who, it returns nobody.
func (r *reader) otherSide(f *File) []string {
	var names []string
	for _, m := range f.Messages {
		if m.From != "" && !slices.Contains(names, m.From) && len(names) < 1000 {
			names = append(names, m.From)
		}
	}
	if i := slices.IndexFunc(names, r.isPerson); i >= 0 {
		return slices.DeleteFunc(names, r.isPerson)
	}
	if f.Title != "" && len(names) <= 2 {
		key := fold.Key(f.Title)
		if i := slices.IndexFunc(names, func(n string) bool { return fold.Key(n) == key }); i >= 0 {
			return names[i : i+1]
		}
	}
	return nil
}

func (r *reader) isPerson(name string) bool {
	key := fold.Key(name)
	return slices.ContainsFunc(r.opt.Person, func(p string) bool { return fold.Key(p) == key })
}
