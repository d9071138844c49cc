//go:build simsealed && linux

package inet_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
)

// addressBehaviours are those of who may have which address and port, and who can be dialled.
var addressBehaviours = []behaviour{
	{"refused", func(n *notebook) {
		l := listen()
		l.Close()
		_, err := net.Dial("tcp4", l.Addr().String())
		n.err("dial", err)
	}},
	{"dial of a canceled context", func(n *notebook) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := (&net.Dialer{}).DialContext(ctx, "tcp4", "127.0.0.1:1")
		n.err("dial", err)
	}},
	{"dial from an address that is another's", func(n *notebook) {
		l := listen()
		_, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}}).Dial("tcp4", l.Addr().String())
		n.err("dial", err)
	}},
	{"dial from a port", func(n *notebook) {
		l, other := listen(), listen()
		port := other.Addr().(*net.TCPAddr).Port
		other.Close()
		a, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}}).Dial("tcp4", l.Addr().String())
		n.err("dial", err)
		n.note("%v", a.LocalAddr().(*net.TCPAddr).Port == port)
	}},
	{"dial from a port in use", func(n *notebook) {
		l, other := listen(), listen()
		_, err := (&net.Dialer{LocalAddr: other.Addr()}).Dial("tcp4", l.Addr().String())
		n.err("dial", err)
	}},
	{"address in use", func(n *notebook) {
		l := listen()
		_, err := net.Listen("tcp4", l.Addr().String())
		n.err("listen", err)
	}},
	{"all addresses beside one", func(n *notebook) {
		l := listen()
		_, err := net.Listen("tcp4", fmt.Sprintf("0.0.0.0:%d", l.Addr().(*net.TCPAddr).Port))
		n.err("listen", err)
	}},
	{"another address beside one", func(n *notebook) {
		l := listen()
		_, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.2:%d", l.Addr().(*net.TCPAddr).Port))
		n.err("listen", err)
	}},
	{"tcp and udp have ports of their own", func(n *notebook) {
		l := listen()
		_, err := net.ListenPacket("udp4", l.Addr().String())
		n.err("listen", err)
	}},
	{"an address that is another's", func(n *notebook) {
		_, err := net.Listen("tcp4", "192.0.2.1:0")
		n.err("listen", err)
	}},
	{"listen again after close", func(n *notebook) {
		l := listen()
		a := must(net.Dial("tcp4", l.Addr().String()))
		must(l.Accept()).Close()
		a.Close()
		l.Close()
		_, err := net.Listen("tcp4", l.Addr().String())
		n.err("listen", err)
	}},
	{"reuse of a port", func(n *notebook) {
		config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
			return c.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, 15, 1) })
		}}
		l, err := config.Listen(context.Background(), "tcp4", "127.0.0.1:0")
		n.err("first", err)
		_, err = config.Listen(context.Background(), "tcp4", l.Addr().String())
		n.err("second", err)
		_, err = net.Listen("tcp4", l.Addr().String())
		n.err("without", err)
		to := listen()
		d := net.Dialer{LocalAddr: l.Addr(), Control: config.Control}
		c, err := d.Dial("tcp4", to.Addr().String())
		n.err("dial from the port", err)
		n.note("%v", c.LocalAddr().String() == l.Addr().String())
		_, err = d.Dial("tcp4", to.Addr().String())
		n.err("dial again", err)
	}},
	{"all addresses, both families", func(n *notebook) {
		l := must(net.Listen("tcp", ":0"))
		n.note("%v", l.Addr())
		port := l.Addr().(*net.TCPAddr).Port
		for _, to := range []string{"127.0.0.1", "127.0.0.3", "::1", "localhost"} {
			c, err := net.Dial("tcp", net.JoinHostPort(to, strconv.Itoa(port)))
			n.err("dial", err)
			s := must(l.Accept())
			n.note("%v %v %v %v", c.LocalAddr(), c.RemoteAddr(), s.LocalAddr(), s.RemoteAddr())
		}
	}},
	{"one family alone", func(n *notebook) {
		l := must(net.Listen("tcp6", "[::]:0"))
		_, err := net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port))
		n.err("dial", err)
	}},
	{"raw sockets", func(n *notebook) {
		_, err := net.Dial("ip4:icmp", "127.0.0.1")
		n.note("%v", os.Geteuid() == 0 || err != nil)
	}},
	{"names", func(n *notebook) {
		_, err := net.Dial("tcp4", "localhost:1")
		n.err("dial", err)
		_, err = net.LookupHost("")
		n.err("empty", err)
		k, err := net.LookupPort("tcp", "https")
		n.err(fmt.Sprint(k), err)
	}},
}
