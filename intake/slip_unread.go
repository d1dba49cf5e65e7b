package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/money"
)

// wrongAccount is the account that a slip says is paid to where its control number is not
// right, "" where it is or where the text is no slip with a sum.
func (s *slipForm) wrongAccount(text string) string {
	if !s.titled(text) {
		return ""
	}
	fields := s.collect(text)
	if to := fields[slipTo]; fields[slipAmount] != "" && slipAccount(to) == "" && strings.ContainsAny(to, "0123456789") {
		return to
	}
	return ""
}

// noteUnreadSlip says of a text or a page that looks like a slip, and gave no payment, what
// of a slip was not read in it. Pictures say so themselves, and a mail is its sender's word.
func (r *reader) noteUnreadSlip(f *File) {
	if r.opt.Statements == nil || len(f.Text) > maxSlip || f.Kind == KindMail || f.recognised() {
		return
	}
	named := func(p recourse.Problem) bool { return p.Code == "slip-account-wrong" }
	for i := range r.opt.Statements.slips {
		form := &r.opt.Statements.slips[i]
		missing := form.unread(f.Text, false, r.opt.Chats)
		if len(missing) > 0 && (f.MediaType == "application/pdf" || form.headed(f.Text)) && !slices.ContainsFunc(f.Problems, named) {
			f.problem("slip-not-read", strings.Join(missing, ", "), "fields", listed("slip.field.", missing))
			return
		}
	}
}

// headed reports whether one of the titles stands on a line of its own, the sum, who is paid
// and one other thing of a slip have their labels each, and there are figures: the words of a
// title alone, or in a sentence, are in many texts, a receipt does not say who is paid, and
// what explains how a slip is filled in has no figures.
func (s *slipForm) headed(text string) bool {
	const fewest, longest = 3, 8 // labels, and words of the title's line
	const figures = 6            // of a sum and an account
	titled := false
	for line := range strings.Lines(text) {
		key := fold.Key(line)
		titled = titled || len(strings.Fields(key)) <= longest &&
			slices.ContainsFunc(s.titles, func(t string) bool { return strings.HasPrefix(strings.TrimSpace(key), t) })
	}
	labels := s.labelled(text)
	return titled && labels[slipAmount] && (labels[slipTo] || labels[slipToNumber] || labels[slipPayee]) && len(labels) >= fewest && countDigits(text) >= figures
}

// labelled returns the fields whose labels stand in a text, with a value or without.
func (s *slipForm) labelled(text string) map[string]bool {
	fields := make(map[string]bool)
	for line := range strings.Lines(text) {
		for _, c := range pageCells(strings.TrimRight(line, "\r\n")) {
			if field, _, ok := s.label(c.text); ok {
				fields[field] = true
			} else if field := s.field(c.text); field != "" {
				fields[field] = true
			}
		}
	}
	delete(fields, slipNothing)
	return fields
}

// recognised reports whether a file's letters were recognised in a picture.
func (f *File) recognised() bool {
	return f.Kind == KindImage || slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Recognised })
}

// unread returns the expected fields of a slip of which nothing was read that can be used;
// none where the text is no slip: a title and two labels with their values make one, or the
// title and the labels of a whole one. The names of months are words'.
func (s *slipForm) unread(text string, read bool, words *Chats) (missing []string) {
	if !s.titled(text) {
		return nil
	}
	fields := s.collect(text)
	if len(fields) < 2 && !read && !s.headed(text) {
		return nil
	}
	has := func(field string) bool {
		switch v := fields[field]; field {
		case slipTo:
			return slipAccount(v) != "" || slipAccount(text) != "" && slipAccount(fields[slipFrom]) == "" // it is listed, if not as whose
		case slipAmount:
			amount, err := money.Parse(strings.Trim(v, "=* "), s.currency)
			return err == nil && amount.Minor > 0
		case slipDay:
			_, ok := (&layout{months: words}).day(&scanner{s: v})
			return ok
		default:
			return v != ""
		}
	}
	for _, either := range s.expects {
		if !slices.ContainsFunc(either, has) {
			missing = append(missing, either[0])
		}
	}
	return missing
}

// listed is a list of names of one kind as a phrase.
func listed(prefix string, names []string) recourse.Phrase {
	list := recourse.P(prefix + names[len(names)-1])
	for i := len(names) - 2; i >= 0; i-- {
		list = recourse.P("slip.fields", "one", recourse.P(prefix+names[i]), "more", list)
	}
	return list
}
