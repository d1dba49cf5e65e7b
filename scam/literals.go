package scam

import (
	"regexp/syntax"
	"slices"
	"strings"
)

const (
	// shortAtom is the shortest literal that is worth looking for, in bytes.
	shortAtom = 3
	// maxExact is how many strings an expression's part may stand for.
	maxExact = 24
)

// mayBeEmpty reports whether re matches nothing at all.
func mayBeEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpStar, syntax.OpQuest, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine,
		syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return mayBeEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || mayBeEmpty(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !mayBeEmpty(sub) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, mayBeEmpty)
	}
	return false
}

// exact returns all strings that re stands for, where they are few.
func exact(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil, false
		}
		return []string{string(re.Rune)}, true
	case syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpBeginText, syntax.OpEndText:
		return []string{""}, true
	case syntax.OpCapture:
		return exact(re.Sub[0])
	case syntax.OpQuest:
		all, ok := exact(re.Sub[0])
		return append(all, ""), ok
	case syntax.OpCharClass:
		return members(re.Rune)
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			some, ok := exact(sub)
			if !ok || len(all)+len(some) > maxExact {
				return nil, false
			}
			all = append(all, some...)
		}
		return all, true
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range re.Sub {
			some, ok := exact(sub)
			if !ok {
				return nil, false
			}
			if all, ok = cross(all, some); !ok {
				return nil, false
			}
		}
		return all, true
	}
	return nil, false
}

// members returns the characters of a small class.
func members(ranges []rune) ([]string, bool) {
	var all []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(all) >= 8 {
				return nil, false
			}
			all = append(all, string(r))
		}
	}
	return all, len(all) > 0
}

// cross returns each of a followed by each of b.
func cross(a, b []string) ([]string, bool) {
	if len(a)*len(b) > maxExact {
		return nil, false
	}
	all := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	return all, true
}

// clauses finds literals of which every match of re holds some: of each clause
// at least one. An expression runs only where its clauses hold. One without
// such literals has no clauses.
func clauses(re *syntax.Regexp) [][]string {
	if all, ok := exact(re); ok {
		return clause(all)
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return clauses(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return clauses(re.Sub[0])
		}
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			best := best(clauses(sub))
			if best == nil || len(all)+len(best) > 4*maxExact {
				return nil
			}
			all = append(all, best...)
		}
		return clause(all)
	case syntax.OpConcat:
		return concatenated(re.Sub)
	}
	return nil
}

// concatenated joins neighbours that stand for few strings to longer literals.
func concatenated(subs []*syntax.Regexp) [][]string {
	var list [][]string
	run := []string{""}
	end := func() {
		list = append(list, clause(run)...)
		run = []string{""}
	}
	for _, sub := range subs {
		some, ok := exact(sub)
		if !ok {
			end()
			list = append(list, clauses(sub)...)
			continue
		}
		longer, ok := cross(run, some)
		if !ok {
			end()
			longer = some
		}
		run = longer
	}
	end()
	return list
}

// clause makes a clause of strings, where all can be looked for.
func clause(all []string) [][]string {
	for _, s := range all {
		if len(s) < shortAtom || strings.IndexByte(s, 0) >= 0 {
			return nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return [][]string{slices.Compact(all)}
}

// best returns the clause that is met most rarely: that of the longest literals.
func best(list [][]string) []string {
	shortest := func(c []string) int {
		n := len(c[0])
		for _, s := range c {
			n = min(n, len(s))
		}
		return n
	}
	var found []string
	for _, c := range list {
		if found == nil || shortest(c) > shortest(found) {
			found = c
		}
	}
	return found
}
