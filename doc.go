// Package recourse is the vocabulary that the rest of Recourse shares: kinds of
// errors, places in a text, moments and dates as people's files give them,
// phrases before a language is chosen, and problems with one file of many.
//
// Recourse takes what a person has who was deceived in trade or by a paid-task
// job (chats, mails, statements, slips) and carries one set of facts all the
// way: check, keep, plan, write, warn, watch. The packages beside this one are
// its engines; they are pure and anyone may import them. Start with
// [recourse/intake] to read files, [recourse/scam] to judge a text,
// [recourse/playbook] to plan, [recourse/letter] to write and
// [recourse/custody] to seal and verify.
//
// This package imports nothing of the project, and every package may import it.
package recourse

// Version is the version of this program, as packages and papers name it.
const Version = "0.1.0"
