// Package unpack opens archives that intake does not read itself (7z, and the
// older cab, cpio and lzip) with 7-Zip, as a limited child process.
//
// A [SevenZip] serves intake: it lists an archive, refuses one that holds more
// than is allowed, and unpacks it into the process's own folder, from where each
// file is handed on before that folder goes.
package unpack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
)

// programs are the names of 7-Zip: of its own package, and of older ones.
func programs() []string { return []string{"7zz", "7z", "7zr"} }

// forms are what 7-Zip calls the media types that it is asked to open. It opens
// many more: each is a reader of hostile files that nobody here needs.
var forms = map[string]string{
	"application/x-7z-compressed":       "7z",
	"application/vnd.ms-cab-compressed": "cab",
	"application/x-cpio":                "cpio",
	"application/lzip":                  "lzip",
}

// SevenZip opens archives. The zero value is ready for use; it is safe for
// concurrent use.
type SevenZip struct {
	Limits child.Limits // of a run; zero fields take the defaults of [Limits]
}

var _ intake.Unpacker = SevenZip{}

// Limits are what 7-Zip gets.
func Limits() child.Limits {
	return child.Limits{Time: 3 * time.Minute, Memory: 2 << 30, Output: 32 << 20, Processes: 32}
}

// Find returns where 7-Zip is, and its name, or an error of kind Unavailable.
func Find() (program, where string, err error) {
	for _, program = range programs() {
		if where, err = child.Find(program); err == nil {
			return program, where, nil
		}
	}
	return "", "", &child.NotInstalledError{Program: programs()[0]}
}

// the archive and what it is unpacked into, in the process's folder; and a
// password that is none, so that 7-Zip does not ask for one.
const (
	archive  = "archive"
	unpacked = "out"
	password = "-p-"
)

// Opens reports whether archives of a media type are opened.
func (SevenZip) Opens(mediaType string) bool { return forms[mediaType] != "" }

// Name is the program's, to be shown.
func (SevenZip) Name() string { return "7-Zip (7zz)" }

// Unpack lists and unpacks an archive, and gives each file of it to each until
// that returns false.
func (s SevenZip) Unpack(ctx context.Context, in io.Reader, mediaType string, most intake.Most, each func(intake.Unpacked) bool) error {
	program, _, err := Find()
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	form := forms[mediaType]
	if form == "" {
		return fmt.Errorf("unpack %s: %w", mediaType, recourse.Invalid)
	}
	limits := s.Limits
	if limits == (child.Limits{}) {
		limits = Limits()
	}
	kept, err := os.CreateTemp("", "recourse-archive-") // it is given to two runs
	if err != nil {
		return fmt.Errorf("unpack: keep the archive: %w", err)
	}
	defer func() { _, _ = kept.Close(), os.Remove(kept.Name()) }()
	_ = os.Remove(kept.Name()) // where the system allows it: a run that is killed leaves nothing
	size, err := io.Copy(kept, in)
	if err != nil {
		return fmt.Errorf("unpack: keep the archive: %w", err)
	}
	limits.Folder, limits.FileSize = size+most.Bytes+(1<<20), most.Bytes
	fill := func(dir string) error { return put(kept, filepath.Join(dir, archive)) }
	res, err := child.Run(ctx, child.Command{
		Program: program, Limits: limits, Fill: fill,
		Args: []string{"l", "-slt", "-ba", password, "-t" + form, archive},
	})
	if err != nil {
		return failed(err)
	}
	entries := parse(string(res.Stdout))
	if err := within(entries, most); err != nil {
		return err
	}
	_, err = child.Run(ctx, child.Command{
		Program: program, Limits: limits, Fill: fill,
		Args:    []string{"x", "-y", "-aou", "-bd", "-bso0", password, "-t" + form, "-o" + unpacked, archive},
		Collect: func(dir string) error { return hand(filepath.Join(dir, unpacked), entries, each) },
	})
	var exit *child.ExitError
	if errors.As(err, &exit) && locked(entries) {
		return hand("", entries, each) // nothing could be unpacked, and each says why
	}
	return failed(err)
}

func put(from *os.File, to string) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("give the archive: %w", err)
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("give the archive: %w", err)
	}
	_, err = io.Copy(f, from)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("give the archive: %w", err)
	}
	return nil
}

// failed says what a failure of 7-Zip means.
func failed(err error) error {
	var exit *child.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	switch {
	case strings.Contains(exit.Stderr, "encrypted archive"), strings.Contains(exit.Stderr, "Wrong password"):
		return fmt.Errorf("unpack: %w", intake.ErrLocked)
	case strings.Contains(exit.Stderr, "Missing volume"):
		return fmt.Errorf("unpack: %w", intake.ErrArchivePart)
	}
	return fmt.Errorf("unpack: %w", err)
}

// entry is a file as 7-Zip lists it.
type entry struct {
	name         string
	size         int64
	folder, link bool
	locked       bool
}

// parse reads what "7zz l -slt -ba" writes: a block of lines for each file.
func parse(list string) []entry {
	var all []entry
	for line := range strings.Lines(list) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " = ")
		if key == "Path" {
			all = append(all, entry{name: value})
			continue
		}
		if len(all) == 0 {
			continue
		}
		e := &all[len(all)-1]
		switch key {
		case "Size":
			e.size, _ = strconv.ParseInt(value, 10, 64)
		case "Attributes", "Mode":
			dos, unix, both := strings.Cut(value, " ")
			if !both {
				unix = dos
			}
			e.folder = e.folder || strings.Contains(dos, "D") || strings.HasPrefix(unix, "d")
			e.link = e.link || strings.HasPrefix(unix, "l")
		case "Folder":
			e.folder = e.folder || value == "+"
		case "Symbolic Link", "Hard Link":
			e.link = e.link || value != ""
		case "Encrypted":
			e.locked = value == "+"
		}
	}
	return all
}

// within refuses an archive that says that it holds too much.
func within(entries []entry, most intake.Most) error {
	var sum int64
	for _, e := range entries {
		if e.size < 0 || e.size > most.Bytes-sum {
			return fmt.Errorf("unpack: %w", intake.ErrArchiveTooMuch)
		}
		sum += e.size
	}
	if len(entries) > 20*most.Files {
		return fmt.Errorf("unpack: %w", intake.ErrArchiveTooMuch)
	}
	return nil
}

func locked(entries []entry) bool {
	for _, e := range entries {
		if e.locked {
			return true
		}
	}
	return false
}

// hand gives the files on, in the order of the archive. Two of one name were
// told apart by a number.
func hand(dir string, entries []entry, each func(intake.Unpacked) bool) error {
	var root *os.Root
	if dir != "" {
		r, err := os.OpenRoot(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("open what was unpacked: %w", err)
		}
		if err == nil {
			root = r
			defer func() { _ = root.Close() }()
		}
	}
	seen := make(map[string]int)
	for _, e := range entries {
		if e.folder {
			continue
		}
		u := intake.Unpacked{Name: e.name}
		disk := e.name
		if n := seen[e.name]; n > 0 {
			ext := path.Ext(e.name)
			disk = fmt.Sprintf("%s_%d%s", strings.TrimSuffix(e.name, ext), n, ext)
		}
		seen[e.name]++
		switch {
		case e.link:
			u.Refuse = "link-not-followed"
		case e.locked:
			u.Refuse = "encrypted"
		default:
			u.Open = func() (io.ReadCloser, error) { return open(root, disk) }
		}
		if !each(u) {
			return nil
		}
	}
	return nil
}

// open opens a file that was unpacked, and nothing but a file.
func open(root *os.Root, name string) (io.ReadCloser, error) {
	if root == nil {
		return nil, fs.ErrNotExist
	}
	info, err := root.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file: %w", name, recourse.Invalid)
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // intake says what it could not open
	}
	return root.Open(name)
}
