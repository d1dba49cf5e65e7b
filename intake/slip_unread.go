package intake

import (
	"slices"
	"strings"

	"recourse"
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

// recognised reports whether a file's letters were recognised in a picture.
func (f *File) recognised() bool {
	return f.Kind == KindImage || slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Recognised })
}

// unread returns the fields of a slip of which nothing was read that can be used;
// none where the text is no slip: a title and two labels make one.
func (s *slipForm) unread(text string, read bool) (missing []string) {
	if !s.titled(text) {
		return nil
	}
	fields := s.collect(text)
	if len(fields) < 2 && !read {
		return nil
	}
	amount, err := money.Parse(strings.Trim(fields[slipAmount], "=* "), s.currency)
	day := scanner{s: fields[slipDay]}
	_, dated := day.date()
	for _, f := range []struct {
		name string
		read bool
	}{
		{slipPayer, fields[slipPayer] != "" || fields[slipFrom] != ""},
		{slipPayee, fields[slipPayee] != ""},
		{slipTo, slipAccount(fields[slipTo]) != ""},
		{slipAmount, err == nil && amount.Minor > 0},
		{slipPurpose, fields[slipPurpose] != ""},
		{slipDay, dated},
	} {
		if !f.read {
			missing = append(missing, f.name)
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
