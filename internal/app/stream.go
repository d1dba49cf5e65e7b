package app

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"recourse"
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
	values  []indicatorJSON
}

// NewStream returns a stream that speaks as p does.
func NewStream(p *locale.Printer, model string) *Stream {
	return &Stream{p: p, model: model, said: make(map[string][]byte), values: []indicatorJSON{}}
}

// Append appends the verdict on a message as a line.
func (s *Stream) Append(b []byte, v scam.Verdict, it Item, tookUS int64) ([]byte, error) {
	if v.Answer != nil || v.Ladder != nil || v.Course != nil {
		return s.whole(b, v, it, tookUS)
	}
	b = append(b, '{')
	switch {
	case it.Number:
		b = append(append(append(b, `"id":`...), it.ID...), ',')
	case it.ID != "":
		b = append(appendString(append(b, `"id":`...), it.ID), ',')
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
	var more int
	s.values, more = indicatorsOf(s.values[:0], v.Indicators)
	b = appendIndicators(append(b, `,"indicators":`...), s.values)
	if more > 0 {
		b = strconv.AppendInt(append(b, `,"indicators_more":`...), int64(more), 10)
	}
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
	return append(b, '}', '\n'), nil
}

// whole writes a verdict that has rare parts.
func (s *Stream) whole(b []byte, v scam.Verdict, it Item, tookUS int64) ([]byte, error) {
	out := verdictOf(s.p, v, s.model, tookUS)
	switch {
	case it.Number:
		out.ID = json.Number(it.ID)
	case it.ID != "":
		out.ID = it.ID
	}
	buf := bytes.NewBuffer(b)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(out)
	return buf.Bytes(), err //nolint:wrapcheck // the caller says what was written
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

func appendIndicators(b []byte, list []indicatorJSON) []byte {
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
		if in.Times > 0 {
			b = strconv.AppendInt(append(b, `,"times":`...), int64(in.Times), 10)
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
