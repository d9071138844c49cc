//go:build simsealed && linux

package inet_test

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/net/ipv4"
)

// datagramBehaviours are those of UDP.
var datagramBehaviours = []behaviour{
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
	{"a datagram of one message", func(n *notebook) {
		a, b := udpPair()
		k, oob, err := a.WriteMsgUDP([]byte("hello"), nil, b.LocalAddr().(*net.UDPAddr))
		n.err(fmt.Sprint(k, oob), err)
		time.Sleep(pauses)
		n.read("b", b, 10)
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
}
