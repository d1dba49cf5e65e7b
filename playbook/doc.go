// Package playbook turns an incident and a day into an ordered plan: what to do,
// with whom, by when, and why; which ways back are open for each payment; what
// to keep and what never to do.
//
// Call [Load] once, then [Book.Plan] for each incident. Everything that it says
// is data: routes (knowledge/routes: who, channel, deadline and its event,
// evidence, cost, limits, source) and playbooks (knowledge/playbooks: steps and
// when they apply, in conditions of package rule). A playbook carries cases,
// incidents with the plan that they must give, and Load runs them: a file that
// fails is refused with its path and the case's name.
//
// What a plan promises:
//
//   - there is always a first step, and while money is being asked for it is
//     to send nothing more;
//   - a clock is never due before its event, and where sources differ the
//     earlier date counts;
//   - each clock says whose limit it is: a [LegalLimit], a [ClosingTime] of a
//     platform, bank or card scheme, or [OurSuggestion];
//   - what is not known is never guessed: a step whose condition is undecided
//     is left out, and the facts that would decide it are in [Plan.Ask];
//   - no odds are given, because none are known.
package playbook
