//go:build simsealed

package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLink: the model holds for all but the links that a test sets.
func TestLink(t *testing.T) {
	model := link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		return link.Route{There: link.Way{Delay: time.Duration(a.Region+b.Region) * time.Millisecond}, Back: link.Way{Delay: time.Millisecond}}
	})
	simtest.Run(t, simtest.Config{Model: model}, func(n *simtest.Net) {
		a := n.Host("a", simtest.At(link.Place{Region: 10}))
		b := n.Host("b", simtest.At(link.Place{Region: 20}))
		c := n.Host("c", simtest.At(link.Place{Region: 300}))
		n.Link(c, b, link.Way{Delay: 7 * time.Millisecond})
		n.Connect(a, b, c)
		n.Connect(b, c)
		for _, x := range []struct{ got, want time.Duration }{
			{roundTrip(n, a, b), 31 * time.Millisecond},
			{roundTrip(n, a, c), 311 * time.Millisecond},
			{roundTrip(n, b, c), 14 * time.Millisecond},
		} {
			if x.got != x.want {
				n.Errorf("a round trip took %v, want %v", x.got, x.want)
			}
		}
	})
}

// TestCongestion: between hosts 100 kB take a delay, and with a congestion window as many round
// trips as ten segments need that double in each.
func TestCongestion(t *testing.T) {
	for c, want := range map[sim.Congestion]time.Duration{sim.Ideal: 10 * time.Millisecond, sim.Reno: 50 * time.Millisecond, sim.CUBIC: 50 * time.Millisecond} {
		simtest.Run(t, simtest.Config{Congestion: c}, func(n *simtest.Net) {
			a, b := n.Host("a"), n.Host("b")
			n.Connect(a, b)
			roundTrip(n, a, b)
			var took time.Duration
			done := make(chan struct{})
			b.SetStreamHandler("/sink", func(s network.Stream) {
				_, _ = io.Copy(io.Discard, s)
				took = n.Now() - took
				close(done)
			})
			s, err := a.NewStream(context.Background(), b.ID(), "/sink")
			if err != nil {
				n.Fatalf("%v", err)
			}
			n.Advance(time.Second)
			took = n.Now()
			_, _ = s.Write(make([]byte, 100_000))
			_ = s.Close()
			<-done
			if took != want {
				n.Errorf("congestion %d: 100 kB took %v, want %v", c, took, want)
			}
		})
	}
}

// TestBandwidth: 1 MB at 8 Mbit/s takes a second.
func TestBandwidth(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Host("a", simtest.Bandwidth(8e6, 0, 64<<10)), n.Host("b")
		n.Connect(a, b)
		roundTrip(n, a, b)
		b.SetStreamHandler("/sink", func(s network.Stream) { _, _ = io.Copy(io.Discard, s) })
		s, err := a.NewStream(context.Background(), b.ID(), "/sink")
		if err != nil {
			n.Fatalf("%v", err)
		}
		begin := n.Now()
		if _, err := s.Write(make([]byte, 1e6)); err != nil {
			n.Fatalf("%v", err)
		}
		if took := n.Now() - begin; took < 900*time.Millisecond || took > 1100*time.Millisecond {
			n.Errorf("writing took %v, want about 1s", took)
		}
	})
}

// TestLAN: hosts on one LAN hear each other.
func TestLAN(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		heard := map[string]int{}
		var first *sim.Membership
		for _, x := range []struct{ name, domain string }{{"a", "home"}, {"b", "home"}, {"c", "office"}} {
			g, err := n.Host(x.name, simtest.LAN(x.domain)).Join("g", func(*sim.Node, []byte) { heard[x.name]++ })
			if err != nil {
				n.Fatalf("%v", err)
			}
			if first == nil {
				first = g
			}
		}
		first.Send([]byte("hello"))
		n.Advance(time.Second)
		if len(heard) != 1 || heard["b"] != 1 {
			n.Errorf("heard by %v, want b alone", heard)
		}
	})
}

// TestCut: across a cut nothing comes through until it is healed.
func TestCut(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		heal := n.Cut(a, b)
		time.AfterFunc(3*time.Second, heal)
		if took := roundTrip(n, a, b); took > 0 && n.Now() < 3*time.Second {
			n.Errorf("a round trip across a cut ended at %v", n.Now())
		}
		if took := roundTrip(n, a, b); took != 20*time.Millisecond {
			n.Errorf("after the heal a round trip takes %v", took)
		}
	})
}

// TestOneWay: a host that cannot be heard still hears.
func TestOneWay(t *testing.T) {
	simtest.Run(t, simtest.Config{Dial: sim.DialConfig{Timeout: dist.Constant(time.Second)}}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		heal := n.CutOneWay([]host.Host{a}, []host.Host{b})
		if err := a.Connect(context.Background(), n.Node(b).AddrInfo()); !errors.Is(err, sim.ErrDialTimeout) {
			n.Errorf("a dial across the cut: %v", err)
		}
		if n.World().Blocked(n.Node(b), n.Node(a)) {
			n.Errorf("the way back is cut, too")
		}
		heal()
		n.Connect(a, b)
	})
}

// TestPartition: groups are apart, a host in none of them is not.
func TestPartition(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b, c, d := n.Host("a"), n.Host("b"), n.Host("c"), n.Host("d")
		heal := n.Partition([]host.Host{a, b}, []host.Host{c})
		n.Connect(a, b, d)
		n.Connect(d, c)
		for _, x := range [][2]host.Host{{a, c}, {c, b}} {
			x, y := n.Node(x[0]), n.Node(x[1])
			if !n.World().Blocked(x, y) || !n.World().Blocked(y, x) {
				n.Errorf("%s and %s are not cut off both ways", x.Name, y.Name)
			}
		}
		for _, x := range [][2]host.Host{{a, c}, {c, b}} {
			if err := x[0].Connect(context.Background(), n.Node(x[1]).AddrInfo()); err == nil {
				n.Errorf("%s reaches %s", n.Node(x[0]).Name, n.Node(x[1]).Name)
			}
		}
		heal()
		n.Connect(a, c)
		n.Connect(c, b)
	})
}

// TestDegrade: a worse link is slower in both directions until it is restored.
func TestDegrade(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		roundTrip(n, a, b)
		restore := n.Degrade(a, b, sim.Degradation{Delay: time.Second})
		if took := roundTrip(n, a, b); took != 2020*time.Millisecond {
			n.Errorf("on a degraded link a round trip takes %v", took)
		}
		restore()
		if took := roundTrip(n, a, b); took != 20*time.Millisecond {
			n.Errorf("afterwards a round trip takes %v", took)
		}
	})
}

// TestHostAfterCut: a cut says nothing of hosts that come later.
func TestHostAfterCut(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Cut(a, b)
		n.Degrade(a, b, sim.Degradation{Delay: time.Second})
		c := n.Host("c")
		n.Connect(c, a, b)
		if took := roundTrip(n, c, a); took != 20*time.Millisecond {
			n.Errorf("a round trip took %v, want 20ms", took)
		}
	})
}

// TestFaultsAreLogged: the faults of a test's network and hosts are in the log, with
// a beginning and an end.
func TestFaultsAreLogged(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b, c := n.Host("a"), n.Host("b"), n.Host("c")
		n.Connect(a, b)
		n.Advance(time.Second - n.Now())
		heal := n.Cut(a, b)
		end := n.Partition([]host.Host{a, b}, []host.Host{c})
		n.Advance(time.Second)
		heal()
		heal() // counts once
		restore := n.Degrade(a, c, sim.Degradation{Loss: 1})
		n.Pause(b)
		n.Pause(b) // stands still already
		n.Advance(time.Second)
		n.Resume(b)
		restore()
		n.Crash(c)
		n.Crash(c) // is down already
		n.Resume(c)
		n.Advance(time.Second)
		n.Restart(c)
		n.Pause(b)
		n.Leave(b)
		end()
		var got []string
		for e := range n.Events() {
			if e.Kind == trace.Fault || e.Kind == trace.FaultEnd {
				got = append(got, fmt.Sprintf("%v %s %s %d %s", time.Duration(e.T), e.Kind, e.P, e.ID, e.Detail))
			}
		}
		want := []string{
			"1s fault  1 partition a | b",
			"1s fault  2 partition a, b | c",
			"2s faultend  1 partition a | b",
			"2s fault  3 degrade a to c",
			"2s fault b 1 pause",
			"3s faultend b 1 pause",
			"3s faultend  3 degrade a to c",
			"3s fault c 1 crash",
			"4s faultend c 1 crash",
			"4s fault b 2 pause",
			"4s faultend b 2 pause",
			"4s faultend  2 partition a, b | c",
		}
		if !slices.Equal(got, want) {
			n.Errorf("faults\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestDescribe: messages have the names that a test gives them, and nobody else's.
func TestDescribe(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		n.Describe(func(p protocol.ID, opener bool) sim.Describer {
			if p != "/echo/1" {
				return nil
			}
			count := 0
			return func([]byte) string {
				count++
				return fmt.Sprintf("%d of opener %t", count, opener)
			}
		})
		a, b := n.Host("a"), n.Host("b")
		b.SetStreamHandler("/echo/1", func(s network.Stream) { _, _ = io.Copy(s, s) })
		b.SetStreamHandler("/mute/1", func(s network.Stream) { _, _ = io.Copy(io.Discard, s) })
		n.Connect(a, b)
		for _, p := range []protocol.ID{"/echo/1", "/mute/1"} {
			s, err := a.NewStream(context.Background(), b.ID(), p)
			if err != nil {
				n.Fatalf("%v", err)
			}
			for range 2 {
				_, _ = s.Write([]byte("x"))
				n.Advance(time.Second)
			}
		}
		var said []string
		for e := range n.Events() {
			if e.Kind == trace.Send && (e.Detail != "" || e.Proto == "/mute/1") {
				said = append(said, e.P+" "+e.Detail)
			}
		}
		want := []string{"a 1 of opener true", "b 1 of opener false", "a 2 of opener true", "b 2 of opener false", "a ", "a "}
		if !slices.Equal(said, want) {
			n.Errorf("names %q, want %q", said, want)
		}
	})
}
