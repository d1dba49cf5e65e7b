package document

import (
	"fmt"
	"strconv"
)

// icons are drawn, so that a page needs no picture and a kind is told by shape
// as well as by colour.
var icons = map[Kind]string{
	Danger: `<path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z"/><path d="M9.5 8v8M14.5 8v8"/>`,
	Warn:   `<path d="M12 3 22 20.5H2z"/><path d="M12 9.5v5M12 17v.6"/>`,
	Info:   `<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6M12 7v.6"/>`,
	OK:     `<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.3 3.2 3.2 6-6.6"/>`,
}

func icon(k Kind) string {
	return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">` +
		icons[min(k, Danger)] + `</svg>`
}

func (h *htmlWriter) banner(b Banner) {
	h.open("section", "banner "+b.Kind.String())
	h.raw("<div class=\"banner-h\">", icon(b.Kind))
	h.element("h1", "", T(b.Title))
	h.raw("</div><div class=\"banner-b\">")
	if b.Say != "" {
		h.element("p", "say", T(b.Say))
	}
	h.blocks(b.Blocks)
	if b.Sure != "" {
		h.raw("<p class=\"sure\">")
		if b.Level > 0 {
			h.raw(`<svg viewBox="0 0 104 14" aria-hidden="true">`)
			for i := range 5 {
				on := "off"
				if i < b.Level {
					on = "on"
				}
				h.raw(fmt.Sprintf(`<rect class="%s" x="%d" y="1" width="18" height="12" rx="2"/>`, on, i*21))
			}
			h.raw("</svg>")
		}
		h.raw("<span>")
		h.text(b.Sure)
		h.raw("</span></p>")
	}
	h.raw("</div>")
	h.close("section")
}

func (h *htmlWriter) bars(b Bars) {
	h.open("section", "card chart")
	if b.Title != "" {
		h.element("h3", "", T(b.Title))
	}
	h.raw(`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-bg" width="6" height="6"/><path class="hatch-line" d="M0 0v6"/></pattern></defs></svg>`)
	h.raw("<table class=\"esc\"><thead><tr>")
	for i, c := range b.Columns {
		h.raw("<th scope=\"col\"", class(map[int]string{2: "amt"}[i]), ">")
		h.text(c)
		h.raw("</th>")
	}
	h.raw("</tr></thead>\n<tbody>")
	top := largest(b.Items)
	for _, it := range b.Items {
		h.bar(b, it, top)
	}
	h.raw("</tbody>")
	if b.Total != nil {
		h.raw("<tfoot><tr><th scope=\"row\" colspan=\"2\">")
		h.text(b.Total.Label)
		h.raw("</th><td class=\"amt\">")
		h.text(b.Total.Amount)
		h.raw("</td></tr></tfoot>")
	}
	h.raw("</table>\n<p class=\"key\">")
	h.key("paid", b.PaidKey)
	h.key("asked", b.AskedKey)
	h.raw("</p>")
	h.close("section")
}

func (h *htmlWriter) bar(b Bars, it Bar, top float64) {
	kind, says := "paid", b.PaidKey
	if it.Asked {
		kind, says = "asked", b.AskedKey
	}
	h.raw("<tr><th scope=\"row\">")
	h.text(it.Label)
	if it.Note != "" {
		h.raw("<span class=\"x\">")
		h.text(it.Note)
		h.raw("</span>")
	}
	h.raw(`</th><td class="bar"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="`, kind,
		`" x="0.5" y="1" width="`, strconv.FormatFloat(share(it.Value, top)*99, 'f', 1, 64), `" height="12"/></svg></td><td class="amt">`)
	h.text(it.Amount)
	h.raw("<span class=\"vh\">, ")
	h.text(says)
	h.raw("</span></td></tr>\n")
}

func (h *htmlWriter) key(kind, words string) {
	if words == "" {
		return
	}
	h.raw(`<span><svg viewBox="0 0 20 14" aria-hidden="true"><rect class="`, kind, `" x="1" y="1" width="18" height="12"/></svg>`)
	h.text(words)
	h.raw("</span>")
}

func largest(items []Bar) float64 {
	top := 0.0
	for _, it := range items {
		top = max(top, it.Value)
	}
	return top
}

// share returns v as a part of top, between a sliver and 1.
func share(v, top float64) float64 {
	if top <= 0 || v <= 0 {
		return 0
	}
	return min(max(v/top, 0.012), 1)
}

var stageDots = map[StageState]string{
	Done: `<circle class="f" cx="12" cy="12" r="11"/><path class="t" d="m7 12.5 3.3 3.3L17 9" fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`,
	Here: `<circle class="f" cx="12" cy="12" r="11"/><circle class="w" cx="12" cy="12" r="4.5"/>`,
	Next: `<circle class="f" cx="12" cy="12" r="10"/>`,
}

func (h *htmlWriter) stages(s Stages) {
	h.open("ol", "stages card")
	for _, st := range s.Items {
		attr := map[StageState]string{Here: ` class="here" aria-current="step"`, Next: ` class="next"`}[st.State]
		h.raw("<li", attr, `><svg class="dot" viewBox="0 0 24 24" aria-hidden="true">`, stageDots[st.State], `</svg><span class="t1">`)
		h.text(st.Title)
		if st.Tag != "" {
			h.raw(" <em>")
			h.text(st.Tag)
			h.raw("</em>")
		}
		h.raw("</span>")
		if st.Note != "" {
			h.raw("<span class=\"t2\">")
			h.text(st.Note)
			h.raw("</span>")
		}
		h.raw("</li>\n")
	}
	h.close("ol")
}

func (h *htmlWriter) card(c Card) {
	name := "card task"
	if c.First {
		name += " first"
	}
	h.open("section", name)
	if len(c.Tags) > 0 {
		h.raw("<p class=\"tags\">")
		for _, t := range c.Tags {
			h.raw(`<span class="tag `, t.Kind.String(), `">`)
			h.text(t.Text)
			h.raw("</span> ")
		}
		h.raw("</p>")
	}
	h.element("h3", "", c.Title)
	h.blocks(c.Blocks)
	h.close("section")
}

func (h *htmlWriter) address(a Address) {
	h.open("div", "address"+map[bool]string{true: " at-right"}[a.Align == Right])
	if a.Label != "" {
		h.element("p", "small", T(a.Label))
	}
	h.raw("<p>")
	for i, line := range a.Lines {
		if i > 0 {
			h.raw("<br>")
		}
		h.runs(line)
	}
	h.raw("</p>")
	h.close("div")
}
