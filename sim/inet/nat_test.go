//go:build simsealed && linux

package inet_test

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/inet"
)

// The four classic kinds of NATs, by RFC 4787 and as RFC 3489 called them.
var nats = []struct {
	name               string
	mapping, filtering inet.Dependence
}{
	{"full cone", inet.Independent, inet.Independent},
	{"restricted cone", inet.Independent, inet.OnAddress},
	{"port restricted", inet.Independent, inet.OnAddressPort},
	{"symmetric", inet.OnAddressPort, inet.OnAddressPort},
}

func (l *lab) box(c inet.BoxConfig) *inet.Box {
	b, err := l.net.AddBox(c)
	if err != nil {
		panic(err)
	}
	return b
}

func (l *lab) behind(b *inet.Box, name, addr string) *inet.Machine {
	m, err := l.net.Add(inet.MachineConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Behind: b})
	if err != nil {
		panic(err)
	}
	return m
}

// A caller is a program behind a NAT with one UDP socket.
type caller struct {
	machine *inet.Machine
	conn    *net.UDPConn
	seen    netip.AddrPort // its own address, as a server sees it
	heard   []string
}

// call opens the socket and asks the server for the address.
func call(m *inet.Machine, server string) *caller {
	c := &caller{machine: m}
	m.Do(func() {
		c.conn = must(net.ListenUDP("udp4", &net.UDPAddr{Port: 4001}))
		must(c.conn.WriteToUDPAddrPort([]byte("who am I"), netip.MustParseAddrPort(server)))
		b := make([]byte, 100)
		n, _ := must2(c.conn.ReadFromUDPAddrPort(b))
		c.seen = netip.MustParseAddrPort(string(b[:n]))
	})
	return c
}

func must2[T, U any](a T, b U, err error) (T, U) {
	if err != nil {
		panic(err)
	}
	return a, b
}

// punch sends to the other five times, and answers to where it hears from.
func (c *caller) punch(to netip.AddrPort) {
	c.machine.Go(func() {
		for range 5 {
			_, _ = c.conn.WriteToUDPAddrPort([]byte("punch"), to)
			time.Sleep(200 * time.Millisecond)
		}
	})
	c.listen()
}

func (c *caller) listen() {
	c.machine.Go(func() {
		b := make([]byte, 100)
		for {
			n, from, err := c.conn.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			word := string(b[:n])
			c.heard = append(c.heard, word)
			if word == "punch" {
				_, _ = c.conn.WriteToUDPAddrPort([]byte("answer"), from)
			}
		}
	})
}

func (c *caller) got(word string) bool {
	for _, w := range c.heard {
		if w == word {
			return true
		}
	}
	return false
}

// reflector tells who asks under which address it sees them.
func (l *lab) reflector() {
	s := l.machine("server", "9.9.9.9")
	s.Go(func() {
		c := must(net.ListenUDP("udp4", &net.UDPAddr{Port: 3478}))
		b := make([]byte, 100)
		for {
			_, from := must2(c.ReadFromUDPAddrPort(b))
			must(c.WriteToUDPAddrPort([]byte(from.String()), from))
		}
	})
}

// TestNATMatrix: which pairs of NATs can talk at once, which after both have punched a
// hole, and which only through a relay, is as RFC 5128 (section 3.3) and RFC 4787 imply:
// a full cone lets everybody in; two sides that punch meet unless one has a mapping for
// each peer and the other lets in only the very port that it called.
func TestNATMatrix(t *testing.T) {
	for i, x := range nats {
		for j, y := range nats {
			want := "punch"
			if i == 3 && j >= 2 || j == 3 && i >= 2 {
				want = "relay"
			}
			if j == 0 {
				want = "direct"
			}
			got := "relay"
			sealed(t, steady, func(l *lab) {
				l.reflector()
				bx := l.box(inet.BoxConfig{Name: "x", Addr: netip.MustParseAddr("1.1.1.1"), Mapping: x.mapping, Filtering: x.filtering})
				by := l.box(inet.BoxConfig{Name: "y", Addr: netip.MustParseAddr("2.2.2.2"), Mapping: y.mapping, Filtering: y.filtering})
				a, b := call(l.behind(bx, "a", "192.168.0.2"), "9.9.9.9:3478"), call(l.behind(by, "b", "192.168.0.2"), "9.9.9.9:3478")
				if a.seen.Addr() != netip.MustParseAddr("1.1.1.1") || b.seen.Addr() != netip.MustParseAddr("2.2.2.2") {
					t.Errorf("the server sees %v and %v", a.seen, b.seen)
				}
				b.listen()
				a.punch(b.seen) // b has not called a
				time.Sleep(2 * time.Second)
				if a.got("answer") {
					got = "direct"
					return
				}
				b.punch(a.seen)
				a.punch(b.seen)
				time.Sleep(3 * time.Second)
				if a.got("answer") || b.got("answer") { // which went both ways
					got = "punch"
				}
			})
			if got != want {
				t.Errorf("%s calls %s: %s, want %s", x.name, y.name, got, want)
			}
		}
	}
}

// TestMappings: what a NAT does to ports, times and packets that come back in.
func TestMappings(t *testing.T) {
	addr := netip.MustParseAddr("1.1.1.1")
	sealed(t, steady, func(l *lab) {
		l.reflector()
		l.machine("server2", "9.9.9.8").Go(func() {
			c := must(net.ListenUDP("udp4", &net.UDPAddr{Port: 3478}))
			b := make([]byte, 100)
			for {
				_, from := must2(c.ReadFromUDPAddrPort(b))
				must(c.WriteToUDPAddrPort([]byte(from.String()), from))
			}
		})
		ask := func(c *caller, server string) (seen string) {
			c.machine.Do(func() {
				c.conn.SetReadDeadline(time.Now().Add(time.Second))
				must(c.conn.WriteToUDPAddrPort([]byte("?"), netip.MustParseAddrPort(server)))
				b := make([]byte, 100)
				n, _, err := c.conn.ReadFromUDPAddrPort(b)
				if seen = string(b[:n]); err != nil {
					seen = "nothing"
				}
			})
			return seen
		}
		for k, c := range []struct {
			config inet.BoxConfig
			want   string
		}{
			{inet.BoxConfig{}, "[1.1.1.1:4001 1.1.1.1:4001 1.1.1.1:1024]"},
			{inet.BoxConfig{NoPreservation: true}, "[1.1.1.1:1024 1.1.1.1:1024 1.1.1.1:1025]"},
			{inet.BoxConfig{Mapping: inet.OnAddress}, "[1.1.1.1:4001 1.1.1.1:1024 1.1.1.1:1025]"},
		} {
			c.config.Name, c.config.Addr = fmt.Sprint("box", k), netip.AddrFrom4([4]byte{1, 1, 1, byte(k + 1)})
			box := l.box(c.config)
			a := call(l.behind(box, fmt.Sprint("a", k), "10.0.0.1"), "9.9.9.9:3478")
			got := []string{a.seen.String(), ask(a, "9.9.9.8:3478"), call(l.behind(box, fmt.Sprint("b", k), "10.0.0.2"), "9.9.9.9:3478").seen.String()}
			for i, g := range got {
				got[i] = addr.String() + g[len(addr.String()):]
			}
			if s := fmt.Sprint(got); s != c.want {
				t.Errorf("%+v: the servers see %s, want %s", c.config, s, c.want)
			}
		}
		// A mapping lasts while packets leave.
		box := l.box(inet.BoxConfig{Name: "t", Addr: netip.MustParseAddr("1.1.2.1"), NoPreservation: true, UDP: time.Minute})
		a := call(l.behind(box, "t0", "10.0.0.1"), "9.9.9.9:3478")
		for range 3 {
			time.Sleep(50 * time.Second)
			if seen := ask(a, "9.9.9.9:3478"); seen != a.seen.String() {
				t.Errorf("after 50 s the server sees %s, want %s", seen, a.seen)
			}
		}
		time.Sleep(70 * time.Second)
		if seen := ask(a, "9.9.9.9:3478"); seen == a.seen.String() {
			t.Errorf("after 70 s the server still sees %s", seen)
		}
		// Two boxes, one behind the other: the outermost is seen.
		carrier := l.box(inet.BoxConfig{Name: "carrier", Addr: netip.MustParseAddr("1.1.3.1")})
		home := l.box(inet.BoxConfig{Name: "home", Addr: netip.MustParseAddr("100.64.0.7"), Outer: carrier})
		if seen := call(l.behind(home, "nested", "192.168.1.2"), "9.9.9.9:3478").seen.Addr(); seen.String() != "1.1.3.1" {
			t.Errorf("behind two boxes the server sees %s", seen)
		}
		// Packets from inside to the box's own address.
		for i, hairpin := range []bool{false, true} {
			box := l.box(inet.BoxConfig{Name: "h", Addr: netip.AddrFrom4([4]byte{1, 1, 4, byte(i)}), Hairpin: hairpin})
			name := fmt.Sprint("h", hairpin)
			x, y := call(l.behind(box, name+"x", "10.0.0.1"), "9.9.9.9:3478"), call(l.behind(box, name+"y", "10.0.0.2"), "9.9.9.9:3478")
			x.listen()
			y.punch(x.seen)
			time.Sleep(2 * time.Second)
			if got := y.got("answer"); got != hairpin {
				t.Errorf("hairpin %v: an answer is %v", hairpin, got)
			}
		}
	})
}
