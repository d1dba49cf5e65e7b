package web

import "net/http"

// textPage is a page of words: sections with a heading and paragraphs.
type textPage struct {
	Base
	Heading, Lede string
	Sections      []section
}

type section struct {
	Heading    string
	Paragraphs []string
}

// maxParts bounds how many sections and paragraphs a text page may have.
const maxParts = 20

// text shows the page whose words are the keys web.<name>.1.h, web.<name>.1.1,
// web.<name>.1.2 and so on, as far as there are any.
func (s *Server) text(name string) handle {
	return func(w http.ResponseWriter, v visit) error {
		key := "web." + name + "."
		page := textPage{Base: s.base(v, key+"title", "/"+name), Heading: v.printer.T(key + "h1"), Lede: v.printer.T(key + "lede")}
		page.Back = "/"
		for n := 1; n <= maxParts && v.printer.Has(key+itoa(n)+".h"); n++ {
			part := section{Heading: v.printer.T(key + itoa(n) + ".h")}
			for m := 1; m <= maxParts && v.printer.Has(key+itoa(n)+"."+itoa(m)); m++ {
				part.Paragraphs = append(part.Paragraphs, v.printer.T(key+itoa(n)+"."+itoa(m), "mb", MaxUpload>>20))
			}
			page.Sections = append(page.Sections, part)
		}
		return s.show(w, http.StatusOK, "text", page)
	}
}
