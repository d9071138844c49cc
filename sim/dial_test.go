//go:build simsealed

package sim_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	msmux "github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// TestDialTakesItsTime dials peers in all states and looks at the clock. The time
// of identify comes on top of a dial, in Connect.
func TestDialTakesItsTime(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*sim.Config)
		target func(*sim.Node)
		err    error
		want   time.Duration
	}{
		{name: "TCP, Noise and Yamux: three round trips", want: 6 * delay},
		{name: "QUIC: one round trip", change: func(c *sim.Config) { c.Dial.Handshake = sim.QUIC }, want: 2 * delay},
		{name: "a crashed peer never answers", target: func(n *sim.Node) { n.Crash(nil) }, err: sim.ErrDialTimeout, want: 5 * time.Second},
		{name: "a peer that left never answers", target: func(n *sim.Node) { n.Leave(nil) }, err: sim.ErrDialTimeout, want: 5 * time.Second},
		{
			name:   "a machine whose process ended refuses",
			change: func(c *sim.Config) { c.Dial.Refuse = true },
			target: func(n *sim.Node) { n.Crash(nil) },
			err:    sim.ErrDialRefused, want: 2 * delay,
		},
		{name: "a peer behind a NAT never answers", target: func(n *sim.Node) { n.Dialable = false }, err: sim.ErrDialTimeout, want: 5 * time.Second},
		{
			name:   "a handshake longer than the time-out fails in time",
			change: func(c *sim.Config) { c.Dial.Timeout = dist.Constant(5 * delay) },
			err:    sim.ErrDialTimeout, want: 5 * delay,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := config()
			if tt.change != nil {
				tt.change(&c)
			}
			sealed(t, func() {
				_, n, _ := newWorld(c, 2)
				if tt.target != nil {
					tt.target(n[1])
				}
				h := n[0].Host()
				h.Peerstore().AddAddr(n[1].ID, n[1].Addr, time.Hour)
				begin := time.Now()
				_, err := h.Network().DialPeer(context.Background(), n[1].ID)
				if !errors.Is(err, tt.err) || time.Since(begin) != tt.want {
					t.Errorf("dial ended with %v after %v, want %v after %v", err, time.Since(begin), tt.err, tt.want)
				}
			})
		})
	}
}

func TestDialErrors(t *testing.T) {
	sealed(t, func() {
		c := config()
		c.Dial.Backoff = true
		_, n, _ := newWorld(c, 2)
		h := n[0].Host()
		dial := func(ctx context.Context, to *sim.Node) error {
			_, err := h.Network().DialPeer(ctx, to.ID)
			return err
		}
		bg := context.Background()
		if err := dial(bg, n[0]); !errors.Is(err, sim.ErrDialToSelf) {
			t.Errorf("dial to self: %v", err)
		}
		if err := dial(bg, n[1]); !errors.Is(err, sim.ErrNoAddresses) {
			t.Errorf("dial without addresses: %v", err)
		}
		h.Peerstore().AddAddr(n[1].ID, n[1].Addr, time.Hour)
		if err := dial(network.WithNoDial(bg, "test"), n[1]); !errors.Is(err, network.ErrNoConn) {
			t.Errorf("dial forbidden by its context: %v", err)
		}
		n[1].Crash(nil)
		short, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		begin := time.Now()
		if err := dial(short, n[1]); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("dial with 1s to live: %v after %v", err, time.Since(begin))
		}
		// That dial has ended with the last caller that waited for it, and left no
		// backoff. Of two callers that wait for one dial, one may leave.
		begin = time.Now()
		brief, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		go func() { _ = dial(brief, n[1]) }()
		time.Sleep(500 * time.Millisecond)
		if err := dial(bg, n[1]); !errors.Is(err, sim.ErrDialTimeout) || !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 5*time.Second {
			t.Errorf("second waiter of the same dial: %v after %v", err, time.Since(begin))
		}
		if err := dial(bg, n[1]); !errors.Is(err, sim.ErrDialBackoff) || !errors.Is(err, swarm.ErrDialBackoff) {
			t.Errorf("dial right after a failed one: %v", err)
		}
		time.Sleep(5 * time.Second)
		if err := dial(bg, n[1]); !errors.Is(err, sim.ErrDialTimeout) {
			t.Errorf("dial after the backoff: %v", err)
		}
	})
}

// TestDialsMeet: sides that dial at the same time have two connections, as in go-libp2p,
// of which both use the last for new streams, and are connected until both are closed.
func TestDialsMeet(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		for i := range 2 {
			n[i].Host().SetStreamHandler("/test", func(network.Stream) {})
			go func() {
				if err := n[i].Host().Connect(context.Background(), n[1-i].AddrInfo()); err != nil {
					t.Error(err)
				}
			}()
		}
		time.Sleep(time.Minute)
		for i := range 2 {
			h := n[i].Host().Network()
			if c, p := h.Conns(), h.Peers(); len(c) != 2 || len(h.ConnsToPeer(n[1-i].ID)) != 2 || len(p) != 1 {
				t.Errorf("%s has connections %v with %v, want 2 with one peer", n[i].Name, c, p)
			}
		}
		for i := range 2 {
			h := n[i].Host()
			last := h.Network().ConnsToPeer(n[1-i].ID)[1]
			s, err := h.NewStream(context.Background(), n[1-i].ID, "/test")
			if err != nil || s.Conn() != last {
				t.Errorf("%s opens a stream on %v, %v, want the last of equal connections", n[i].Name, s, err)
				continue
			}
			if s, err = h.Network().ConnsToPeer(n[1-i].ID)[0].NewStream(context.Background()); err == nil {
				_, err = s.Write([]byte("x"))
			}
			if err != nil {
				t.Error(err)
			}
		}
		for left := range 2 {
			net := n[0].Host().Network()
			_ = net.Conns()[0].Close()
			time.Sleep(time.Second)
			for i := range 2 {
				connected := n[i].Host().Network().Connectedness(n[1-i].ID) == network.Connected
				if m := n[i].MocknetConns(); m != 1-left {
					t.Errorf("after %d are closed, mocknet has %d at %s, want one as long as we have any", left+1, m, n[i].Name)
				}
				if connected != (left == 0) {
					t.Errorf("after %d are closed, %s is connected: %v", left+1, n[i].Name, connected)
				}
			}
		}
	})
}

// TestRestartInHandshake: a handshake that one incarnation of a host began is nothing to
// the next: nobody answers, or the machine refuses.
func TestRestartInHandshake(t *testing.T) {
	for _, tt := range []struct {
		refuse bool
		want   error
		took   time.Duration
	}{
		{false, sim.ErrDialTimeout, 5 * time.Second},
		{true, sim.ErrDialRefused, 200 * time.Millisecond},
	} {
		sealed(t, func() {
			c := config()
			c.Dial.Refuse = tt.refuse
			w, n, _ := newWorld(c, 2)
			w.Go("restart", func() {
				time.Sleep(120 * time.Millisecond)
				n[1].Crash(nil)
				if err := n[1].Start(); err != nil {
					t.Error(err)
				}
			})
			begin := time.Now()
			err := n[0].Host().Connect(context.Background(), n[1].AddrInfo())
			if took := time.Since(begin); !errors.Is(err, tt.want) || took != tt.took {
				t.Errorf("refuse %v: %v after %v, want %v after %v", tt.refuse, err, took, tt.want, tt.took)
			}
		})
	}
}

// TestRestartWhileDialling: a host that comes up in the instant in which the one before went
// down is not told of that one's dials, by which the log could not have happened.
func TestRestartWhileDialling(t *testing.T) {
	for _, down := range []func(*sim.Node){
		func(n *sim.Node) { n.Leave(nil) },
		func(n *sim.Node) { n.Crash(nil) },
	} {
		for _, kept := range []bool{true, false} { // whether who waits for the dial waits to its end
			sealed(t, func() { // which looks at the log
				w, n, _ := newWorld(config(), 2)
				w.Go("restart", func() {
					ctx, cancel := context.WithCancel(context.Background())
					n[0].Go(func() {
						if err := n[0].Host().Connect(ctx, n[1].AddrInfo()); err == nil {
							t.Error("a host that went down while it dialled is connected")
						}
					})
					time.Sleep(delay)
					down(n[0])
					if !kept {
						cancel()
					}
					if err := n[0].Start(); err != nil {
						t.Error(err)
					}
					time.Sleep(time.Second)
					if err := n[0].Host().Connect(context.Background(), n[1].AddrInfo()); err != nil {
						t.Error(err)
					}
					cancel()
				})
				time.Sleep(time.Minute)
			})
		}
	}
}

// TestOvertaking: streams that know nothing of each other, as in QUIC, may overtake the
// last packet of the handshake, and yet meet a host that is connected.
func TestOvertaking(t *testing.T) {
	sealed(t, func() {
		jitter, err := link.JitterOf(dist.Exponential(100 * time.Millisecond))
		if err != nil {
			panic(err)
		}
		c := config()
		c.Dial.Separate = true
		c.Model = link.With(link.Constant(10*time.Millisecond), jitter, link.Loss{})
		_, n, _ := newWorld(c, 40)
		met := 0
		for _, to := range n[1:] {
			to.Host().SetStreamHandler(proto, func(network.Stream) {
				met++
				if to.Host().Network().Connectedness(n[0].ID) != network.Connected {
					t.Errorf("%s has a stream of a peer with which it is not connected", to.Name)
				}
			})
			n[0].Go(func() {
				h := n[0].Host()
				h.Peerstore().AddAddrs(to.ID, to.Addrs, time.Hour)
				s, err := h.Network().NewStream(context.Background(), to.ID)
				if err == nil {
					err = msmux.SelectProtoOrFail(protocol.ID(proto), s)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Minute)
		if met != len(n)-1 {
			t.Errorf("%d of %d streams arrived", met, len(n)-1)
		}
	})
}

// TestNegotiation: a stream for a protocol that nobody announced costs a round
// trip and fails; one that identify announced costs nothing.
func TestNegotiation(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		h := n[0].Host()
		begin := time.Now()
		if _, err := h.NewStream(context.Background(), n[1].ID, proto); err != nil || time.Since(begin) != 0 {
			t.Errorf("known protocol: %v after %v, want a stream at once", err, time.Since(begin))
		}
		if _, err := h.NewStream(context.Background(), n[1].ID, "/nobody/1.0.0"); err == nil || time.Since(begin) != 2*delay {
			t.Errorf("unknown protocol: %v after %v, want an error after %v", err, time.Since(begin), 2*delay)
		}
	})
}

// With a distribution, each dial has a time-out of its own, the same in every run.
func TestDialTimeoutDistribution(t *testing.T) {
	timeouts, err := dist.New(dist.Params{Law: dist.ExponentialLaw, Mean: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	c := config()
	c.Dial.Timeout = timeouts
	var runs [2][]time.Duration
	for i := range runs {
		sealed(t, func() {
			_, n, _ := newWorld(c, 2)
			n[1].Crash(nil)
			h := n[0].Host()
			h.Peerstore().AddAddr(n[1].ID, n[1].Addr, 24*time.Hour)
			for range 1000 {
				begin := time.Now()
				if _, err := h.Network().DialPeer(context.Background(), n[1].ID); !errors.Is(err, sim.ErrDialTimeout) {
					t.Errorf("dial to a crashed peer: %v", err)
				}
				runs[i] = append(runs[i], time.Since(begin))
			}
		})
	}
	if !slices.Equal(runs[0], runs[1]) {
		t.Error("two runs have different time-outs")
	}
	short := 0
	for _, d := range runs[0] {
		if timeouts.CDF(d) < 0.5 {
			short++
		}
	}
	if short < 450 || short > 550 { // six sigmas would be 95 to either side
		t.Errorf("%d of 1000 dials took less than the median of %v", short, timeouts)
	}
}

// TestTimeoutDistribution: a time-out that is drawn is for peers that do not answer.
// A dial to a peer that answers has the 5 s of go-libp2p's TCP transport, whatever
// time-out is drawn.
func TestTimeoutDistribution(t *testing.T) {
	sealed(t, func() {
		c := config()
		timeouts, err := dist.New(dist.Params{Law: dist.UniformLaw, Min: time.Millisecond, Max: 5 * time.Millisecond})
		if err != nil {
			panic(err)
		}
		c.Dial.Timeout = timeouts
		_, n, _ := newWorld(c, 3)
		n[2].Crash(nil)
		for range 20 {
			if err := n[0].Host().Connect(context.Background(), n[1].AddrInfo()); err != nil {
				t.Fatalf("a peer that answers: %v", err)
			}
			begin := time.Now()
			if err := n[0].Host().Connect(context.Background(), n[2].AddrInfo()); !errors.Is(err, sim.ErrDialTimeout) || time.Since(begin) > 5*time.Millisecond {
				t.Fatalf("a silent peer: %v after %v", err, time.Since(begin))
			}
			_ = n[0].Host().Network().ClosePeer(n[1].ID)
			time.Sleep(time.Second)
		}
	})
}
