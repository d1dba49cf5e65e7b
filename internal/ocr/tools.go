package ocr

import (
	"context"
	"slices"
	"strings"

	"recourse/internal/child"
)

// Tool is a program that reading needs.
type Tool struct {
	Program string   // such as "tesseract"
	Path    string   // where it is; empty where it is not installed
	Lacks   []string // languages that it does not have
	Package string   // what to install on Debian and Ubuntu to have all of it
	For     string   // locale key of what it is for
}

// OK reports whether the tool is there with all that it needs.
func (t Tool) OK() bool { return t.Path != "" && len(t.Lacks) == 0 }

// Install returns the command that installs the tool on Debian and Ubuntu.
func (t Tool) Install() string { return "apt-get install " + t.Package }

// lacking are the languages wanted that are not among those that are there, as packages
// name them.
func lacking(want, have []string) (list []string) {
	for _, l := range want {
		if !slices.Contains(have, l) {
			list = append(list, strings.ReplaceAll(l, "_", "-"))
		}
	}
	return list
}

// LacksTries are the languages that unclear pictures cannot be tried in.
func (r Reader) LacksTries(ctx context.Context) []string {
	have, err := installed(ctx)
	if err != nil {
		return nil
	}
	return lacking(chinese[:1], have)
}

// LacksLanguages are the languages that pictures are read without.
func (r Reader) LacksLanguages(ctx context.Context) []string {
	have, err := installed(ctx)
	if err != nil {
		return nil
	}
	return lacking(languages, have)
}

// Tools says which programs are installed.
func Tools(ctx context.Context) []Tool {
	pdf := Tool{Program: "pdftotext", Package: "poppler-utils", For: "tool.pdftotext"}
	pdf.Path, _ = child.Find(pdf.Program)
	pic := Tool{Program: "tesseract", Package: "tesseract-ocr tesseract-ocr-srp tesseract-ocr-srp-latn tesseract-ocr-eng", For: "tool.tesseract"}
	more := Tool{Program: "tesseract", Package: "tesseract-ocr tesseract-ocr-chi-sim", For: "tool.chinese"}
	pic.Path, _ = child.Find(pic.Program)
	if pic.Path != "" {
		have, _ := installed(ctx)
		pic.Lacks = lacking(languages, have)
		more.Lacks = lacking(chinese[:1], have)
	}
	more.Path = pic.Path
	heif := Tool{Program: converters[1], Package: "libheif-examples", For: "tool.heif"}
	for _, name := range converters {
		if path, err := child.Find(name); err == nil {
			heif.Program, heif.Path = name, path
			break
		}
	}
	return []Tool{pdf, pic, more, heif}
}
