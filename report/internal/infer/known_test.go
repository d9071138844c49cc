package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/sim/stats"
)

// The answers were computed by R 4.2.2, the call beside each, and for the first
// data are printed in Student's paper.
var (
	// Hours of sleep gained with two drugs (Student 1908); R's data set sleep.
	sleep1 = []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2}
	sleep2 = []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	// Depression before and after therapy (Hollander and Wolfe 1973, p. 29); the
	// example of R's wilcox.test.
	before = []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	after  = []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	// set.seed(2); round(rexp(30, 1/100), 2)
	exp30 = []float64{186.54, 40.47, 14.67, 173.07, 8.95, 66.69, 107.44, 151.16, 131.43, 15.65, 74.51, 124.33, 67.38, 159.03, 108.22,
		79.66, 144.53, 449.19, 170.34, 62.04, 35.65, 68.89, 83.26, 33.45, 159.01, 7.98, 55.1, 108.95, 0.39, 62.08}
	// set.seed(1); round(rnorm(60, 0.3), 4)
	norm60 = []float64{-0.3265, 0.4836, -0.5356, 1.8953, 0.6295, -0.5205, 0.7874, 1.0383, 0.8758, -0.0054, 1.8118, 0.6898, -0.3212, -1.9147, 1.4249,
		0.2551, 0.2838, 1.2438, 1.1212, 0.8939, 1.219, 1.0821, 0.3746, -1.6894, 0.9198, 0.2439, 0.1442, -1.1708, -0.1782, 0.7179,
		1.6587, 0.1972, 0.6877, 0.2462, -1.0771, -0.115, -0.0943, 0.2407, 1.4, 1.0632, 0.1355, 0.0466, 0.997, 0.8567, -0.3888,
		-0.4075, 0.6646, 1.0685, 0.1877, 1.1811, 0.6981, -0.312, 0.6411, -0.8294, 1.733, 2.2804, -0.0672, -0.7441, 0.8697, 0.1649}
)

func want(t *testing.T, what string, got, want float64) {
	t.Helper()
	if diff := math.Abs(got - want); !(diff <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

func TestMeanByT(t *testing.T) {
	for _, c := range []struct {
		sample          []float64
		mean, low, high float64 // t.test(sample)
	}{
		{sleep1, 0.75, -0.529780413526232, 2.02978041352623},
		{sleep2, 2.33, 0.897677539376705, 3.76232246062329},
		{exp30, 98.3353333333333, 66.1429875270654, 130.527679139601},
	} {
		mean, i := Mean(c.sample)
		want(t, "mean", mean, c.mean)
		want(t, "low", i.Low, c.low)
		want(t, "high", i.High, c.high)
		want(t, "half", i.Half(), (c.high-c.low)/2)
	}
	if _, i := Mean([]float64{3}); i.OK {
		t.Error("an interval from one value")
	}
	if _, i := Mean([]float64{0.1, 0.1, 0.1}); !i.OK || i.Half() != 0 {
		t.Errorf("of equals: %+v", i)
	}
}

func TestMedianByOrderStatistics(t *testing.T) {
	median, i := Median(exp30)
	// quantile(x, 0.5, type = 1); ranks 10 and 21, sort(x)[c(10, 21)], as qbinom(0.025, 30, 0.5) = 10
	if median != 74.51 || i != (Interval{62.04, 124.33, true}) {
		t.Errorf("%v, %+v", median, i)
	}
	// Ranks and their confidence, 1 - 2·pbinom(rank-1, n, 0.5).
	for n, rank := range map[int]int{5: 0, 6: 1, 7: 1, 8: 1, 9: 2, 10: 2, 15: 4, 20: 6, 30: 10} {
		var sample []float64
		for v := range n {
			sample = append(sample, float64(v+1))
		}
		_, i := Median(sample)
		if got := (Interval{float64(rank), float64(n + 1 - rank), true}); rank > 0 && i != got || i.OK != (rank > 0) {
			t.Errorf("n = %d: %+v, want rank %d", n, i, rank)
		}
	}
}

func TestBootstrapOfQuantiles(t *testing.T) {
	// boot.ci(boot(x, function(x, i) quantile(x[i], q, type = 1), 200000), type = "perc")
	for _, c := range []struct {
		q                   stats.PPM
		quantile, low, high float64
	}{{stats.P50, 74.51, 62.04, 108.95}, {stats.P90, 170.34, 144.53, 186.54}} {
		q, i := Bootstrap(exp30, c.q)
		if q != c.quantile || i != (Interval{c.low, c.high, true}) {
			t.Errorf("q = %v: %v, %+v, want %+v", c.q, q, i, c)
		}
	}
	if _, i := Bootstrap(exp30, stats.P95); i.OK {
		t.Error("an interval for p95 of 30 values")
	}
	for q, n := range map[stats.PPM]int{stats.P50: 6, stats.P90: 29, stats.P95: 59, stats.P99: 299, stats.P10: 29} {
		if got := SeedsFor(q); got != n { // ceiling(log(0.05) / log(q)) but for the median
			t.Errorf("q = %v takes %d, want %d", q, got, n)
		}
	}
}

func TestCoverageOfOrderStatistics(t *testing.T) {
	// r <- ceiling(q*n); s <- pbinom(r-1, n, 1:n/n, lower.tail = FALSE)
	// a <- which(s >= 0.025)[1]; b <- which(s >= 0.975)[1]; pbinom(b-1, n, q) - pbinom(a-1, n, q)
	for _, c := range []struct {
		n        int
		p90, p10 float64
	}{
		{28, 0, 0}, // no interval
		{29, 0.931281997231225, 0.931281997231225},
		{30, 0.808521361569475, 0.931782053062874},
		{31, 0.820847430718815, 0.820847430718815},
		{40, 0.914463250327688, 0.904030998571078},
		{44, 0.932635481208349, 0.932635481208349},
		{51, 0.885192598319989, 0.885192598319989},
		{60, 0.941273913136418, 0.93237023298657},
		{124, 0.925160762521277, 0.925160762521277},
		{150, 0.925644120551095, 0.943622262435524},
	} {
		want(t, "coverage of p90", Coverage(c.n, stats.P90), c.p90)
		want(t, "coverage of p10", Coverage(c.n, stats.P10), c.p10)
	}
	for n, enough := range map[int]int{1: 29, 29: 44, 30: 44, 44: 45, 49: 60, 123: 127, 150: 153, 211: 212} {
		if got := SeedsToCover(n); got != enough {
			t.Errorf("more than %d that cover: %d, want %d", n, got, enough)
		}
	}
	for n := 212; n <= 400; n++ {
		if SeedsToCover(n-1) != n {
			t.Errorf("%d values do not cover, against the documentation", n)
		}
	}
}

func TestOrderedOfQuantiles(t *testing.T) {
	// Of all a < b with pbinom(b-1, n, q) - pbinom(a-1, n, q) >= 0.95 that with the
	// least b - a, of these the surest.
	for _, c := range []struct {
		n         int
		q         stats.PPM
		low, high int
		coverage  float64
	}{
		{29, stats.P90, 21, 29, 0.951348526189385}, {29, stats.P10, 1, 9, 0.951348526189385},
		{30, stats.P90, 22, 30, 0.955589012719525}, {44, stats.P90, 36, 44, 0.962301008293716},
		{51, stats.P90, 42, 51, 0.96749073960747}, {60, stats.P10, 2, 11, 0.952013797955256},
		{150, stats.P90, 128, 143, 0.960340549655666}, {150, stats.P10, 8, 23, 0.960340549655666},
	} {
		sample := make([]float64, c.n)
		for i := range sample {
			sample[i] = float64(c.n - i)
		}
		if got := Ordered(sample, c.q); got != (Interval{float64(c.low), float64(c.high), true}) {
			t.Errorf("n = %d, q = %v: %+v, want %d to %d", c.n, c.q, got, c.low, c.high)
		}
		want(t, "coverage", between(c.n, c.q, c.low, c.high), c.coverage)
	}
	if i := Ordered(make([]float64, 28), stats.P90); i.OK {
		t.Errorf("an interval of 28 values: %+v", i)
	}
}

// The interval is the limit of very many samples drawn with replacement.
func TestBootstrapIsTheLimitOfResampling(t *testing.T) {
	const resamples = 100_000
	random := rand.New(rand.NewPCG(7, 7))
	drawn := make([]float64, resamples)
	for r := range drawn {
		again := draw(len(exp30), func() float64 { return exp30[random.IntN(len(exp30))] })
		slices.Sort(again)
		drawn[r] = stats.Quantile(again, stats.P50)
	}
	slices.Sort(drawn)
	_, i := Bootstrap(exp30, stats.P50)
	if low, high := stats.Quantile(drawn, 25_000), stats.Quantile(drawn, 975_000); i.Low != low || i.High != high {
		t.Errorf("%+v, of %d samples %v to %v", i, resamples, low, high)
	}
}

func TestPairedByT(t *testing.T) {
	c := Compare(sleep2, sleep1) // t.test(sleep1, sleep2, paired = TRUE)
	want(t, "mean", c.Mean, -1.58)
	want(t, "low", c.Interval.Low, -2.45988576327698)
	want(t, "high", c.Interval.High, -0.700114236723018)
	want(t, "t", c.T, -4.06212768338204)
	want(t, "p", c.P, 0.00283289019738427)
	want(t, "d_z", c.DZ, -1.28455756259105)
	if same := Compare(sleep1, sleep1); same.P != 1 || same.RankP != 1 || same.DZ != 0 {
		t.Errorf("a sample and itself: %+v", same)
	}
	shifted := Compare([]float64{1, 2, 3, 4, 5, 6}, []float64{2, 3, 4, 5, 6, 7})
	if !math.IsInf(shifted.T, 1) || shifted.P != 0.03125 || shifted.Interval != (Interval{1, 1, true}) {
		t.Errorf("one more everywhere: %+v", shifted)
	}
}

func TestSignedRank(t *testing.T) {
	difference := func(a, b []float64) (d []float64) {
		for i := range a {
			d = append(d, a[i]-b[i])
		}
		return d
	}
	// wilcox.test(before, after, paired = TRUE)
	if v, p, n := SignedRank(difference(before, after)); v != 40 || p != 0.0390625 || n != 9 {
		t.Errorf("Hollander and Wolfe: V = %v, p = %v, n = %d", v, p, n)
	}
	// wilcox.test(norm60, exact = FALSE)
	v, p, _ := SignedRank(norm60)
	want(t, "V", v, 1387)
	want(t, "p", p, 0.000518532080378645)
	// wilcox.test(round(norm60, 1), exact = FALSE): with equals and two zeros
	rounded := make([]float64, len(norm60))
	for i, x := range norm60 {
		rounded[i] = math.Round(10*x) / 10
	}
	v, p, n := SignedRank(rounded)
	want(t, "V of equals", v, 1305)
	want(t, "p of equals", p, 0.000503484180108305)
	if n != 58 {
		t.Errorf("n = %d, want 58", n)
	}
	// 2 * psignrank(0, n): the least p there is
	for n, least := range map[int]float64{5: 0.0625, 6: 0.03125, 10: 0.001953125, 20: 1.9073486328125e-06} {
		var d []float64
		for i := range n {
			d = append(d, float64(i+1))
		}
		if _, p, _ := SignedRank(d); p != least {
			t.Errorf("n = %d: least p %v, want %v", n, p, least)
		}
	}
}

// With equals and zeros, p is that of all signs, counted one by one.
func TestSignedRankOfEquals(t *testing.T) {
	d := []float64{-1.2, -2.4, -1.3, -1.3, 0, 1.0, -1.8, 0.8, -4.6, 1.4}
	v, p, n := SignedRank(d)
	ranks := []float64{3, 8, 4.5, 4.5, 2, 7, 1, 9, 6} // of those that are not 0, by size
	if n != len(ranks) || v != 2+1+6 {
		t.Fatalf("V = %v, n = %d", v, n)
	}
	far := 0
	for signs := range 1 << n {
		sum := 0.0
		for i, r := range ranks {
			if signs>>i&1 == 1 {
				sum += r
			}
		}
		if sum <= v || sum >= 45-v {
			far++
		}
	}
	want(t, "p", p, float64(far)/float64(int(1)<<n))
}

func TestHolm(t *testing.T) {
	for _, c := range []struct{ p, want []float64 }{ // p.adjust(p, "holm")
		{[]float64{0.01, 0.02, 0.03, 0.04, 0.005}, []float64{0.04, 0.06, 0.06, 0.06, 0.025}},
		{[]float64{0.04, 0.001, 0.3, 0.02}, []float64{0.08, 0.004, 0.3, 0.06}},
		{[]float64{0.9, 0.8}, []float64{1, 1}},
		{nil, nil},
	} {
		got := Holm(c.p)
		for i := range c.want {
			want(t, "Holm", got[i], c.want[i])
		}
	}
}
