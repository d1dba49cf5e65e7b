package child

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Landlock (kernel 5.13 and later, Documentation/userspace-api/landlock.rst)
// takes away from a thread, and from what it starts, all files that are not
// named here.

// What may be done with the files below a path.
const (
	mayRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	mayRun   = mayRead | unix.LANDLOCK_ACCESS_FS_EXECUTE
	mayWrite = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE
	// ofFiles are the rights that mean something for a file that is no folder.
	ofFiles = unix.LANDLOCK_ACCESS_FS_EXECUTE | mayWrite | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// systemPaths are what programs need to start and to find their own data.
func systemPaths() map[string]uint64 {
	paths := map[string]uint64{"/dev/null": mayWrite, "/dev/zero": mayRead, "/dev/random": mayRead, "/dev/urandom": mayRead}
	for _, p := range []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"} {
		paths[p] = mayRun
	}
	for _, p := range []string{
		"/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/etc/fonts", "/var/cache/fontconfig",
		"/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
	} {
		paths[p] = mayRead
	}
	return paths
}

// landlockNet is the version from which on ports can be held, and ruleNetPort the kind
// of such a rule (LANDLOCK_RULE_NET_PORT).
const (
	landlockNet = 4
	ruleNetPort = 2
)

// netPort is struct landlock_net_port_attr.
type netPort struct{ rights, port uint64 }

// landlockVersion is the version of the kernel's Landlock, or 0.
func landlockVersion() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// handled are the rights that a version knows, all of which are taken away.
// Signals to others need not be where others cannot be seen.
func handled(version int, signals bool) unix.LandlockRulesetAttr {
	a := unix.LandlockRulesetAttr{Access_fs: unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1}
	for _, more := range []struct {
		since int
		right uint64
	}{{2, unix.LANDLOCK_ACCESS_FS_REFER}, {3, unix.LANDLOCK_ACCESS_FS_TRUNCATE}, {5, unix.LANDLOCK_ACCESS_FS_IOCTL_DEV}} {
		if version >= more.since {
			a.Access_fs |= more.right
		}
	}
	if version >= 4 {
		a.Access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if version >= 6 {
		a.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
		if signals {
			a.Scoped |= unix.LANDLOCK_SCOPE_SIGNAL
		}
	}
	return a
}

// landlock leaves this thread, for good, the system's programs to read, paths
// with the rights beside them, and dir for all, and with signals no signal to
// others. It reports whether it could.
//
// Where proxy is set it may connect to that TCP port and no other.
func landlock(dir string, paths map[string]uint64, signals bool, proxy int) bool {
	version := landlockVersion()
	if version == 0 {
		return false
	}
	attr := handled(version, signals)
	size := unsafe.Sizeof(attr.Access_fs)
	if version >= 4 {
		size = unsafe.Sizeof(attr)
		if version < 6 {
			size -= unsafe.Sizeof(attr.Scoped)
		}
	}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0) //nolint:gosec // the call reads the structure and keeps nothing
	if errno != 0 {
		return false
	}
	defer func() { _ = unix.Close(int(fd)) }()
	for _, set := range []map[string]uint64{systemPaths(), paths, {dir: attr.Access_fs}} {
		for path, rights := range set {
			if err := allow(int(fd), path, rights&attr.Access_fs); err != nil && !errors.Is(err, os.ErrNotExist) {
				return false
			}
		}
	}
	if proxy != 0 && version >= landlockNet {
		rule := netPort{unix.LANDLOCK_ACCESS_NET_CONNECT_TCP, uint64(proxy)}
		_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, fd, ruleNetPort, uintptr(unsafe.Pointer(&rule)), 0, 0, 0) //nolint:gosec // as above
		if errno != 0 {
			return false
		}
	}
	_, _, errno = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0)
	return errno == 0
}

// allow adds a path to a set of rules.
func allow(ruleset int, path string, rights uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("open", err)
	}
	defer func() { _ = unix.Close(fd) }()
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return os.NewSyscallError("fstat", err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= ofFiles
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0) //nolint:gosec // as above
	if errno != 0 {
		return os.NewSyscallError("landlock_add_rule", errno)
	}
	return nil
}
