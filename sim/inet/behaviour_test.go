//go:build simsealed && linux

package inet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

// A notebook is what a program sees of its sockets, line by line.
type notebook struct{ lines []string }

var (
	ports  = regexp.MustCompile(`(127\.0\.0\.\d\]?|\[::1?\]|0\.0\.0\.0|localhost):(\d+)`)
	pauses = 20 * time.Millisecond // until what was sent has surely arrived
)

func (n *notebook) note(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	n.lines = append(n.lines, ports.ReplaceAllString(line, "$1:PORT"))
}

// err notes an error, and which of the well-known ones it is.
func (n *notebook) err(what string, err error) {
	var kinds []string
	for name, e := range map[string]error{
		"closed": net.ErrClosed, "deadline": os.ErrDeadlineExceeded, "EOF": io.EOF, "refused": syscall.ECONNREFUSED, "reset": syscall.ECONNRESET,
		"pipe": syscall.EPIPE, "in use": syscall.EADDRINUSE, "not available": syscall.EADDRNOTAVAIL, "invalid": syscall.EINVAL, "canceled": context.Canceled,
	} {
		if errors.Is(err, e) {
			kinds = append(kinds, name)
		}
	}
	var op *net.OpError
	var ne net.Error
	timeout := errors.As(err, &ne) && ne.Timeout()
	n.note("%s: %v %v timeout %v op %v", what, err, kinds, timeout, errors.As(err, &op) && op.Op != "")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func listen() *net.TCPListener { return must(net.Listen("tcp4", "127.0.0.1:0")).(*net.TCPListener) }

// pair returns both ends of a connection.
func pair() (dialled, accepted *net.TCPConn, l *net.TCPListener) {
	l = listen()
	dialled = must(net.Dial("tcp4", l.Addr().String())).(*net.TCPConn)
	return dialled, must(l.Accept()).(*net.TCPConn), l
}

func udpPair() (a, b *net.UDPConn) {
	local := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	return must(net.ListenUDP("udp4", local)), must(net.ListenUDP("udp4", local))
}

// read notes what a read says.
func (n *notebook) read(what string, c net.Conn, size int) {
	b := make([]byte, size)
	got, err := c.Read(b)
	n.err(fmt.Sprintf("%s: read %q", what, b[:got]), err)
}

func (n *notebook) write(what string, c net.Conn, s string) {
	got, err := c.Write([]byte(s))
	n.err(fmt.Sprintf("%s: wrote %d", what, got), err)
}

// option notes the value of a socket option.
func (n *notebook) option(what string, c syscall.Conn, level, name int) {
	raw := must(c.SyscallConn())
	n.err("control", raw.Control(func(fd uintptr) {
		v, err := syscall.GetsockoptInt(int(fd), level, name)
		n.note("%s is %d, %v", what, v, err)
	}))
}

var behaviours = []struct {
	name string
	do   func(n *notebook)
}{
	{"addresses of a connection", func(n *notebook) {
		a, b, l := pair()
		n.note("%v %v %v %v %v", a.LocalAddr(), a.RemoteAddr(), b.LocalAddr(), b.RemoteAddr(), l.Addr())
		n.note("%v", a.LocalAddr().String() == b.RemoteAddr().String() && b.LocalAddr().String() == l.Addr().String())
	}},
	{"bytes there and back", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "hello")
		n.read("b", b, 100)
		n.write("b", b, "world")
		n.read("a", a, 3)
		n.read("a", a, 100)
	}},
	{"two writes are one stream", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "one")
		n.write("a", a, "two")
		time.Sleep(pauses)
		n.read("b", b, 100)
	}},
	{"buffers", func(n *notebook) {
		a, b, _ := pair()
		v := net.Buffers{[]byte("one"), []byte(""), []byte("three")}
		k, err := v.WriteTo(a)
		n.err(fmt.Sprint(k), err)
		time.Sleep(pauses)
		n.read("b", b, 100)
	}},
	{"read of nothing", func(n *notebook) { _, b, _ := pair(); n.read("b", b, 0) }},
	{"write of nothing", func(n *notebook) { a, _, _ := pair(); n.write("a", a, "") }},
	{"close is an end for the other", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "last")
		n.err("close", a.Close())
		time.Sleep(pauses)
		n.read("b", b, 100)
		n.read("b", b, 100)
		n.read("b", b, 100)
	}},
	{"write after the other has closed", func(n *notebook) {
		a, b, _ := pair()
		a.Close()
		time.Sleep(pauses)
		n.write("b", b, "first")
		time.Sleep(pauses)
		n.write("b", b, "second")
		n.read("b", b, 10)
	}},
	{"close of what is closed", func(n *notebook) {
		a, _, l := pair()
		n.err("first", a.Close())
		n.err("second", a.Close())
		n.err("listener", l.Close())
		n.err("listener again", l.Close())
	}},
	{"calls on what is closed", func(n *notebook) {
		a, _, l := pair()
		a.Close()
		l.Close()
		n.read("read", a, 1)
		n.write("write", a, "x")
		n.err("deadline", a.SetDeadline(time.Now()))
		n.err("close read", a.CloseRead())
		n.err("no delay", a.SetNoDelay(true))
		_, err := l.Accept()
		n.err("accept", err)
	}},
	{"half close", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "question")
		n.err("close write", a.CloseWrite())
		time.Sleep(pauses)
		all, err := io.ReadAll(b)
		n.err(string(all), err)
		n.write("b", b, "answer")
		time.Sleep(pauses)
		n.read("a", a, 100)
		n.write("a after", a, "more")
	}},
	{"close for reading", func(n *notebook) {
		a, b, _ := pair()
		n.err("close read", b.CloseRead())
		n.read("b", b, 10)
		n.write("a", a, "into the void")
		time.Sleep(pauses)
		n.write("a", a, "again")
	}},
	{"close write twice", func(n *notebook) {
		a, _, _ := pair()
		n.err("first", a.CloseWrite())
		n.err("second", a.CloseWrite())
	}},
	{"close with unread data resets", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "nobody reads this")
		time.Sleep(pauses)
		b.Close()
		time.Sleep(pauses)
		n.read("a", a, 10)
		n.write("a", a, "x")
	}},
	{"linger 0 resets", func(n *notebook) {
		a, b, _ := pair()
		n.err("linger", a.SetLinger(0))
		a.Close()
		time.Sleep(pauses)
		n.read("b", b, 10)
		n.read("b again", b, 10)
		n.write("b", b, "x")
	}},
	{"data before a reset can be read", func(n *notebook) {
		a, b, _ := pair()
		a.SetLinger(0)
		n.write("a", a, "late")
		time.Sleep(pauses)
		a.Close()
		time.Sleep(pauses)
		n.read("b", b, 10)
		n.read("b again", b, 10)
		n.read("b at last", b, 10)
	}},
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
	{"accept with a deadline", func(n *notebook) {
		l := listen()
		n.err("set", l.SetDeadline(time.Now().Add(pauses)))
		_, err := l.Accept()
		n.err("accept", err)
		_, err = l.Accept()
		n.err("accept again", err)
		l.SetDeadline(time.Time{})
		a := must(net.Dial("tcp4", l.Addr().String()))
		_, err = l.Accept()
		n.err("accept now", err)
		a.Close()
	}},
	{"accept that is closed", func(n *notebook) {
		l := listen()
		time.AfterFunc(pauses, func() { l.Close() })
		_, err := l.Accept()
		n.err("accept", err)
	}},
	{"read with a deadline", func(n *notebook) {
		a, b, _ := pair()
		n.err("set", b.SetReadDeadline(time.Now().Add(pauses)))
		n.read("b", b, 10)
		n.write("a", a, "x")
		time.Sleep(pauses)
		n.read("b after", b, 10) // the deadline is still over
		n.err("unset", b.SetReadDeadline(time.Time{}))
		n.read("b now", b, 10)
		n.write("b", b, "y")
	}},
	{"a deadline that is over", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "x")
		time.Sleep(pauses)
		b.SetReadDeadline(time.Now().Add(-time.Second))
		n.read("b", b, 10)
		a.SetWriteDeadline(time.Now().Add(-time.Second))
		n.write("a", a, "y")
	}},
	{"a deadline that moves while a read waits", func(n *notebook) {
		_, b, _ := pair()
		time.AfterFunc(pauses, func() { b.SetReadDeadline(time.Now().Add(-time.Second)) })
		n.read("b", b, 10)
	}},
	{"read that is closed", func(n *notebook) {
		_, b, _ := pair()
		time.AfterFunc(pauses, func() { b.Close() })
		n.read("b", b, 10)
	}},
	{"write that waits until it is closed", func(n *notebook) {
		a, b, _ := pair()
		defer b.Close() // until then somebody has it, or the collector would close it
		time.AfterFunc(10*pauses, func() { a.Close() })
		_, err := a.Write(make([]byte, 64<<20))
		n.err("write", err)
	}},
	{"write with a deadline while nobody reads", func(n *notebook) {
		a, b, _ := pair()
		defer b.Close()
		a.SetWriteDeadline(time.Now().Add(5 * pauses))
		k, err := a.Write(make([]byte, 64<<20))
		n.err("write", err)
		n.note("%v", k > 0 && k < 64<<20)
	}},
	{"a large write", func(n *notebook) {
		a, b, _ := pair()
		data := bytes.Repeat([]byte("0123456789"), 1<<20)
		go func() {
			_, _ = a.Write(data)
			a.Close()
		}()
		got, err := io.ReadAll(b)
		n.err(fmt.Sprint(bytes.Equal(got, data)), err)
	}},
	{"copy", func(n *notebook) {
		a, b, _ := pair()
		c, d, _ := pair()
		go func() {
			k, err := io.Copy(c, b)
			_ = k
			_ = err
			c.Close()
		}()
		n.write("a", a, "through")
		a.Close()
		got, err := io.ReadAll(d)
		n.err(string(got), err)
	}},
	{"connections in the backlog when the listener closes", func(n *notebook) {
		l := listen()
		a := must(net.Dial("tcp4", l.Addr().String()))
		l.Close()
		time.Sleep(pauses)
		n.read("a", a, 10)
	}},
	{"data before accept", func(n *notebook) {
		l := listen()
		a := must(net.Dial("tcp4", l.Addr().String()))
		n.write("a", a, "early")
		a.Close()
		time.Sleep(pauses)
		b := must(l.Accept())
		n.read("b", b, 10)
		n.read("b", b, 10)
	}},
	{"reset before accept", func(n *notebook) {
		l := listen()
		a := must(net.Dial("tcp4", l.Addr().String())).(*net.TCPConn)
		a.SetLinger(0)
		a.Close()
		time.Sleep(pauses)
		b := must(l.Accept())
		n.read("b", b, 10)
	}},
	{"options of a connection", func(n *notebook) {
		a, _, l := pair()
		n.err("no delay", a.SetNoDelay(false))
		n.err("keep alive", a.SetKeepAlive(true))
		n.err("period", a.SetKeepAlivePeriod(30*time.Second))
		n.err("read buffer", a.SetReadBuffer(65536))
		n.err("write buffer", a.SetWriteBuffer(65536))
		n.option("type", a, syscall.SOL_SOCKET, syscall.SO_TYPE)
		n.option("error", a, syscall.SOL_SOCKET, syscall.SO_ERROR)
		n.option("no delay", a, syscall.IPPROTO_TCP, syscall.TCP_NODELAY)
		n.option("keep alive", a, syscall.SOL_SOCKET, syscall.SO_KEEPALIVE)
		n.option("interval", a, syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL)
		n.option("receive buffer", a, syscall.SOL_SOCKET, syscall.SO_RCVBUF)
		n.option("accepts", l, syscall.SOL_SOCKET, 30)
		n.option("reuse", l, syscall.SOL_SOCKET, syscall.SO_REUSEADDR)
	}},
	{"raw read and write", func(n *notebook) {
		a, b, _ := pair()
		raw := must(a.SyscallConn())
		n.err("write", raw.Write(func(fd uintptr) bool {
			k, err := syscall.Write(int(fd), []byte("raw"))
			n.note("%d %v", k, err)
			return true
		}))
		time.Sleep(pauses)
		raw = must(b.SyscallConn())
		tries := 0
		n.err("read", raw.Read(func(fd uintptr) bool {
			p := make([]byte, 10)
			k, err := syscall.Read(int(fd), p)
			tries++
			n.note("%d %v", k, err)
			return err != syscall.EAGAIN
		}))
	}},
	{"peek", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "look")
		time.Sleep(pauses)
		n.err("read", must(b.SyscallConn()).Read(func(fd uintptr) bool {
			p := make([]byte, 2)
			k, _, err := syscall.Recvfrom(int(fd), p, syscall.MSG_PEEK)
			n.note("%d %s %v", k, p[:max(k, 0)], err)
			return err != syscall.EAGAIN
		}))
		n.read("b", b, 10)
	}},
	{"a datagram", func(n *notebook) {
		a, b := udpPair()
		k, err := a.WriteTo([]byte("hello"), b.LocalAddr())
		n.err(fmt.Sprint(k), err)
		p := make([]byte, 10)
		k, from, err := b.ReadFrom(p)
		n.err(fmt.Sprintf("%q from %v %v", p[:k], from, from.String() == a.LocalAddr().String()), err)
	}},
	{"datagrams keep their bounds", func(n *notebook) {
		a, b := udpPair()
		for _, s := range []string{"one", "", "three"} {
			k, err := a.WriteTo([]byte(s), b.LocalAddr())
			n.err(fmt.Sprint(k), err)
		}
		for range 3 {
			p := make([]byte, 10)
			k, _, err := b.ReadFrom(p)
			n.err(fmt.Sprintf("%q", p[:k]), err)
		}
	}},
	{"a datagram that is cut", func(n *notebook) {
		a, b := udpPair()
		a.WriteTo([]byte("longer than that"), b.LocalAddr())
		p := make([]byte, 6)
		k, oobn, flags, _, err := b.ReadMsgUDP(p, nil)
		n.err(fmt.Sprintf("%q %d truncated %v", p[:k], oobn, flags&syscall.MSG_TRUNC != 0), err)
		b.SetReadDeadline(time.Now().Add(pauses))
		_, _, err = b.ReadFrom(p)
		n.err("the rest", err)
	}},
	{"a datagram that is too long", func(n *notebook) {
		a, b := udpPair()
		_, err := a.WriteTo(make([]byte, 65507), b.LocalAddr())
		n.err("largest", err)
		_, err = a.WriteTo(make([]byte, 65508), b.LocalAddr())
		n.err("larger", err)
	}},
	{"a connected socket", func(n *notebook) {
		a, b := udpPair()
		c := must(net.Dial("udp4", b.LocalAddr().String())).(*net.UDPConn)
		n.note("%v %v", c.LocalAddr(), c.RemoteAddr())
		n.write("c", c, "x")
		p := make([]byte, 10)
		k, from, err := b.ReadFrom(p)
		n.err(fmt.Sprintf("%q %v", p[:k], from.String() == c.LocalAddr().String()), err)
		a.WriteTo([]byte("from another"), c.LocalAddr())
		b.WriteTo([]byte("from the peer"), c.LocalAddr())
		n.read("c", c, 100)
		_, err = c.WriteTo([]byte("x"), b.LocalAddr())
		n.err("write to", err)
	}},
	{"nobody has the port", func(n *notebook) {
		a, b := udpPair()
		to := b.LocalAddr()
		b.Close()
		c := must(net.Dial("udp4", to.String()))
		n.write("c", c, "x")
		time.Sleep(pauses)
		n.read("c", c, 10)
		n.write("c again", c, "x")
		_, err := a.WriteTo([]byte("x"), to)
		n.err("not connected", err)
		time.Sleep(pauses)
		_, err = a.WriteTo([]byte("x"), to)
		n.err("not connected again", err)
	}},
	{"datagram without an address", func(n *notebook) {
		a, _ := udpPair()
		_, err := a.Write([]byte("x"))
		n.err("write", err)
	}},
	{"datagram port in use", func(n *notebook) {
		a, _ := udpPair()
		_, err := net.ListenPacket("udp4", a.LocalAddr().String())
		n.err("listen", err)
	}},
	{"datagram with a deadline", func(n *notebook) {
		a, _ := udpPair()
		a.SetReadDeadline(time.Now().Add(pauses))
		_, _, err := a.ReadFrom(make([]byte, 1))
		n.err("read", err)
	}},
	{"datagram read that is closed", func(n *notebook) {
		a, _ := udpPair()
		time.AfterFunc(pauses, func() { a.Close() })
		_, _, err := a.ReadFrom(make([]byte, 1))
		n.err("read", err)
		_, err = a.WriteTo([]byte("x"), a.LocalAddr())
		n.err("write", err)
	}},
	{"datagrams of both families", func(n *notebook) {
		l := must(net.ListenPacket("udp", ":0")).(*net.UDPConn)
		n.note("%v", l.LocalAddr())
		port := l.LocalAddr().(*net.UDPAddr).Port
		for _, to := range []string{"127.0.0.1", "::1"} {
			c := must(net.Dial("udp", net.JoinHostPort(to, strconv.Itoa(port))))
			n.write("c", c, "x")
			p := make([]byte, 10)
			k, from, err := l.ReadFromUDPAddrPort(p)
			n.err(fmt.Sprintf("%q %v", p[:k], from), err)
			k, err = l.WriteToUDPAddrPort([]byte("back"), from)
			n.err(fmt.Sprint(k), err)
			n.read("c", c, 10)
		}
	}},
	{"an address of the other family", func(n *notebook) {
		a, _ := udpPair()
		_, err := a.WriteToUDPAddrPort([]byte("x"), netip.MustParseAddrPort("[::1]:9"))
		n.err("write", err)
	}},
	{"packet information", func(n *notebook) {
		l := must(net.ListenUDP("udp4", &net.UDPAddr{}))
		p := ipv4.NewPacketConn(l)
		n.err("set", p.SetControlMessage(ipv4.FlagDst, true))
		c := must(net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", l.LocalAddr().(*net.UDPAddr).Port)))
		n.write("c", c, "x")
		k, cm, _, err := p.ReadFrom(make([]byte, 10))
		n.err(fmt.Sprintf("%d to %v", k, cm.Dst), err)
	}},
	{"many datagrams at once", func(n *notebook) {
		a, b := udpPair()
		p := ipv4.NewPacketConn(a)
		k, err := p.WriteBatch([]ipv4.Message{
			{Buffers: [][]byte{[]byte("o"), []byte("ne")}, Addr: b.LocalAddr()}, {Buffers: [][]byte{[]byte("two")}, Addr: b.LocalAddr()},
		}, 0)
		n.err(fmt.Sprint(k), err)
		time.Sleep(pauses)
		q := ipv4.NewPacketConn(b)
		got := make([]ipv4.Message, 4)
		for i := range got {
			got[i].Buffers = [][]byte{make([]byte, 10)}
		}
		k, err = q.ReadBatch(got, 0)
		n.err(fmt.Sprint(k), err)
		for _, m := range got[:k] {
			n.note("%q %v", m.Buffers[0][:m.N], m.Addr.String() == a.LocalAddr().String())
		}
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

// TestBehaviours: sockets behave as those of the kernel below do on its loopback.
func TestBehaviours(t *testing.T) {
	t.Logf("%d behaviours", len(behaviours))
	for _, b := range behaviours {
		t.Run(b.name, func(t *testing.T) {
			run := func(where string) (lines []string) {
				var n notebook
				defer func() {
					if v := recover(); v != nil {
						t.Errorf("%s: %v\n%s", where, v, stack())
					}
					lines = n.lines
				}()
				b.do(&n)
				return n.lines
			}
			want := run("kernel")
			var got []string
			sealed(t, steady, func(l *lab) { l.machine("a", "1.2.3.4").Do(func() { got = run("simulated") }) })
			if w, g := strings.Join(want, "\n"), strings.Join(got, "\n"); w != g {
				t.Errorf("the kernel says\n%s\nand simulated it is\n%s", w, g)
			}
		})
	}
}

func stack() string {
	b := make([]byte, 4096)
	return string(b[:runtime.Stack(b, false)])
}
