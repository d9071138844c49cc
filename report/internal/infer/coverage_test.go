package infer

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/libp2p-sim/sim/report/internal/stats"
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

func draw(n int, law func() float64) []float64 {
	sample := make([]float64, n)
	for i := range sample {
		sample[i] = law()
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

// Order statistics promise at least their level, whatever the law: that of n = 20
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

// The percentile bootstrap falls short of its level in small samples; this says
// by how much at most.
func TestCoverageOfBootstrap(t *testing.T) {
	got := cover(t, -math.Log(0.1), func(random *rand.Rand) Interval {
		sample := draw(60, random.ExpFloat64)
		_, i := Bootstrap(sample, stats.P90)
		return i
	})
	if t.Logf("%.2f %%", 100*got); got < 0.91 || got > 0.97 {
		t.Errorf("the interval of a 90th percentile holds it in %.1f %%", 100*got)
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
