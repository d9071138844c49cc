//go:build simsealed && linux

package inet_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/inet"
)

const soReusePort = 15

// shared lets sockets have one port.
func shared(_, _ string, c syscall.RawConn) (err error) {
	if e := c.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soReusePort, 1) }); e != nil {
		return e
	}
	return err
}

// seenBy is the address under which a server sees a TCP connection from port 5000.
func seenBy(m *inet.Machine, server string) (seen string) {
	m.Do(func() {
		d := net.Dialer{LocalAddr: &net.TCPAddr{Port: 5000}, Control: shared}
		c := must(d.Dial("tcp4", server))
		seen = string(must(io.ReadAll(c)))
	})
	return seen
}

// TestByProtocol: what a NAT does to TCP may differ from what it does to UDP.
func TestByProtocol(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		l.reflector()
		for _, name := range []string{"9.9.9.7", "9.9.9.8"} {
			l.machine("server "+name, name).Go(func() {
				s := must(net.Listen("tcp4", ":80"))
				for {
					c := must(s.Accept())
					must(io.WriteString(c, c.RemoteAddr().String()))
					c.Close()
				}
			})
		}
		for i, tt := range []struct {
			config       inet.BoxConfig
			same         bool // mappings of TCP, to any server
			udpIn, tcpIn bool // packets from inside to the outside
		}{
			{config: inet.BoxConfig{}, same: true},
			{config: inet.BoxConfig{TCPMapping: inet.OnAddressPort}},
			{config: inet.BoxConfig{Mapping: inet.OnAddressPort}},
			{config: inet.BoxConfig{Hairpin: true}, same: true, udpIn: true, tcpIn: true},
			{config: inet.BoxConfig{UDPHairpin: true}, same: true, udpIn: true},
		} {
			name := fmt.Sprint("box", i)
			tt.config.Name, tt.config.Addr = name, netip.AddrFrom4([4]byte{1, 1, 1, byte(i + 1)})
			box := l.box(tt.config)
			x, y := l.behind(box, name+"x", "10.0.0.1"), l.behind(box, name+"y", "10.0.0.2")
			seen := seenBy(x, "9.9.9.7:80")
			if other := seenBy(x, "9.9.9.8:80"); (seen == other) != tt.same {
				t.Errorf("%+v: the servers see %s and %s", tt.config, seen, other)
			}
			if tt.config.Mapping != inet.Independent {
				continue
			}
			a, b := call(x, "9.9.9.9:3478"), call(y, "9.9.9.9:3478")
			a.listen()
			b.punch(a.seen)
			x.Go(func() {
				lc := net.ListenConfig{Control: shared}
				s := must(lc.Listen(context.Background(), "tcp4", ":5000"))
				for {
					c := must(s.Accept())
					c.Close()
				}
			})
			var err error
			y.Do(func() { _, err = net.DialTimeout("tcp4", seen, 5*time.Second) })
			time.Sleep(2 * time.Second)
			if got := b.got("answer"); got != tt.udpIn {
				t.Errorf("%+v: UDP comes back in: %v", tt.config, got)
			}
			if (err == nil) != tt.tcpIn {
				t.Errorf("%+v: TCP comes back in: %v", tt.config, err)
			}
		}
	})
}
