package intake

// Limits bound what is read. A zero field takes the value of [DefaultLimits].
type Limits struct {
	File     int64 // bytes of one file; a larger one is not kept
	Text     int64 // bytes of one file that are held and read as text
	Unpacked int64 // bytes that an archive and all archives in it may unpack to
	Entries  int   // files in an archive and all archives in it
	Depth    int   // archives and mails inside one another
	Ratio    int64 // how many times its packed size a file may unpack to
	Rows     int   // of a statement
	Messages int   // of a chat
	Parts    int   // of a mail; also bounds how deep they nest
	Mails    int   // of a mailbox
	Attached int   // attachments of a file's mails, all together
	Shown    int   // pictures, PDFs and their pages in a file that other programs read
}

// DefaultLimits are generous for what a person has.
func DefaultLimits() Limits {
	return Limits{
		File:     200 << 20,
		Text:     64 << 20,
		Unpacked: 1 << 30,
		Entries:  10_000,
		Depth:    5,
		Ratio:    200,
		Rows:     1_000_000,
		Messages: 2_000_000,
		Parts:    1000,
		Mails:    100_000,
		Attached: 100_000,
		Shown:    1000,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.File = orElse(l.File, d.File)
	l.Text = orElse(l.Text, d.Text)
	l.Unpacked = orElse(l.Unpacked, d.Unpacked)
	l.Entries = orElse(l.Entries, d.Entries)
	l.Depth = orElse(l.Depth, d.Depth)
	l.Ratio = orElse(l.Ratio, d.Ratio)
	l.Rows = orElse(l.Rows, d.Rows)
	l.Messages = orElse(l.Messages, d.Messages)
	l.Parts = orElse(l.Parts, d.Parts)
	l.Mails = orElse(l.Mails, d.Mails)
	l.Attached = orElse(l.Attached, d.Attached)
	l.Shown = orElse(l.Shown, d.Shown)
	return l
}

func orElse[T int | int64](v, def T) T {
	if v <= 0 {
		return def
	}
	return v
}

// budget is what is left for a file and all that is in it.
type budget struct {
	unpacked int64
	entries  int
	attached int
	told     bool // that unpacked is used up
}
