package child

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

const exeSuffix = ""

// nobody is the user that a program runs as where we are root.
const nobody = 65534

// errNoIsolation says that the system refuses the namespaces that were asked for.
var errNoIsolation = errors.New("namespaces are not allowed")

func folders() []string { return []string{"/usr/bin", "/bin", "/usr/local/bin"} }

func runnable(i fs.FileInfo) bool { return i.Mode().IsRegular() && i.Mode()&0o111 != 0 }

func systemEnv() []string { return nil }

// isolation is how much of the system a program is kept from.
type isolation struct {
	flags  uintptr // its own namespaces
	held   bool    // stopped at its first instruction until its limits are set
	nobody bool    // run as nobody, where we are root
}

// isolations lists what to try, the strictest first.
func isolations() []isolation {
	const net = unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWIPC
	var all []isolation
	for _, flags := range []uintptr{net | unix.CLONE_NEWPID, net, 0} {
		for _, held := range []bool{true, false} {
			all = append(all, isolation{flags, held, flags != 0 || limitsOthers()})
		}
	}
	return append(all, isolation{net, false, false}, isolation{})
}

// limitsOthers reports whether we may limit a process of another user that is in
// no namespace of ours. A container's root often may not: its program then stays
// the same user, for limits are worth more.
func limitsOthers() bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return false
	}
	return data[0].Effective&(1<<unix.CAP_SYS_RESOURCE) != 0
}

// start starts cmd and puts the limits on it before its first instruction where
// tracing is allowed, else right after.
func start(cmd *exec.Cmd, dir string, l Limits, iso isolation) (InForce, error) {
	other := iso.nobody && os.Geteuid() == 0
	if other {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return InForce{}, errNoIsolation
		}
	}
	cmd.SysProcAttr = attributes(iso, other)
	runtime.LockOSThread() // the thread that starts a held program is the one that frees it
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		if refused(err) && iso != (isolation{}) {
			return InForce{}, errNoIsolation
		}
		return InForce{}, err
	}
	pid := cmd.Process.Pid
	if iso.held {
		var status unix.WaitStatus
		if _, err := unix.Wait4(pid, &status, 0, nil); err == nil && status.Stopped() {
			defer func() { _ = unix.PtraceDetach(pid) }()
		}
	}
	force := limit(pid, l, other || iso.flags != 0 && os.Geteuid() != 0)
	force.NoNetwork = iso.flags&unix.CLONE_NEWNET != 0
	force.Alone = iso.flags&unix.CLONE_NEWPID != 0
	return force, nil
}

// refused reports whether the system forbids what was asked of it, so that less
// may be allowed.
func refused(err error) bool {
	for _, e := range []error{unix.EPERM, unix.EACCES, unix.EINVAL, unix.ENOSPC, unix.ENOSYS, unix.EUSERS} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func attributes(iso isolation, other bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Ptrace: iso.held, Cloneflags: iso.flags}
	if other {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: iso.flags != 0}
	}
	if iso.flags != 0 {
		uid, gid := os.Geteuid(), os.Getegid()
		if other {
			uid, gid = nobody, nobody
		}
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
	}
	return a
}

// limit puts the limits on a process. The number of processes is counted by
// user: it is only held where the program has a user, or a namespace, of its own.
func limit(pid int, l Limits, ownUser bool) InForce {
	set := func(what int, most int64) bool {
		m := uint64(max(most, 0))
		return unix.Prlimit(pid, what, &unix.Rlimit{Cur: m, Max: m}, nil) == nil
	}
	set(unix.RLIMIT_CORE, 0)
	set(unix.RLIMIT_CPU, int64(l.Time.Seconds())+1)
	f := InForce{
		Memory:    set(unix.RLIMIT_AS, l.Memory),
		FileSize:  set(unix.RLIMIT_FSIZE, l.FileSize),
		OpenFiles: set(unix.RLIMIT_NOFILE, int64(l.OpenFiles)),
	}
	if ownUser {
		f.Processes = set(unix.RLIMIT_NPROC, int64(l.Processes))
	}
	return f
}

// kill ends the whole process group.
func kill(cmd *exec.Cmd) error {
	err := unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

// endGroup ends what a finished program left behind in its group.
func endGroup(cmd *exec.Cmd) { _ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }

func brokenPipe(err error) bool { return errors.Is(err, unix.EPIPE) }
