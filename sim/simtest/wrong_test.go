//go:build simsealed && linux

package simtest_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestSetClock: a host whose clock is ahead reads another time in its own goroutines, and waits no
// longer and no shorter for that.
func TestSetClock(t *testing.T) {
	simtest.Run(t, simtest.Config{Clocks: true}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		read := func(h simtest.Peer) (at time.Time) {
			n.Node(h).Do(func() { at = time.Now() })
			return at
		}
		start := read(b)
		restore := n.SetClock(a, 50*time.Hour)
		began, slept := read(a), time.Duration(0)
		n.Node(a).Do(func() {
			time.Sleep(time.Minute)
			slept = time.Since(began)
		})
		if slept != time.Minute {
			t.Errorf("a minute took %v", slept)
		}
		if d := read(a).Round(0).Sub(start.Round(0)); d != 50*time.Hour+time.Minute {
			t.Errorf("the clock that is ahead shows %v", d)
		}
		if d := read(b).Round(0).Sub(start.Round(0)); d != time.Minute {
			t.Errorf("the other shows %v", d)
		}
		n.Connect(a, b)
		restore()
		if d := read(a).Round(0).Sub(start.Round(0)); d > 2*time.Minute {
			t.Errorf("the clock that is right again shows %v", d)
		}
	})
}

// TestQUICSurvives: QUIC throws away what is corrupted and what comes twice, and a transfer arrives whole;
// so many datagrams are hit as the probabilities say. Without QUIC's checks nobody does that: a program
// over UDP gets both.
func TestQUICSurvives(t *testing.T) {
	const size = 1 << 20
	transfer := func(m sim.Mangling) (got int64, same bool, hits int, took time.Duration) {
		simtest.Run(t, simtest.Config{Seed: 3}, func(n *simtest.Net) {
			a, b := n.Machine("a"), n.Machine("b")
			var from, to host.Host
			for _, x := range []struct {
				m *simtest.Machine
				h *host.Host
			}{{a, &from}, {b, &to}} {
				n.Node(x.m).Do(func() {
					var err error
					if *x.h, err = libp2p.New(libp2p.ListenAddrStrings("/ip4/0.0.0.0/udp/4001/quic-v1")); err != nil {
						n.Fatalf("%v", err)
					}
				})
			}
			done := make(chan int64)
			to.SetStreamHandler("/bulk", func(s network.Stream) {
				all, err := io.ReadAll(s)
				if err != nil {
					n.Errorf("%v", err)
				}
				same = strings.Count(string(all), "x") == len(all)
				done <- int64(len(all))
			})
			ends := []*sim.Effect{n.World().Mangle(n.World().Nodes(), n.World().Nodes(), m)}
			begin := n.Now()
			n.Node(a).Go(func() {
				if err := from.Connect(context.Background(), peer.AddrInfo{ID: to.ID(), Addrs: to.Addrs()}); err != nil {
					n.Errorf("%v", err)
					return
				}
				s, err := from.NewStream(context.Background(), to.ID(), "/bulk")
				if err == nil {
					_, err = s.Write([]byte(strings.Repeat("x", size)))
				}
				if err == nil {
					err = s.CloseWrite()
				}
				if err != nil {
					n.Errorf("%v", err)
				}
			})
			got = <-done
			took, hits = n.Now()-begin, ends[0].Hits()
			if got != size || !same {
				n.Errorf("%d bytes arrive, right %v", got, same)
			}
			least, most := 20, 2000 // of some thousand datagrams
			if m == (sim.Mangling{}) {
				least, most = 0, 0
			}
			if hits < least || hits > most {
				n.Errorf("%+v hits %d datagrams, want %d to %d", m, hits, least, most)
			}
			if took > time.Minute {
				n.Errorf("with %+v it takes %v", m, took)
			}
		})
		return got, same, hits, took
	}
	for _, m := range []sim.Mangling{{}, {Duplicate: .1}, {Corrupt: .05}, {Duplicate: .1, Corrupt: .05}} {
		transfer(m)
	}
}

// TestMangle: of datagrams without a checksum of their own some arrive twice, some with one wrong bit, and
// those of other machines as they were.
func TestMangle(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b, c := n.Machine("a"), n.Machine("b"), n.Machine("c")
		const each = 1000
		twice, wrong, total := map[string]int{}, map[string]int{}, map[string]int{}
		b.Go(func() {
			l, err := net.ListenPacket("udp", ":9")
			if err != nil {
				n.Errorf("%v", err)
				return
			}
			buf := make([]byte, 2000)
			seen := map[string]bool{}
			for {
				k, from, err := l.ReadFrom(buf)
				if err != nil {
					return
				}
				who := "a"
				if from.String() != "" && strings.HasPrefix(string(buf[2:k]), "ccc") {
					who = "c"
				}
				total[who]++
				text := string(buf[:k])
				if strings.Trim(text[2:], who) != "" {
					wrong[who]++
				} else if seen[who+text] {
					twice[who]++
				}
				seen[who+text] = true
			}
		})
		n.Advance(time.Second)
		n.Mangle(a, b, sim.Mangling{Duplicate: .2, Corrupt: .1})
		for _, m := range []*simtest.Machine{a, c} {
			m.Go(func() {
				conn, err := net.Dial("udp", "b:9")
				if err != nil {
					n.Errorf("%v", err)
					return
				}
				for i := range each {
					if _, err := conn.Write([]byte(string([]byte{byte(i), byte(i >> 8)}) + strings.Repeat(m.Name(), 50))); err != nil {
						n.Errorf("%v", err)
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
		n.Advance(time.Minute)
		if total["c"] != each || twice["c"] != 0 || wrong["c"] != 0 {
			n.Errorf("of the machine without a fault %d arrive, %d twice and %d wrong", total["c"], twice["c"], wrong["c"])
		}
		if d := total["a"] - each; d < 150 || d > 250 {
			n.Errorf("%d more arrive than were sent, want about 200", d)
		}
		if wrong["a"] < 70 || wrong["a"] > 180 {
			n.Errorf("%d are wrong, want about 100 and their copies", wrong["a"])
		}
	})
}
