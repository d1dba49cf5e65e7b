package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// isSavedPage reports whether text is a page that a browser saved with its parts
// in one file (MHTML, RFC 2557): in the form of a mail, and sent by nobody.
func isSavedPage(text, name string) bool {
	head := text[:min(len(text), headSize)]
	header, _ := splitHeaders(strings.TrimPrefix(head, "\ufeff"))
	media, _ := mediaType(header.Get("Content-Type"))
	if media != "multipart/related" && media != "text/html" {
		return false
	}
	if header.Get("Received") != "" || header.Get("To") != "" {
		return false
	}
	ext := strings.ToLower(path.Ext(name))
	return header.Get("Snapshot-Content-Location") != "" ||
		strings.Contains(strings.ToLower(header.Get("From")), "<saved by ") ||
		!strings.Contains(header.Get("From"), "@") && (media == "multipart/related" && header.Get("Mime-Version") != "" || ext == ".mht" || ext == ".mhtml")
}

// savedPage reads a page with its parts: its text and title, from where and when
// it was saved by the browser's word, and each part as a file.
func (r *reader) savedPage(f *File, h held) {
	f.Kind, f.MediaType = KindPage, "multipart/related"
	root := r.parts(f, h)
	head := mailHead{root.header}
	main := root.main()
	source, replaced, note := decodePart(main)
	if replaced > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", replaced), "n", replaced)
	}
	if note != "" {
		f.problem(note, main.charset, "charset", shortened(decodeWords(main.charset)))
	}
	if f.Text = source; main.media != "text/plain" {
		r.showPage(f, htmlText(source))
	}
	f.Title = first(f.Title, head.text("Subject"))
	where := first(head.text("Snapshot-Content-Location"), strings.TrimSpace(main.header.Get("Content-Location")))
	if u, err := url.Parse(where); err == nil && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "file") {
		f.Meta.Add(MetaURL, where)
	}
	f.Meta.Add(MetaCaptured, head.date().String())
	r.pageParts(f, root, main)
}

// main is the part that a browser shows: the one that the head names as the
// start (RFC 2387), else the first page, else the first part.
func (p *part) main() *part {
	if len(p.children) == 0 {
		return p
	}
	_, params := mediaType(p.header.Get("Content-Type"))
	if start := params["start"]; start != "" {
		for _, c := range p.children {
			if c.header.Get("Content-Id") == start {
				return c.main()
			}
		}
	}
	for _, c := range p.children {
		if m := c.main(); m.media == "text/html" || m.media == "application/xhtml+xml" {
			return m
		}
	}
	return p.children[0].main()
}

// pageParts reads what belongs to a saved page. What only tells a browser how to
// show it is kept and not read as text.
func (r *reader) pageParts(f *File, root, main *part) {
	used, i := make(names), 0
	var walk func(p *part)
	walk = func(p *part) {
		for _, c := range p.children {
			walk(c)
		}
		if p == main || len(p.children) > 0 || p.content == "" {
			return
		}
		if r.left.attached--; r.left.attached < 0 {
			f.problem("mail-attachments-cut", fmt.Sprintf("more than %d parts", r.lim.Attached), "n", r.lim.Attached)
			return
		}
		name := used.unused(pagePartName(p, i))
		i++
		content := decodeTransfer(p)
		if isStyleOrScript(p.media) {
			safe, _ := safeName(name)
			sum := sha256.Sum256(content)
			f.Files = append(f.Files, File{
				Path: f.Path + "!" + safe, Name: path.Base(safe), Kind: KindUnknown, MediaType: p.media,
				SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)),
			})
			return
		}
		sub := *r
		sub.pass = p.charset
		sub.inside(f, name, r.title, bytesSource(content))
	}
	walk(root)
}

func isStyleOrScript(media string) bool {
	return media == "text/css" || strings.HasSuffix(media, "javascript") || media == "application/json"
}

// pagePartName is what a part of a page is called: the last part of its address,
// else as an attachment is.
func pagePartName(p *part, i int) string {
	if u, err := url.Parse(strings.TrimSpace(p.header.Get("Content-Location"))); err == nil && u.Scheme != "cid" {
		if name := path.Base(u.Path); name != "." && name != "/" {
			return name
		}
	}
	return attachmentName(p, i)
}

// names gives each file of several a name of its own.
type names map[string]int

// unused returns name, or the first of "name (2).ext" and so on that was not
// given before.
func (n names) unused(name string) string {
	n[name]++
	if n[name] == 1 {
		return name
	}
	ext := path.Ext(name)
	return n.unused(fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), n[name], ext))
}

// pageCharset returns the character set that a page names in itself, for one that
// nothing around it names.
func pageCharset(p *part, raw string) string {
	if p.media != "text/html" || p.charset != "" || utf8.ValidString(raw) {
		return p.charset
	}
	const looked = 1024 // as browsers do
	_, name, certain := charset.DetermineEncoding([]byte(raw[:min(len(raw), looked)]), "text/html")
	if !certain && name == "windows-1252" { // what browsers fall back on
		return ""
	}
	return name
}
