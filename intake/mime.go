package intake

import (
	"net/textproto"
	"strings"
)

// mailDepth is how deep the parts of one mail may nest. Every level is searched
// once more, so that the depth bounds the work.
const mailDepth = 20

// part is one part of a mail (RFC 2045, RFC 2046). Its content is a piece of the
// mail's own text, in its transfer encoding.
type part struct {
	header      textproto.MIMEHeader
	media       string // lower case
	charset     string
	disposition string
	fileName    string
	content     string
	children    []*part
	boundary    string
	open        bool // no line closes its parts
	headless    bool // its headers do not end: no empty line, and nothing behind them
}

// splitter splits a mail into its parts.
type splitter struct {
	left int  // parts
	cut  bool // there are more parts
	deep bool // parts nest too deep and were not split further
}

// split splits text, a header and a body, and all parts in it.
func (s *splitter) split(text string, depth int) *part {
	s.left--
	p := &part{}
	p.header, p.content = splitHeaders(text)
	p.headless = p.content == "" && strings.TrimSpace(text) != "" && !strings.HasSuffix(strings.TrimRight(text, "\r"), "\n")
	boundary := p.describe()
	p.boundary = boundary
	if !strings.HasPrefix(p.media, "multipart/") || boundary == "" {
		return p
	}
	if depth >= mailDepth {
		s.deep = true
		return p
	}
	rest, closed := p.content, false
	_, rest, found := cutDelimiter(rest, boundary, &closed)
	for found && !closed {
		if s.left <= 0 {
			s.cut = true
			break
		}
		var body string
		body, rest, found = cutDelimiter(rest, boundary, &closed)
		p.children = append(p.children, s.split(body, depth+1))
	}
	p.open = len(p.children) > 0 && !closed && !s.cut && !s.deep
	return p
}

// cutDelimiter cuts text at the next line that is the boundary's delimiter, and
// says in closed whether it was the closing one. It looks at each line once.
func cutDelimiter(text, boundary string, closed *bool) (before, after string, found bool) {
	delimiter := "--" + boundary
	for at := 0; ; {
		i := strings.Index(text[at:], delimiter)
		if i < 0 {
			return text, "", false
		}
		i += at
		end := len(text)
		if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
			end = i + n
		}
		tail, last := strings.CutPrefix(text[min(i+len(delimiter), end):end], "--")
		rest := text[min(end+1, len(text)):]
		if (i == 0 || text[i-1] == '\n') && strings.Trim(tail, " \t\r") == "" {
			*closed = last
			before = strings.TrimSuffix(strings.TrimSuffix(text[:i], "\n"), "\r")
			return before, rest, true
		}
		if end == len(text) {
			return text, "", false
		}
		at = end + 1
	}
}

const (
	// maxHeaders is how many headers of one part are read.
	maxHeaders = 2000
	// maxHeader is how much of one header is read, in bytes: of what follows in
	// further lines the file keeps everything and the header nothing.
	maxHeader = 256 << 10
)

// splitHeaders reads the headers of a message or part. A line that cannot be a
// header begins the body, so that nothing is lost.
func splitHeaders(text string) (textproto.MIMEHeader, string) {
	h := make(textproto.MIMEHeader)
	key := ""
	var value strings.Builder
	end := func() {
		if key != "" {
			h[key] = append(h[key], value.String())
		}
		value.Reset()
	}
	defer end()
	for n := 0; text != ""; {
		whole := text
		line, rest, _ := strings.Cut(text, "\n")
		line = strings.TrimSuffix(line, "\r")
		text = rest
		if line == "" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if key != "" && value.Len() < maxHeader {
				value.WriteString(" " + strings.TrimSpace(line))
			}
			continue
		}
		name, first, ok := strings.Cut(line, ":")
		if n++; n == 1 && strings.HasPrefix(line, "From ") {
			continue // as mailboxes begin a mail
		}
		if !ok || n > maxHeaders || strings.ContainsAny(strings.TrimSpace(name), " \t") {
			return h, whole
		}
		end()
		key = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		value.WriteString(strings.TrimSpace(first))
	}
	return h, text
}

// describe reads what the headers say of the part and returns its boundary.
func (p *part) describe() (boundary string) {
	media, params := mediaType(p.header.Get("Content-Type"))
	p.media, p.charset = media, params["charset"]
	disposition, more := mediaType(p.header.Get("Content-Disposition"))
	p.disposition = disposition
	p.fileName = decodeWords(first(more["filename"], params["name"]))
	return params["boundary"]
}
