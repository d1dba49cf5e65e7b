package app

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/evidence"
)

// mostPairs bounds how many pairs of records and entries of one digest are tried, where
// they do not agree as they are.
const mostPairs = 1 << 14

// judge names what does not agree of the records and entries with one digest.
func (a *auditor) judge(caseID string, of *about) {
	of.pairOtherKinds()
	for i := range of.records {
		r := &of.records[i]
		if of.paired[i] {
			continue
		}
		path := caseID + "/" + r.name
		j := of.nearest(r)
		if j < 0 {
			a.problem(path, "audit-unlogged", "")
			continue
		}
		e := of.entries[j]
		of.entries = slices.Delete(of.entries, j, j+1)
		first := r.asHandedIn(e.ref)
		a.contradicts(path, r, &e, first)
		of.pair(i, "", "")
		if first != "" {
			of.first[i] = first
		}
	}
	for _, e := range of.entries {
		// Bytes that were handed in once more under the same name make no second record.
		// Older logs do not say so.
		if again := e.do == custody.Kept && (e.ref == custody.Again || e.ref == ""); !again || of.n == 0 {
			a.problem(caseID, "audit-unrecorded", hex.EncodeToString(of.sum))
		}
	}
	a.judgeKinds(caseID, of)
}

// pairOtherKinds pairs records with the entries of which they differ by their kind alone:
// somebody said better what they are.
func (of *about) pairOtherKinds() {
	if len(of.records)*len(of.entries) > mostPairs {
		return
	}
	for i := range of.records {
		r := &of.records[i]
		if of.paired[i] || r.salt == "" {
			continue
		}
		j := slices.IndexFunc(of.entries, func(e logSaid) bool { return r.sameBut(&e) && r.asHandedIn(e.ref) != "" })
		if j >= 0 {
			of.pair(i, r.salt, r.asHandedIn(of.entries[j].ref))
			of.entries = slices.Delete(of.entries, j, j+1)
		}
	}
}

// sameBut reports whether an entry says what the record does, the digest of its words
// left aside.
func (r *recorded) sameBut(e *logSaid) bool {
	other := *e
	other.ref = r.ref
	return other == r.logSaid
}

// asHandedIn is the kind with which the record has the digest that an entry names; "" where
// there is none.
func (r *recorded) asHandedIn(ref string) string {
	if r.salt == "" || !custody.IsRecordRef(ref) {
		return ""
	}
	for _, k := range append([]evidence.Kind{evidence.Kind(r.kind)}, evidence.Kinds()...) {
		if (custody.Record{Name: r.name, Kind: string(k), Origin: r.origin, MediaType: r.mediaType}).Ref(r.salt) == ref {
			return string(k)
		}
	}
	return ""
}

// nearest is the place of the entry that is most likely the record's; -1 for none.
func (of *about) nearest(r *recorded) int {
	best, most := -1, -1
	for j := range of.entries {
		e := &of.entries[j]
		if e.ref == custody.Again {
			continue
		}
		if len(of.records)*len(of.entries) > mostPairs {
			return j
		}
		fits := 0
		if r.asHandedIn(e.ref) != "" {
			fits += 4
		}
		if r.sameBut(e) {
			fits += 2
		}
		if r.do == e.do {
			fits++
		}
		if fits > most {
			best, most = j, fits
		}
	}
	return best
}

// contradicts names each field of a record of which the log says something else. first is
// the kind with which the digest of its words holds.
func (a *auditor) contradicts(path string, r *recorded, e *logSaid, first string) {
	differ := func(code, record, log string) {
		if record != log {
			a.found.Problems = append(a.found.Problems, recourse.Problem{
				Path: path, Code: code, Detail: fmt.Sprintf("record %q, log %q", record, log), Args: recourse.Args{"record": record, "log": log},
			})
		}
	}
	day := func(s int64) string { return time.Unix(s, 0).UTC().Format(time.RFC3339) }
	differ("audit-record-size", strconv.FormatInt(r.size, 10), strconv.FormatInt(e.size, 10))
	differ("audit-record-at", day(r.at), day(e.at))
	differ("audit-record-by", r.by, e.by)
	differ("audit-record-door", r.door, e.door)
	differ("audit-record-made", r.made(), e.made())
	if r.ref != e.ref && first == "" {
		a.problem(path, "audit-record-words", "")
	}
}

// made is how and from what an item was made; "" for one that was handed in.
func (s *logSaid) made() string {
	if s.do != custody.Derived && s.tool == "" {
		return ""
	}
	return strings.TrimSpace(s.tool + " " + s.of)
}

// judgeKinds compares kinds with what the log says of them. Where several records have
// the bytes, it does not say which of them was meant.
func (a *auditor) judgeKinds(caseID string, of *about) {
	for i := range of.records {
		r := &of.records[i]
		first, known := of.first[i]
		may := of.kinds
		switch {
		case len(may) == 0 && !known, len(may) > 0 && of.n > 1 && !known:
			continue
		case len(may) == 0:
			may = []string{first}
		case of.n == 1:
			may = may[len(may)-1:]
		default:
			may = append([]string{first}, may...)
		}
		if slices.Contains(may, r.kind) || r.follows != "" && r.kind == r.follows {
			continue
		}
		log := may[len(may)-1]
		a.found.Problems = append(a.found.Problems, recourse.Problem{
			Path: caseID + "/" + r.name, Code: "audit-record-kind", Detail: fmt.Sprintf("record %q, log %q", r.kind, log), Args: recourse.Args{"record": r.kind, "log": log},
		})
	}
}
