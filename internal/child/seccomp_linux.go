package child

import (
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// refusedCalls are calls to the system that no reader of files needs: sockets of
// any kind, looking into other processes, and what reaches far into the kernel.
func refusedCalls() []uint32 {
	return []uint32{
		unix.SYS_SOCKET, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN,
		unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
		unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KCMP, unix.SYS_PIDFD_GETFD,
		unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
		unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
		unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_FSOPEN, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE,
		unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_SETNS, unix.SYS_UNSHARE,
		unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT,
		unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_QUOTACTL, unix.SYS_ACCT, unix.SYS_SYSLOG,
	}
}

// refuseCalls makes these calls fail for this thread and what it starts, for
// good. With sockets set it leaves those for TCP and between processes of this
// machine, so that a proxy can be reached: no other protocol, no datagrams to
// elsewhere, no raw sockets. It reports whether it could: it knows the numbers of two architectures.
// No new privileges must have been set before.
func refuseCalls(sockets bool) bool {
	arch, known := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !known {
		return false
	}
	const (
		load    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		atLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		answer  = unix.BPF_RET | unix.BPF_K

		numberAt, archAt = 0, 4    // struct seccomp_data
		other            = 1 << 30 // numbers of x32, another way to call
		deny             = unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)
		permit           = 0x7fff0000 // SECCOMP_RET_ALLOW
	)
	filter := []unix.SockFilter{
		{Code: load, K: archAt},
		{Code: equal, Jt: 1, K: arch},
		{Code: answer, K: deny},
		{Code: load, K: numberAt},
		{Code: atLeast, Jf: 1, K: other},
		{Code: answer, K: deny},
	}
	for _, call := range refusedCalls() {
		if sockets && slices.Contains([]uint32{unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN}, call) {
			continue
		}
		if sockets && call == unix.SYS_SOCKET {
			filter = append(filter, someSockets(call)...)
			continue
		}
		filter = append(filter, unix.SockFilter{Code: equal, Jf: 1, K: call}, unix.SockFilter{Code: answer, K: deny})
	}
	filter = append(filter, unix.SockFilter{Code: answer, K: permit})
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&prog)), 0, 0) //nolint:gosec // the call copies the filter
	runtime.KeepAlive(filter)
	return err == nil
}

// someSockets lets socket(domain, type, protocol) pass for AF_UNIX, and for AF_INET
// and AF_INET6 where it is a stream of TCP. The program goes on behind it with the
// number of the call loaded.
func someSockets(call uint32) []unix.SockFilter {
	const (
		load   = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal  = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		and    = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
		answer = unix.BPF_RET | unix.BPF_K

		domainAt, typeAt, protocolAt = 16, 24, 32 // the low halves of the arguments (struct seccomp_data)
		kinds                        = 0xf        // the type without its flags
		deny                         = unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)
		permit                       = 0x7fff0000
	)
	return []unix.SockFilter{
		{Code: equal, Jf: 13, K: call},
		{Code: load, K: domainAt},
		{Code: equal, Jt: 9, K: unix.AF_UNIX},
		{Code: equal, Jt: 1, K: unix.AF_INET},
		{Code: equal, Jf: 8, K: unix.AF_INET6},
		{Code: load, K: typeAt},
		{Code: and, K: kinds},
		{Code: equal, Jf: 5, K: unix.SOCK_STREAM},
		{Code: load, K: protocolAt},
		{Code: equal, Jt: 2, K: 0},
		{Code: equal, Jt: 1, K: unix.IPPROTO_TCP},
		{Code: answer, K: deny},
		{Code: answer, K: permit},
		{Code: answer, K: deny},
	}
}
