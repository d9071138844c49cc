//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"
	ma "github.com/multiformats/go-multiaddr"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// arrivals writes 100 messages of 64 bytes, a millisecond apart, and returns
// how long each took.
func arrivals(from, to network.Stream) []time.Duration {
	const n = 100
	var sent [n]time.Time
	go func() {
		for i := range n {
			sent[i] = time.Now()
			if _, err := from.Write(make([]byte, 64)); err != nil {
				panic(err)
			}
			time.Sleep(time.Millisecond)
		}
	}()
	var took []time.Duration
	buf := make([]byte, 64)
	for i := range n {
		if _, err := io.ReadFull(to, buf); err != nil {
			panic(err)
		}
		took = append(took, time.Since(sent[i]))
	}
	return took
}

func TestSmallWritesDoNotWaitForEachOther(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		for i, d := range arrivals(pair(n[0], n[1])) {
			if d != delay {
				t.Errorf("message %d took %v, want %v", i, d, delay)
			}
		}
	})
}

// TestMocknetDelaysSmallWrites shows why the fabric has streams of its own. If
// it fails, mocknet has improved: think again.
func TestMocknetDelaysSmallWrites(t *testing.T) {
	sealed(t, func() {
		mn := mocknet.New()
		mn.SetLinkDefaults(mocknet.LinkOptions{Latency: delay})
		accepted := make(chan network.Stream, 1)
		for i := range 2 {
			key, _, err := ic.GenerateEd25519Key(bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 64)))
			if err != nil {
				panic(err)
			}
			if _, err := mn.AddPeer(key, ma.StringCast("/ip4/1.2.3.4/tcp/1")); err != nil {
				panic(err)
			}
		}
		if err := mn.LinkAll(); err != nil {
			panic(err)
		}
		h := mn.Hosts()
		h[1].SetStreamHandler(proto, func(s network.Stream) { accepted <- s })
		if _, err := mn.ConnectPeers(h[0].ID(), h[1].ID()); err != nil {
			panic(err)
		}
		s, err := h[0].NewStream(context.Background(), h[1].ID(), proto)
		if err != nil {
			panic(err)
		}
		if _, err := s.Write(make([]byte, 64)); err != nil { // sends the negotiation
			panic(err)
		}
		far := <-accepted
		if _, err := io.ReadFull(far, make([]byte, 64)); err != nil {
			panic(err)
		}
		late := 0
		for _, d := range arrivals(s, far) {
			if d != delay {
				late++
			}
		}
		if late == 0 {
			t.Error("raw mocknet delivers small writes after one delay each")
		}
	})
}

// TestStreamInvariants: written data, in any pieces, arrives once, whole, in order,
// and never before its time.
func TestStreamInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		min := time.Duration(rapid.IntRange(0, 300).Draw(rt, "min ms")) * time.Millisecond
		max := min + time.Duration(rapid.IntRange(0, 300).Draw(rt, "spread ms"))*time.Millisecond
		sizes := rapid.SliceOfN(rapid.IntRange(1, 5000), 1, 50).Draw(rt, "sizes")
		gaps := rapid.SliceOfN(rapid.IntRange(0, 200), len(sizes), len(sizes)).Draw(rt, "gaps ms")
		reads := rapid.SliceOfN(rapid.IntRange(1, 7000), 1, 20).Draw(rt, "reads")
		pause := time.Duration(rapid.IntRange(0, 100).Draw(rt, "pause ms")) * time.Millisecond
		c := config()
		c.Model = link.FromDist{Delay: dist.Uniform(min, max)}
		c.Congestion = rapid.SampledFrom([]sim.Congestion{sim.Ideal, sim.Reno, sim.CUBIC}).Draw(rt, "congestion")
		loss := rapid.IntRange(0, 30).Draw(rt, "loss %")
		c.Model = link.With(c.Model, link.Jitter{}, link.Independent(float64(loss)/100))
		var problem string
		sealed(t, func() {
			w, n, _ := newWorld(c, 2)
			from, to := pair(n[0], n[1])
			path := w.Route(n[0], n[1]).There.Delay
			var sent []byte
			type mark struct {
				end int
				at  time.Time
			}
			var marks []mark
			go func() {
				for i, size := range sizes {
					b := bytes.Repeat([]byte{byte(i)}, size)
					sent = append(sent, b...)
					marks = append(marks, mark{len(sent), time.Now()})
					if _, err := from.Write(b); err != nil {
						problem = err.Error()
					}
					clear(b) // the stream must have its own copy
					time.Sleep(time.Duration(gaps[i]) * time.Millisecond)
				}
				_ = from.CloseWrite()
			}()
			var got []byte
			for i := 0; ; i++ {
				b := make([]byte, reads[i%len(reads)])
				k, err := to.Read(b)
				got = append(got, b[:k]...)
				for _, m := range marks {
					if m.end <= len(got) && time.Since(m.at) < path {
						problem = "bytes arrived before their time"
					}
				}
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					problem = err.Error()
					break
				}
				time.Sleep(pause)
			}
			if !bytes.Equal(got, sent) {
				problem = "what arrived is not what was sent"
			}
		})
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}

func TestReadDeadline(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		_, s := pair(n[0], n[1])
		begin := time.Now()
		_ = s.SetReadDeadline(begin.Add(time.Second))
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("Read ended with %v after %v, want a deadline after 1s", err, time.Since(begin))
		}
		time.AfterFunc(time.Second, func() { _ = s.SetReadDeadline(time.Now()) })
		_ = s.SetReadDeadline(time.Time{})
		begin = time.Now()
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("a waiting Read ended with %v after %v, want the deadline set meanwhile", err, time.Since(begin))
		}
	})
}

func TestResetTakesOneDelay(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		near, far := pair(n[0], n[1])
		if _, err := near.Write([]byte("lost with the reset")); err != nil {
			t.Error(err)
		}
		begin := time.Now()
		_ = near.Reset()
		if _, err := near.Write([]byte("x")); !errors.Is(err, network.ErrReset) {
			t.Errorf("Write after Reset: %v", err)
		}
		if _, err := io.ReadAll(far); !errors.Is(err, network.ErrReset) || time.Since(begin) != delay {
			t.Errorf("the far end read %v after %v, want a reset after %v", err, time.Since(begin), delay)
		}
	})
}

// TestWriterWaitsForReader: a writer stops when the first window of 256 KiB is full,
// goes on when news arrive that the reader takes something, and has a larger window
// from then on.
func TestWriterWaitsForReader(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		near, far := pair(n[0], n[1])
		const total = 40 << 20
		wrote := 0
		write := func() error {
			k, err := near.Write(make([]byte, 1<<20))
			wrote += k
			return err
		}
		go func() {
			for wrote < total {
				if err := write(); err != nil {
					t.Error(err)
					return
				}
			}
			_ = near.CloseWrite()
		}()
		time.Sleep(time.Minute)
		if wrote != 0 {
			t.Errorf("1 MiB was written although nobody reads, want to wait at the window of 256 KiB")
		}
		begin := time.Now()
		if k, err := io.Copy(io.Discard, far); err != nil || k != total {
			t.Errorf("read %d bytes, %v, want %d", k, err, total)
		}
		// A round trip is 100 ms. Each brings what the window allows, which doubles in each
		// from 256 KiB, but for the first: it has been full for a minute.
		if took := time.Since(begin); took < 500*time.Millisecond || took > 1200*time.Millisecond {
			t.Errorf("reading 40 MiB took %v, want some 6 to 12 round trips of 100 ms", took)
		}
	})
}

// TestClosedReader: who has closed a stream for reading does not hold up its writer.
func TestClosedReader(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		near, far := pair(n[0], n[1])
		_ = near.SetWriteDeadline(time.Now().Add(time.Minute))
		_ = far.CloseRead()
		if k, err := near.Write(make([]byte, 40<<20)); err != nil {
			t.Errorf("%d bytes of 40 MiB were written to a reader that drops them: %v", k, err)
		}
	})
}

func TestWriteDeadline(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		near, _ := pair(n[0], n[1])
		begin := time.Now()
		_ = near.SetWriteDeadline(begin.Add(time.Second))
		var err error
		for err == nil {
			_, err = near.Write(make([]byte, 1<<20))
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("writes into a full window ended with %v after %v, want a deadline after 1s", err, time.Since(begin))
		}
	})
}
