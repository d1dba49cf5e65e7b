package intake

import "slices"

// Holding are the places in a file, without itself, at any depth, where a file lies that has
// a SHA-256 digest of which is reports true, or stands as a picture in letters.
func (f File) Holding(is func(digest string) bool) (places []string) {
	for _, p := range f.Pictured {
		if is(p.SHA256) {
			places = append(places, p.Path)
		}
	}
	for _, inner := range f.Files {
		switch {
		case slices.Contains(places, inner.Path): // it stands there as letters
		case is(inner.SHA256):
			places = append(places, inner.Path)
		default:
			places = append(places, inner.Holding(is)...)
		}
	}
	return places
}

// Identities are the identity documents among files, by their bytes: a copy under another
// name, or in another file, is one as well. Call [Identities.Note] for each file, then
// [Identities.Has].
type Identities struct{ said, denied, seen map[string]bool }

// NewIdentities returns none.
func NewIdentities() *Identities {
	return &Identities{said: make(map[string]bool), denied: make(map[string]bool), seen: make(map[string]bool)}
}

// Note looks at a file that was read and corrected; said is what the person says that a file
// or a file in it is, by its path.
func (s *Identities) Note(f File, said func(path string) string) {
	if f.Document == DocIdentity && said(f.Path) == "" && f.Size > 0 {
		s.seen[f.SHA256] = true // of one that lies in a file this is no reason to doubt others
	}
	s.noteSaid(f, said)
}

func (s *Identities) noteSaid(f File, said func(path string) string) {
	switch kind := said(f.Path); {
	case kind == "" || f.SHA256 == "" || f.Size == 0:
	case kind == DocIdentity:
		s.said[f.SHA256] = true
	default:
		s.denied[f.SHA256] = true
	}
	for _, inner := range f.Files {
		s.noteSaid(inner, said)
	}
}

// Has reports whether these bytes are an identity document's. Where the person says so of
// one copy and something else of another, they are; what a program saw they may know better.
func (s *Identities) Has(digest string) bool {
	return s.said[digest] || s.seen[digest] && !s.denied[digest]
}

// Share marks all that has the bytes of an identity document as one, at any depth.
func (s *Identities) Share(files []File) {
	if len(s.said)+len(s.seen) == 0 {
		return
	}
	for i := range files {
		f := &files[i]
		if s.Has(f.SHA256) {
			f.Document = DocIdentity
		}
		s.Share(f.Files)
		for _, p := range f.Pictured {
			if s.Has(p.SHA256) && !slices.ContainsFunc(f.Files, func(inner File) bool { return inner.Path == p.Path }) {
				p.Document = DocIdentity
				f.Files = append(f.Files, p)
			}
		}
	}
}
