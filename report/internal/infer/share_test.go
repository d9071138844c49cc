package infer

import (
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// Without a spread, each seed is a trial, and the interval is Clopper and Pearson's.
func TestShareOfEquals(t *testing.T) {
	ones := func(n int) []float64 { return slices.Repeat([]float64{1}, n) }
	for n, low := range map[int]float64{ // the root of pⁿ = 0.025
		2: 0.158113883008419, 5: 0.478176249895019, 20: 0.831566529016915,
	} {
		mean, i := Share(ones(n), 1)
		want(t, "mean", mean, 1)
		want(t, "low", i.Low, low)
		if i.High != 1 || !i.OK {
			t.Errorf("%d of %d: %+v", n, n, i)
		}
		_, none := Share(make([]float64, n), 1)
		want(t, "high of none", none.High, 1-low)
		if none.Low != 0 {
			t.Errorf("0 of %d: %+v", n, none)
		}
	}
	// All seeds alike, but neither 0 nor 1: the p with which 10 or more of 20 succeed
	// with a chance of 0.025, from sums of binomial coefficients.
	_, half := Share(slices.Repeat([]float64{0.5}, 20), 1)
	want(t, "low of equals", half.Low, 0.271957849560792)
	want(t, "high of equals", half.High, 0.728042150439208)
	if _, i := Share([]float64{1}, 1); i.OK {
		t.Error("an interval from one seed")
	}
}

// No sample of shares has an interval without its mean, or with values that are no shares.
func TestShareStaysInRange(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0x5a))
		sample := draw(2+random.IntN(30), func() float64 {
			return 1 - math.Pow(random.Float64(), 1+20*random.Float64())
		})
		if seed%4 == 0 {
			for i := range sample[1:] {
				sample[i] = float64(seed % 8 / 4) // all but one at an end
			}
		}
		mean, i := Share(sample, 1)
		if !i.OK || !(0 <= i.Low && i.Low <= mean && mean <= i.High && i.High <= 1) || i.Low == i.High {
			t.Fatalf("%v: mean %v, %+v", sample, mean, i)
		}
	}
}

// Far from 0 and 1, where means are about normal, it is as wide as Student's.
func TestShareIsLikeStudents(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	sample := draw(20, func() float64 { return 0.4 + 0.01*random.NormFloat64() })
	_, share := Share(sample, 1)
	_, student := Mean(sample)
	if ratio := share.Half() / student.Half(); ratio < 0.99 || ratio > 1.01 {
		t.Errorf("%+v is %v times as wide as Student's %+v", share, ratio, student)
	}
}

// A world has seeds that differ: each has its own chance of success, from a beta
// distribution, and so many trials. The correlation of two trials in a seed is rho.
type world struct {
	mean, rho float64
	trials    int
}

func (w world) seed(random *rand.Rand) float64 {
	p := w.mean
	if w.rho > 0 {
		k := (1 - w.rho) / w.rho
		a, b := gamma(random, w.mean*k), gamma(random, (1-w.mean)*k)
		p = a / (a + b)
	}
	hits := 0
	for range w.trials {
		if random.Float64() < p {
			hits++
		}
	}
	return float64(hits) / float64(w.trials)
}

// gamma draws from a gamma distribution of scale 1 (Marsaglia and Tsang 2000).
func gamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// In the worlds of docs/statistics.md, both intervals hold the truth as often as it
// says, to the percent that four standard errors are.
func TestCoverageOfShares(t *testing.T) {
	page, err := os.ReadFile("../../../docs/statistics.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \| ([\d.]+) % \| ([\d.]+) \| (\d+) \| (\d+) % \| (\d+) % \|$`).FindAllSubmatch(page, -1)
	if len(rows) < 8 {
		t.Fatalf("%d documented worlds", len(rows))
	}
	for _, row := range rows {
		var v [7]float64
		for i := 1; i < len(row); i++ {
			if v[i], err = strconv.ParseFloat(string(row[i]), 64); err != nil {
				t.Fatal(err)
			}
		}
		n, w := int(v[1]), world{v[2] / 100, v[3], int(v[4])}
		for i, method := range []func([]float64) (float64, Interval){
			func(sample []float64) (float64, Interval) { return Share(sample, 1) }, Mean,
		} {
			got := cover(t, w.mean, func(random *rand.Rand) Interval {
				_, in := method(draw(n, func() float64 { return w.seed(random) }))
				return in
			})
			p := v[5+i] / 100
			if slack := 0.005 + 4*math.Sqrt(math.Max(0.01, p*(1-p))/experiments); math.Abs(got-p) > slack {
				t.Errorf("%s: method %d holds the truth in %.1f %%", row[0], i, 100*got)
			}
		}
	}
}

// A sample without a spread that stands for as many trials a seed as the worst of its
// neighbours holds the truth as often as others do: all that can be said of a cell in
// which nothing failed.
func TestCoverageOfSharesAlike(t *testing.T) {
	for _, rho := range []float64{0, 0.02, 0.1, 0.4} {
		without := 0
		got := cover(t, 0.995, func(random *rand.Rand) Interval {
			alike := math.Inf(1)
			for _, mean := range []float64{0.8, 0.95} {
				w := world{mean, rho, 20}
				if trials, ok := Trials(draw(20, func() float64 { return w.seed(random) })); ok {
					alike = min(alike, trials)
				}
			}
			for { // until nothing failed
				w := world{0.995, rho, 20}
				sample := draw(20, func() float64 { return w.seed(random) })
				if slices.Min(sample) == 1 {
					without++
					_, in := Share(sample, alike)
					return in
				}
			}
		})
		if t.Logf("rho = %v: %.2f %%", rho, 100*got); got < LeastCoverage || without != experiments {
			t.Errorf("rho = %v: the interval of a cell in which nothing failed holds the truth in %.1f %%", rho, 100*got)
		}
	}
}
