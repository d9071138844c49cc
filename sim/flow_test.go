//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/internal/tcptest"
	"github.com/libp2p-sim/sim/sim/link"
)

// windowed is config with a congestion window and a loss.
func windowed(c sim.Congestion, loss float64) sim.Config {
	cfg := config()
	cfg.Congestion = c
	cfg.Model = link.With(link.Constant(delay), link.Jitter{}, link.Independent(loss))
	return cfg
}

// transfer sends size bytes from one peer to another, the same share on each stream of
// one connection, and returns how long they take to the last.
func transfer(t *testing.T, c sim.Config, streams, size int) (took time.Duration) {
	t.Helper()
	sealed(t, func() {
		_, n, _ := newWorld(c, 2)
		ends := make(chan network.Stream, streams)
		n[1].Host().SetStreamHandler(proto, func(s network.Stream) { ends <- s })
		var near []network.Stream
		if err := n[0].Host().Connect(context.Background(), n[1].AddrInfo()); err != nil {
			panic(err)
		}
		for range streams {
			s, err := n[0].Host().NewStream(context.Background(), n[1].ID, proto)
			if err != nil {
				panic(err)
			}
			near = append(near, s)
		}
		time.Sleep(time.Minute)
		begin := time.Now()
		for _, s := range near {
			go func() {
				if _, err := s.Write(make([]byte, size/streams)); err != nil {
					t.Error(err)
				}
				_ = s.CloseWrite()
			}()
		}
		done := make(chan bool)
		for range streams {
			go func() {
				if k, err := io.Copy(io.Discard, <-ends); err != nil || int(k) != size/streams {
					t.Errorf("%d bytes of %d, %v", k, size/streams, err)
				}
				done <- true
			}()
		}
		for range streams {
			<-done
		}
		took = time.Since(begin)
	})
	return took
}

// TestFlowSlowStart: 1 MiB at a round trip of 100 ms takes what ten segments that double
// each round trip take, give or take one, on as many streams of a connection as there are:
// they share its window.
func TestFlowSlowStart(t *testing.T) {
	const size = 1 << 20
	rounds, sent := 0, 0
	for window := 10 * link.MSS; sent < size; window *= 2 {
		sent += window
		rounds++
	}
	theory := time.Duration(rounds-1)*2*delay + delay
	for _, streams := range []int{1, 8} {
		took := transfer(t, windowed(sim.Reno, 0), streams, size)
		t.Logf("%d bytes on %d streams take %v, in theory %v", size, streams, took, theory)
		if d := took - theory; d < -2*delay || d > 2*delay {
			t.Errorf("%d bytes on %d streams take %v, in theory %v", size, streams, took, theory)
		}
	}
	if took := transfer(t, windowed(sim.Ideal, 0), 8, size); took != delay {
		t.Errorf("without a window %d bytes take %v, want a delay", size, took)
	}
}

// TestFlowThroughputOverLoss: what a stream carries over random loss is what Mathis and
// others (1997) say, within 20 %, and what Padhye and others (1998) say where losses are
// rare, as over sockets.
func TestFlowThroughputOverLoss(t *testing.T) {
	way := link.Way{Delay: delay}
	rto := link.Route{There: way, Back: way}.RTO()
	for _, law := range []sim.Congestion{sim.Reno, sim.CUBIC} {
		for _, p := range []float64{1e-3, 3e-3, 1e-2, 3e-2, 1e-1} {
			c := windowed(law, p)
			size := int(1000/p) * link.MSS / 2
			took := transfer(t, c, 1, size)
			rate := float64(size) / link.MSS / took.Seconds() // segments a second
			tcptest.Rate(t, law, p, rate, 2*delay, rto)
		}
	}
}

// TestFlowRepeats: the same seed gives the same log, with losses, jitter and a cut.
func TestFlowRepeats(t *testing.T) {
	run := func() []byte {
		var rec *sim.Recorder
		sealed(t, func() {
			c := windowed(sim.CUBIC, 0.05)
			w, n, r := newWorld(c, 3)
			rec = r
			for _, to := range n[1:] {
				near, far := pair(n[0], to)
				n[0].Go(func() {
					_, _ = near.Write(make([]byte, 300<<10))
					_ = near.CloseWrite()
				})
				to.Go(func() { _, _ = io.Copy(io.Discard, far) })
			}
			time.Sleep(time.Second)
			heal := w.Cut(n[:1], n[1:]).End
			time.Sleep(5 * time.Second)
			heal()
			time.Sleep(time.Minute)
		})
		return rec.Text(sim.EventLog)
	}
	first := run()
	if !bytes.Equal(first, run()) {
		t.Error("two runs of one seed differ")
	}
	if !bytes.Contains(first, []byte(`"e":"recv"`)) {
		t.Error("nothing was received")
	}
}

// TestFlowCut: what is sent into a cut arrives after it, once, by retransmission; nothing
// arrives in it, and the other direction goes on.
func TestFlowCut(t *testing.T) {
	got, back := map[byte]time.Duration{}, map[byte]time.Duration{}
	var begin, healed time.Duration
	sealed(t, func() {
		w, n, _ := newWorld(windowed(sim.Reno, 0), 2)
		from, to := pair(n[0], n[1])
		go readAll(to, got, w)
		go readAll(from, back, w)
		_, _ = from.Write([]byte{1})
		time.Sleep(delay / 2)
		begin = w.Now()
		heal := w.Cut(n[:1], n[1:])
		_, _ = from.Write([]byte{2})
		_, _ = to.Write([]byte{9})
		time.Sleep(10 * time.Second)
		if heal.Hits() < 3 { // the connection, both bytes, and tries
			t.Errorf("the cut met %d things", heal.Hits())
		}
		heal.End()
		healed = w.Now()
		time.Sleep(20 * time.Second)
		_, _ = from.Write([]byte{3})
		time.Sleep(time.Second)
	})
	if at := back[9]; at != begin+delay {
		t.Errorf("against the cut a byte arrived at %v, want %v", at, begin+delay)
	}
	// Retransmissions begin 300 ms after the byte left, and their intervals double.
	resent := begin - delay/2 + 300*time.Millisecond*(1+2+4+8+16+32)
	if resent < healed {
		t.Fatalf("the test's arithmetic: %v is before %v", resent, healed)
	}
	if got[1] != resent+delay || got[2] <= got[1] || got[2] > got[1]+2*delay {
		t.Errorf("bytes arrived at %v and %v, want the first at %v and the second within a round trip", got[1], got[2], resent+delay)
	}
	if got[3] == 0 {
		t.Error("what was sent after the cut did not arrive")
	}
}

// TestFlowLongCut: keepalives end both ends of a connection across a cut that lasts, and
// the next dial after it succeeds.
func TestFlowLongCut(t *testing.T) {
	sealed(t, func() {
		w, n, _ := newWorld(windowed(sim.CUBIC, 0), 2)
		from, _ := pair(n[0], n[1])
		heal := w.Cut(n[:1], n[1:]).End
		_, _ = from.Write(make([]byte, 100<<10))
		time.Sleep(time.Minute)
		if _, err := from.Write([]byte{1}); err == nil {
			t.Error("a stream lives beyond its connection's keepalive")
		}
		heal()
		if err := n[0].Host().Connect(context.Background(), n[1].AddrInfo()); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		if c := n[1].Host().Network().Connectedness(n[0].ID); c != network.Connected {
			t.Errorf("after the cut the other peer is %v", c)
		}
	})
}

// TestFlowShortCut: what gets through after a cut tells that the other end lives, before the
// retransmission of a connection that had nothing to say would.
func TestFlowShortCut(t *testing.T) {
	sealed(t, func() {
		w, n, _ := newWorld(windowed(sim.Reno, 0), 2)
		from, _ := pair(n[0], n[1])
		time.Sleep(15 * time.Second) // probes are every 30 s
		heal := w.Cut(n[:1], n[1:]).End
		time.Sleep(12 * time.Second)
		_, _ = from.Write([]byte{1}) // the last try is 9.3 s later
		time.Sleep(8 * time.Second)
		heal()
		time.Sleep(time.Minute)
		if c := n[0].Host().Network().Connectedness(n[1].ID); c != network.Connected {
			t.Errorf("the peer is %v 60 s after a cut of 20 s", c)
		}
	})
}

// TestFlowStops: who hears that the other end has closed sends nothing more, not even again.
func TestFlowStops(t *testing.T) {
	sealed(t, func() {
		w, n, _ := newWorld(windowed(sim.Reno, 0), 2)
		_, far := pair(n[0], n[1])
		if _, err := far.Write(make([]byte, 200<<10)); err != nil {
			t.Error(err)
		}
		n[0].Leave(nil)
		time.Sleep(delay)
		sent := w.Degrade(n[1:], n[:1], sim.Degradation{Delay: time.Millisecond})
		time.Sleep(time.Hour)
		if k := sent.Hits(); k > 0 {
			t.Errorf("%d bursts are sent to a peer that has left", k)
		}
	})
}

// TestFlowCrash: of what a peer has written, that arrives which had left before it crashes;
// its kernel sends nothing any more. A peer that leaves has its kernel send the rest.
func TestFlowCrash(t *testing.T) {
	const size = 200 << 10
	received := func(down func(*sim.Node)) (k int64, err error) {
		sealed(t, func() {
			_, n, _ := newWorld(windowed(sim.Reno, 0), 2)
			near, far := pair(n[0], n[1])
			if _, err := near.Write(make([]byte, size)); err != nil {
				t.Error(err)
			}
			_ = near.CloseWrite()
			down(n[0])
			k, err = io.Copy(io.Discard, far)
		})
		return k, err
	}
	if k, err := received(func(n *sim.Node) { n.Crash(nil) }); k >= size || err == nil {
		t.Errorf("%d bytes of %d arrive of a peer that crashed, %v", k, size, err)
	}
	if k, err := received(func(n *sim.Node) { n.Leave(nil) }); k != size || err != nil {
		t.Errorf("%d bytes of %d arrive of a peer that left, %v", k, size, err)
	}
}

// TestFlowToTheDead: a sender hears of a peer that crashed by its keepalive, and of one that
// came back by the answer to its next retransmission.
func TestFlowToTheDead(t *testing.T) {
	for _, back := range []bool{false, true} {
		sealed(t, func() {
			_, n, _ := newWorld(windowed(sim.CUBIC, 0), 2)
			near, _ := pair(n[0], n[1])
			n[1].Crash(nil)
			begin := time.Now()
			_, _ = near.Write(make([]byte, 100))
			if back {
				time.Sleep(time.Second)
				if err := n[1].Start(); err != nil {
					t.Error(err)
				}
			}
			_, err := near.Read(make([]byte, 1))
			took := time.Since(begin)
			if want := errors.Is(err, network.ErrReset); err == nil || back && (!want || took > 3*time.Second) || !back && took < 10*time.Second {
				t.Errorf("back %v: the sender hears %v after %v", back, err, took)
			}
			time.Sleep(time.Hour)
		})
	}
}

// TestFlowGivesUp: a connection whose keepalive waits ends when a byte was sent 15 times again
// in vain, as Linux has it: after some 16 minutes.
func TestFlowGivesUp(t *testing.T) {
	c := windowed(sim.Reno, 0)
	c.Keepalive = sim.Keepalive{Interval: 10 * time.Hour, Timeout: time.Hour}
	sealed(t, func() {
		w, n, _ := newWorld(c, 2)
		near, _ := pair(n[0], n[1])
		w.Degrade(n[:1], n[1:], sim.Degradation{Loss: 1})
		_, _ = near.Write([]byte{1})
		begin := time.Now()
		_, err := near.Read(make([]byte, 1))
		var want time.Duration
		for rto, tries := 300*time.Millisecond, 0; tries <= 15; tries++ {
			want += rto
			rto = min(2*rto, 2*time.Minute)
		}
		if took := time.Since(begin); !errors.Is(err, syscall.ETIMEDOUT) || took != want {
			t.Errorf("the connection ends with %v after %v, want %v", err, took, want)
		}
	})
}

// TestFlowPause: the kernel of a paused process sends on, and takes in what arrives.
func TestFlowPause(t *testing.T) {
	const size = 200 << 10
	sealed(t, func() {
		_, n, _ := newWorld(windowed(sim.Reno, 0), 2)
		near, far := pair(n[0], n[1])
		begin := time.Now()
		n[0].Go(func() {
			_, _ = near.Write(make([]byte, size))
			_ = near.CloseWrite()
		})
		time.Sleep(time.Millisecond)
		n[0].Pause()
		if k, err := io.Copy(io.Discard, far); k != size || err != nil || time.Since(begin) > time.Second {
			t.Errorf("%d bytes of %d arrive of a peer that is paused, after %v, %v", k, size, time.Since(begin), err)
		}
		n[0].Resume()
		near, far = pair(n[0], n[1])
		n[1].Pause()
		_, _ = near.Write(make([]byte, size))
		_ = near.CloseWrite()
		time.Sleep(5 * time.Second)
		n[1].Resume()
		begin = time.Now()
		if k, err := io.Copy(io.Discard, far); k != size || err != nil || time.Since(begin) != 0 {
			t.Errorf("%d bytes of %d were there after the pause, in %v, %v", k, size, time.Since(begin), err)
		}
	})
}

// TestFlowBuffer: writers wait while the kernel's buffer is full, also those of other
// streams, and all get their turn; also where the window is larger than the buffer.
func TestFlowBuffer(t *testing.T) {
	if took := transfer(t, windowed(sim.CUBIC, 0), 1, 40<<20); took > 2*time.Second {
		t.Errorf("40 MiB take %v, want some 14 round trips of 100 ms", took)
	}
	const streams, each = 40, 256 << 10 // the windows of the streams let all of it go at once
	sealed(t, func() {
		_, n, _ := newWorld(windowed(sim.Reno, 0), 2)
		var starts, ends []network.Stream
		wrote := 0
		for range streams {
			near, far := pair(n[0], n[1])
			starts, ends = append(starts, near), append(ends, far)
		}
		time.Sleep(time.Minute)
		for _, near := range starts {
			n[0].Go(func() {
				if _, err := near.Write(make([]byte, each)); err != nil {
					t.Error(err)
				}
				_ = near.CloseWrite()
				wrote++
			})
		}
		time.Sleep(delay)
		if want := (4 << 20) / (each + 12); wrote != want {
			t.Errorf("%d streams of %d kB were written at once, want %d", wrote, each>>10, want)
		}
		for _, far := range ends {
			if k, err := io.Copy(io.Discard, far); k != each || err != nil {
				t.Errorf("%d bytes of %d, %v", k, each, err)
			}
		}
	})
}
