package intake

import (
	"strings"

	"recourse"
)

// Bounds of what is said of one mail; its JSON has all.
const (
	saidSigns      = 6
	saidSignatures = 3
)

// MailLines says what a mail shows of its sender, and whose word each result is.
// It is empty for a file that is no mail, and for a mail that shows nothing.
// [File.MailNotes] says what such lines mean and what not: show both.
func (f File) MailLines() []recourse.Phrase {
	var list []recourse.Phrase
	for _, s := range f.Signs[:min(len(f.Signs), saidSigns)] {
		list = append(list, recourse.P("mail.line", "said", s.Phrase()))
	}
	if n := len(f.Signs) - saidSigns; n > 0 {
		list = append(list, recourse.P("mail.signs.more", "n", n))
	}
	if f.Auth == nil {
		return list
	}
	list = append(list, f.Auth.pathLines()...)
	list = append(list, f.Auth.resultLines()...)
	list = append(list, f.Auth.signatureLines()...)
	return append(list, f.Auth.chainLines()...)
}

// MailNotes says what the lines of a mail mean and what they do not.
func (f File) MailNotes() []recourse.Phrase {
	var list []recourse.Phrase
	if len(f.Signs) > 0 {
		list = append(list, recourse.P("mail.signs.note"))
	}
	a := f.Auth
	if a == nil || a.Standing == "" || a.Standing == SenderSide {
		return list
	}
	all := a.SPF + " " + a.DKIM + " " + a.DMARC + " " + a.ARC
	if strings.Contains(all, "pass") {
		list = append(list, recourse.P("mail.means.pass"))
	}
	if strings.Contains(all, "fail") {
		list = append(list, recourse.P("mail.means.fail"))
	}
	return list
}

// pathLines says from whom the receiving side took the mail, and where the times
// of the path contradict one another.
func (a *Auth) pathLines() []recourse.Phrase {
	var list []recourse.Phrase
	for _, h := range a.Path {
		if h.Standing != Receiver {
			continue
		}
		if from := h.fromPhrase(); h.By != "" && from.Key != "" && !h.Time.IsZero() {
			list = append(list, recourse.P("mail.taken", "by", h.By, "from", from, "time", recourse.At(h.Time)))
		}
		break // the oldest line of the receiving side is the border
	}
	for _, h := range a.Path {
		if h.Earlier {
			return append(list, recourse.P("mail.path.earlier", "by", first(h.By, h.From)))
		}
	}
	return list
}

func (h Hop) fromPhrase() recourse.Phrase {
	switch name := strings.Trim(h.From, "[]"); {
	case h.IP != "" && name != "" && name != h.IP:
		return recourse.P("mail.taken.from", "from", name, "ip", h.IP)
	case name != "" || h.IP != "":
		return recourse.P("mail.word", "word", first(h.IP, name))
	}
	return recourse.Phrase{}
}

// resultLines says what was recorded, and whose word it is.
func (a *Auth) resultLines() []recourse.Phrase {
	if a.Standing == "" {
		return nil
	}
	key := "mail.results"
	if a.ARC != "" {
		key = "mail.results.arc"
	}
	results := recourse.P(key, "spf", resultPhrase(a.SPF), "dkim", resultPhrase(a.DKIM), "dmarc", resultPhrase(a.DMARC), "arc", resultPhrase(a.ARC))
	recorded := "mail.recorded." + string(a.Standing)
	if a.Server == "" {
		recorded += ".unnamed"
	}
	return []recourse.Phrase{recourse.P(recorded, "server", a.Server, "results", results)}
}

// resultPhrase is a result in words; one that the standard does not name is
// said as it stands.
func resultPhrase(result string) recourse.Phrase {
	switch result {
	case "":
		return recourse.P("mail.result.absent")
	case "pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror":
		return recourse.P("mail.result." + result)
	}
	return recourse.P("mail.word", "word", result)
}

// signatureLines says what checking the signatures of DKIM gave.
func (a *Auth) signatureLines() []recourse.Phrase {
	var list []recourse.Phrase
	n := 0
	for _, s := range a.Signatures {
		if s.Kind != "dkim" {
			continue
		}
		if n++; n > saidSignatures {
			continue
		}
		list = append(list, s.phrase())
		if !s.Aligned && (s.Result == SignatureGood || s.Why == whyNoKey) {
			list = append(list, recourse.P("mail.signature.other", "domain", s.Domain))
		}
	}
	if n > saidSignatures {
		list = append(list, recourse.P("mail.signature.more", "n", n-saidSignatures))
	}
	return list
}

func (s Signature) phrase() recourse.Phrase {
	key := "mail.signature."
	switch {
	case s.Result == SignatureGood:
		key += SignatureGood
	case s.Why == whyBody || s.Why == whySignature || s.Why == whyNoKey:
		key += s.Why
	default:
		key += s.Result
	}
	if s.Body == BodyPartly && (s.Result == SignatureGood || s.Why == whyNoKey) {
		key += ".partly"
	}
	kind := "DKIM"
	if s.Kind != "dkim" {
		kind = "ARC"
	}
	return recourse.P(key, "domain", first(s.Domain, "?"), "kind", kind, "name", s.KeyName(), "why", recourse.P("mail.why."+s.Why))
}

// chainLines says what the chain of ARC shows.
func (a *Auth) chainLines() []recourse.Phrase {
	switch {
	case a.Chain == nil:
		return nil
	case a.Chain.State == ChainBroken:
		return []recourse.Phrase{recourse.P("mail.arc.broken", "why", recourse.P("mail.arc.why."+a.Chain.Why))}
	}
	checked := recourse.P("mail.arc.good")
	for _, s := range a.Signatures {
		switch {
		case s.Kind == "dkim" || s.Result == SignatureGood:
		case s.Why == whyBody:
			checked = s.phrase()
		case s.Result == SignatureBad && checked.Key != "mail.signature."+whyBody:
			checked = recourse.P("mail.arc.bad", "domain", first(s.Domain, "?"))
		case s.Result == SignatureNotChecked && checked.Key == "mail.arc.good":
			checked = recourse.P("mail.arc.no-key")
		}
	}
	return []recourse.Phrase{recourse.P("mail.arc.whole", "n", a.Chain.Sets, "domain", first(a.Chain.Sealer, "?"), "checked", checked)}
}
