//go:build simsealed && linux

package inet_test

import (
	"io"
	"math"
	"net"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
)

// transfer sends size bytes from one machine to another and returns how long it takes
// from the first byte sent to the last received.
func transfer(t *testing.T, way link.Way, size int) (took time.Duration) {
	sealed(t, way, func(l *lab) {
		a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
		done := make(chan time.Time)
		b.Go(func() {
			c, err := must(net.Listen("tcp", ":1")).Accept()
			if err != nil {
				t.Error(err)
			}
			if n, err := io.Copy(io.Discard, c); err != nil || n != int64(size) {
				t.Errorf("%d bytes of %d, %v", n, size, err)
			}
			done <- time.Now()
		})
		time.Sleep(time.Second)
		a.Do(func() {
			c := must(net.Dial("tcp", "b:1"))
			begin := time.Now()
			block := make([]byte, 1<<20)
			for left := size; left > 0; left -= len(block) {
				block = block[:min(left, len(block))]
				if _, err := c.Write(block); err != nil {
					t.Error(err)
					return
				}
			}
			c.Close()
			took = (<-done).Sub(begin)
		})
	})
	return took
}

// TestSlowStart: 1 MiB at a round trip of 100 ms takes as long as ten segments that
// double each round trip, give or take one.
func TestSlowStart(t *testing.T) {
	const delay, size = 50 * time.Millisecond, 1 << 20
	rounds, sent := 0, 0
	for window := 10 * link.MSS; sent < size; window *= 2 {
		sent += window
		rounds++
	}
	theory := time.Duration(rounds-1)*2*delay + delay
	took := transfer(t, link.Way{Delay: delay}, size)
	if d := took - theory; d < -2*delay || d > 2*delay {
		t.Errorf("%d bytes take %v, in theory %v", size, took, theory)
	}
	t.Logf("%d bytes take %v, in theory %v", size, took, theory)
}

// TestThroughputOverLoss: what a connection carries over random loss is what Mathis and
// others (1997) say, within 20 % over three decades, and what Padhye and others (1998)
// say where losses are rare. Their Reno has no selective acknowledgements, and waits for
// time-outs where losses are many: there ours is faster, as Linux is.
func TestThroughputOverLoss(t *testing.T) {
	const delay = 25 * time.Millisecond
	rtt := 2 * delay.Seconds()
	t0 := link.Route{There: link.Way{Delay: delay}, Back: link.Way{Delay: delay}}.RTO().Seconds()
	for _, p := range []float64{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1} {
		size := int(min(1000/p, 1e6)) * link.MSS / 2
		took := transfer(t, link.Way{Delay: delay, Loss: link.Independent(p)}, size)
		rate := float64(size) / link.MSS / took.Seconds() // segments a second
		mathis := math.Sqrt(1.5) / (rtt * math.Sqrt(p))
		padhye := 1 / (rtt*math.Sqrt(2*p/3) + t0*min(1, 3*math.Sqrt(3*p/8))*p*(1+32*p*p))
		t.Logf("loss %g: %.0f segments a second, %.2f of Mathis's, %.2f of Padhye's", p, rate, rate/mathis, rate/padhye)
		if r := rate / mathis; r < 0.8 || r > 1.2 {
			t.Errorf("loss %g: %.2f of Mathis's", p, r)
		}
		if r := rate / padhye; p < 0.01 && (r < 0.8 || r > 1.2) {
			t.Errorf("loss %g: %.2f of Padhye's", p, r)
		}
	}
}
