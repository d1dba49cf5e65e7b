package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"recourse/fold"
	"recourse/incident"
)

// chatTable reads f.Text as a table of messages whose columns have names that
// are known, as tools write it of Viber's and WeChat's chats, and reports whether
// it is one. A table that is known as a statement is none.
func (r *reader) chatTable(f *File) bool {
	text := strings.TrimPrefix(f.Text, "\ufeff")
	head := text[:min(lineEnd(text, 0), maxPreamble)]
	if !strings.ContainsAny(head, ",;\t") {
		return false
	}
	for _, comma := range []rune{',', ';', '\t'} {
		cols := r.chatColumns(head, comma)
		_, text := cols[chatText]
		_, from := cols[chatFrom]
		_, at := cols[chatAt]
		_, date := cols[chatDate]
		if text && from && (at || date) {
			return !r.knownStatement(strings.Split(head, string(comma))) && r.chatRows(f, comma, cols)
		}
	}
	return false
}

// knownStatement reports whether a row has the columns of a statement.
func (r *reader) knownStatement(row []string) bool {
	if r.opt.Statements == nil {
		return false
	}
	for i := range r.opt.Statements.forms {
		if _, ok := r.opt.Statements.forms[i].header(row); ok {
			return true
		}
	}
	return false
}

// chatColumns returns where the columns stand whose names are known.
func (r *reader) chatColumns(head string, comma rune) map[string]int {
	cols := make(map[string]int)
	for i, cell := range strings.Split(strings.TrimRight(head, "\r\n"), string(comma)) {
		if col := r.words.columns[fold.Key(strings.Trim(cell, ` "'`))]; col != "" {
			if _, twice := cols[col]; !twice {
				cols[col] = i
			}
		}
	}
	return cols
}

// chatRows reads the rows below the names of the columns.
func (r *reader) chatRows(f *File, comma rune, cols map[string]int) bool {
	t := &transcript{limits: r.lim.ofChat()}
	var stamps []stamp
	own := make(map[string]bool)
	var ways ways
	surplus := 0
	text := strings.TrimPrefix(f.Text, "\ufeff")
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comma, rows.LazyQuotes, rows.FieldsPerRecord, rows.ReuseRecord = comma, true, -1, true
	width := 0
	for n := 0; !t.cut; n++ {
		from := rows.InputOffset()
		row, err := rows.Read()
		if errors.Is(err, io.EOF) || n%1024 == 1023 && r.ctx.Err() != nil {
			break
		}
		if n == 0 {
			width = len(row)
			continue
		}
		written := strings.Trim(text[from:rows.InputOffset()], "\r\n")
		cell := func(col string) string {
			if i, ok := cols[col]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if err != nil || strings.Join(row, "") == "" {
			t.unread += min(1, len(row))
			continue
		}
		when := strings.TrimSpace(first(cell(chatAt), cell(chatDate)+" "+cell(chatClock)))
		if s := (stamp{text: when}); len(row) <= cols[chatText] && len(t.messages) > 0 {
			if s.read(r.words); s.date.none() && s.at.IsZero() {
				t.goOn(written) // a line of the text above, which no quotation holds together
				continue
			}
		}
		m := incident.Message{From: oneLine(first(cell(chatFrom), cell(chatPhone))), Text: cell(chatText)}
		if len(row) > width && strings.Join(row[width:], "") != "" {
			if cols[chatText] == width-1 {
				_, col := rows.FieldPos(width - 1)
				m.Text = surplusText(written, col-1, strings.Join(row[width-1:], string(comma)))
			} else {
				surplus++
			}
		}
		m.Attachments = r.words.attachments(m.Text)
		way := r.words.ways[fold.Key(cell(chatWay))]
		if when == "" || m.From == "" && way != wayOut || m.Text == "" {
			t.missing++
		}
		if cell(chatOwn) == "1" {
			own[m.From] = true
		}
		if t.add(m) {
			stamps = append(stamps, stamp{text: when})
			ways.add(len(t.messages)-1, way, m.From)
		}
	}
	ways.settle(t.messages, r.ownName(), own)
	if len(t.messages) == 0 {
		return false
	}
	if surplus > 0 {
		f.problem("chat-cells-surplus", "", "n", surplus)
	}
	t.settle(r, f, stamps)
	f.Title = first(r.words.title(f.Name), r.title)
	t.into(f)
	if f.Other = r.otherSide(f); len(own) > 0 {
		f.Other = senders(f.Messages, func(name string) bool { return !own[name] })
	}
	return true
}

// surplusText returns the text of a row that has more cells than the table has
// columns, because its commas are in no quotation: the row as it is written from
// where the last column begins, or its cells where it has several lines.
func surplusText(row string, at int, cells string) string {
	if at < 0 || at > len(row) || strings.ContainsAny(row, "\r\n") {
		return strings.TrimSpace(cells)
	}
	return strings.TrimSpace(row[at:])
}

// How a column says of a message which way it went.
const (
	wayOut = "out"
	wayIn  = "in"
)

// ways are which messages of a table the person sent. Some tables name the other side in
// both ways, others whoever wrote, others nobody beside what was sent.
type ways struct {
	out      []int // messages
	received map[string]bool
}

func (w *ways) add(i int, way, from string) {
	switch way {
	case wayOut:
		w.out = append(w.out, i)
	case wayIn:
		put(&w.received, from, true)
	}
}

// settle names the sender of what the person sent: who is named there where that is
// nobody from whom anything came, else self.
func (w *ways) settle(messages []incident.Message, self string, own map[string]bool) {
	for _, i := range w.out {
		m := &messages[i]
		if m.From == "" || w.received[m.From] || len(w.received) == 0 {
			m.From = self
		}
		own[m.From] = true
	}
}
