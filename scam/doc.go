// Package scam judges messages: which scam pattern they follow, how far it has
// gone, what comes next, and why, with the words themselves as byte spans.
//
// Call [Load] once with the knowledge files and the brands, then
// [Checker.Check] for each text or conversation. A Checker is immutable and safe
// for concurrent use; Check is a pure function of its document.
//
// What is known about scams stands in knowledge/patterns: this package reads
// the files, proves each of them on its own examples when it loads, and refuses
// a file that fails. A text is folded once, one pass that looks for all terms
// picks the rules whose expressions run, and these run only around the terms
// that were found, so the cost is linear in the text.
//
// The verdict is never "safe". A score below the cuts means that no signs were
// found in what was given, no more.
package scam
