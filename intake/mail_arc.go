package intake

import (
	"slices"
	"strconv"
	"strings"
)

// Chain is what the servers on the way sealed (ARC, RFC 8617): each set is one
// server's word of what it saw. A sender can write a chain of his own.
type Chain struct {
	Sets   int    `json:"sets"`
	State  string `json:"state"`         // whole broken
	Why    string `json:"why,omitempty"` // of what is broken
	Says   string `json:"says,omitempty"`
	Sealer string `json:"sealer,omitempty"` // the domain of the newest set
}

// What a chain can be: whole says that its sets are in order, not that the
// seals are good.
const (
	ChainWhole  = "whole"
	ChainBroken = "broken"
)

// maxSets is how many sets a chain may have (RFC 8617, 4.2.1).
const maxSets = 50

// arcSet are the three fields of one instance, by their places in the mail; -1
// where one is missing.
type arcSet struct {
	results, message, seal int
	tags                   map[string]string // of the seal
}

// arc reads the chain and checks the newest message signature and the seals, the newest first.
// Older message signatures may well be broken by what servers on the way added.
func (v *verifier) arc() (*Chain, []Signature) {
	sets, why := v.sets()
	if why == "" && len(sets) == 0 {
		return nil, nil
	}
	c := &Chain{Sets: len(sets), State: ChainWhole, Why: why}
	if why == "" {
		c.Why = inOrder(sets)
	}
	if c.Why != "" {
		c.State = ChainBroken
		return c, nil
	}
	newest := sets[len(sets)-1]
	c.Says, c.Sealer = strings.ToLower(newest.tags["cv"]), hostName(newest.tags["d"])
	m := v.message(v.mail.fields[newest.message], "arc-message")
	m.Instance = len(sets)
	list := []Signature{m}
	for i := len(sets) - 1; i >= 0 && len(list) <= maxSignatures; i-- {
		list = append(list, v.seal(sets, i))
	}
	return c, list
}

// sets sorts the fields of ARC by their instances. It says why that cannot be done.
func (v *verifier) sets() (sets []arcSet, why string) {
	for i, f := range v.mail.fields {
		if !strings.HasPrefix(f.name, "arc-") {
			continue
		}
		n, ok := instance(f.value)
		if !ok {
			if f.name == "arc-seal" || f.name == "arc-message-signature" || f.name == "arc-authentication-results" {
				return sets, "instance"
			}
			continue
		}
		for len(sets) < n {
			sets = append(sets, arcSet{-1, -1, -1, nil})
		}
		place := map[string]*int{
			"arc-authentication-results": &sets[n-1].results, "arc-message-signature": &sets[n-1].message, "arc-seal": &sets[n-1].seal,
		}[f.name]
		switch {
		case place == nil:
			continue
		case *place >= 0:
			return sets, "twice"
		}
		*place = i
	}
	for i := range sets {
		if sets[i].results < 0 || sets[i].message < 0 || sets[i].seal < 0 {
			return sets, "gap"
		}
		list, ok := tags(v.mail.fields[sets[i].seal].value)
		if !ok {
			return sets, "seal"
		}
		sets[i].tags = list
	}
	return sets, ""
}

// instance reads the tag i= of a field of ARC.
func instance(value string) (int, bool) {
	for part := range strings.SplitSeq(value, ";") {
		name, v, ok := strings.Cut(part, "=")
		if ok && strings.TrimSpace(name) == "i" {
			n, err := strconv.Atoi(strings.TrimSpace(v))
			return n, err == nil && n >= 1 && n <= maxSets
		}
	}
	return 0, false
}

// inOrder checks what each seal says of the sets before it (RFC 8617, 5.2).
func inOrder(sets []arcSet) string {
	for i, s := range sets {
		cv := strings.ToLower(s.tags["cv"])
		switch {
		case s.tags["h"] != "":
			return "seal"
		case cv == "fail" && i == len(sets)-1 && i > 0:
			return "fail"
		case i == 0 && cv != "none", i > 0 && cv != "pass":
			return "cv"
		}
	}
	return ""
}

// seal checks the seal of the set at i over all sets up to it.
func (v *verifier) seal(sets []arcSet, i int) Signature {
	f := v.mail.fields[sets[i].seal]
	s, list, ok := v.claim(f, "arc-seal")
	s.Instance = i + 1
	switch {
	case !ok:
		return s.end(SignatureBad, whyMalformed)
	case !slices.Contains([]string{"rsa-sha256", "ed25519-sha256"}, s.Algorithm):
		return s.end(SignatureNotChecked, whyAlgorithm)
	case v.mail.rebuilt:
		return s.end(SignatureNotChecked, whyRebuilt)
	}
	var b strings.Builder
	for j, set := range sets[:i+1] {
		for _, at := range []int{set.results, set.message} {
			b.WriteString(headLine(v.mail.fields[at], true) + "\r\n")
		}
		if j < i {
			b.WriteString(headLine(v.mail.fields[set.seal], true) + "\r\n")
		}
	}
	b.WriteString(headLine(unsigned(f), true))
	return v.verify(s, list, b.String())
}
