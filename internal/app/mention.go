package app

import (
	"slices"
	"strings"

	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
)

// isMention reports whether a handle that stands in a message of m's sender only
// addresses somebody else who speaks in the thread, or the person: "@Vesna" in a
// group. One that is named with its platform is a handle.
func (a *assembly) isMention(found indicator.Indicator, m incident.Message) bool {
	name, bare := strings.CutPrefix(found.Value, "@")
	if found.Kind != indicator.Handle || !bare {
		return false
	}
	called := func(who string) bool { return who != m.From && callName(who, name) }
	if own, ok := a.found("person.name"); ok && called(own.Value) {
		return true
	}
	return slices.ContainsFunc(a.thread.Messages, func(o incident.Message) bool { return called(o.From) })
}

// callName reports whether a mention calls someone by a name: all of it, or its
// first word.
func callName(who, mention string) bool {
	words := strings.FieldsFunc(fold.Key(who), func(r rune) bool { return strings.ContainsRune(" _.-~", r) })
	key := strings.NewReplacer("_", "", ".", "", "-", "").Replace(fold.Key(mention))
	return len(words) > 0 && (key == words[0] || key == strings.Join(words, ""))
}
