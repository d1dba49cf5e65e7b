package custody

import (
	"slices"
	"strings"
	"time"

	"recourse"
)

// finish draws the conclusion from what was found.
func (r Report) finish(opt VerifyOptions) Report {
	slices.SortStableFunc(r.Problems, func(a, b recourse.Problem) int { return strings.Compare(a.Path, b.Path) })
	r.OK = len(r.Problems) == 0
	r.limit("custody.not.content")
	if r.Kind == KindRecourse {
		r.limit("custody.not.newest")
	} else {
		r.limit("custody.not.signed")
	}
	if n := len(r.unchecked); n > 0 && r.Kind == KindBagIt {
		names := strings.Join(r.unchecked[:min(n, namedUnchecked)], ", ")
		if n > namedUnchecked {
			names += ", …"
		}
		r.limit("custody.not.tags", "n", n, "names", names)
	}
	if r.Within != "" {
		r.limit("custody.not.beside", "folder", r.Within)
	}
	switch {
	case r.weak > 0:
		r.limit("custody.not.digest", "n", r.weak)
	case r.OK && r.Items > 0:
		r.prove("custody.proves.files", "n", r.Items)
	}
	if r.Log != nil {
		r.sayLog(opt)
	}
	if r.Kind == KindRecourse {
		r.sayStamps()
	}
	r.sayWitnesses(len(opt.Witnesses))
	r.sayAhead()
	r.saySignatures()
	if len(r.Fetch) > 0 {
		r.limit("custody.not.fetch", "n", len(r.Fetch))
	}
	return r
}

// namedUnchecked is how many tag files that nothing checks are named.
const namedUnchecked = 8

// prove and limit add a sentence. Where a package has a problem nothing is proven.
func (r *Report) prove(key string, args ...any) {
	r.Proves = append(r.Proves, recourse.P(key, args...))
}

func (r *Report) limit(key string, args ...any) {
	r.DoesNotProve = append(r.DoesNotProve, recourse.P(key, args...))
}

func (r *Report) vouched(by string) {
	if !slices.Contains(r.VouchedBy, by) {
		r.VouchedBy = append(r.VouchedBy, by)
	}
}

// sayLog says what the log and its signer prove.
func (r *Report) sayLog(opt VerifyOptions) {
	l := r.Log
	if l.ClockBack > 0 {
		r.limit("custody.not.clock", "n", l.ClockBack)
	}
	if opt.Signer == "" {
		r.limit("custody.not.signer", "signer", l.Signer)
	}
	if !r.OK {
		return
	}
	r.prove("custody.proves.complete")
	r.prove("custody.proves.log", "n", int(l.Size))
	args := []any{"signer", l.Signer, "expected", strings.TrimSpace(opt.Signer)}
	switch {
	case opt.Signer == "":
		return
	case l.Successor:
		r.prove("custody.proves.successor", args...)
	case l.Predecessor:
		r.prove("custody.proves.predecessor", args...)
	default:
		r.prove("custody.proves.signer", args...)
	}
	r.vouched(BySigner)
	if !l.Ended.IsZero() && !slices.ContainsFunc(r.Timestamps, func(t Timestamp) bool { return t.OK && !t.Time.After(l.Ended) }) &&
		!slices.ContainsFunc(r.Witnesses, func(w Cosigned) bool { return w.OK && !w.Time.After(l.Ended) }) {
		r.limit("custody.not.ended", "time", stamp(l.Ended))
	}
}

// sayStamps says what the stamps of a package prove, and what not.
func (r *Report) sayStamps() {
	proven := false
	for _, t := range r.Timestamps {
		args := []any{"authority", t.Authority, "time", stamp(t.Time), "root", t.Root}
		if len(t.NoPart) > 0 {
			r.limit("custody.not.part", "authority", t.Authority, "names", strings.Join(t.NoPart, "; "))
		}
		switch {
		case !t.OK:
			r.limit("custody.not.authority", args...)
			continue
		case t.Revocation != NotRevoked:
			r.limit("custody.not.revocation", args...)
		}
		if r.OK {
			r.prove("custody.proves.time", args...)
			r.vouched(ByStamp)
			proven = true
		}
	}
	if proven {
		r.limit("custody.not.before")
		return
	}
	r.limit("custody.not.time")
}

// saySignatures says whose certificates signed the container.
func (r *Report) saySignatures() {
	for _, s := range r.Signatures {
		args := []any{"signer", s.Signer, "issuer", s.Issuer, "time", stamp(s.Time), "root", s.Root}
		if len(s.NoPart) > 0 {
			r.limit("custody.not.part", "authority", s.Signer, "names", strings.Join(s.NoPart, "; "))
		}
		switch {
		case !s.OK:
			r.limit("custody.not.certificate", args...)
			continue
		case r.OK:
			r.prove("custody.proves.certificate", args...)
			r.vouched(ByCertificate)
		}
		r.limit("custody.not.certificate-revoked", args...)
	}
}

// sayWitnesses says which witness vouches for the log, and which is only named.
func (r *Report) sayWitnesses(trusted int) {
	vouched := false
	for _, w := range r.Witnesses {
		args := []any{"witness", w.Witness, "time", stamp(w.Time), "key", w.Key}
		switch {
		case !w.OK:
			r.limit("custody.not.witness", args...)
		case r.OK:
			r.prove("custody.proves.witness", args...)
			r.vouched(ByWitness)
			vouched = true
		}
	}
	if trusted > 0 && !vouched {
		r.limit("custody.not.witnessed", "n", trusted)
	}
}

// clockSlack is how far ahead the clock of who sealed may be without a word.
const clockSlack = time.Minute

// sayAhead says that the log names times that had not come yet when an outsider that the
// caller trusts saw it.
func (r *Report) sayAhead() {
	if r.Log == nil {
		return
	}
	var seen time.Time
	earlier := func(ok bool, at time.Time) {
		if ok && (seen.IsZero() || at.Before(seen)) {
			seen = at
		}
	}
	for _, t := range r.Timestamps {
		earlier(t.OK, t.Time)
	}
	for _, w := range r.Witnesses {
		earlier(w.OK, w.Time)
	}
	if !seen.IsZero() && r.Log.SealedAt.After(seen.Add(clockSlack)) {
		r.limit("custody.not.ahead", "sealed", stamp(r.Log.SealedAt), "seen", stamp(seen))
	}
}
