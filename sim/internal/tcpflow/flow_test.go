package tcpflow

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/link"
)

// A lab is the path of a flow, and an event loop of its own.
type lab struct {
	flow   Flow
	now    int64
	route  link.Route
	events map[int64][]func()
	come   map[int64]int // bytes that have arrived, by the first of each burst
	ends   int
	gaveUp bool
	cut    func(now int64) bool // what arrives then is lost
}

func newLab(law Law, delay time.Duration, loss float64) *lab {
	way := link.Way{Delay: delay, Loss: link.Independent(loss)}
	l := &lab{route: link.Route{There: way, Back: way}, events: map[int64][]func(){}, come: map[int64]int{}, cut: func(int64) bool { return false }}
	l.flow.Init(l, law)
	l.flow.Limit = Never
	return l
}

func (l *lab) Way() Way         { return Way{Route: &l.route} }
func (l *lab) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
func (l *lab) Take(int) []byte  { return nil }
func (l *lab) Acked()           {}
func (l *lab) Waited() bool     { return false }
func (l *lab) GiveUp()          { l.gaveUp = true; l.flow.Stop() }

func (l *lab) at(t int64, f func()) { l.events[max(t, l.now)] = append(l.events[max(t, l.now)], f) }

func (l *lab) Later(at int64) { l.at(at, func() { l.flow.Wake(l.now, at) }) }

func (l *lab) Send(_ int64, b *Burst, at int64) bool {
	if at != Never {
		l.at(at, func() {
			switch {
			case l.cut(l.now):
				l.flow.Lost(b)
			case b.End:
				l.ends++
			default:
				l.come[b.Seq] += b.Size
			}
		})
	}
	return true
}

// run lets time go on until nothing is left to happen.
func (l *lab) run() {
	for len(l.events) > 0 {
		next := Never
		for t := range l.events {
			next = min(next, t)
		}
		l.now = next
		due := l.events[next]
		delete(l.events, next)
		for _, f := range due {
			f()
		}
	}
}

// TestAllArrivesOnce: whatever is lost, and for however long all is, each byte arrives
// once, and so does the end; or the flow gives up, which it does only after 15 tries.
func TestAllArrivesOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom([]Law{CUBIC, Reno}).Draw(t, "law")
		l := newLab(law, time.Duration(rapid.IntRange(0, 200).Draw(t, "ms"))*time.Millisecond, float64(rapid.IntRange(0, 40).Draw(t, "loss %"))/100)
		from, until := int64(rapid.IntRange(0, 5).Draw(t, "from"))*1e9, int64(rapid.IntRange(0, 60).Draw(t, "until"))*1e9
		l.cut = func(now int64) bool { return from <= now && now < until }
		total := 0
		for i, n := range rapid.SliceOfN(rapid.IntRange(1, 300_000), 1, 10).Draw(t, "writes") {
			l.at(int64(i)*rapid.Int64Range(0, 1e9).Draw(t, "gap"), func() { l.flow.Add(l.now, n) })
			total += n
		}
		l.at(2e10, func() { l.flow.End(); l.flow.Pump(l.now) })
		l.run()
		if l.gaveUp {
			t.Fatalf("gave up at %v", time.Duration(l.now))
		}
		next := int64(0)
		for l.come[next] > 0 {
			next += int64(l.come[next])
		}
		sum := 0
		for _, n := range l.come {
			sum += n
		}
		if int(next) != total || sum != total || l.ends != 1 || !l.flow.Done() || l.flow.Backlog() != 0 {
			t.Fatalf("%d bytes in order, %d in all, of %d; %d ends; %d wait", next, sum, total, l.ends, l.flow.Backlog())
		}
	})
}

// TestLaws: a loss takes half of Reno's window and three tenths of CUBIC's; then Reno's grows by a
// segment each round trip.
func TestLaws(t *testing.T) {
	const rtt = int64(100 * time.Millisecond)
	for law, rest := range map[Law]float64{Reno: 0.5, CUBIC: 0.7} {
		c := newCongestion(law)
		c.window = 100 * mss
		c.lost(10*rtt, 9*rtt)
		c.lost(10*rtt, 9*rtt) // of the same flight
		if want := rest * 100 * mss; c.window != want || c.threshold != want {
			t.Errorf("%v: after a loss the window is %v, want %v", law, c.window, want)
		}
		c.acked(10*rtt+1, mss, time.Duration(rtt))
		if c.window != rest*100*mss {
			t.Errorf("%v: the window grows in recovery", law)
		}
	}
	c := newCongestion(Reno)
	c.window, c.threshold = 100*mss, 0
	for range 100 {
		c.acked(rtt, mss, time.Duration(rtt))
	}
	if c.window < 100.9*mss || c.window > 101*mss {
		t.Errorf("Reno's window of 100 segments grows to %v in a round trip, want 101", c.window/mss)
	}
}
