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

// isolations lists what to try, the strictest first. Whom nobody may not run (a
// program in a folder of root's alone) runs as who we are, without our powers.
func isolations() []isolation {
	const net = unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWIPC
	var all []isolation
	for _, flags := range []uintptr{net | unix.CLONE_NEWPID, net, 0} {
		for _, as := range []bool{true, false} {
			for _, held := range []bool{true, false} {
				if as && flags == 0 && !limitsOthers() {
					continue
				}
				all = append(all, isolation{flags, held, as})
			}
		}
	}
	return all
}

// sharedIsolations are those of a program that shares the network.
func sharedIsolations() []isolation {
	var all []isolation
	for _, as := range []bool{true, false} {
		if as && !limitsOthers() {
			continue
		}
		all = append(all, isolation{0, true, as}, isolation{0, false, as})
	}
	return all
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
// tracing is allowed, else right after. It does so on a thread of its own, which
// gives up for good what the program must not have. The system ends the program
// when that thread ends, so that it never outlives us, however we end: release lets
// the thread go once the program is no more.
func start(cmd *exec.Cmd, dir string, c Command, l Limits, iso isolation) (force InForce, release func(), err error) {
	started, ended := make(chan struct{}), make(chan struct{})
	go onOwnThread(func() {
		force, err = startHere(cmd, dir, c, l, iso)
		close(started)
		<-ended
	})
	<-started
	if err != nil {
		close(ended)
		return force, nil, err
	}
	return force, func() { close(ended) }, nil
}

// onOwnThread runs f on a thread that ends with this goroutine, and never on the
// first thread of the process, which cannot end.
func onOwnThread(f func()) {
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		f()
	}()
	<-done
	runtime.UnlockOSThread()
}

func startHere(cmd *exec.Cmd, dir string, c Command, l Limits, iso isolation) (InForce, error) {
	other := iso.nobody && os.Geteuid() == 0
	if os.Geteuid() == 0 {
		owner := 0
		if other {
			owner = nobody
		}
		if err := giveTo(dir, owner); err != nil {
			return InForce{}, errNoIsolation
		}
	}
	cmd.SysProcAttr = attributes(iso, other)
	paths := readable(c, cmd.Path)
	if len(cmd.SysProcAttr.UidMappings) > 0 {
		// This thread writes who is who in the program's namespace.
		paths["/proc"] = mayWrite
	}
	var force InForce
	if unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == nil {
		force.Files = landlock(dir, paths, iso.flags&unix.CLONE_NEWPID == 0, c.Proxy)
		if refused := refuseCalls(c.Proxy != 0); c.Proxy == 0 {
			force.NoSockets = refused
		} else {
			force.OnlyProxy = refused && force.Files && landlockVersion() >= landlockNet
		}
		if !other {
			dropPowers()
		}
	}
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
	if c.Proxy != 0 {
		l.Memory = 1<<63 - 1
	}
	limit(pid, l, other || iso.flags != 0 && os.Geteuid() != 0, &force)
	force.Memory = force.Memory && c.Proxy == 0
	force.OwnNet = iso.flags&unix.CLONE_NEWNET != 0
	force.NoNetwork = force.OwnNet || force.NoSockets
	force.Alone = iso.flags&unix.CLONE_NEWPID != 0
	return force, nil
}

// dropPowers takes root's powers from this thread and what it starts, for good
// as no new privileges are allowed.
func dropPowers() {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	_ = unix.Capset(&header, &none[0])
}

// giveTo makes a user the owner of a folder and of what lies in it.
func giveTo(dir string, user int) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	return fs.WalkDir(root.FS(), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return root.Lchown(path, user, user)
	})
}

// readable are the paths that a command may read beside the system's.
func readable(c Command, program string) map[string]uint64 {
	paths := map[string]uint64{program: mayRun}
	for _, p := range c.Reads {
		paths[p] = mayRun
	}
	return paths
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
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Ptrace: iso.held, Cloneflags: iso.flags}
	if other {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: iso.flags != 0}
	}
	if iso.flags != 0 && other {
		// Without this nobody could be nobody there. Where we are no root the program
		// stays who we are, and needs no name in its namespace.
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: nobody, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: nobody, Size: 1}}
	}
	return a
}

// limit puts the limits on a process. The number of processes is counted by
// user: it is only held where the program has a user, or a namespace, of its own.
func limit(pid int, l Limits, ownUser bool, f *InForce) {
	set := func(what int, most int64) bool {
		m := uint64(max(most, 0))
		return unix.Prlimit(pid, what, &unix.Rlimit{Cur: m, Max: m}, nil) == nil
	}
	set(unix.RLIMIT_CORE, 0)
	set(unix.RLIMIT_CPU, int64(l.Time.Seconds())+1)
	f.Memory = set(unix.RLIMIT_AS, l.Memory)
	f.FileSize = set(unix.RLIMIT_FSIZE, l.FileSize)
	f.OpenFiles = set(unix.RLIMIT_NOFILE, int64(l.OpenFiles))
	if ownUser {
		f.Processes = set(unix.RLIMIT_NPROC, int64(l.Processes))
	}
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
