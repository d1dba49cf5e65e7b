package child

import (
	"net"
	"os"
	"strconv"
	"testing"
)

// A program that may reach one port reaches no other, and sends no datagrams.
func TestAChildReachesItsProxyAndNothingElse(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	proxy, other := listen(), listen()
	_, port, _ := net.SplitHostPort(proxy.Addr().String())
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for what, reaches := range map[string]bool{
		"dial tcp " + proxy.Addr().String(): true, "dial tcp " + other.Addr().String(): false, "dial udp " + udp.LocalAddr().String(): false, "dial ip4:1 127.0.0.1": false,
	} {
		res, err := Run(t.Context(), Command{
			Program: "hostile", Path: self, Env: []string{hostileVariable + "=" + what}, Proxy: n, Limits: Limits{Processes: 1000, OpenFiles: 256},
		})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if !res.Limits.OnlyProxy {
			t.Skip("this system cannot hold a program to one port, and the result says so")
		}
		if got := len(res.Stdout) > 0; got != reaches {
			t.Errorf("%s: reached %v (%s), want %v", what, got, res.Stdout, reaches)
		}
	}
}
