// Package deadline derives when something is due: "30 days after receipt",
// "2 business days in Serbia", the earlier of two dates. Every [Clock] carries
// the derivation that a lawyer can follow.
//
// Call [LoadCalendars] once with the knowledge, then [Calendars.Add] for one
// clock and [EarlierOf] or [LaterOf] to combine two. What counts:
//
//   - the event's own day is never counted, the day after it is day 1;
//   - a business day is Monday to Friday and no public holiday of the calendar;
//   - months are counted at once from the event's day, and end on the last day
//     of a month that is too short;
//   - hours are elapsed time, whatever the clocks on the wall do;
//   - a date that falls on a weekend or a holiday stays there. Time is never
//     added: that a law would move the date is said, not counted on.
//
// Calendars are data (knowledge/jurisdictions). A calendar or a year that is
// not known is an error of kind recourse.NotFound that says so; it is never
// guessed. The package has no clock of its own and is safe for concurrent use.
package deadline
