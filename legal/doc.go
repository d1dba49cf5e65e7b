// Package legal says where a person stands in law, as far as the facts of an
// incident show it: which claims fit and which do not, for each claim what must
// be shown and whether it is met, disputed or missing, with the exhibits; what
// contracts and terms say of arbitration, law, courts, inspection and accounts;
// how the forums compare; and whether it is time for a lawyer.
//
// Call [Load] once. [Book.Clauses] finds clauses in one file's text; [Book.View]
// makes the whole view of an incident and the clauses that were found;
// [Book.Promises] finds what was promised in a message, and [Compare] sets what was promised or ordered beside what came.
//
// Everything that it says is data in knowledge/law: claims, forums, the rules
// for a lawyer, clauses by language. Each rule has its source. A file carries
// cases or texts, and Load runs them: one that fails is refused with its path.
//
// What a view promises:
//
//   - it is no advice and says so: [View.Limits] is never empty;
//   - what is missing comes with what would fill it;
//   - what is met or disputed points at exhibits; a fact without an origin in a
//     file is the person's own word and is shown as that;
//   - a fact that is not known is never guessed: a claim or forum whose
//     condition is undecided is left out, and [View.Ask] asks;
//   - no chance of success is given, because none is known.
package legal
