package intake

import "strings"

// MailHeader is one header of a mail: its name as it stands there, and its value
// with its lines joined and its encoded words read.
type MailHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Bounds of the headers that are listed. The file keeps all.
const (
	maxListed      = 500      // headers of one mail
	maxListedBytes = 64 << 10 // of all of them together
)

// listed returns the headers of a mail from the top, and whether some are left
// out.
func (m *rawMail) listed() (list []MailHeader, cut bool) {
	left := maxListedBytes
	for _, f := range m.fields {
		name, _, _ := strings.Cut(f.raw, ":")
		name, _ = decode(strings.Clone(strings.TrimRight(name, " \t")), true)
		value := decodeWords(f.value)
		if left -= len(name) + len(value); left < 0 || len(list) >= maxListed {
			return list, true
		}
		list = append(list, MailHeader{name, value})
	}
	return list, false
}
