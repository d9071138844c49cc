//go:build simsealed

package sim_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// readAll notes the time at which each byte arrives.
func readAll(s network.Stream, got map[byte]time.Duration, w *sim.World) {
	b := make([]byte, 1)
	for {
		if n, err := s.Read(b); n == 1 {
			got[b[0]] = w.Now()
		} else if err != nil {
			return
		}
	}
}

// TestCut: a cut stops data on its way and new data, and only in its direction;
// after the heal all of it arrives, in order, with the sender's next
// retransmission.
func TestCut(t *testing.T) {
	got, back := map[byte]time.Duration{}, map[byte]time.Duration{}
	var begin, healed time.Duration
	sealed(t, func() {
		w, n, _ := newWorld(config(), 2)
		from, to := pair(n[0], n[1])
		go readAll(to, got, w)
		go readAll(from, back, w)
		_, _ = from.Write([]byte{1})
		time.Sleep(delay)
		_, _ = from.Write([]byte{2})
		time.Sleep(delay / 2)
		begin = w.Now()
		heal := w.Cut(n[:1], n[1:]).End
		_, _ = from.Write([]byte{3})
		_, _ = to.Write([]byte{9})
		time.Sleep(10 * time.Second)
		heal()
		healed = w.Now()
		_, _ = from.Write([]byte{4})
		time.Sleep(20 * time.Second)
		_, _ = from.Write([]byte{5})
		time.Sleep(time.Second)
	})
	if at := back[9]; at != begin+delay {
		t.Errorf("against the cut a byte arrived at %v, want %v", at, begin+delay)
	}
	// Retransmissions 300 ms after the cut, then after 600 ms, 1.2 s …: the sixth is the first after ten seconds.
	resent := begin + 300*time.Millisecond*(1+2+4+8+16+32)
	if resent < healed {
		t.Fatalf("the test's arithmetic: %v is before %v", resent, healed)
	}
	for b := byte(2); b <= 4; b++ {
		if got[b] != resent+delay {
			t.Errorf("byte %d arrived at %v, want %v", b, got[b], resent+delay)
		}
	}
	if got[1] == 0 || got[1] > begin || got[5] == 0 {
		t.Errorf("bytes before and after the cut arrived at %v and %v", got[1], got[5])
	}
}

// TestLongCut: keepalives end connections across a cut that lasts, dials time
// out, and after the heal all is as before.
func TestLongCut(t *testing.T) {
	var early, late network.Connectedness
	var during, after error
	var took time.Duration
	sealed(t, func() {
		w, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		heal := w.Cut(n[:1], n[1:]).End
		time.Sleep(29 * time.Second)
		early = n[0].Host().Network().Connectedness(n[1].ID)
		time.Sleep(30 * time.Second)
		late = n[0].Host().Network().Connectedness(n[1].ID)
		begin := w.Now()
		during = n[1].Host().Connect(context.Background(), n[0].AddrInfo())
		took = w.Now() - begin
		heal()
		after = n[1].Host().Connect(context.Background(), n[0].AddrInfo())
	})
	if early != network.Connected || late != network.NotConnected {
		t.Errorf("the connection is %v before a probe fails and %v afterwards", early, late)
	}
	if !errors.Is(during, sim.ErrDialTimeout) || took != 5*time.Second {
		t.Errorf("a dial across the cut: %v after %v", during, took)
	}
	if after != nil {
		t.Errorf("a dial after the heal: %v", after)
	}
}

// TestCutOfALaneThatGaveUp: a cut that heals while everything is lost lets the
// transport give up once more, also on data that never left.
func TestCutOfALaneThatGaveUp(t *testing.T) {
	opened := false
	sealed(t, func() {
		w, n, _ := newWorld(config(), 2)
		from, _ := pair(n[0], n[1])
		restore := w.Degrade(n[:1], n[1:], sim.Degradation{Loss: 1}).End
		_, _ = from.Write([]byte{1}) // the transport gives up
		n[1].Host().SetStreamHandler(proto, func(network.Stream) { opened = true })
		if _, err := n[0].Host().NewStream(context.Background(), n[1].ID, proto); err != nil {
			panic(err)
		}
		heal := w.Cut(n[:1], n[1:]).End
		time.Sleep(time.Second)
		heal()
		time.Sleep(10 * time.Second)
		restore()
		time.Sleep(time.Minute)
	})
	if opened {
		t.Error("a stream was opened over a connection that had given up")
	}
}

// TestDegrade: a worse route delays data sent from then on, until it ends.
func TestDegrade(t *testing.T) {
	got := map[byte]time.Duration{}
	sent := map[byte]time.Duration{}
	sealed(t, func() {
		w, n, _ := newWorld(config(), 2)
		from, to := pair(n[0], n[1])
		go readAll(to, got, w)
		write := func(b byte) {
			sent[b] = w.Now()
			_, _ = from.Write([]byte{b})
			time.Sleep(5 * time.Second)
		}
		write(1)
		restore := w.Degrade(w.Nodes(), n[1:], sim.Degradation{Delay: time.Second}).End
		write(2)
		lossy := w.Degrade(n[:1], n[1:], sim.Degradation{Loss: 1e-9}).End
		write(3)
		lossy()
		restore()
		write(4)
	})
	for b, want := range map[byte]time.Duration{1: delay, 2: delay + time.Second, 3: delay + time.Second, 4: delay} {
		if took := got[b] - sent[b]; took != want {
			t.Errorf("byte %d took %v, want %v", b, took, want)
		}
	}
}

// TestPause: a paused process does nothing, loses nothing, and goes on; the
// other side gives up after a failed probe.
func TestPause(t *testing.T) {
	got := map[byte]time.Duration{}
	var ticks []time.Duration
	var paused, resumed, fired time.Duration
	var long network.Connectedness
	sealed(t, func() {
		w, n, _ := newWorld(config(), 3)
		from, to := pair(n[0], n[1])
		n[1].Go(func() { readAll(to, got, w) })
		n[1].Go(func() {
			for range 50 {
				time.Sleep(time.Second)
				ticks = append(ticks, w.Now())
			}
		})
		n[1].Go(func() {
			time.AfterFunc(8*time.Second, func() { fired = w.Now() })
		})
		time.Sleep(5*time.Second + time.Millisecond)
		paused = w.Now()
		n[1].Pause()
		_, _ = from.Write([]byte{1})
		time.Sleep(10 * time.Second)
		_, _ = from.Write([]byte{2})
		time.Sleep(time.Second)
		n[1].Resume()
		resumed = w.Now()
		time.Sleep(20 * time.Second)
		_, _ = from.Write([]byte{3})
		time.Sleep(time.Second)
		n[1].Pause()
		time.Sleep(time.Minute)
		long = n[0].Host().Network().Connectedness(n[1].ID)
		n[1].Resume()
		time.Sleep(time.Minute)
	})
	for _, at := range ticks {
		if at > paused && at < resumed {
			t.Errorf("the paused process ran at %v", at)
		}
	}
	if fired != resumed {
		t.Errorf("a timer that was over in the pause fired at %v, want %v", fired, resumed)
	}
	if len(ticks) != 50 {
		t.Errorf("%d ticks, want 50", len(ticks))
	}
	if got[1] != resumed || got[2] != resumed || got[3] == 0 {
		t.Errorf("bytes were read at %v, want the first two at %v", got, resumed)
	}
	if long != network.NotConnected {
		t.Errorf("after a minute's pause the other side is still %v", long)
	}
}

// TestCrashOfPaused: a peer that crashes in a pause comes back without it.
func TestCrashOfPaused(t *testing.T) {
	var err error
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		n[1].Pause()
		time.Sleep(time.Second)
		n[1].Crash(nil)
		time.Sleep(time.Minute)
		if err = n[1].Start(); err == nil {
			err = n[0].Host().Connect(context.Background(), n[1].AddrInfo())
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// TestBandwidth: a transfer takes the time of the slower pipe, and shares it.
func TestBandwidth(t *testing.T) {
	const size = 1 << 20
	transfer := func(streams int) time.Duration {
		var took time.Duration
		sealed(t, func() {
			w, _ := newNet(config())
			for _, c := range []sim.NodeConfig{
				{Name: "a", Dialable: true, Up: 8e6, Queue: 256 << 10},
				{Name: "b", Dialable: true, Down: 100e6, Queue: 256 << 10},
			} {
				n, err := w.Add(c)
				if err == nil {
					err = n.Start()
				}
				if err != nil {
					panic(err)
				}
			}
			n := w.Nodes()
			done := make(chan bool, streams)
			var ends [][2]network.Stream
			for range streams {
				from, to := pair(n[0], n[1])
				ends = append(ends, [2]network.Stream{from, to})
			}
			begin := time.Now()
			for _, end := range ends {
				from, to := end[0], end[1]
				go func() {
					_, _ = from.Write(make([]byte, size/streams))
					_ = from.CloseWrite()
				}()
				go func() {
					b := make([]byte, 64<<10)
					for {
						if _, err := to.Read(b); err != nil {
							done <- true
							return
						}
					}
				}()
			}
			for range streams {
				<-done
			}
			took = time.Since(begin)
		})
		return took
	}
	atLeast := time.Duration(size)*8*time.Second/8_000_000 + delay
	for _, streams := range []int{1, 4} {
		if took := transfer(streams); took < atLeast || took > atLeast+20*time.Millisecond {
			t.Errorf("1 MiB over 8 Mbit/s on %d streams took %v, want little more than %v", streams, took, atLeast)
		}
	}
}

// TestLoss: loss delays, and loses nothing.
func TestLoss(t *testing.T) {
	c := config()
	c.Model = link.With(link.Constant(delay), link.Jitter{}, link.Independent(0.2))
	var rec *sim.Recorder
	got := map[byte]time.Duration{}
	sealed(t, func() {
		w, n, r := newWorld(c, 2)
		rec = r
		from, to := pair(n[0], n[1])
		go readAll(to, got, w)
		for i := range 200 {
			_, _ = from.Write([]byte{byte(i)})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Minute)
	})
	if len(got) != 200 {
		t.Errorf("%d bytes of 200 arrived", len(got))
	}
	if !strings.Contains(string(rec.Text(sim.EventLog)), `"e":"recv"`) {
		t.Error("nothing was received")
	}
}

// TestHits: a cut hits the connections, messages and dials that it stops, a degradation what goes
// its way, and neither what has nothing to do with it.
func TestHits(t *testing.T) {
	var got []int
	sealed(t, func() {
		w, n, _ := newWorld(config(), 4)
		from, to := pair(n[0], n[1])
		go readAll(to, map[byte]time.Duration{}, w)
		write := func() { _, _ = from.Write([]byte{1}) }
		see := func(e *sim.Effect) { got = append(got, e.Hits()) }

		none := w.Cut(n[2:3], n[3:])
		worse, way := w.Degrade(n[:1], n[1:2], sim.Degradation{Delay: time.Second}), w.Degrade(n[1:2], n[:1], sim.Degradation{Delay: time.Second})
		write()
		write()
		see(worse)
		worse.End()
		way.End()
		write()
		see(worse)
		time.Sleep(10 * time.Second)

		cut := w.Cut(n[:1], n[1:2])
		see(cut) // the connection
		write()
		see(cut)
		cut.End()
		time.Sleep(10 * time.Second)
		write()
		see(cut)

		see(none)
		_ = n[2].Host().Connect(context.Background(), n[3].AddrInfo())
		got = append(got, min(none.Hits(), 1))
	})
	if want := []int{2, 2, 1, 2, 2, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("hits %v, want %v", got, want)
	}
}
