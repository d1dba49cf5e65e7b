package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
)

// Fingerprint digests the sources without reading what is in them, for sealing
// alone. A source that cannot be read is a problem.
func Fingerprint(ctx context.Context, sources []intake.Source, now time.Time) ([]custody.Item, []recourse.Problem) {
	items := make([]custody.Item, 0, len(sources))
	var problems []recourse.Problem
	for _, src := range sources {
		if ctx.Err() != nil {
			return items, problems
		}
		digest, size, err := fingerprint(src)
		if err != nil {
			problems = append(problems, recourse.Problem{Path: src.Path, Code: "unreadable"})
			continue
		}
		items = append(items, custody.Item{
			Path: custody.SafePath(src.Path), SHA256: digest, Size: size, Door: "cli", By: "owner", At: now,
			Open: func(context.Context) (io.ReadCloser, error) { return src.Open() },
		})
	}
	return items, problems
}

func fingerprint(src intake.Source) (digest string, size int64, err error) {
	r, err := src.Open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), size, err
}
