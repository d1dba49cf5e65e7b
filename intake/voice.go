package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"recourse"
	"recourse/recording"
)

// Transcriber writes down what is said in a recording, which name's extension
// tells the kind of. Its error is of kind Unavailable where its program is
// missing.
type Transcriber interface {
	Transcribe(ctx context.Context, r io.Reader, name string) (string, error)
	// Name is the program's, to be shown.
	Name() string
}

// recording takes what an audio or video file says of itself, and its words
// where a program is configured that writes them down.
func (r *reader) recording(f *File, src Source) {
	rc, ok := f.open(src)
	if !ok {
		return
	}
	info, err := recording.Read(recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File)))
	_ = rc.Close()
	if errors.Is(err, recording.ErrUnknown) {
		err = nil
	}
	if info.Duration > 0 {
		f.Meta.Add(MetaDuration, fmt.Sprintf("%.3f", info.Duration.Round(time.Millisecond).Seconds()))
	}
	if info.Width > 0 && info.Height > 0 {
		f.Meta.Add(MetaDimensions, fmt.Sprintf("%dx%d", info.Width, info.Height))
	}
	f.Meta.AddTime(MetaRecorded, info.Recorded)
	f.Meta.Add(MetaDevice, info.Device)
	f.Meta.Add(MetaCodec, strings.Join(info.Codecs, ", "))
	switch {
	case r.ctx.Err() != nil:
		return
	case err != nil:
		f.problem("recording-damaged", err.Error())
	case info.Least && info.Duration == 0:
		f.problem("recording-end-missing", "")
	case info.Least:
		f.problem("recording-cut", "")
	case info.Duration == 0:
		f.problem("recording-length-unknown", f.MediaType)
	}
	r.transcript(f, src)
}

// transcript reads the words of a recording.
func (r *reader) transcript(f *File, src Source) {
	t := r.opt.Voices
	if t == nil {
		f.problem("words-not-read", "no transcriber")
		return
	}
	rc, ok := f.open(src)
	if !ok {
		return
	}
	defer func() { _ = rc.Close() }()
	again := sha256.New()
	in := io.TeeReader(io.LimitReader(rc, r.lim.File), again)
	text, err := t.Transcribe(r.ctx, in, f.Name)
	if _, rest := io.Copy(io.Discard, in); rest == nil && err == nil && hex.EncodeToString(again.Sum(nil)) != f.SHA256 {
		f.problem("changed-while-read", "")
	}
	text = strings.TrimSpace(text)
	switch {
	case r.ctx.Err() != nil:
		return
	case errors.Is(err, recourse.Unavailable):
		f.problem("text-not-read", err.Error(), "tool", t.Name())
		return
	case err != nil:
		f.problem("text-failed", err.Error(), "tool", t.Name())
	case text != "":
		f.problem("words-by-machine", "", "tool", t.Name())
	}
	if int64(len(text)) > r.lim.Text {
		text = text[:r.lim.Text]
		f.problem("text-cut", "", "limit", megabytes(r.lim.Text))
	}
	f.Text, _ = decode(text, false)
	if f.Text != "" {
		f.Meta.Add(MetaTranscriber, t.Name())
	}
}
