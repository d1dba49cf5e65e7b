// Package child runs programs that read hostile files, within limits.
//
// [Run] starts one program in a folder of its own, with an empty environment,
// a time limit that ends the whole process group, limits on memory, file size,
// processes and open files, and without a network and without the files of
// others where the system allows it.
// On Linux the program ends when this process does, even where that is killed.
// [Find] says whether a program is installed. [Result.Limits] says which of the
// limits were in force: a system that cannot hold one does not pretend to.
//
// Programs are looked up in a fixed list of folders, never in PATH.
package child

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"recourse"
)

// Limits bound one run. A zero field takes the value of [DefaultLimits].
type Limits struct {
	Time      time.Duration // wall clock, and processor time to the next second
	Memory    int64         // address space, in bytes
	FileSize  int64         // of each file that the program writes, in bytes
	Folder    int64         // of all files in the program's folder, in bytes
	Output    int64         // of standard output, in bytes
	Processes int           // processes and threads at one time
	OpenFiles int
}

// DefaultLimits suit a program that reads one page or one short document.
func DefaultLimits() Limits {
	return Limits{
		Time:      60 * time.Second,
		Memory:    1 << 30,
		FileSize:  64 << 20,
		Folder:    256 << 20,
		Output:    16 << 20,
		Processes: 16,
		OpenFiles: 64,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.Time = orElse(l.Time, d.Time)
	l.Memory = orElse(l.Memory, d.Memory)
	l.FileSize = orElse(l.FileSize, d.FileSize)
	l.Folder = orElse(l.Folder, d.Folder)
	l.Output = orElse(l.Output, d.Output)
	l.Processes = orElse(l.Processes, d.Processes)
	l.OpenFiles = orElse(l.OpenFiles, d.OpenFiles)
	return l
}

func orElse[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// Command is one run of a program.
type Command struct {
	Program string    // a bare name such as "pdftotext"
	Args    []string  // as the program reads them; no shell is involved
	Env     []string  // NAME=value beside the few that every run has
	Stdin   io.Reader // nil for none
	// Files are written into the program's folder before it starts, by bare names.
	Files map[string][]byte
	// Take are bare names of files that the program may write there: the bytes of
	// the first that it wrote are wanted. One of them must be there.
	Take []string
	// Path is where the program is, absolute, for one that the person configured;
	// empty looks for Program in the known folders.
	Path string
	// Reads are absolute paths, with all below them, that the program may read and
	// run beside the system's programs and its own folder.
	Reads []string
	// Fill, where it is set, puts files into the program's folder before it starts.
	Fill func(dir string) error
	// Collect, where it is set, reads what the program left in its folder, before
	// that goes. Links in it are the program's and are not to be followed. Its error
	// is the run's.
	Collect func(dir string) error
	// Proxy, where it is set, is a port on 127.0.0.1: the program may make sockets, for
	// TCP and between its own processes, and connect to that port alone where the system
	// can hold it to that (Landlock 4, Linux 6.7). It then has no name space of its own
	// for network and processes, and its address space is not limited: a browser
	// reserves more than any machine has.
	Proxy int
	// Extra are files that the program inherits, from number 3 on.
	Extra  []*os.File
	Limits Limits
}

// Result is what a run gave.
type Result struct {
	Stdout []byte
	Stderr []byte // its first few kilobytes
	Taken  []byte // what the program wrote into the file that was to be taken
	Limits InForce
}

// InForce says which limits the system held. Time, output and the environment
// are always held.
type InForce struct {
	NoNetwork bool // the program had no network: none but an empty loopback, or no sockets
	Files     bool // it could open no files but the system's programs, their data and its own folder
	OwnNet    bool // it had a network name space of its own
	NoSockets bool // it could make no sockets
	Alone     bool // what it started ended with it, even what left its group
	Memory    bool
	FileSize  bool
	Processes bool
	OpenFiles bool
	OnlyProxy bool // of the network it could reach the port of Command.Proxy and nothing else
}

// The ways in which a run ends by a limit. Each is of kind Invalid: the input
// asks for more than is given.
var (
	ErrTime   = fmt.Errorf("program ran too long: %w", recourse.Invalid)
	ErrOutput = fmt.Errorf("program wrote too much: %w", recourse.Invalid)
)

// NotInstalledError says that a program is in none of the known folders.
// Its kind is Unavailable.
type NotInstalledError struct{ Program string }

// Error names the program.
func (e *NotInstalledError) Error() string {
	return fmt.Sprintf("program %s is not installed", e.Program)
}

// Unwrap returns the kind.
func (e *NotInstalledError) Unwrap() error { return recourse.Unavailable }

// ExitError says that a program ended with a failure of its own.
type ExitError struct {
	Program string
	Status  string // such as "exit status 1" or "signal: killed"
	Stderr  string
}

// Error gives the status and what the program wrote last.
func (e *ExitError) Error() string {
	return fmt.Sprintf("program %s: %s: %q", e.Program, e.Status, e.Stderr)
}

// Find returns the absolute path of an installed program, or a
// [NotInstalledError].
func Find(program string) (string, error) {
	if program == "" || filepath.Base(program) != program {
		return "", fmt.Errorf("program name %q is not a bare name: %w", program, recourse.Invalid)
	}
	for _, dir := range folders() {
		p := filepath.Join(dir, program+exeSuffix)
		info, err := os.Stat(p)
		if errors.Is(err, os.ErrNotExist) || err == nil && !runnable(info) {
			continue
		}
		if err == nil {
			return p, nil
		}
	}
	return "", &NotInstalledError{program}
}
