// Package model is a linear model of texts: how much each word and each group of
// letters speaks for a scam, learnt from labelled messages.
//
// Call [Read] with a weights file, then [Model.Logit] with the features that an
// [Extractor] finds in a folded text, and [Model.Explain] for the words that
// weigh most. A Model is immutable and safe for concurrent use; an Extractor is
// scratch memory for one goroutine. Package scam/train makes the weights.
//
// The features are words, pairs of words, groups of two to five characters
// inside runs without spaces, and the form of the text (capitals, digits,
// length), hashed to a table of fixed size (Weinberger and others 2009). Words and
// letter groups are weighed by how rare they are and normed apart, each to
// length one, so that a long text has no louder voice than a short one.
package model
