// Package rule holds conditions over facts in a closed vocabulary that can say
// itself in words, and the sources that rules come from.
package rule
