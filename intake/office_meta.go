package intake

import (
	"encoding/xml"
	"strings"
	"time"
)

// coreProperties are the elements of Dublin Core and of Office Open XML part 2
// that say something of a document, and those of its extended properties.
var coreProperties = map[string]string{
	"creator": MetaAuthor, "lastModifiedBy": MetaEditor, "created": MetaCreated, "modified": MetaModified,
	"lastPrinted": MetaPrinted, "subject": MetaSubject, "keywords": MetaKeywords,
	"Application": MetaProducer, "Company": MetaCompany, "Pages": MetaPages, "Slides": MetaPages,
}

// odfProperties are those of OpenDocument, where dc:creator is who saved last.
var odfProperties = map[string]string{
	"initial-creator": MetaAuthor, "creator": MetaEditor, "creation-date": MetaCreated, "date": MetaModified,
	"print-date": MetaPrinted, "generator": MetaProducer, "subject": MetaSubject, "keyword": MetaKeywords,
}

// coreMeta reads what a document of Office Open XML says of itself.
func (o *office) coreMeta() {
	o.properties("docProps/core.xml", coreProperties)
	o.properties("docProps/app.xml", coreProperties)
}

// odfMeta reads what an OpenDocument says of itself.
func (o *office) odfMeta() { o.properties("meta.xml", odfProperties) }

func (o *office) properties(part string, known map[string]string) {
	var value strings.Builder
	o.part(part, func(_ *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			value.Reset()
			if n := attr(t, "page-count"); t.Name.Local == "document-statistic" && n != "" {
				o.f.Meta.Add(MetaPages, n)
			}
		case xml.CharData:
			if value.Len() < maxMetaValue {
				value.Write(t[:min(len(t), maxMetaValue)])
			}
		case xml.EndElement:
			o.property(known[t.Name.Local], t.Name.Local, value.String())
			value.Reset()
		}
		return nil
	})
}

func (o *office) property(key, local, value string) {
	switch key {
	case MetaCreated, MetaModified, MetaPrinted:
		o.f.Meta.AddWritten(key, value)
	case "":
		if local == "title" && o.f.Title == "" {
			o.f.Title = strings.TrimSpace(value)
		}
	default:
		o.f.Meta.Add(key, value)
	}
}

// writtenTimes are the forms of a time in a document (W3C's note on dates, and
// XML Schema's dateTime), the most exact first, and how each is shown.
var writtenTimes = []struct{ form, shown string }{
	{time.RFC3339Nano, time.RFC3339},
	{"2006-01-02T15:04:05Z07", time.RFC3339},
	{"2006-01-02T15:04Z07:00", "2006-01-02T15:04Z07:00"},
	{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05"},
	{"2006-01-02T15:04", "2006-01-02T15:04"},
	{"2006-01-02", "2006-01-02"},
	{"2006-01", "2006-01"},
	{"2006", "2006"},
}

// AddWritten adds a time as exactly as it is written. What is no time is left out.
func (m *Meta) AddWritten(key, value string) {
	value = strings.TrimSpace(value)
	for _, w := range writtenTimes {
		if t, err := time.Parse(w.form, value); err == nil {
			m.Add(key, t.Format(w.shown))
			return
		}
	}
}
