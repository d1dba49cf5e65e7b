package intake

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"recourse"

	"golang.org/x/net/html/charset"
	uni "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	// maxXMLDepth is how deep elements may nest: a document's tables in tables
	// stay far below.
	maxXMLDepth = 1000
	// maxXML is how many bytes of one XML file are read.
	maxXML = 128 << 20
)

// What ends the reading of XML from outside.
var (
	errXMLDeclares = fmt.Errorf("XML declares a document type: %w", recourse.Invalid)
	errXMLDeep     = fmt.Errorf("XML nests more than %d levels: %w", maxXMLDepth, recourse.Invalid)
	errXMLLong     = fmt.Errorf("XML is longer than %d MB: %w", maxXML>>20, recourse.Invalid)
)

// xmlReader reads the tokens of an XML file from outside one after the other. A
// document type is refused, so that no entity beside the five of XML exists;
// names are taken as they are written, with their prefix in Name.Space.
type xmlReader struct {
	*xml.Decoder
	ctx   context.Context
	depth int
	n     int
}

func newXMLReader(ctx context.Context, in io.Reader) *xmlReader {
	head := make([]byte, 2)
	n, _ := io.ReadFull(in, head)
	in = io.MultiReader(bytes.NewReader(head[:n]), in)
	long := &longReader{in, maxXML}
	d := xml.NewDecoder(long)
	d.CharsetReader = charset.NewReaderLabel
	switch string(head[:n]) {
	case "\xff\xfe", "\xfe\xff":
		utf8 := transform.NewReader(long, uni.UTF16(uni.LittleEndian, uni.UseBOM).NewDecoder())
		d = xml.NewDecoder(utf8)
		d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	}
	return &xmlReader{Decoder: d, ctx: ctx}
}

// next returns the next token, which is good until the one after it, or io.EOF.
func (x *xmlReader) next() (xml.Token, error) {
	const often = 4096
	if x.n++; x.n%often == 0 && x.ctx.Err() != nil {
		return nil, x.ctx.Err()
	}
	t, err := x.RawToken()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxXMLDepth {
			return nil, errXMLDeep
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		if bytes.HasPrefix(bytes.TrimSpace(t), []byte("DOCTYPE")) {
			return nil, errXMLDeclares
		}
	}
	return t, nil
}

// skip reads to the end of the element that began last.
func (x *xmlReader) skip() error {
	for end := x.depth - 1; x.depth > end; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// each calls use with every token until the end of the file.
func (x *xmlReader) each(use func(xml.Token) error) error {
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = use(t)
		}
		if err != nil {
			return err
		}
	}
}

// attr returns an element's attribute by its name without prefix.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// relationID returns the id by which an element of Office Open XML refers to
// another part. Its prefix is "r" in all that programs write, and sets it apart
// from an id of the element's own.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space == "r" {
			return a.Value
		}
	}
	return ""
}

// isTrue reports whether a switch is on: it is, unless it says otherwise.
func isTrue(value string) bool {
	switch strings.ToLower(value) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// longReader ends in an error where there is more than left.
type longReader struct {
	in   io.Reader
	left int64
}

// Read reads, or fails where the file is too long.
func (l *longReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errXMLLong
	}
	n, err := l.in.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
