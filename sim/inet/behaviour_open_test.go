//go:build simsealed && linux

package inet_test

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// An opener is a socket that neither listens nor was dialled: it opens its connection
// itself, by the system calls themselves, since package net dials in one go.
type opener struct {
	name string
	fd   int
	addr *syscall.SockaddrInet4
}

func newOpener(name string) *opener {
	c := &opener{name: name, fd: must(syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0))}
	if err := syscall.Bind(c.fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		panic(err)
	}
	c.addr = must(syscall.Getsockname(c.fd)).(*syscall.SockaddrInet4)
	return c
}

// deaf lets nothing reach a socket, on the kernel's side: whom it calls says at once that
// nobody is there. Simulated, the answer takes time, and both calls cross.
func (c *opener) deaf(yes bool) {
	nothing := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
	option, program := unix.SO_DETACH_FILTER, unix.SockFprog{Len: 1, Filter: &nothing}
	if yes {
		option = unix.SO_ATTACH_FILTER
	}
	err := unix.SetsockoptSockFprog(c.fd, unix.SOL_SOCKET, option, &program)
	if err != nil {
		panic(err)
	}
}

// connect calls another.
func (c *opener) connect(to *opener) error { return syscall.Connect(c.fd, to.addr) }

// opened notes whether a socket has its connection.
func (n *notebook) opened(c *opener) {
	failed, err := syscall.GetsockoptInt(c.fd, syscall.SOL_SOCKET, syscall.SO_ERROR)
	peer, perr := syscall.Getpeername(c.fd)
	n.note("%s: %v %v, peer %v %v", c.name, syscall.Errno(failed), err, peer != nil, perr)
}

func (n *notebook) rawWrite(c *opener, s string) {
	got, err := syscall.Write(c.fd, []byte(s))
	n.note("%s: wrote %d, %v", c.name, got, err)
}

func (n *notebook) rawRead(c *opener) {
	time.Sleep(pauses)
	b := make([]byte, 10)
	got, err := syscall.Read(c.fd, b)
	n.note("%s: read %q, %v", c.name, b[:max(got, 0)], err)
}

// meet opens a connection from both sides.
func (n *notebook) meet() (a, b *opener) {
	a, b = newOpener("a"), newOpener("b")
	a.deaf(true)
	n.note("a calls: %v", a.connect(b))
	a.deaf(false)
	n.note("b calls: %v", b.connect(a))
	time.Sleep(pauses)
	n.opened(a)
	n.opened(b)
	return a, b
}

// openBehaviours are those of connections that both sides open (RFC 9293, section 3.5).
var openBehaviours = []behaviour{
	{"both open", func(n *notebook) {
		a, b := n.meet()
		n.note("a again: %v, b again: %v", a.connect(b), b.connect(a))
		n.rawWrite(a, "hello")
		n.rawWrite(b, "world")
		n.rawRead(a)
		n.rawRead(b)
		n.note("%v", syscall.Close(a.fd))
		n.rawRead(b)
		n.rawWrite(b, "more")
		time.Sleep(pauses)
		n.rawWrite(b, "and more")
		n.note("%v", syscall.Close(b.fd))
	}},
	{"both open, and close at one time", func(n *notebook) {
		a, b := n.meet()
		n.note("%v %v", syscall.Shutdown(a.fd, syscall.SHUT_WR), syscall.Shutdown(b.fd, syscall.SHUT_WR))
		n.rawRead(a)
		n.rawRead(b)
		n.rawWrite(a, "late")
		n.note("%v %v", syscall.Close(a.fd), syscall.Close(b.fd))
	}},
	{"both open, and write before they know", func(n *notebook) {
		a, b := newOpener("a"), newOpener("b")
		n.rawWrite(a, "early")
		a.deaf(true)
		n.note("a calls: %v", a.connect(b))
		n.rawWrite(a, "early")
		n.note("a calls again: %v", a.connect(b))
		a.deaf(false)
		n.note("b calls: %v", b.connect(a))
		n.rawRead(a)
		n.rawWrite(a, "now")
		n.rawRead(b)
		n.note("%v %v", syscall.Close(a.fd), syscall.Close(b.fd))
	}},
	{"a socket that calls itself", func(n *notebook) {
		a := newOpener("a")
		n.note("a calls: %v", a.connect(a))
		time.Sleep(pauses)
		n.opened(a)
		n.rawWrite(a, "hello")
		n.rawRead(a)
		n.note("%v", syscall.Shutdown(a.fd, syscall.SHUT_WR))
		n.rawRead(a)
		n.note("%v", syscall.Close(a.fd))
	}},
	{"calls again of one that was refused", func(n *notebook) {
		for _, ask := range []bool{false, true} {
			a, b := newOpener("a"), newOpener("b")
			n.note("%v", a.connect(b))
			time.Sleep(pauses)
			if ask {
				n.opened(a)
			}
			n.note("again: %v", a.connect(b))
			time.Sleep(pauses)
			n.note("and again: %v", a.connect(b))
			time.Sleep(pauses)
			n.opened(a)
		}
	}},
	{"peer of one that was reset", func(n *notebook) {
		a, b := n.meet()
		n.note("%v", syscall.SetsockoptLinger(a.fd, syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1}))
		n.note("%v", syscall.Close(a.fd))
		time.Sleep(pauses)
		_, err := syscall.Getpeername(b.fd)
		n.note("%v", err)
		n.rawRead(b)
		n.rawRead(b)
		n.rawWrite(b, "x")
	}},
	{"one opens, and the other has called elsewhere", func(n *notebook) {
		a, b, c := newOpener("a"), newOpener("b"), newOpener("c")
		b.deaf(true)
		n.note("b calls c: %v", b.connect(c))
		n.note("a calls b: %v", a.connect(b))
		b.deaf(false)
		time.Sleep(pauses)
		n.opened(a)
		for _, s := range []*opener{a, b, c} {
			n.note("%s: %v", s.name, syscall.Close(s.fd))
		}
	}},
}
