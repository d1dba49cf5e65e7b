package intake

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// decodePart decodes a part's text from its encoding and character set. See
// decodeLabelled.
func decodePart(p *part) (text string, replaced int, note string) {
	raw := string(decodeTransfer(p))
	return decodeLabelled(raw, pageCharset(p, raw))
}

// decodeTransfer undoes base64 and quoted-printable. Damage in the middle costs
// what is damaged, not the whole.
func decodeTransfer(p *part) []byte {
	switch strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return decodeBase64(p.content)
	case "quoted-printable":
		return decodeQuoted(p.content)
	case "x-uuencode", "uuencode", "x-uue", "uue":
		if _, files := cutUU(p.content, 1); len(files) > 0 {
			return files[0].bytes
		}
	}
	return []byte(p.content)
}

// decodeQuoted decodes quoted-printable (RFC 2045, 6.7). What is not in its form
// stays as it stands.
func decodeQuoted(s string) []byte {
	out := make([]byte, 0, len(s))
	for line := range strings.Lines(s) {
		body := strings.TrimRight(line, " \t\r\n")
		soft := strings.HasSuffix(body, "=")
		body = strings.TrimSuffix(body, "=")
		for i := 0; i < len(body); i++ {
			if body[i] == '=' && i+2 < len(body) {
				if b, err := hex.DecodeString(body[i+1 : i+3]); err == nil {
					out = append(out, b[0])
					i += 2
					continue
				}
			}
			out = append(out, body[i])
		}
		if !soft && strings.HasSuffix(line, "\n") {
			if strings.HasSuffix(line, "\r\n") {
				out = append(out, '\r')
			}
			out = append(out, '\n')
		}
	}
	return out
}

// decodeBase64 decodes base64 (RFC 2045, 6.8). What is not of its letters is
// passed over, and what was padded in the middle and goes on is read on.
func decodeBase64(s string) []byte {
	out := make([]byte, 0, len(s)/4*3+3)
	clean := make([]byte, 0, len(s))
	end := func() {
		if len(clean)%4 == 1 {
			clean = clean[:len(clean)-1]
		}
		n := len(out)
		out = append(out, make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))...)
		k, _ := base64.RawStdEncoding.Decode(out[n:], clean)
		out, clean = out[:n+k], clean[:0]
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '+' || c == '/':
			clean = append(clean, c)
		case c == '=' && len(clean)%4 > 1:
			end()
		}
	}
	end()
	return out
}
