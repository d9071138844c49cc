package link

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// TestAWS33Jitter: the delays of the table, with its jitter, have the median
// and the 90th percentile that were measured, one way. The pairs are a usual
// one, one inside a region, and the least and the most even of all.
func TestAWS33Jitter(t *testing.T) {
	plain, _ := LookupTable("aws33")
	table, ok := plain.WithJitter()
	if !ok {
		t.Fatal("aws33 has no jitter")
	}
	least, most := [2]int{0, 1}, [2]int{0, 1}
	skew := func(p [2]int) float64 { return float64(plain.p90[p[0]][p[1]]) / float64(plain.delay[p[0]][p[1]]) }
	for i := range plain.regions {
		for j := range plain.regions {
			if skew([2]int{i, j}) < skew(least) {
				least = [2]int{i, j}
			}
			if skew([2]int{i, j}) > skew(most) {
				most = [2]int{i, j}
			}
		}
	}
	usual := [2]int{plain.Index("us-east-1"), plain.Index("eu-west-1")}
	for _, pair := range [][2]int{usual, {3, 3}, least, most} {
		from, to := pair[0], pair[1]
		way := table.Route(Place{Region: from}, Place{Region: to}, nil).There
		r := rand.New(rand.NewPCG(1, uint64(from*33+to)))
		draws := make([]time.Duration, 100_000)
		for i := range draws {
			draws[i] = way.Delay + way.Jitter.Draw(r)
		}
		slices.Sort(draws)
		for _, q := range []struct {
			name      string
			got, want time.Duration
		}{{"median", draws[50_000], plain.delay[from][to]}, {"p90", draws[90_000], plain.p90[from][to]}} {
			if off := math.Abs(float64(q.got)/float64(q.want) - 1); off > 0.01 {
				t.Errorf("%s to %s: %s %v, want %v within 1 %%", plain.regions[from], plain.regions[to], q.name, q.got, q.want)
			}
		}
		if draws[0] < way.Delay {
			t.Errorf("a draw of %v is below the floor %v", draws[0], way.Delay)
		}
	}
}

// TestAWS33RoundTrip: the documentation says how far a round trip, which draws
// twice, may be from the table.
func TestAWS33RoundTrip(t *testing.T) {
	plain, _ := LookupTable("aws33")
	table, _ := plain.WithJitter()
	a, b := plain.Index("us-east-1"), plain.Index("eu-west-1")
	route := table.Route(Place{Region: a}, Place{Region: b}, nil)
	r := rand.New(rand.NewPCG(1, 2))
	draws := make([]time.Duration, 100_000)
	for i := range draws {
		draws[i] = route.There.Delay + route.There.Jitter.Draw(r) + route.Back.Delay + route.Back.Jitter.Draw(r)
	}
	slices.Sort(draws)
	p90 := plain.p90[a][b] + plain.p90[b][a]
	if got := draws[90_000]; got >= p90 || float64(got) < 0.98*float64(p90) {
		t.Errorf("p90 of a round trip is %v, want a little less than %v", got, p90)
	}
}

// TestFitEveryPair: all 1089 pairs have a floor and a jitter.
func TestFitEveryPair(t *testing.T) {
	plain, _ := LookupTable("aws33")
	table, _ := plain.WithJitter()
	for i := range plain.regions {
		for j := range plain.regions {
			w := table.way(i, j)
			if w.Delay < 0 || w.Delay >= plain.delay[i][j] || w.Jitter == (Jitter{}) {
				t.Errorf("%d to %d: %+v", i, j, w)
			}
		}
	}
}

func TestFitJitter(t *testing.T) {
	for _, c := range []struct{ p50, p90, floor time.Duration }{
		{100, 104, 96}, {100, 150, 50}, {100, 300, 0}, {100, 100, 100},
	} {
		floor, j, err := FitJitter(c.p50*time.Millisecond, c.p90*time.Millisecond)
		if err != nil || floor != c.floor*time.Millisecond {
			t.Errorf("p50 %d, p90 %d: floor %v, %v, want %d ms", c.p50, c.p90, floor, err, c.floor)
		}
		if none := j == (Jitter{}); none != (c.p50 == c.p90) {
			t.Errorf("p50 %d, p90 %d: jitter %+v", c.p50, c.p90, j)
		}
	}
	for _, c := range [][2]time.Duration{{0, 1}, {2, 1}, {-1, 1}, {1, time.Hour}} {
		if _, j, err := FitJitter(c[0], c[1]); err == nil {
			t.Errorf("FitJitter(%v, %v) = %+v, want an error", c[0], c[1], j)
		}
	}
}

// TestJitterMoments compares Mean and Deviation with draws, and with the known
// moments of the distribution.
func TestJitterMoments(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		d    dist.Dist
		want time.Duration // mean deviation
	}{
		{dist.Constant(7 * ms), 0},
		{dist.Uniform(0, 40*ms), 10 * ms},
		{dist.Exponential(50 * ms), 36_787_944}, // 2·mean/e
		{dist.LogNormalQuantiles(10*ms, 20*ms), 0},
	} {
		j, err := JitterOf(c.d)
		if err != nil {
			t.Fatal(err)
		}
		if off := (j.Deviation() - c.want).Abs(); c.want > 0 && off > c.want/200 {
			t.Errorf("%v: deviation %v, want %v", c.d, j.Deviation(), c.want)
		}
		r := rand.New(rand.NewPCG(1, 2))
		const n = 200_000
		mean, dev := 0.0, 0.0
		for range n {
			d := j.Draw(r)
			mean += float64(d) / n
			dev += float64((d - j.Mean()).Abs()) / n
		}
		if math.Abs(mean-float64(j.Mean())) > 0.01*mean || math.Abs(dev-float64(j.Deviation())) > 0.01*mean {
			t.Errorf("%v: mean %v and deviation %v of draws, want %v and %v",
				c.d, time.Duration(mean), time.Duration(dev), j.Mean(), j.Deviation())
		}
	}
}

// TestNoJitterDrawsNothing: the constant 0 is the zero value, which needs no
// random stream.
func TestNoJitterDrawsNothing(t *testing.T) {
	j, err := JitterOf(dist.Constant(0))
	if err != nil || j != (Jitter{}) || j.Draw(nil) != 0 {
		t.Errorf("JitterOf(0) = %+v, %v", j, err)
	}
	for _, d := range []dist.Dist{dist.Exponential(61 * time.Second), dist.ParetoScale(0.5, time.Millisecond)} {
		if _, err := JitterOf(d); err == nil {
			t.Errorf("%v passes as a jitter", d)
		}
	}
}
