//go:build simsealed && linux

package inet_test

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
	"github.com/libp2p-sim/sim/sim/internal/tcptest"
	"github.com/libp2p-sim/sim/sim/link"
)

// transfer sends size bytes from one machine to another and returns how long it takes
// from the first byte sent to the last received.
func transfer(t *testing.T, way link.Way, law tcpflow.Law, size int) (took time.Duration) {
	sealedWith(t, way, law, func(l *lab) {
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
	took := transfer(t, link.Way{Delay: delay}, tcpflow.CUBIC, size)
	if d := took - theory; d < -2*delay || d > 2*delay {
		t.Errorf("%d bytes take %v, in theory %v", size, took, theory)
	}
	t.Logf("%d bytes take %v, in theory %v", size, took, theory)
}

// TestThroughputOverLoss: what a connection carries over random loss is what Mathis and
// others (1997) say, within 20 % over four decades, and what Padhye and others (1998)
// say where losses are rare. Their Reno has no selective acknowledgements, and waits for
// time-outs where losses are many: there ours is faster, as Linux is.
func TestThroughputOverLoss(t *testing.T) {
	const delay = 25 * time.Millisecond
	rto := link.Route{There: link.Way{Delay: delay}, Back: link.Way{Delay: delay}}.RTO()
	for _, law := range []tcpflow.Law{tcpflow.CUBIC, tcpflow.Reno} {
		for _, p := range []float64{1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1} {
			if law == tcpflow.CUBIC && p < 1e-4 {
				continue // where it is no longer as friendly as Reno
			}
			size := int(min(1000/p, max(1e6, 40/p))) * link.MSS / 2
			took := transfer(t, link.Way{Delay: delay, Loss: link.Independent(p)}, law, size)
			rate := float64(size) / link.MSS / took.Seconds() // segments a second
			tcptest.Rate(t, law, p, rate, 2*delay, rto)
		}
	}
}

// TestSmallSendBuffer: a writer whose buffer is smaller than the congestion window goes on
// with each acknowledgement.
func TestSmallSendBuffer(t *testing.T) {
	const buffer, rounds = 8 * link.MSS, 20
	sealed(t, steady, func(l *lab) {
		a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
		b.Go(func() { must(io.Copy(io.Discard, must(must(net.Listen("tcp", ":1")).Accept()))) })
		time.Sleep(time.Second)
		a.Do(func() {
			c := must(net.Dial("tcp", "b:1"))
			if err := c.(*net.TCPConn).SetWriteBuffer(buffer / 2); err != nil { // the kernel doubles it
				t.Error(err)
			}
			c.SetWriteDeadline(time.Now().Add(time.Hour))
			begin := time.Now()
			n, err := c.Write(make([]byte, rounds*buffer))
			if took := time.Since(begin); err != nil || took < (rounds-2)*rtt || took > rounds*rtt {
				t.Errorf("%d bytes of %d take %v, %v, want a buffer each round trip of %v", n, rounds*buffer, took, err, rtt)
			}
		})
	})
}

// TestLastWords: what a program sends and closes arrives, and so does its end, however
// often it is lost and whoever has closed before.
func TestLastWords(t *testing.T) {
	const size = 30 * link.MSS
	for _, closedFirst := range []bool{false, true} {
		sealed(t, link.Way{Delay: 25 * time.Millisecond, Loss: link.Independent(0.3)}, func(l *lab) {
			a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
			b.Go(func() {
				for listener := must(net.Listen("tcp", ":1")); ; {
					c := must(listener.Accept())
					if closedFirst {
						if _, err := io.Copy(io.Discard, c); err != nil {
							t.Error(err)
						}
					}
					must(c.Write(make([]byte, size)))
					c.Close()
				}
			})
			time.Sleep(time.Second)
			a.Do(func() {
				for i := range 20 {
					c := must(net.Dial("tcp", "b:1"))
					if closedFirst {
						c.(*net.TCPConn).CloseWrite()
					}
					c.SetReadDeadline(time.Now().Add(time.Hour))
					if n, err := io.Copy(io.Discard, c); err != nil || n != size {
						t.Errorf("closed before: %v, connection %d: %d bytes of %d, %v", closedFirst, i, n, size, err)
					}
					c.Close()
				}
			})
		})
	}
}

// TestTimeOut: when all is lost for a while, a sender tries with one segment after each
// time-out, and goes on from that by slow start, as Linux does.
func TestTimeOut(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
		b.Go(func() { must(io.Copy(io.Discard, must(must(net.Listen("tcp", ":1")).Accept()))) })
		time.Sleep(time.Second)
		var sent []int // bytes of each instant at which something is sent
		var last time.Time
		l.watch = func(p *inet.Packet) {
			if p.Kind != "data" {
				return
			}
			if now := time.Now(); now.After(last) {
				sent, last = append(sent, 0), now
			}
			sent[len(sent)-1] += len(p.Data)
		}
		a.Do(func() {
			c := must(net.Dial("tcp", "b:1"))
			done := make(chan struct{})
			a.Go(func() {
				must(c.Write(make([]byte, 32<<20)))
				close(done)
			})
			time.Sleep(6 * rtt)
			l.blocked = true
			time.Sleep(rtt) // what was on its way is acknowledged, and lets more be lost
			sent = nil
			time.Sleep(3 * time.Second)
			l.blocked = false
			tries := len(sent)
			for i, n := range sent {
				if n > link.MSS {
					t.Errorf("try %d after a time-out has %d bytes, want a segment", i, n)
				}
			}
			if tries < 2 {
				t.Errorf("%d tries in 3 s", tries)
			}
			<-done
			if len(sent) < tries+4 || sent[tries+1] > 2*link.MSS || sent[tries+3] > 8*link.MSS {
				t.Errorf("after %d tries %v are sent, want slow start from one segment", tries, sent[tries:min(len(sent), tries+8)])
			}
		})
	})
}
