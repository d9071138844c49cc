//go:build simsealed

package mdns

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
)

func TestTwoFindEachOther(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n[0])
		time.Sleep(10 * time.Second)
		l.want(0, "mdns.discovered", "", "", "alone")
		l.up(l.n[1])
		began := l.w.Now()
		time.Sleep(time.Second)
		for i, n := range l.n {
			m := l.n[1-i]
			found := l.want(1, "mdns.discovered", n.Name, m.Name, "after a second together")
			took := l.want(1, "mdns.discovery_time", n.Name, m.Name, "after a second together")
			if len(found)*len(took) == 1 && took[0].Value != float64(found[0].T-began.Nanoseconds()) {
				t.Errorf("discovery_time %v, want the time since the later start", took[0])
			}
			if n.Host().Network().Connectedness(m.ID) != network.Connected {
				t.Errorf("%s and %s are not connected", n.Name, m.Name)
			}
		}
		l.in.Sample()
		for _, s := range l.want(2, "mdns.known", "", "", "after a second together") {
			if s.Value != 1 {
				t.Errorf("%v, want 1", s)
			}
		}
	})
}

func TestConnectIsAnOption(t *testing.T) {
	rec := sealed(t, 1, 0, func(o *Options) { o.Connect = false }, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(time.Minute)
		l.want(2, "mdns.discovered", "", "", "without connecting")
	})
	if bytes.Contains(rec.Text(sim.EventLog), []byte(`"e":"dial"`)) {
		t.Error("somebody dialled")
	}
}

// TestDomains: nothing is heard across domains, and peers without one do
// nothing at all.
func TestDomains(t *testing.T) {
	rec := sealed(t, 1, 0, nil, []string{"red", "blue", "", "", "red"}, func(l *bench) {
		l.up(l.n...)
		time.Sleep(10 * time.Minute)
		l.want(2, "mdns.discovered", "", "", "in two domains")
		l.want(1, "mdns.discovered", "n-0", "n-4", "in one domain")
		l.in.Sample()
		l.want(3, "mdns.known", "", "", "in two domains")
		l.leave(l.n[2])
		l.crash(l.n[3])
	})
	for line := range strings.Lines(string(rec.Text(sim.EventLog))) {
		if strings.Contains(line, `"n-2"`) || strings.Contains(line, `"n-3"`) {
			if !strings.Contains(line, `"e":"up"`) && !strings.Contains(line, `"e":"down"`) {
				t.Errorf("a peer in no domain did something: %s", line)
			}
		}
	}
}

// TestServicesKeepApart: peers find only those of their own service, however
// its letters are written.
func TestServicesKeepApart(t *testing.T) {
	sealed(t, 1, 0, func(o *Options) { o.Service = "_P2P-cafe._udp.local" }, lan(3), func(l *bench) {
		l.up(l.n[0], l.n[2])
		other, err := Protocol.Begin(l.w, ptr(defaults()))
		if err != nil {
			panic(err)
		}
		if err := l.n[1].Start(); err != nil {
			panic(err)
		}
		if err := other.Start(l.n[1]); err != nil {
			panic(err)
		}
		time.Sleep(time.Minute)
		l.want(1, "mdns.discovered", "n-0", "n-2", "with one service")
		l.want(2, "mdns.discovered", "", "", "with two services")
		l.want(0, "mdns.malformed", "", "", "with two services")
	})
}

// TestInvariants: with any loss and any churn, the peers known are those that were
// discovered and have not expired; the log could have happened; and the same seed
// gives the same bytes.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64Range(1, 1000).Draw(rt, "seed")
		loss := rapid.Float64Range(0, 0.9).Draw(rt, "loss")
		peers := rapid.IntRange(1, 4).Draw(rt, "peers")
		type act struct{ Who, What, After int }
		acts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
			return act{
				rapid.IntRange(0, peers-1).Draw(t, "who"),
				rapid.IntRange(0, 1).Draw(t, "what"),
				rapid.IntRange(0, 100_000).Draw(t, "ms"),
			}
		}), 0, 8).Draw(rt, "acts")
		run := func() *sim.Recorder {
			return sealed(t, seed, loss, nil, lan(peers), func(l *bench) {
				l.up(l.n...)
				lost := map[string]int{} // names in the caches of peers that went down
				for _, a := range acts {
					time.Sleep(time.Duration(a.After) * time.Millisecond)
					n := l.n[a.Who]
					if !n.Up() {
						l.up(n)
						continue
					}
					lost[n.Name] += len(l.agent(n).cache.entries)
					if a.What == 0 {
						l.leave(n)
					} else {
						l.crash(n)
					}
				}
				time.Sleep(time.Minute)
				for _, n := range l.n {
					balance := len(samples(l.rec, "mdns.discovered", n.Name, "")) - len(samples(l.rec, "mdns.expired", n.Name, "")) - lost[n.Name]
					if a := l.agent(n); a != nil {
						balance -= len(a.cache.entries)
					}
					if balance != 0 {
						t.Errorf("%s: %d names neither known nor expired", n.Name, balance)
					}
				}
			})
		}
		one, two := run(), run()
		if sha256.Sum256(one.Text(sim.EventLog)) != sha256.Sum256(two.Text(sim.EventLog)) || !bytes.Equal(one.Text(sim.MetricLog), two.Text(sim.MetricLog)) {
			rt.Fatal("two runs of one seed differ")
		}
		protocoltest.Events(one, "") // panics on a log that could not have happened
		if t.Failed() {
			rt.FailNow()
		}
	})
}

// TestSeeds: another seed gives other names and delays.
func TestSeeds(t *testing.T) {
	run := func(seed uint64) []byte {
		return sealed(t, seed, 0, nil, lan(2), func(l *bench) {
			l.up(l.n...)
			time.Sleep(time.Second)
		}).Text(sim.MetricLog)
	}
	if bytes.Equal(run(1), run(2)) {
		t.Error("two seeds gave one run")
	}
}
