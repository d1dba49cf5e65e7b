// Package locale says phrases in a person's language: message catalogues with
// plurals, dates, amounts and numbers, and Serbian in both scripts.
//
// Call [Load] once with the knowledge files, [Catalogues.Negotiate] to choose a
// language, [Catalogues.Printer] for it and [Printer.Say] for each
// [recourse.Phrase]. Everything a language needs, month names and separators
// included, stands in its files: a new language needs no Go.
//
// Serbian is written once, in Latin script. Its Cyrillic twin is generated from
// it when it is first wanted; see [ToCyrillic] for what stays in Latin script.
// Arguments such as names are put in afterwards and keep the script they have.
package locale
