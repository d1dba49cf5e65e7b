package intake

import (
	"slices"
	"strconv"
	"strings"

	"recourse/fold"
	"recourse/incident"
)

// An export of a chat as text says nowhere where a message ends: a line break and
// what looks like a header in a message of the other side puts words into the
// person's mouth. What can be told of such lines is told here; a line that is
// written exactly as the app writes it, at a time that fits, cannot be told.

// farOff is how many seconds a message may lie from its neighbours in a chat that
// runs forward: phones without a network send and receive late.
const farOff = 12 * 60 * 60

// doubtTimes marks messages that lie far off the time of those around them, in a
// chat most of which runs forward.
func doubtTimes(list []incident.Message) {
	var at []int32 // places of messages with a time
	var times []int64
	jumps := false
	for i := range list {
		if m := &list[i]; !m.Time.IsZero() && !m.Doubtful {
			t := m.Time.Time.Unix()
			if !jumps {
				jumps = len(times) > 0 && t < times[len(times)-1]-farOff
			}
			at, times = append(at, int32(i)), append(times, t)
		}
	}
	if !jumps {
		return
	}
	in := forward(times)
	kept := 0
	for _, ok := range in {
		if ok {
			kept++
		}
	}
	const share = 4 // of what runs forward, above which an end is another part of the chat
	if kept*2 < len(times) {
		return
	}
	for i := 0; i < len(times); {
		if in[i] {
			i++
			continue
		}
		end := i
		for end < len(times) && !in[end] {
			end++
		}
		first, last := i == 0, end == len(times)
		if first || last && (end-i)*share > kept {
			i = end
			continue
		}
		for ; i < end; i++ {
			before := times[i] < times[firstBefore(in, i)]-farOff
			after := !last && times[i] > times[end]+farOff
			list[at[i]].Doubtful = list[at[i]].Doubtful || before || after
		}
	}
}

// firstBefore returns the nearest place before i that is in order; there is one.
func firstBefore(in []bool, i int) int {
	for i--; !in[i]; i-- {
	}
	return i
}

// forward reports which of the times belong to the longest series among them
// that never goes back (patience sorting, Fredman 1975).
func forward(times []int64) []bool {
	var tails []int32 // the place of the smallest time that ends a series of each length
	prev := make([]int32, len(times))
	for i, t := range times {
		n, _ := slices.BinarySearchFunc(tails, t, func(j int32, t int64) int {
			if times[j] <= t {
				return -1
			}
			return 1
		})
		prev[i] = -1
		if n > 0 {
			prev[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, 0)
		}
		tails[n] = int32(i)
	}
	in := make([]bool, len(times))
	for i := tails[len(tails)-1]; i >= 0; i = prev[i] {
		in[i] = true
	}
	return in
}

// doubtStrangers marks what somebody wrote who wrote nothing else, between those who
// did, at a time that does not fit between the messages around it: such as a bank's
// notice that the other side made up. Where many write once it is a group, in which
// messages come late.
func doubtStrangers(list []incident.Message) {
	const strangers = 2
	count := make(map[string]int)
	for i := range list {
		if m := &list[i]; m.From != "" && !m.Doubtful {
			count[m.From]++
		}
	}
	once := 0
	for _, n := range count {
		if n == 1 {
			once++
		}
	}
	if once == 0 || once > strangers || len(count)-once < 2 {
		return
	}
	var last *incident.Message // that is sure and has a time
	for i := range list {
		m := &list[i]
		if m.Time.IsZero() || m.Doubtful {
			continue
		}
		if last != nil && m.Time.Time.Before(last.Time.Time) {
			switch {
			case last.From != "" && count[last.From] == 1:
				last.Doubtful = true
			case m.From != "" && count[m.From] == 1:
				m.Doubtful = true
				continue
			}
		}
		last = m
	}
}

// doubtNames marks, in a chat with one other, messages by a third name.
func (r *reader) doubtNames(f *File) {
	if len(f.Other) < 2 || f.Title == "" {
		return
	}
	key := fold.Key(f.Title)
	i := slices.IndexFunc(f.Other, func(n string) bool { return fold.Key(n) == key })
	if i < 0 {
		return
	}
	other, all, third := f.Other[i], 0, 0
	for _, m := range f.Messages {
		if m.From == "" || m.Doubtful {
			continue
		}
		all++
		if m.From != other && !r.isPerson(m.From) {
			third++
		}
	}
	const oneIn = 20
	if third*oneIn > all {
		return // a group that bears a member's name
	}
	for i := range f.Messages {
		if m := &f.Messages[i]; m.From != "" && m.From != other && !r.isPerson(m.From) {
			m.Doubtful = true
		}
	}
	f.Other = []string{other}
}

// maxPlaces is how many lines a problem names.
const maxPlaces = 5

// sayDoubts says how many messages are doubtful and where the first of them stand.
func (f *File) sayDoubts() {
	n, line, at := 0, 1, 0
	var places []string
	for _, m := range f.Messages {
		if !m.Doubtful {
			continue
		}
		if n++; len(places) < maxPlaces {
			line += strings.Count(f.Text[at:m.Span.Start], "\n")
			at = m.Span.Start
			places = append(places, strconv.Itoa(line))
		}
	}
	if n > maxPlaces {
		places = append(places, "…")
	}
	if n > 0 {
		f.problem("messages-doubtful", "line "+strings.Join(places, ", "), "n", n, "lines", strings.Join(places, ", "))
	}
}
