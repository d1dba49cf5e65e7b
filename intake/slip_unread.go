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

// unread returns the expected fields of a slip of which nothing was read that can be used;
// none where the text is no slip: a title and two labels make one. The names of months are
// words'.
func (s *slipForm) unread(text string, read bool, words *Chats) (missing []string) {
	if !s.titled(text) {
		return nil
	}
	fields := s.collect(text)
	if len(fields) < 2 && !read {
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
