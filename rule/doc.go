// Package rule holds conditions over facts in a closed vocabulary that can say
// itself in words, and the sources that rules come from.
//
// [LoadVocabulary] reads the facts that conditions may ask (knowledge/facts.yaml).
// A [Cond] is decoded from YAML, checked once against the vocabulary with
// [Vocabulary.Check], and asked with [Cond.Holds]:
//
//	all:
//	  - branch: {in: [impersonation, recovery-scam]}
//	  - paid.transfer: {is: true}
//	  - paid.last: {after: 14 days ago}
//	  - not: {police.reported: {known: true}}
//
// The words are all, any and not; on one fact is, in, before, after, over,
// under and known. There are no others, so that every condition can say why it
// holds ([Cond.Because]: "you paid by card 12 days ago") and which fact would
// decide it ([Cond.Undecided]).
//
// Answers are three-valued (Kleene): a fact that is not known makes a condition
// on it [Unknown], not false. all is No as soon as one part is No, any is Yes as
// soon as one part is Yes, not turns Yes and No, and known never is Unknown.
// Whoever asks decides what Unknown means: a plan takes only steps whose
// condition is Yes and asks for the facts that leave others undecided.
package rule
