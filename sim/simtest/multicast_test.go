//go:build simsealed && linux

package simtest_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/mdns"
	ma "github.com/multiformats/go-multiaddr"
	madns "github.com/multiformats/go-multiaddr-dns"

	"github.com/libp2p-sim/sim/sim/simtest"
	"github.com/libp2p-sim/sim/sim/trace"
)

// found is told of peers by mDNS.
type found struct {
	self  peer.ID
	peers map[peer.ID]bool
}

func (f *found) HandlePeerFound(p peer.AddrInfo) {
	if p.ID != f.self {
		f.peers[p.ID] = true
	}
}

// TestMDNS: go-libp2p's own mDNS service finds the hosts on its LAN, and none elsewhere, also
// behind one NAT.
func TestMDNS(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		seen := map[string]*found{}
		hosts := map[string]host.Host{}
		for _, x := range []struct{ name, lan string }{{"a", "one"}, {"b", "one"}, {"c", "one"}, {"d", "two"}, {"e", "two"}, {"f", ""}} {
			m := n.Machine(x.name, simtest.LAN(x.lan))
			m.Do(func() {
				h, err := libp2p.New()
				if err != nil {
					n.Fatalf("%s: %v", x.name, err)
				}
				f := &found{h.ID(), map[peer.ID]bool{}}
				seen[x.name], hosts[x.name] = f, h
				if err := mdns.NewMdnsService(h, "", f).Start(); err != nil {
					n.Errorf("%s: %v", x.name, err)
				}
			})
		}
		n.Advance(time.Minute)
		for name, others := range map[string]string{"a": "b c", "b": "a c", "c": "a b", "d": "e", "e": "d", "f": ""} {
			var got []string
			for other, h := range hosts {
				if seen[name].peers[h.ID()] {
					got = append(got, other)
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != others {
				n.Errorf("%s finds %v, want %s", name, got, others)
			}
		}
	})
}

// TestMulticast: who has joined a group hears it, once a socket; who has left, or whom a cut
// parts, does not; the sender hears itself only if it wants to.
func TestMulticast(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		group := &net.UDPAddr{IP: net.IPv4(239, 1, 2, 3), Port: 7000}
		heard := map[string]int{}
		conns := map[string]*net.UDPConn{}
		machines := map[string]*simtest.Machine{}
		for _, name := range []string{"a", "b", "c"} {
			m := n.Machine(name, simtest.LAN("lan"))
			machines[name] = m
			m.Do(func() {
				c, err := net.ListenMulticastUDP("udp4", nil, group)
				if err != nil {
					n.Fatalf("%s: %v", name, err)
				}
				conns[name] = c
				go func() {
					b := make([]byte, 100)
					for {
						k, from, err := c.ReadFromUDP(b)
						if err != nil {
							return
						}
						heard[fmt.Sprintf("%s from %s", name, b[:k])]++
						if from.Port != 7000 {
							n.Errorf("%s hears of port %d", name, from.Port)
						}
					}
				}()
			})
		}
		say := func(name string) {
			machines[name].Do(func() {
				if _, err := conns[name].WriteToUDP([]byte(name), group); err != nil {
					n.Errorf("%s: %v", name, err)
				}
			})
			n.Advance(time.Second)
		}
		say("a")
		heal := n.Cut(machines["a"], machines["b"])
		say("b")
		heal()
		_ = conns["c"].Close()
		say("b")
		want := map[string]int{"b from a": 1, "c from a": 1, "c from b": 1, "a from b": 1}
		lost := 0
		for e := range n.Events() {
			if e.Kind == trace.Send && e.P == "b" && e.Q == "a" && e.Arrive == -1 {
				lost++
			}
		}
		if lost != 1 {
			n.Errorf("the log has %d datagrams that the cut stops, want one", lost)
		}
		if fmt.Sprint(heard) != fmt.Sprint(want) {
			n.Errorf("heard %v, want %v", heard, want)
		}
	})
}

// TestNames: programs resolve names that the network has, also by /dnsaddr.
func TestNames(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b, c := n.Machine("a"), n.Machine("b"), n.Machine("c")
		n.Name("boot.example", a, b)
		c.Do(func() {
			ips, err := net.LookupHost("boot.example")
			if err != nil || !slices.Equal(ips, []string{a.Addr().String(), b.Addr().String()}) {
				n.Errorf("boot.example has %v, %v", ips, err)
			}
			if ips, err := net.LookupHost("other.example"); err == nil {
				n.Errorf("other.example has %v", ips)
			}
			found, err := madns.DefaultResolver.Resolve(t.Context(), ma.StringCast("/dnsaddr/boot.example"))
			if err != nil || len(found) != 2 || !strings.HasSuffix(found[1].String(), b.ID().String()) {
				n.Errorf("/dnsaddr/boot.example is %v, %v", found, err)
			}
		})
	})
}

// TestAddresses: a machine with several addresses is reached by each, and libp2p.New announces
// all of them.
func TestAddresses(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Machine("a", simtest.Addresses(2, true)), n.Machine("b", simtest.Addresses(1, true))
		serve(a)
		n.Advance(time.Second)
		own := a.Node().Machine().Addrs
		if len(own) != 3 || !own[2].Is6() {
			n.Fatalf("a has %v", own)
		}
		for _, addr := range own {
			if body, err := get(b, net.JoinHostPort(addr.String(), "80"), time.Second); err != nil || body != "a" {
				n.Errorf("%v answers %q, %v", addr, body, err)
			}
		}
		a.Do(func() {
			h, err := libp2p.New()
			if err != nil {
				n.Fatalf("%v", err)
			}
			for _, addr := range own {
				if !strings.Contains(fmt.Sprint(h.Addrs()), addr.String()+"/udp") {
					n.Errorf("%v is not announced: %v", addr, h.Addrs())
				}
			}
		})
	})
}
