//go:build simsealed && linux

package inet_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// waitBehaviours are those of deadlines, calls that wait, options and calls past package net.
var waitBehaviours = []behaviour{
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
}
