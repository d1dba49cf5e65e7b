// Package lookalike maps a domain to the brand that it imitates, and says how.
//
// Call [Load] once with the knowledge files, then [Brands.Check] for each
// domain. What belongs to a brand is decided on the registrable domain of the
// public suffix list, never on a part of the name: service.alibaba.com is
// Alibaba's, alibaba.com.example is not. An official domain is never flagged.
//
// A [Brands] is immutable and safe for concurrent use. Nothing is looked up:
// the name alone is judged.
package lookalike
