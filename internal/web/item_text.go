package web

import (
	"fmt"
	"slices"
	"strings"

	"recourse/internal/app"
	"recourse/internal/evidence"
)

// readView is a text that programs read out of an item, as its page shows it.
type readView struct {
	Text string // how it begins
	More bool   // it goes on
	Tool string
	Href string // of the text's own page, "" there
}

// pageEnds writes what parts pages and columns as people see it.
var pageEnds = strings.NewReplacer("\f", "\n\n", "\t", " ", "\r", "")

// read shows how a text begins.
func (s *Server) read(v visit, text evidence.Item) (*readView, error) {
	begin, more, err := s.cfg.App.Excerpt(v.r.Context(), v.who, text, excerpt)
	if err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	begin = pageEnds.Replace(begin)
	if more {
		begin += "…"
	}
	return &readView{Text: tameLines(begin), More: more, Tool: text.Tool}, nil
}

// relate puts what an item was made from and what was made from it into its page. Texts
// stand apart: the item's own is shown, those of what lies in it are listed.
func (s *Server) relate(v visit, item evidence.Item, related []evidence.Item, page *itemPage) error {
	for _, other := range related {
		link := itemLink{tame(other.Name), madeWhat(v, other), "/case/" + item.Case + "/item/" + other.ID}
		switch {
		case other.ID == item.Parent:
			page.From = &link
			page.Identity = page.Identity || app.IsText(item) && app.HoldsIdentity(other)
		case app.OwnText(item, other) && page.Read == nil:
			read, err := s.read(v, other)
			if err != nil {
				return err
			}
			read.Href = link.Href
			page.Read = read
		case app.IsText(other):
			page.Texts = append(page.Texts, link)
		default:
			page.Made = append(page.Made, link)
		}
	}
	if !page.Text {
		return nil
	}
	read, err := s.read(v, item)
	page.Read = read
	return err
}

// withoutTexts are the items but those that programs read out of others.
func withoutTexts(kept []evidence.Item) []evidence.Item {
	return slices.DeleteFunc(slices.Clone(kept), app.IsText)
}
