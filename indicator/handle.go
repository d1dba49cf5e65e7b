package indicator

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
)

// platforms are the words by which people name where a handle lives.
var platforms = map[string]string{
	"telegram": "telegram", "telegramu": "telegram", "telegrama": "telegram", "tg": "telegram", "tele": "telegram", "телеграм": "telegram",
	"телеграму": "telegram", "телеграмму": "telegram", "телеграмм": "telegram", "电报": "telegram", "instagram": "instagram", "instagramu": "instagram", "insta": "instagram", "ig": "instagram",
	"инстаграм": "instagram", "инстаграму": "instagram", "tiktok": "tiktok", "tiktoku": "tiktok", "twitter": "x", "facebook": "facebook", "fb": "facebook", "skype": "skype",
	"snapchat": "snapchat", "snap": "snapchat", "signal": "signal", "discord": "discord", "line": "line", "viber": "viber", "zalo": "zalo",
	"wechat": "wechat", "weixin": "wechat", "vx": "wechat", "微信": "wechat", "微信号": "wechat", "threads": "threads", "zangi": "zangi", "qq": "qq",
}

// ParseHandle reads a handle: telegram:@name, @name, or a link that leads to a
// messenger's user (https://t.me/name). It returns platform:@name, or @name
// where no platform is said. It is an error of kind Invalid if it is none.
func ParseHandle(s string) (string, error) {
	s = strings.TrimSpace(s)
	for _, m := range Find(s) {
		if m.Kind == Handle && m.Span.Len() == len(s) {
			return m.Value, nil
		}
	}
	platform, name, ok := strings.Cut(s, ":")
	if !ok {
		platform, name = "", s
	}
	platform = strings.ToLower(strings.TrimSpace(platform))
	name = strings.TrimSpace(name)
	if p := platforms[platform]; p != "" {
		platform = p
	} else if ok {
		return "", fmt.Errorf("handle %q: unknown platform: %w", clip(s), recourse.Invalid)
	}
	bare, at := strings.CutPrefix(name, "@")
	if n := readName(bare, 0); n == 0 || n != len(bare) || !ok && !at {
		return "", fmt.Errorf("handle %q: %w", clip(s), recourse.Invalid)
	}
	return handleValue(platform, bare), nil
}

// handleValue writes a handle in its one form.
func handleValue(platform, name string) string {
	name = strings.ToLower(name)
	switch platform {
	case "":
		return "@" + name
	case "wechat", "line", "qq":
		return platform + ":" + name
	}
	return platform + ":@" + name
}

// readName returns the length of the user name at i, or 0.
func readName(text string, i int) int {
	n := 0
	for i+n < len(text) && n <= 40 && (isAlnum(text[i+n]) || strings.IndexByte("_.-", text[i+n]) >= 0) {
		n++
	}
	for n > 0 && strings.IndexByte(".-", text[i+n-1]) >= 0 {
		n--
	}
	if n < 3 || n > 40 || !isAlpha(text[i]) {
		return 0
	}
	return n
}

// handle looks at the handle whose @ is at i.
func (f *finder) handle(i int) int {
	text := f.text
	if i > 0 {
		r, _ := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || r == '@' || r == '/' {
			return 0
		}
	}
	n := readName(text, i+1)
	if n == 0 || !f.unclaimed(i) {
		return 0
	}
	end := i + 1 + n
	if end < len(text) && (text[end] == '@' || text[end] >= utf8.RuneSelf && letterAt(text, end)) {
		return 0
	}
	platform, from := platformBefore(text, i)
	if platform == "" || text[from:i] != strings.TrimRight(text[from:i], " :") && text[i-1] != ':' {
		from = i
	}
	if from < i && !f.unclaimed(from) {
		from = i
	}
	if from < i && text[i-1] == ':' {
		return f.add(Handle, from, end, handleValue(platform, text[i+1:end]), true)
	}
	return f.add(Handle, i, end, handleValue(platform, text[i+1:end]), true)
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

// fillers stand between a platform's name and a handle.
var fillers = map[string]bool{
	"id": true, "nalog": true, "profil": true, "user": true, "username": true, "account": true, "handle": true, "is": true, "je": true,
	"na": true, "me": true, "on": true, "at": true, "kontakt": true, "contact": true, "ime": true, "号": true, "налог": true, "hr": true,
	"pišite": true, "pisite": true, "mentor": true, "mentora": true, "grupa": true, "kanal": true, "channel": true, "group": true,
}

// platformBefore returns the platform that is named right before i, over a
// filler or two, and where its name begins.
func platformBefore(text string, i int) (platform string, from int) {
	low := max(0, i-64)
	for range 3 {
		for i > low && strings.IndexByte(" :(-\t'\"", text[i-1]) >= 0 {
			i--
		}
		if r, n := utf8.DecodeLastRuneInString(text[low:i]); r == '：' {
			i -= n
		}
		start := i
		for start > low {
			r, n := utf8.DecodeLastRuneInString(text[low:start])
			if !unicode.IsLetter(r) || r == utf8.RuneError {
				break
			}
			start -= n
		}
		w := strings.ToLower(text[start:i])
		if p := platforms[w]; p != "" {
			return p, start
		}
		if !fillers[w] {
			break
		}
		i = start
	}
	return "", i
}

// labelledHandle looks at a name without @ after a platform and the colon at i.
// Names that might be words are left alone unless they end the line.
func (f *finder) labelledHandle(i int) int {
	text := f.text
	at := i + 1
	for at < len(text) && at < i+3 && text[at] == ' ' {
		at++
	}
	if at >= len(text) || !isAlpha(text[at]) {
		return 0
	}
	platform, from := platformBefore(text, i)
	n := readName(text, at)
	if platform == "" || n < 4 || !f.unclaimed(from) {
		return 0
	}
	return f.named(platform, at, n)
}

// named records the n bytes at i as a handle if they can hardly be a word.
func (f *finder) named(platform string, i, n int) int {
	text := f.text
	end := i + n
	if end < len(text) && (text[end] == '@' || text[end] == '/' || text[end] == ':' || letterAt(text, end)) {
		return 0
	}
	name := text[i:end]
	rest := strings.TrimLeft(text[end:], " .,;")
	ends := rest == "" || rest[0] == '\n' || rest[0] == '\r'
	if !strings.ContainsAny(name, "0123456789_") && (!ends || platform != "wechat" || n < 6) {
		return 0
	}
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		if h, stop := readHost(text, i); h.known() && stop == end {
			return 0
		}
	}
	return f.add(Handle, i, end, handleValue(platform, name), true)
}

// wechat looks at a WeChat identifier after its platform's name at i.
func (f *finder) wechat(i int) int {
	text := f.text
	if c := text[i]; c|0x20 == 'w' && (i+1 == len(text) || text[i+1]|0x20 != 'e') {
		return 0
	}
	at := 0
	for _, w := range []string{"wechat", "weixin", "微信号", "微信"} {
		if len(text)-i >= len(w) && strings.EqualFold(text[i:i+len(w)], w) {
			at = i + len(w)
			break
		}
	}
	if at == 0 || i > 0 && isAlnum(text[i-1]) {
		return 0
	}
	for range 2 {
		for _, w := range []string{" ", ":", "：", "ID", "id", "Id", "号", "是", "-"} {
			if strings.HasPrefix(text[at:], w) {
				at += len(w)
			}
		}
	}
	n := readName(text, at)
	if n < 6 || n > 20 || !f.unclaimed(i) {
		return 0
	}
	return f.named("wechat", at, n)
}

// messenger tells which user a link to a messenger leads to. A number is a
// Phone, as it is where it stands by itself.
func messenger(u link) (kind Kind, value string, ok bool) {
	path, _, _ := strings.Cut(u.path, "#")
	segment, query, _ := strings.Cut(strings.Trim(path, "/"), "?")
	parts := strings.Split(segment, "/")
	first := parts[0]
	switch strings.TrimPrefix(u.host.ascii, "www.") {
	case "t.me", "telegram.me", "telegram.dog":
		return telegram(parts)
	case "resolve":
		return telegram([]string{queryValue("?"+query, "domain")})
	case "wa.me", "api.whatsapp.com", "web.whatsapp.com":
		number := first
		if u.host.ascii != "wa.me" {
			number = queryValue("?"+query, "phone")
		}
		return whatsapp(number, segment)
	case "chat.whatsapp.com":
		if len(first) >= 10 {
			return Handle, "whatsapp:" + first, true
		}
	case "line.me":
		if id := strings.TrimPrefix(parts[len(parts)-1], "~"); len(parts) > 2 && id != "" {
			return Handle, "line:" + strings.ToLower(id), true
		}
	case "m.me":
		if readName(first, 0) == len(first) && first != "" {
			return Handle, "facebook:@" + strings.ToLower(first), true
		}
	case "discord.gg":
		if first != "" {
			return Handle, "discord:" + first, true
		}
	}
	return "", "", false
}

func telegram(parts []string) (Kind, string, bool) {
	name := parts[0]
	if name == "joinchat" && len(parts) > 1 {
		name = "+" + parts[1]
	}
	if name == "s" && len(parts) > 1 {
		name = parts[1]
	}
	switch {
	case strings.HasPrefix(name, "+") && len(name) > 6:
		if countDigits(name) == len(name)-1 {
			if v, valid := dial(name, ""); valid {
				return Phone, v, true
			}
		}
		return Handle, "telegram:" + name, true
	case readName(name, 0) == len(name) && len(name) >= 4 && !strings.ContainsAny(name, ".-"):
		return Handle, "telegram:@" + strings.ToLower(name), true
	}
	return "", "", false
}

func whatsapp(number, path string) (Kind, string, bool) {
	number = strings.TrimLeft(strings.TrimSpace(number), "+0")
	if len(number) >= 8 && len(number) <= 15 && allNumeric(number) {
		if v, _ := dial("+"+number, ""); v != "" {
			return Phone, v, true
		}
	}
	if code, ok := strings.CutPrefix(path, "message/"); ok && code != "" {
		return Handle, "whatsapp:" + code, true
	}
	return "", "", false
}
