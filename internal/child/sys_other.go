//go:build !unix

package child

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
)

const exeSuffix = ".exe"

var errNoIsolation = errors.New("namespaces are not allowed")

func folders() []string {
	return []string{
		`C:\Program Files\Tesseract-OCR`, `C:\Program Files\poppler\bin`,
		`C:\Program Files\poppler\Library\bin`, `C:\Windows\System32`,
	}
}

func runnable(i fs.FileInfo) bool { return i.Mode().IsRegular() }

// systemEnv is what a program of this system cannot start without.
func systemEnv() []string { return []string{"SystemRoot=" + os.Getenv("SystemRoot")} }

type isolation struct{}

func sharedIsolations() []isolation { return isolations() }

func isolations() []isolation { return []isolation{{}} }

// start starts cmd. Here only time, output and the environment are held, and
// the result says so.
func start(cmd *exec.Cmd, _ string, _ Command, _ Limits, _ isolation) (InForce, func(), error) {
	return InForce{}, func() {}, cmd.Start()
}

func kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func endGroup(*exec.Cmd) {}

func brokenPipe(err error) bool { return errors.Is(err, io.ErrClosedPipe) }
