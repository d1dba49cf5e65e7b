// Package firm says in which country a firm may sit, by what its name holds: the
// legal form, and the town or province that names of some countries begin with.
//
// Load reads knowledge/firms and runs its cases; [Names.Guess] answers for one
// name. A guess is a question to ask and never a fact: names are chosen freely,
// and nothing may be counted or claimed by one.
package firm
