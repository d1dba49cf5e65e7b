package document

import (
	"fmt"
	"strings"
	"time"
)

// parts are the package's files, in the order in which they are written.
func (x *docxWriter) parts(d Document, day time.Time) [][2]string {
	stamp := day.UTC().Format(time.RFC3339)
	title := xmlText(oneLine(d.Title))
	return [][2]string{
		{"[Content_Types].xml", xmlTop + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			override("/word/document.xml", "wordprocessingml.document.main") + override("/word/styles.xml", "wordprocessingml.styles") + override("/word/numbering.xml", "wordprocessingml.numbering") + override("/word/settings.xml", "wordprocessingml.settings") + override("/word/footer1.xml", "wordprocessingml.footer") + override("/docProps/app.xml", "extended-properties") +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>`},
		{"docProps/core.xml", xmlTop + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + title + `</dc:title><dc:creator>Recourse</dc:creator><dc:language>` + xmlText(oneLine(d.Lang)) + `</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`},
		{"docProps/app.xml", xmlTop + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Recourse</Application></Properties>`},
		{"word/document.xml", xmlTop + "<w:document " + wordNS + "><w:body>\n" + x.b.String() + `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`},
		{"word/_rels/document.xml.rels", x.relations()},
		{"word/styles.xml", wordStyles(d.Lang)},
		{"word/numbering.xml", x.numbering()},
		{"word/settings.xml", xmlTop + `<w:settings ` + wordNS + `><w:defaultTabStop w:val="567"/></w:settings>`},
		{"word/footer1.xml", wordFooter(d)},
	}
}

func override(name, kind string) string {
	return `<Override PartName="` + name + `" ContentType="application/vnd.openxmlformats-officedocument.` + kind + `+xml"/>`
}

func (x *docxWriter) relations() string {
	var b strings.Builder
	b.WriteString(xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	for i, part := range []string{"styles", "numbering", "settings"} {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s.xml"/>`, i+1, kind, part, part)
	}
	b.WriteString(`<Relationship Id="rId4" Type="` + kind + `footer" Target="footer1.xml"/>`)
	for i, l := range x.links {
		fmt.Fprintf(&b, `<Relationship Id="link%d" Type="%shyperlink" Target="%s" TargetMode="External"/>`, i+1, kind, xmlText(l))
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

func (x *docxWriter) numbering() string {
	var b strings.Builder
	b.WriteString(xmlTop + "<w:numbering " + wordNS + ">")
	forms := [...][2]string{Bullets: {"bullet", "•"}, Numbers: {"decimal", "%1."}, Steps: {"decimal", "%1."}, Boxes: {"bullet", "☐"}}
	for i, f := range forms {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="hybridMultilevel"/>`, i)
		for level := range 3 {
			text := strings.ReplaceAll(f[1], "%1", fmt.Sprintf("%%%d", level+1))
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="397"/></w:pPr></w:lvl>`, level, f[0], text, 397*(level+1))
		}
		b.WriteString(`</w:abstractNum>`)
	}
	for i, f := range x.lists {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, i+1, min(f, Boxes))
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

func wordFooter(d Document) string {
	foot := d.Footer
	if foot == "" {
		foot = d.Title
	}
	field := func(name string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + name + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	return xmlTop + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Small"/><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">` +
		xmlText(oneLine(foot)) + `</w:t></w:r><w:r><w:tab/></w:r>` + field("PAGE") + `<w:r><w:t xml:space="preserve"> / </w:t></w:r>` + field("NUMPAGES") + `</w:p></w:ftr>`
}

// wordLang is the document's language as word processors name it.
func wordLang(lang string) string {
	switch lang {
	case "sr-Latn", "sr-Cyrl":
		return lang + "-RS"
	case "en":
		return "en-GB"
	default:
		return oneLine(lang)
	}
}

func wordStyles(lang string) string {
	style := func(id, name, based, ppr, rpr string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="` + based + `"/><w:qFormat/><w:pPr>` + ppr + `</w:pPr><w:rPr>` + rpr + `</w:rPr></w:style>`
	}
	heading := func(n, size, before int) string {
		return style(fmt.Sprintf("Heading%d", n), fmt.Sprintf("heading %d", n), "Normal",
			fmt.Sprintf(`<w:keepNext/><w:keepLines/><w:spacing w:before="%d" w:after="100"/><w:outlineLvl w:val="%d"/>`, before, n-1), fmt.Sprintf(`<w:b/><w:sz w:val="%d"/>`, size))
	}
	return xmlTop + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:eastAsia="Noto Sans CJK SC" w:cs="Noto Sans"/><w:sz w:val="21"/><w:lang w:val="` + xmlText(wordLang(lang)) + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		heading(1, 32, 240) + heading(2, 25, 320) + heading(3, 22, 200) +
		style("Lead", "Lead", "Normal", "", `<w:sz w:val="24"/>`) +
		style("Small", "Small", "Normal", `<w:spacing w:after="60"/>`, `<w:color w:val="47565B"/><w:sz w:val="17"/>`) +
		style("Cell", "Cell", "Normal", `<w:spacing w:before="30" w:after="30" w:line="252" w:lineRule="auto"/>`, `<w:sz w:val="19"/>`) +
		style("ListItem", "List Item", "Normal", `<w:spacing w:after="60"/>`, "") +
		style("ListMore", "List More", "Normal", `<w:spacing w:after="60"/><w:ind w:left="397"/>`, "") +
		`</w:styles>`
}
