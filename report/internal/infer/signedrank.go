package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// exactUpTo is the largest sample whose signed-rank distribution is computed
// exactly, as in R.
const exactUpTo = 49

// SignedRank carries out the test of Wilcoxon (1945) for differences that are
// symmetric about 0: the sum V of the ranks of the positive ones, and its two-sided
// p. Differences of 0 are left out, as Wilcoxon did, and n counts the others; equal
// ones share their ranks, and p is exact for them, too. Beyond 49 differences, p is
// that of the normal distribution with a correction for continuity and ties.
// Without any difference, p is 1.
func SignedRank(differences []float64) (v, p float64, n int) {
	d := slices.DeleteFunc(slices.Clone(differences), func(x float64) bool { return x == 0 })
	slices.SortFunc(d, func(a, b float64) int {
		switch {
		case math.Abs(a) < math.Abs(b):
			return -1
		case math.Abs(a) > math.Abs(b):
			return 1
		}
		return 0
	})
	n = len(d)
	if n == 0 {
		return 0, 1, 0
	}
	twice := make([]int, n) // ranks, doubled because those of equals have halves
	ties := 0.0
	for from := 0; from < n; {
		to := from
		for to < n && math.Abs(d[to]) == math.Abs(d[from]) {
			to++
		}
		for i := from; i < to; i++ {
			twice[i] = from + to + 1
		}
		t := float64(to - from)
		ties += float64(t*t*t) - t
		from = to
	}
	sum := 0
	for i, x := range d {
		if x > 0 {
			sum += twice[i]
		}
	}
	v = float64(sum) / 2
	if n <= exactUpTo {
		return v, exactP(twice, sum), n
	}
	size := float64(n)
	mean := size * (size + 1) / 4
	variance := size*(size+1)*(2*size+1)/24 - ties/48
	z := max(0, math.Abs(v-mean)-0.5) / math.Sqrt(variance)
	return v, 2 * distuv.UnitNormal.Survival(z), n
}

// exactP counts the ways to give signs to the doubled ranks whose positive ones sum
// up to sum, or to a sum further from the middle.
func exactP(twice []int, sum int) float64 {
	total := 0
	ways := []float64{1} // by sum; up to 2⁴⁹, so exact
	for _, r := range twice {
		total += r
		next := make([]float64, total+1)
		for s, w := range ways {
			next[s] += w
			next[s+r] += w
		}
		ways = next
	}
	far := 0.0
	for s, w := range ways {
		if s <= min(sum, total-sum) {
			far += w
		}
	}
	return min(1, 2*far/math.Ldexp(1, len(twice)))
}
