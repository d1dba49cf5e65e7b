package redact

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"recourse"
)

// imagePDF is a PDF that is being written, a picture a page (PDF 32000-1, 7.5 and 8.9).
// It holds nothing but the pictures and the sizes of the pages, in the order in which
// they were added: the same pages give the same bytes. (The library that writes our
// papers puts pictures of one width in any order.)
type imagePDF struct {
	out   bytes.Buffer
	at    []int // where the objects begin, from the first
	pages []int // their numbers
}

// The objects that others name before they are written.
const (
	pagesObject   = 1
	catalogObject = 2
	infoObject    = 3
)

func newImagePDF() *imagePDF {
	p := &imagePDF{at: make([]int, infoObject)}
	p.out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	return p
}

// add adds a page that shows a picture: a PNG of 8-bit colours without transparency and
// interlacing, as [encode] writes one of an opaque picture.
func (p *imagePDF) add(pngBytes []byte, page Page) error {
	width, height, data, err := pngData(pngBytes)
	if err != nil {
		return err
	}
	picture := p.next()
	p.stream(picture, data, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "+
		"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns %d >>", width, height, width))
	content := p.next()
	p.stream(content, fmt.Appendf(nil, "q %.2f 0 0 %.2f 0 0 cm /P Do Q\n", page.Width, page.Height), "")
	number := p.next()
	p.object(number, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources << /XObject << /P %d 0 R >> >> /Contents %d 0 R >>",
		pagesObject, page.Width, page.Height, picture, content))
	p.pages = append(p.pages, number)
	return nil
}

// next is the number of a new object.
func (p *imagePDF) next() int {
	p.at = append(p.at, 0)
	return len(p.at)
}

func (p *imagePDF) object(n int, body string) {
	p.at[n-1] = p.out.Len()
	fmt.Fprintf(&p.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (p *imagePDF) stream(n int, data []byte, about string) {
	p.at[n-1] = p.out.Len()
	fmt.Fprintf(&p.out, "%d 0 obj\n<< %s /Length %d >>\nstream\n", n, about, len(data))
	p.out.Write(data)
	p.out.WriteString("\nendstream\nendobj\n")
}

// bytes ends the file. It says of itself what wrote it, and nothing of when.
func (p *imagePDF) bytes() []byte {
	var kids bytes.Buffer
	for _, n := range p.pages {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	p.object(pagesObject, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s] >>", len(p.pages), kids.String()))
	p.object(catalogObject, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R >>", pagesObject))
	p.object(infoObject, "<< /Producer (Recourse) /CreationDate (D:20000101000000Z) /ModDate (D:20000101000000Z) >>")
	start := p.out.Len()
	fmt.Fprintf(&p.out, "xref\n0 %d\n0000000000 65535 f \n", len(p.at)+1)
	for _, at := range p.at {
		fmt.Fprintf(&p.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&p.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p.at)+1, catalogObject, infoObject, start)
	return slices.Clip(p.out.Bytes())
}

// pngData returns the size of a picture and its compressed rows, which a PDF takes as
// they stand in a PNG (PNG, 11.2; PDF 32000-1, 7.4.4.4).
func pngData(b []byte) (width, height uint32, data []byte, err error) {
	const head, colour = 8, 2 // bytes of the signature; the type of a picture in red, green and blue
	for at := head; at+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		if n > len(b)-at-12 {
			break
		}
		switch body := b[at+8 : at+8+n]; string(b[at+4 : at+8]) {
		case "IHDR":
			width, height = binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
			if body[8] != 8 || body[9] != colour || body[12] != 0 {
				return 0, 0, nil, fmt.Errorf("the page's picture is not of 8-bit colours: %w", recourse.Invalid)
			}
		case "IDAT":
			data = append(data, body...)
		case "IEND":
			return width, height, data, nil
		}
		at += 12 + n
	}
	return 0, 0, nil, fmt.Errorf("the page's picture breaks off: %w", recourse.Invalid)
}
