//go:build unix && !linux

package child

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

const exeSuffix = ""

var errNoIsolation = errors.New("namespaces are not allowed")

func folders() []string {
	return []string{"/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin"}
}

func runnable(i fs.FileInfo) bool { return i.Mode().IsRegular() && i.Mode()&0o111 != 0 }

func systemEnv() []string { return nil }

type isolation struct{}

func sharedIsolations() []isolation { return isolations() }

func isolations() []isolation { return []isolation{{}} }

// start starts cmd. This system has no way to limit another process: only time,
// output and the environment are held, and the result says so.
func start(cmd *exec.Cmd, _ string, _ Command, _ Limits, _ isolation) (InForce, func(), error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return InForce{}, func() {}, cmd.Start()
}

// kill ends the whole process group.
func kill(cmd *exec.Cmd) error {
	err := unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

func endGroup(cmd *exec.Cmd) { _ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }

func brokenPipe(err error) bool { return errors.Is(err, unix.EPIPE) }
