// Package voice has the words of recordings written down by a program that the
// person configured, such as a script around ffmpeg and whisper.cpp, as a limited child
// process.
//
// [Parse] reads the command; a [Program] serves intake. What the program writes
// is never more than proposed: intake says that it is not confirmed.
package voice

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
)

// Variable is the environment variable that names the command.
const Variable = "RECOURSE_TRANSCRIBER"

// file is what stands in the command for the recording.
const file = "{}"

// Program is a command that is given a recording and writes its words on standard
// output. It is safe for concurrent use.
type Program struct {
	path string // absolute, or a bare name
	args []string
	// Limits of a run; zero fields take the defaults of [Limits].
	Limits child.Limits
}

var _ intake.Transcriber = Program{}

// Limits are what a transcriber gets: it holds a large model and takes about as
// long as the recording.
func Limits() child.Limits {
	return child.Limits{Time: 20 * time.Minute, Memory: 8 << 30, Output: 4 << 20, Processes: 64, OpenFiles: 256, Folder: 1 << 30, FileSize: 512 << 20}
}

// Parse reads a command such as
//
//	/opt/words/write-down --model /opt/words/model.bin {}
//
// Words are parted by spaces and may be quoted. {} is the recording; without it
// the recording comes last. The program is an absolute path, or the name of one
// that the system has. Its errors are of kind Invalid.
func Parse(command string) (Program, error) {
	words, err := split(command)
	if err != nil {
		return Program{}, err
	}
	if len(words) == 0 || words[0] == "" {
		return Program{}, fmt.Errorf("transcriber %q names no program: %w", command, recourse.Invalid)
	}
	p := Program{path: words[0], args: words[1:]}
	if strings.ContainsAny(p.path, `/\`) && !filepath.IsAbs(p.path) {
		return Program{}, fmt.Errorf("transcriber %q: give the program with its whole path: %w", command, recourse.Invalid)
	}
	if !slices.ContainsFunc(p.args, func(a string) bool { return strings.Contains(a, file) }) {
		p.args = append(p.args, file)
	}
	return p, nil
}

// UnmarshalText is [Parse] for the command line.
func (p *Program) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err == nil {
		*p = parsed
	}
	return err
}

// Configured reports whether there is a program.
func (p Program) Configured() bool { return p.path != "" }

// split parts a command into words. Quotes of both kinds hold words together.
func split(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	began := false
	for _, c := range command {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			quote, began = c, true
		case c == ' ' || c == '\t' || c == '\n':
			if began {
				words = append(words, word.String())
			}
			word.Reset()
			began = false
		default:
			began = true
			word.WriteRune(c)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("transcriber %q: a quote does not end: %w", command, recourse.Invalid)
	}
	if began {
		words = append(words, word.String())
	}
	return words, nil
}

// Name is the name of the program.
func (p Program) Name() string { return filepath.Base(p.path) }

// Find returns where the program is, or an error of kind Unavailable.
func (p Program) Find() (string, error) {
	if !filepath.IsAbs(p.path) {
		return child.Find(p.path) //nolint:wrapcheck // it says what is missing
	}
	if info, err := os.Stat(p.path); err != nil || !info.Mode().IsRegular() {
		return "", &child.NotInstalledError{Program: p.path}
	}
	return p.path, nil
}

// Transcribe returns the words in a recording, as the program writes them.
func (p Program) Transcribe(ctx context.Context, in io.Reader, name string) (string, error) {
	path, err := p.Find()
	if err != nil {
		return "", fmt.Errorf("transcribe: %w", err)
	}
	recording := "recording" + extension(name)
	args := make([]string, len(p.args))
	for i, a := range p.args {
		args[i] = strings.ReplaceAll(a, file, recording)
	}
	res, err := child.Run(ctx, child.Command{
		Program: p.Name(), Path: path, Args: args, Reads: p.reads(path), Limits: p.limits(),
		Fill: func(dir string) error { return write(filepath.Join(dir, recording), in) },
	})
	if err != nil {
		return "", fmt.Errorf("transcribe: %w", err)
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(res.Stdout), "\uFFFD")), nil
}

func (p Program) limits() child.Limits {
	if p.Limits == (child.Limits{}) {
		return Limits()
	}
	return p.Limits
}

// reads are what the program may read beside the system's: its own folder and
// the files that its command names, such as its model.
func (p Program) reads(path string) []string {
	var all []string
	for _, where := range []string{path, resolved(path)} {
		dir := filepath.Dir(where)
		if filepath.Base(dir) == "bin" {
			dir = filepath.Dir(dir) // its libraries are beside it
		}
		if strings.Count(dir, string(filepath.Separator)) > 1 { // neither "/" nor "/home"
			all = append(all, dir)
		}
	}
	for _, a := range p.args {
		if _, value, ok := strings.Cut(a, "="); ok {
			a = value
		}
		if filepath.IsAbs(a) && strings.Count(filepath.Clean(a), string(filepath.Separator)) > 1 {
			all = append(all, a, resolved(a))
		}
	}
	return all
}

func resolved(path string) string {
	if r, err := filepath.EvalSymlinks(path); err == nil {
		return r
	}
	return path
}

// extension is that of a name, where it is a plain one: programs tell the kind of
// a recording by it.
func extension(name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	if len(ext) < 2 || len(ext) > 6 || strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return ext
}

// write writes the recording into the program's folder.
func write(path string, in io.Reader) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write the recording: %w", e)
		}
	}()
	if _, err := io.Copy(f, in); err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	return nil
}
