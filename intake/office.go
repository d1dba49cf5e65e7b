package intake

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"recourse"
)

// The media types of what is read here, by the kind of its main part.
var officeMedia = map[string]string{
	"word":         "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xl":           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"ppt":          "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"text":         "application/vnd.oasis.opendocument.text",
	"spreadsheet":  "application/vnd.oasis.opendocument.spreadsheet",
	"presentation": "application/vnd.oasis.opendocument.presentation",
	"graphics":     "application/vnd.oasis.opendocument.graphics",
}

// office is a document that is a zip of XML files: Office Open XML (ECMA-376) or
// OpenDocument (ISO/IEC 26300).
type office struct {
	*reader
	f     *File
	files map[string]*zip.File // by name, with "/" between folders
	order []string
	// links are where the links of a part lead, by part and by the link's id.
	links    map[string]map[string]string
	external []string // what the document would load from elsewhere
	// cellLinks are the links of a workbook's cells.
	cellLinks map[*grid][]cellLink
	text      docText
}

// officeKind says what a zip is as a document: "word", "xl" or "ppt" of Office
// Open XML, "text", "spreadsheet" or "presentation" of OpenDocument; nothing for
// any other zip. It looks at names, and at the first bytes of one file.
func officeKind(z *zip.Reader) string {
	for _, e := range z.File {
		switch e.Name {
		case "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml":
			kind, _, _ := strings.Cut(e.Name, "/")
			return kind
		case "mimetype":
			return odfKind(e)
		}
	}
	return ""
}

// odfKind reads the media type that an OpenDocument has in a file of its own.
func odfKind(e *zip.File) string {
	rc, err := e.Open()
	if err != nil {
		return ""
	}
	defer func() { _ = rc.Close() }()
	const longest = 100
	b, _ := io.ReadAll(io.LimitReader(rc, longest))
	kind, ok := strings.CutPrefix(string(b), "application/vnd.oasis.opendocument.")
	kind, _, _ = strings.Cut(strings.TrimSpace(kind), "-") // "text-template", "text-web"
	if _, known := officeMedia[kind]; !ok || !known {
		return ""
	}
	return kind
}

// office reads a document's text, what it says of itself, and the files in it, of
// which those that are shared lie inside one another.
func (r *reader) office(l *listing, z *zip.Reader, kind string, shared map[*zip.File]bool) {
	f := l.file
	f.Kind, f.Title = KindPage, ""
	if media := officeMedia[kind]; !isOffice(f.MediaType) {
		f.MediaType = media
	}
	o := &office{reader: r, f: f, files: make(map[string]*zip.File), links: make(map[string]map[string]string)}
	o.text.most = int(r.lim.Text)
	o.list(z)
	if _, ok := officeOOXML[kind]; ok {
		o.relations()
		o.coreMeta()
	} else if o.odfEncrypted() {
		f.problem("encrypted", "")
		return
	} else {
		o.odfMeta()
	}
	switch kind {
	case "word":
		o.words()
	case "ppt":
		o.slides()
	case "xl":
		o.workbook()
	case "spreadsheet":
		o.odfSheets()
	default:
		o.odfText()
	}
	o.finish()
	o.nested(l, shared)
}

// officeOOXML are the kinds of Office Open XML.
var officeOOXML = map[string]bool{"word": true, "xl": true, "ppt": true}

// list notes the document's files by name. Of two with one name the first counts.
func (o *office) list(z *zip.Reader) {
	for _, e := range z.File[:min(len(z.File), o.lim.Entries)] {
		name := strings.TrimPrefix(strings.ReplaceAll(e.Name, "\\", "/"), "/")
		if _, twice := o.files[name]; !twice && !strings.HasSuffix(name, "/") {
			o.files[name] = e
			o.order = append(o.order, name)
		}
	}
	if len(z.File) > o.lim.Entries {
		o.f.problem("archive-too-many", fmt.Sprintf("more than %d files", o.lim.Entries), "limit", o.lim.Entries)
	}
}

// part calls use with every token of one of the document's files, if it is there.
// What is wrong with it is a problem of the document.
func (o *office) part(name string, use func(*xmlReader, xml.Token) error) {
	e, ok := o.files[name]
	if !ok || o.ctx.Err() != nil {
		return
	}
	rc, err := o.zipSource(e).Open()
	if err == nil {
		defer func() { _ = rc.Close() }()
		x := newXMLReader(o.ctx, rc)
		err = x.each(func(t xml.Token) error { return use(x, t) })
	}
	o.failed(name, err)
}

// failed says why a part was not read to its end.
func (o *office) failed(name string, err error) {
	if err == nil || errors.Is(err, errDone) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return
	}
	detail := shortened(name) + ": " + err.Error()
	if code, _, limit, ok := o.limitProblem(err); ok {
		o.f.problem(code, detail, "limit", limit)
		return
	}
	switch {
	case errors.Is(err, errXMLDeclares):
		o.f.problem("document-declares", detail)
	case errors.Is(err, errXMLDeep), errors.Is(err, errXMLLong), errors.Is(err, errTextFull):
		o.f.problem("document-cut", detail)
	default:
		o.f.problem("document-damaged", detail)
	}
}

// errDone ends the reading of a part of which enough is known.
var errDone = fmt.Errorf("enough was read: %w", recourse.Invalid)

// relation is what a part of Office Open XML refers to.
type relation struct {
	id, kind, target string
	external         bool
}

const maxRelations = 20_000

// relationsOf reads what a part refers to.
func (o *office) relationsOf(part string) []relation {
	dir, base := path.Split(part)
	var list []relation
	o.part(dir+"_rels/"+base+".rels", func(_ *xmlReader, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			return nil
		}
		if len(list) >= maxRelations {
			return errDone
		}
		rel := relation{id: attr(e, "Id"), target: attr(e, "Target"), external: strings.EqualFold(attr(e, "TargetMode"), "External")}
		rel.kind = path.Base(attr(e, "Type"))
		if !rel.external {
			rel.target = inPackage(dir, rel.target)
		}
		list = append(list, rel)
		return nil
	})
	return list
}

// inPackage resolves a target that a part in dir names.
func inPackage(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return path.Clean(target)[1:]
	}
	return strings.TrimPrefix(path.Join("/", dir, target), "/")
}

// relations reads what all parts refer to outside of the document: links that a
// person may click, and what a program would load by itself.
func (o *office) relations() {
	for _, name := range o.order {
		base, ok := strings.CutSuffix(name, ".rels")
		if !ok {
			continue
		}
		part := strings.Replace(base, "_rels/", "", 1)
		for _, rel := range o.relationsOf(part) {
			switch {
			case !rel.external:
			case rel.kind == "hyperlink":
				if o.links[part] == nil {
					o.links[part] = make(map[string]string)
				}
				o.links[part][rel.id] = rel.target
			default:
				o.loads(rel.kind, rel.target)
			}
		}
	}
}

// loads notes something that the document would load from elsewhere.
func (o *office) loads(kind, target string) {
	const most = 50
	said := kind + " " + shortened(target)
	if len(o.external) < most && !slices.Contains(o.external, said) {
		o.external = append(o.external, said)
	}
}

// finish moves the text into the file and says what the document carries beside it.
func (o *office) finish() {
	f := o.f
	f.Text = o.text.b.String()
	if o.text.cut {
		f.problem("text-cut", "", "limit", megabytes(o.lim.Text))
	}
	f.Pages = o.text.pages
	f.Meta.Add(MetaHidden, o.text.hidden.String())
	o.addLinks(f, o.text.links)
	if len(o.external) > 0 {
		const said = 5
		what := o.external[:min(len(o.external), said)]
		f.problem("document-loads", strings.Join(o.external, "; "), "what", strings.Join(what, ", "))
	}
	if code := o.macros(); len(code) > 0 {
		f.problem("document-macros", strings.Join(code, "; "))
	}
}

// macros lists the files that hold program code.
func (o *office) macros() []string {
	const most = 5
	var list []string
	for _, name := range o.order {
		low := strings.ToLower(name)
		if len(list) < most && (strings.HasSuffix(low, "vbaproject.bin") || strings.HasPrefix(low, "basic/") && !strings.HasSuffix(low, "-lc.xml") ||
			strings.HasPrefix(low, "scripts/") || strings.Contains(low, "/macrosheets/") || strings.Contains(low, "/activex/")) {
			list = append(list, shortened(name))
		}
	}
	return list
}

// notNested are endings of files that are the document itself.
var notNested = []string{".xml", ".rels", ".vml", ".odttf", ".fntdata", ".rdf", "mimetype", "vbaproject.bin", "layout-cache"}

// nested reads the pictures and files that are embedded in the document.
func (o *office) nested(l *listing, shared map[*zip.File]bool) {
	for _, name := range o.order {
		low := strings.ToLower(name)
		own := slices.ContainsFunc(notNested, func(end string) bool { return strings.HasSuffix(low, end) })
		for _, folder := range []string{"thumbnails/", "docprops/", "configurations2/", "objectreplacements/", "meta-inf/", "basic/", "scripts/"} {
			own = own || strings.HasPrefix(low, folder)
		}
		if own || strings.Contains(low, "/printersettings/") || strings.Contains(low, "/activex/") {
			continue
		}
		if e := o.files[name]; !o.entry(l, e, shared[e]) {
			return
		}
	}
}
