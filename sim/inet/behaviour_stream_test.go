//go:build simsealed && linux

package inet_test

import (
	"fmt"
	"io"
	"net"
	"time"
)

// streamBehaviours are those of what goes through a connection, and how it ends.
var streamBehaviours = []behaviour{
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
}
