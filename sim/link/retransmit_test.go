package link

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// fates is a random source that makes Independent(½) lose the packets marked x;
// after its end none.
type fates struct{ s string }

func (f *fates) Uint64() uint64 {
	if f.s == "" {
		return math.MaxUint64
	}
	c := f.s[0]
	f.s = f.s[1:]
	if c == 'x' {
		return 0
	}
	return math.MaxUint64
}

// TestRetransmission: a table of which packets are lost, first all of the train,
// then those that are sent again. The route has an RTT of 100 ms, so a timeout
// of 300 ms.
func TestRetransmission(t *testing.T) {
	const rtt, rto = 100 * time.Millisecond, 300 * time.Millisecond
	for _, c := range []struct {
		name     string
		segments int
		fates    string
		late     time.Duration
		lost     int
	}{
		{"nothing lost", 4, "....", 0, 0},
		{"three later ones arrive", 4, "x...", rtt, 1},
		{"two later ones arrive", 3, "x..", rto, 1},
		{"of three later ones one is lost", 4, "xx..", rto, 2},
		{"each on its own", 6, "x.x...", rtt, 2},
		{"one in time, one at the end", 6, "x....x", rto, 2},
		{"alone", 1, "x", rto, 1},
		{"lost again after three acknowledgements", 4, "x...x", rtt + rto, 2},
		{"and again", 4, "x...xx", rtt + rto + 2*rto, 3},
		{"twice", 1, "xx", rto + 2*rto, 2},
		{"three times", 1, "xxx", rto + 2*rto + 4*rto, 3},
		// 0.3 + 0.6 + … + 76.8 s, then 120 s each
		{"eleven times", 1, "xxxxxxxxxxx", 511*rto + 2*maxRTO, 11},
		{"fifteen times", 1, "xxxxxxxxxxxxxxx", 511*rto + 6*maxRTO, 15},
	} {
		route := Route{Way{Delay: 30 * time.Millisecond, Loss: Independent(0.5)}, Way{Delay: 70 * time.Millisecond}}
		var track Track
		r := rand.New(&fates{c.fates})
		at, lost := track.Send(1000, c.segments*MSS, &route, nil, nil, r)
		if want := 1000 + int64(30*time.Millisecond+c.late); at != want || lost != c.lost {
			t.Errorf("%s: arrives %v late with %d lost, want %v and %d", c.name, time.Duration(at-1000-30e6), lost, c.late, c.lost)
		}
		if at2, _ := track.Send(2000, MSS, &route, nil, nil, r); at2 != max(at, 2000+30e6) {
			t.Errorf("%s: what follows arrives at %d, want it to wait until %d", c.name, at2, at)
		}
	}
}

// TestGivesUp: the sixteenth loss of a segment breaks the track.
func TestGivesUp(t *testing.T) {
	route := Route{Way{Delay: 1e6, Loss: Independent(0.5)}, Way{Delay: 1e6}}
	var track Track
	if at, n := track.Send(0, 10, &route, nil, nil, rand.New(&fates{"xxxxxxxxxxxxxxxx"})); at != Never || n != 15 {
		t.Errorf("arrives at %d after %d, want never after 15", at, n)
	}
	// Without a random stream: later messages are not even sent.
	up := &Pipe{Rate: 8e6}
	if at, n := track.Send(5, 10, &route, up, nil, nil); at != Never || n != 0 || up.Backlog(5) != 0 {
		t.Errorf("what follows arrives at %d with %d bytes on their way, want never and none", at, up.Backlog(5))
	}
}

// TestResendTakesCapacity: segments that are lost pass the sender's pipe twice
// and the receiver's once.
func TestResendTakesCapacity(t *testing.T) {
	up, down := &Pipe{Rate: scale * 1e-3}, &Pipe{Rate: scale * 1e-3} // 1 µs a byte
	route := Route{Way{Delay: 50e6, Loss: Independent(0.5)}, Way{Delay: 50e6}}
	var track Track
	at, _ := track.Send(0, 5*MSS, &route, up, down, rand.New(&fates{".x..."}))
	if want := int64(2*MSS*1000 + 100e6 + MSS*1000 + 50e6); at != want {
		t.Errorf("arrives at %d, want %d: one round trip after the segment left, over the pipe and the way", at, want)
	}
	if got := up.total() / scale; got != 6*MSS {
		t.Errorf("the sender's pipe carried %d bytes, want %d", got, 6*MSS)
	}
	if got := down.total() / scale; got != 5*MSS {
		t.Errorf("the receiver's pipe carried %d bytes, want %d", got, 5*MSS)
	}
	// While the sender waits others use its pipe.
	other := even(50e6)
	if at, _ := new(Track).Send(0, MSS, &other, up, nil, nil); at != 6*MSS*1000+50e6 {
		t.Errorf("another track's segment arrives at %d", at)
	}
}

func TestRTO(t *testing.T) {
	jitter, err := JitterOf(dist.Uniform(0, 400*time.Millisecond)) // mean 200 ms, mean deviation 100 ms
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		route Route
		want  time.Duration
	}{
		{even(0), 200 * time.Millisecond},
		{even(50 * time.Millisecond), 300 * time.Millisecond},
		{Route{Way{Delay: 50e6, Jitter: jitter}, Way{Delay: 50e6}}, 700 * time.Millisecond},
		{Route{Way{Delay: 50e6, Jitter: jitter}, Way{Delay: 50e6, Jitter: jitter}}, 1300 * time.Millisecond},
		{even(60 * time.Second), 120 * time.Second},
	} {
		if got := c.route.RTO(); (got - c.want).Abs() > time.Millisecond {
			t.Errorf("RTT %v: timeout %v, want %v", c.route.RTT(), got, c.want)
		}
	}
}
