package infer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/stats"
)

// experiments is how often coverage is tried: 2,000 experiments tell 93 % from
// 95 % by four standard errors.
const experiments = 2000

// cover returns in how many experiments an interval held truth.
func cover(t *testing.T, truth float64, try func(random *rand.Rand) Interval) float64 {
	t.Helper()
	hits := 0
	for seed := range experiments {
		i := try(rand.New(rand.NewPCG(uint64(seed), 0xc0)))
		if !i.OK {
			t.Fatal("no interval")
		}
		if i.Low <= truth && truth <= i.High {
			hits++
		}
	}
	return float64(hits) / experiments
}

func draw(n int, value func() float64) []float64 {
	sample := make([]float64, n)
	for i := range sample {
		sample[i] = value()
	}
	return sample
}

func TestCoverageOfMean(t *testing.T) {
	for _, n := range []int{5, 10, 20} {
		got := cover(t, 412, func(random *rand.Rand) Interval {
			_, i := Mean(draw(n, func() float64 { return 412 + 30*random.NormFloat64() }))
			return i
		})
		if t.Logf("n = %d: %.2f %%", n, 100*got); got < 0.93 || got > 0.97 {
			t.Errorf("n = %d: the 95 %% interval of a mean holds it in %.1f %%", n, 100*got)
		}
	}
}

func TestCoverageOfPairedDifference(t *testing.T) {
	got := cover(t, -24, func(random *rand.Rand) Interval {
		a := draw(20, func() float64 { return 400 + 50*random.NormFloat64() })
		b := draw(20, func() float64 { return -24 + 10*random.NormFloat64() })
		for i := range b {
			b[i] += a[i] // the seed's part is common
		}
		return Compare(a, b).Interval
	})
	if t.Logf("%.2f %%", 100*got); got < 0.93 || got > 0.97 {
		t.Errorf("the 95 %% interval of a paired difference holds it in %.1f %%", 100*got)
	}
}

// Order statistics promise at least their level for any distribution: that of n = 20
// is 95.9 %.
func TestCoverageOfMedian(t *testing.T) {
	got := cover(t, math.Ln2, func(random *rand.Rand) Interval {
		_, i := Median(draw(20, random.ExpFloat64))
		return i
	})
	if t.Logf("%.2f %%", 100*got); got < 0.94 || got > 0.97 {
		t.Errorf("the interval of a median holds it in %.1f %%, want 95.9 %%", 100*got)
	}
}

// The percentile bootstrap falls short of its level in some samples, by as much as
// is computed: every case lies within four standard errors. Where the computed
// coverage is enough, the counted coverage lies between 93 % and 97 %.
func TestCoverageOfBootstrap(t *testing.T) {
	for _, c := range []struct {
		n     int
		q     stats.PPM
		truth float64
	}{
		{30, stats.P90, -math.Log(0.1)}, {30, stats.P10, -math.Log(0.9)}, {31, stats.P10, -math.Log(0.9)},
		{40, stats.P90, -math.Log(0.1)}, {44, stats.P10, -math.Log(0.9)}, {51, stats.P90, -math.Log(0.1)},
		{60, stats.P90, -math.Log(0.1)}, {60, stats.P10, -math.Log(0.9)}, {100, stats.P10, -math.Log(0.9)},
	} {
		got := cover(t, c.truth, func(random *rand.Rand) Interval {
			_, i := Bootstrap(draw(c.n, random.ExpFloat64), c.q)
			return i
		})
		want := Coverage(c.n, c.q)
		t.Logf("n = %d, q = %v: %.2f %%, computed %.2f %%", c.n, c.q, 100*got, 100*want)
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/experiments) {
			t.Errorf("n = %d, q = %v: the interval holds the quantile in %.1f %%, want %.1f %%", c.n, c.q, 100*got, 100*want)
		}
		if want >= LeastCoverage && (got < 0.93 || got > 0.97) {
			t.Errorf("n = %d, q = %v: the interval that may pass for 95 %% holds the quantile in %.1f %%", c.n, c.q, 100*got)
		}
	}
}

// docs/statistics.md prints the computed coverage, and every number of seeds up to
// 400 that has a warning.
func TestDocumentedCoverage(t *testing.T) {
	page, err := os.ReadFile("../../../docs/statistics.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, n := range []int{29, 30, 31, 40, 44, 51, 60, 124, 150} {
		if row := fmt.Sprintf("| %d | %.1f %% | %.1f %% |", n, 100*Coverage(n, stats.P10), 100*Coverage(n, stats.P90)); !strings.Contains(text, row) {
			t.Errorf("no row %s", row)
		}
	}
	var ranges []string
	for n := 30; n <= 400; n++ {
		if to := SeedsToCover(n-1) - 1; to >= n {
			ranges = append(ranges, fmt.Sprintf("%d to %d", n, to))
			n = to
		}
	}
	last := len(ranges) - 1
	if ranges[last] != "210 to 211" {
		t.Fatalf("the last numbers that do not cover are %s", ranges[last])
	}
	if list := "with " + strings.Join(ranges[:last], ", ") + ", 210 and 211."; !strings.Contains(text, list) {
		t.Errorf("not documented: %s", list)
	}
}

// Where the bootstrap falls short, the interval between order statistics does not.
func TestCoverageOfOrdered(t *testing.T) {
	for n, want := range map[int]float64{30: 0.9556, 51: 0.9675, 60: 0.9520} {
		got := cover(t, -math.Log(0.1), func(random *rand.Rand) Interval { return Ordered(draw(n, random.ExpFloat64), stats.P90) })
		if t.Logf("n = %d: %.2f %%", n, 100*got); math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/experiments) {
			t.Errorf("n = %d: the interval holds the quantile in %.1f %%, want %.1f %%", n, 100*got, 100*want)
		}
	}
}

// With equal values, the interval holds the quantile at least as often as Coverage
// says: of 0 to 9 with a tenth each, the nearest-rank p90 is 8.
func TestCoverageOfBootstrapOfEquals(t *testing.T) {
	got := cover(t, 8, func(random *rand.Rand) Interval {
		_, i := Bootstrap(draw(30, func() float64 { return float64(random.IntN(10)) }), stats.P90)
		return i
	})
	if least := Coverage(30, stats.P90); got < least {
		t.Errorf("the interval holds the quantile in %.1f %%, want at least %.1f %%", 100*got, 100*least)
	}
}

// Without an effect, a p below 0.05 comes in one experiment of twenty.
func TestFalsePositives(t *testing.T) {
	byT, byRank := 0, 0
	for seed := range experiments {
		random := rand.New(rand.NewPCG(uint64(seed), 0xfa))
		c := Compare(draw(12, random.NormFloat64), draw(12, random.NormFloat64))
		if c.P < 0.05 {
			byT++
		}
		if c.RankP < 0.05 {
			byRank++
		}
	}
	for name, n := range map[string]int{"t": byT, "signed-rank": byRank} {
		if share := float64(n) / experiments; share < 0.03 || share > 0.07 {
			t.Errorf("%s: %.1f %% false positives", name, 100*share)
		}
	}
}
