package link

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

func TestModels(t *testing.T) {
	a, b := Place{Index: 1, Region: 2}, Place{Index: 3, Region: 4}
	if got := Constant(5).Route(a, b, nil); got != even(5) {
		t.Errorf("constant: %+v", got)
	}
	f := Func(func(a, b Place, _ *rand.Rand) Route {
		return Route{Way{Delay: time.Duration(a.Index)}, Way{Delay: time.Duration(b.Index)}}
	})
	got := f.Route(a, b, nil)
	if got.There.Delay != 1 || got.Back.Delay != 3 || got.RTT() != 4 {
		t.Errorf("func: %+v", got)
	}
	if flip := got.Flip(); flip.There != got.Back || flip.Back != got.There {
		t.Errorf("%+v flipped is %+v", got, flip)
	}
}

// TestFromDist: a pair has one delay, or one for each direction.
func TestFromDist(t *testing.T) {
	delays := dist.Uniform(10*time.Millisecond, 20*time.Millisecond)
	r := rand.New(rand.NewPCG(1, 2))
	before := Route{}
	for range 100 {
		same := FromDist{Delay: delays}.Route(Place{}, Place{Index: 1}, r)
		each := FromDist{Delay: delays, Each: true}.Route(Place{}, Place{Index: 1}, r)
		if same.There != same.Back || same == before {
			t.Fatalf("%+v after %+v, want the same in both directions and new for every pair", same, before)
		}
		if each.There == each.Back {
			t.Fatalf("%+v, want each direction drawn on its own", each)
		}
		for _, d := range []time.Duration{same.There.Delay, each.There.Delay, each.Back.Delay} {
			if d < 10*time.Millisecond || d > 20*time.Millisecond {
				t.Fatalf("drew %v", d)
			}
		}
		before = same
	}
}

// TestWith: loss and jitter come on top of any model; a model's own jitter
// stays unless there is another.
func TestWith(t *testing.T) {
	jitter, err := JitterOf(dist.Exponential(4 * time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	own, err := JitterOf(dist.Exponential(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	m := Func(func(_, _ Place, _ *rand.Rand) Route { return Route{Way{Delay: 1e6, Jitter: own}, Way{Delay: 2e6}} })
	got := With(m, jitter, Independent(0.1)).Route(Place{}, Place{Index: 1}, nil)
	if want := (Route{Way{1e6, jitter, Independent(0.1)}, Way{2e6, jitter, Independent(0.1)}}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if rtt := got.RTT(); rtt != 11*time.Millisecond {
		t.Errorf("RTT %v, want 3 ms and twice the mean of the jitter", rtt)
	}
	if got := With(m, Jitter{}, Loss{}).Route(Place{}, Place{Index: 1}, nil); got.There.Jitter != own || got.Back.Jitter != (Jitter{}) {
		t.Errorf("%+v, want the model's own jitter", got)
	}
}
