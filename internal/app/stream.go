package app

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"recourse"
	"recourse/indicator"
	"recourse/locale"
	"recourse/scam"
)

// Stream reads messages and writes verdicts as lines of JSON, in memory that it
// uses again. What it writes is what [VerdictJSON] gives, byte for byte. It is
// for one goroutine.
type Stream struct {
	p       *locale.Printer
	model   string
	said    map[string][]byte // sentences without arguments, in quotes
	scratch []byte
	out     []byte
}

// NewStream returns a stream that speaks as p does.
func NewStream(p *locale.Printer, model string) *Stream {
	return &Stream{p: p, model: model, said: make(map[string][]byte)}
}

// Item is one message of a stream.
type Item struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Parse reads one line. The strings of the item are valid until the line's bytes
// change or Parse is called again.
func (s *Stream) Parse(line []byte) (Item, error) {
	if it, ok := s.quick(line); ok {
		return it, nil
	}
	var it Item
	err := json.Unmarshal(line, &it)
	return it, err //nolint:wrapcheck // the caller names the line
}

// quick reads an object of strings alone, as nearly all lines are.
func (s *Stream) quick(b []byte) (it Item, ok bool) {
	s.scratch = slices.Grow(s.scratch[:0], len(b))
	i := space(b, 0)
	if i >= len(b) || b[i] != '{' {
		return it, false
	}
	for i++; ; i++ {
		key, next, ok := s.text(b, space(b, i))
		if !ok {
			return it, false
		}
		i = space(b, next)
		if i >= len(b) || b[i] != ':' {
			return it, false
		}
		value, next, ok := s.text(b, space(b, i+1))
		if !ok {
			return it, false
		}
		switch key {
		case "id":
			it.ID = value
		case "text":
			it.Text = value
		default:
			return it, false // encoding/json also takes "Text" for text
		}
		i = space(b, next)
		if i >= len(b) {
			return it, false
		}
		if b[i] == '}' {
			return it, space(b, i+1) == len(b)
		}
		if b[i] != ',' {
			return it, false
		}
	}
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// text reads a string at i. It does not hold one with a backslash that is
// followed by anything but the common escapes, or that is no UTF-8.
func (s *Stream) text(b []byte, i int) (value string, next int, ok bool) {
	if i >= len(b) || b[i] != '"' {
		return "", 0, false
	}
	i++
	start := i
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	if i < len(b) && b[i] == '"' {
		return valid(b[start:i], i+1)
	}
	at := len(s.scratch)
	s.scratch = append(s.scratch, b[start:i]...)
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			return valid(s.scratch[at:], i+1)
		case c < ' ':
			return "", 0, false
		case c != '\\':
			s.scratch = append(s.scratch, c)
			i++
		default:
			if i = s.escape(b, i); i < 0 {
				return "", 0, false
			}
		}
	}
	return "", 0, false
}

// valid returns b as a string that shares its bytes, where it is UTF-8.
func valid(b []byte, next int) (string, int, bool) {
	return unsafe.String(unsafe.SliceData(b), len(b)), next, utf8.Valid(b) //nolint:gosec // the contract of Parse says how long the bytes stand
}

// escape appends what the escape at i stands for and returns what follows, or -1.
func (s *Stream) escape(b []byte, i int) int {
	if i+1 >= len(b) {
		return -1
	}
	switch c := b[i+1]; c {
	case '"', '\\', '/':
		s.scratch = append(s.scratch, c)
	case 'n':
		s.scratch = append(s.scratch, '\n')
	case 'r':
		s.scratch = append(s.scratch, '\r')
	case 't':
		s.scratch = append(s.scratch, '\t')
	case 'u':
		r, ok := hex4(b, i+2)
		if !ok || r >= 0xD800 && r < 0xE000 {
			return -1
		}
		s.scratch = utf8.AppendRune(s.scratch, r)
		return i + 6
	default:
		return -1
	}
	return i + 2
}

func hex4(b []byte, i int) (rune, bool) {
	if i+4 > len(b) {
		return 0, false
	}
	r, err := strconv.ParseUint(unsafe.String(&b[i], 4), 16, 32) //nolint:gosec // read at once
	return rune(r), err == nil
}

// Append writes the verdict on a message as a line.
func (s *Stream) Append(v scam.Verdict, id string, tookUS int64) ([]byte, error) {
	if v.Answer != nil || v.Ladder != nil || v.Course != nil {
		return s.whole(v, id, tookUS)
	}
	b := append(s.out[:0], '{')
	if id != "" {
		b = append(b, `"id":`...)
		b = append(appendString(b, id), ',')
	}
	b = appendString(append(b, `"verdict":`...), v.Verdict)
	b = appendFloat(append(b, `,"score":`...), round6(v.Score))
	b = appendString(append(b, `,"language":`...), v.Language)
	if v.Branch != "" {
		b = appendString(append(b, `,"branch":`...), string(v.Branch))
	}
	if v.Pattern != nil {
		b = appendString(append(b, `,"pattern":{"id":`...), v.Pattern.ID)
		b = s.say(append(b, `,"name":`...), v.Pattern.Name)
		if v.Pattern.Impersonates != "" {
			b = appendString(append(b, `,"impersonates":`...), v.Pattern.Impersonates)
		}
		b = append(b, '}')
	}
	if v.Stage != nil {
		b = s.stage(b, v.Stage)
	}
	b = s.reasons(append(b, `,"reasons":`...), v.Reasons)
	b = s.reasons(append(b, `,"counter":`...), v.Counter)
	b = appendIndicators(append(b, `,"indicators":`...), v.Indicators)
	if v.Ask != nil {
		b = s.say(append(b, `,"ask":`...), *v.Ask)
	}
	b = s.phrases(append(b, `,"say":`...), v.Say)
	b = s.phrases(append(b, `,"would_change":`...), v.WouldChange)
	b = appendString(append(b, `,"model":`...), s.model)
	if v.Cut {
		b = append(b, `,"cut":true`...)
	}
	if tookUS != 0 {
		b = strconv.AppendInt(append(b, `,"took_us":`...), tookUS, 10)
	}
	s.out = append(b, '}', '\n')
	return s.out, nil
}

// whole writes a verdict that has rare parts.
func (s *Stream) whole(v scam.Verdict, id string, tookUS int64) ([]byte, error) {
	b := bytes.NewBuffer(s.out[:0])
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(VerdictJSON(s.p, v, s.model, id, tookUS))
	s.out = b.Bytes()
	return s.out, err //nolint:wrapcheck // the caller says what was written
}

func (s *Stream) stage(b []byte, st *scam.Stage) []byte {
	b = appendString(append(b, `,"stage":{"id":`...), st.ID)
	b = s.say(append(b, `,"name":`...), st.Name)
	b = strconv.AppendInt(append(b, `,"step":`...), int64(st.Step), 10)
	b = strconv.AppendInt(append(b, `,"of":`...), int64(st.Of), 10)
	b = s.phrases(append(b, `,"next":`...), st.Next)
	return append(b, '}')
}

func (s *Stream) reasons(b []byte, reasons []scam.Reason) []byte {
	b = append(b, '[')
	for i := range reasons {
		r := &reasons[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"rule":`...), r.Rule)
		b = s.say(append(b, `,"text":`...), r.Text)
		b = s.sayIf(b, `,"why":`, r.Why)
		if r.Lever != "" {
			b = appendString(append(b, `,"lever":`...), r.Lever)
			b = s.sayIf(b, `,"against":`, recourse.P("lever."+r.Lever+".against"))
		}
		b = append(b, `,"spans":`...)
		b = appendSpans(b, r.Spans)
		b = appendFloat(append(b, `,"weight":`...), r.Weight)
		if src := sourceOf(r.Source); src != "" {
			b = appendString(append(b, `,"source":`...), src)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendSpans(b []byte, spans []recourse.Span) []byte {
	if spans == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, sp := range spans {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSpan(b, sp)
	}
	return append(b, ']')
}

func appendSpan(b []byte, sp recourse.Span) []byte {
	b = strconv.AppendInt(append(b, '['), int64(sp.Start), 10)
	b = strconv.AppendInt(append(b, ','), int64(sp.End), 10)
	return append(b, ']')
}

func appendIndicators(b []byte, list []indicator.Indicator) []byte {
	b = append(b, '[')
	for i := range list {
		in := &list[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"kind":`...), string(in.Kind))
		b = appendString(append(b, `,"text":`...), in.Text)
		b = appendString(append(b, `,"value":`...), in.Value)
		b = strconv.AppendBool(append(b, `,"valid":`...), in.Valid)
		b = appendSpan(append(b, `,"span":`...), in.Span)
		if in.Tricks != 0 {
			b = append(b, `,"tricks":[`...)
			for k, name := range in.Tricks.Names() {
				if k > 0 {
					b = append(b, ',')
				}
				b = appendString(b, name)
			}
			b = append(b, ']')
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func (s *Stream) phrases(b []byte, list []recourse.Phrase) []byte {
	b = append(b, '[')
	for i, ph := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.say(b, ph)
	}
	return append(b, ']')
}

// say writes a sentence; one without arguments is looked up once.
func (s *Stream) say(b []byte, ph recourse.Phrase) []byte {
	if len(ph.Args) > 0 {
		return appendString(b, s.p.Say(ph))
	}
	q, ok := s.said[ph.Key]
	if !ok {
		q = appendString(nil, s.p.Say(ph))
		s.said[ph.Key] = q
	}
	return append(b, q...)
}

// sayIf writes a field, where there is something to say.
func (s *Stream) sayIf(b []byte, field string, ph recourse.Phrase) []byte {
	n := len(b)
	if b = s.say(append(b, field...), ph); string(b[n+len(field):]) == `""` {
		return b[:n]
	}
	return b
}

// appendString writes a JSON string as encoding/json does without escaping HTML.
func appendString(b []byte, v string) []byte {
	plain := true
	for i := range len(v) {
		if c := v[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			plain = c >= utf8.RuneSelf && simple(v[i:])
			break
		}
	}
	if plain {
		return append(append(append(b, '"'), v...), '"')
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return append(b, `""`...)
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// simple reports whether the rest of a string needs no escape.
func simple(v string) bool {
	for _, r := range v {
		if r < ' ' || r == '"' || r == '\\' || r == 0x2028 || r == 0x2029 || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// appendFloat writes a number as encoding/json does.
func appendFloat(b []byte, f float64) []byte {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		v, err := json.Marshal(f)
		if err != nil {
			return append(b, '0')
		}
		return append(b, v...)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// round6 keeps six digits of a probability.
func round6(f float64) float64 { return math.Round(f*1e6) / 1e6 }
