package infer

import (
	"fmt"
	"math"
)

// Paired compares two samples over common seeds: b less a, seed by seed.
type Paired struct {
	N        int
	MeanA    float64
	MeanB    float64
	Mean     float64  // of the differences
	Interval Interval // of the mean difference, by Student's t
	DZ       float64  // Cohen's d_z: the mean difference in its standard deviations; 0 for no difference
	T        float64  // infinite if all differences are the same, not 0
	P        float64  // of T, two-sided; where T is infinite, that of the signed-rank test
	V        float64  // of the signed-rank test
	RankP    float64  // its p, two-sided
	Differ   int      // seeds with a difference, which are those that it looks at
}

// Compare compares a with b, which have one value a seed, in the same order. It
// needs two seeds, and panics if the lengths differ.
func Compare(a, b []float64) Paired {
	if len(a) != len(b) || len(a) < 2 {
		panic(fmt.Sprintf("infer: pairs of %d and %d", len(a), len(b)))
	}
	d := make([]float64, len(a))
	for i := range a {
		d[i] = b[i] - a[i]
	}
	c := Paired{N: len(d)}
	c.MeanA, _ = Mean(a)
	c.MeanB, _ = Mean(b)
	c.Mean, c.Interval = Mean(d)
	c.V, c.RankP, c.Differ = SignedRank(d)
	switch s := deviation(d, c.Mean); {
	case s > 0:
		c.DZ = c.Mean / s
		c.T = c.DZ * math.Sqrt(float64(c.N))
		c.P = 2 * student(c.N-1).Survival(math.Abs(c.T))
	case c.Mean != 0:
		c.DZ = math.Inf(int(math.Copysign(1, c.Mean)))
		c.T, c.P = c.DZ, c.RankP
	default:
		c.P = 1
	}
	return c
}
