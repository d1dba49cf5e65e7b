package main

import (
	"io"
	"io/fs"
	"sync"
	"time"

	"recourse/intake"
	"recourse/locale"
)

// meterEvery is how often a meter speaks.
const meterEvery = 2 * time.Second

// meter says on standard error how far something is that takes long: files and
// bytes. It is safe for concurrent use.
type meter struct {
	env *environment
	p   *locale.Printer
	of  int // files; 0 where it is not known

	mu    sync.Mutex
	files int
	bytes int64
	next  time.Time
}

func (e *environment) meter(p *locale.Printer, of int) *meter {
	return &meter{env: e, p: p, of: of, next: time.Now().Add(meterEvery)}
}

// set says that so many files and bytes are done.
func (m *meter) set(files int, bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files, m.bytes = files, bytes
	m.speak()
}

func (m *meter) add(files int, bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files, m.bytes = m.files+files, m.bytes+bytes
	m.speak()
}

func (m *meter) speak() {
	now := time.Now()
	if now.Before(m.next) {
		return
	}
	m.next = now.Add(meterEvery)
	key := "cli.meter"
	if m.of == 0 {
		key = "cli.meter.open"
	}
	printf(m.env.err, "%s\n", m.p.T(key, "n", m.files, "of", m.of, "mb", int(m.bytes>>20)))
}

// sources counts what is read of sources.
func (m *meter) sources(list []intake.Source) {
	for i, s := range list {
		list[i] = m.source(s)
	}
}

// source counts what is read of a source.
func (m *meter) source(s intake.Source) intake.Source {
	open := s.Open
	s.Open = func() (io.ReadCloser, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		return m.reader(r), nil
	}
	return s
}

// reader counts what is read of a file.
func (m *meter) reader(r io.ReadCloser) io.ReadCloser { return &metered{r, m} }

type metered struct {
	io.ReadCloser
	*meter
}

// Read reads and counts.
func (r *metered) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.add(0, int64(n))
	return n, err
}

// Close closes the file, which is done.
func (r *metered) Close() error {
	r.add(1, 0)
	return r.ReadCloser.Close()
}

// meteredFS counts what is read of a folder's files.
type meteredFS struct {
	fs.FS
	*meter
}

// Open opens a file or folder.
func (m meteredFS) Open(name string) (fs.File, error) {
	f, err := m.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	return meteredFile{f, m.meter}, nil
}

type meteredFile struct {
	fs.File
	*meter
}

// Read reads and counts.
func (f meteredFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.add(0, int64(n))
	return n, err
}

// Close closes the file, which is done.
func (f meteredFile) Close() error {
	f.add(1, 0)
	return f.File.Close()
}

// meteredAt counts what is read of a file here and there.
type meteredAt struct {
	io.ReaderAt
	*meter
}

// ReadAt reads and counts.
func (m meteredAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.ReaderAt.ReadAt(p, off)
	m.add(0, int64(n))
	return n, err
}
