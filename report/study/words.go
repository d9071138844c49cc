package study

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// Values writes the value before and after, "412ms → 388ms".
func (c Change) Values() string {
	return quantity.Arrow(c.Paired.MeanA, c.Paired.MeanB, c.Measure.dimension())
}

// Relative returns the mean difference and its interval as parts of the first mean,
// which is taken as it is; ok is false if that is 0. Differences of shares are
// differences, in parts of one.
func (c Change) Relative() (mean float64, in Interval, ok bool) {
	base := math.Abs(c.Paired.MeanA)
	if c.Measure.Share {
		base = 1
	}
	if base == 0 || c.N < 2 {
		return 0, Interval{}, false
	}
	in = c.Paired.Interval
	return c.Paired.Mean / base, Interval{Low: in.Low / base, High: in.High / base, OK: in.OK}, true
}

// Difference writes by how much, with the interval: "-5.8 % [-9.1, -2.4]", for
// shares "+1.2 points [0.4, 2.0]". Differences without a spread have no interval: "+1
// points in every seed".
func (c Change) Difference() string {
	mean, in, ok := c.Relative()
	unit, size := " %", 100.0
	switch {
	case c.Measure.Share:
		unit = " points"
	case !ok: // from 0, or too few seeds
		mean, in, unit, size = c.Paired.Mean, c.Paired.Interval, "", 1
	}
	digits := min(digitsFor(in.Half()*size, 2), digitsFor(mean*size, 3))
	if in.Half() == 0 {
		digits = digitsFor(mean*size, 3)
	}
	signed := func(v float64) string {
		s := strconv.FormatFloat(v*size, 'f', digits, 64)
		for d := digits + 1; v != 0 && d <= 9 && strings.Trim(s, "-0.") == ""; d++ { // which side of 0 it is on
			s = strconv.FormatFloat(v*size, 'f', d, 64)
		}
		if v > 0 {
			return "+" + s
		}
		return s
	}
	if in.Half() == 0 {
		return fmt.Sprintf("%s%s in every seed", signed(mean), unit)
	}
	return fmt.Sprintf("%s%s [%s, %s]", signed(mean), unit, signed(in.Low), signed(in.High))
}

// Verdict says whether a change is told from noise, and by which test.
func (c Change) Verdict() string {
	p := c.Paired
	switch {
	case c.N == 0:
		return "no common seeds with values: nothing to compare"
	case c.N == 1:
		return "one common seed: cannot tell noise"
	case p.Mean == 0 && p.Interval.Half() == 0:
		return fmt.Sprintf("the same in all %d seeds", c.N)
	case c.Real():
		return fmt.Sprintf("paired over %d seeds: not noise (p %s after Holm)", c.N, pValue(c.Adjusted))
	}
	if math.IsInf(p.T, 0) { // then p is that of the signed-rank test
		return fmt.Sprintf("the same difference in all %d seeds, which are too few to tell noise (signed-rank p %s after Holm)", c.N, pValue(c.Adjusted))
	}
	return fmt.Sprintf("paired over %d seeds: may be noise (p %s after Holm)", c.N, pValue(c.Adjusted))
}

// Doubt says if the signed-rank test, which does not assume that differences are
// normal, disagrees, or cannot tell because few seeds differ; else it is empty. With
// fewer than six seeds it can never tell: that is said once, by [WeakRanks].
func (c Change) Doubt() string {
	p := c.Paired
	switch {
	case !c.Real() || p.RankP < 1-Level || leastRankP(c.N) >= 1-Level:
		return ""
	case leastRankP(p.Differ) >= 1-Level:
		return fmt.Sprintf("the signed-rank test cannot tell: %d of %d seeds are the same in both", c.N-p.Differ, c.N)
	default:
		return fmt.Sprintf("the signed-rank test does not see it (p %s): a few seeds may make the difference", pValue(p.RankP))
	}
}

// leastRankP is the least p that the signed-rank test can come to with so many
// differences: 2 of the 2^n ways to give them their signs.
func leastRankP(n int) float64 { return math.Ldexp(2, -n) }

// Effect writes Cohen's d_z.
func (c Change) Effect() string {
	if math.IsInf(c.Paired.DZ, 0) {
		return "the same difference in every seed"
	}
	return fmt.Sprintf("d_z = %s", strconv.FormatFloat(c.Paired.DZ, 'f', 2, 64))
}

// pValue writes p after a sign: "= 0.003", "< 0.0001".
func pValue(p float64) string {
	if p < 1e-4 {
		return "< 0.0001"
	}
	if p >= 0.9995 {
		return "= 1"
	}
	for digits := 2; ; digits++ { // 0.0498 is not 0.05
		s := strconv.FormatFloat(p, 'g', digits, 64)
		if x, _ := strconv.ParseFloat(s, 64); (x < 1-Level) == (p < 1-Level) || digits == 9 {
			return "= " + s
		}
	}
}
