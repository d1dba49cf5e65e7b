package locale

import (
	"cmp"

	"golang.org/x/text/language"
)

// maxAccept is how much of an Accept-Language header is read, in bytes.
const maxAccept = 512

// Negotiate returns the tag to answer an Accept-Language header in, English
// where nothing fits.
//
// It keeps its own table because the usual matchers answer "sr-RS" in Cyrillic,
// leave Croatian, Bosnian and Montenegrin readers with English, and give
// Russian and Macedonian readers Serbian.
func (c *Catalogues) Negotiate(acceptLanguage string) string {
	return cmp.Or(c.Fitting(acceptLanguage), english)
}

// Fitting is [Catalogues.Negotiate] with "" where nothing fits.
func (c *Catalogues) Fitting(acceptLanguage string) string {
	if len(acceptLanguage) > maxAccept {
		acceptLanguage = acceptLanguage[:maxAccept]
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return ""
	}
	for _, t := range tags {
		if tag := c.match(t); tag != "" {
			return tag
		}
	}
	return ""
}

func (c *Catalogues) match(t language.Tag) string {
	base, script, _ := t.Raw()
	switch base.String() {
	case "sr", "sh", "hr", "bs", "cnr":
		tag := latin
		if script.String() == "Cyrl" {
			tag = cyrillic
		}
		if c.messages[tag] != nil {
			return tag
		}
		return ""
	}
	for _, tag := range []string{t.String(), base.String()} {
		if c.messages[tag] != nil {
			return tag
		}
	}
	return ""
}
