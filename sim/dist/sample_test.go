package dist

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

const draws = 20_000

// 1.95/√n is exceeded by chance once in a thousand; the seeds are fixed.
var critical = 1.95 / math.Sqrt(draws)

// distance is the Kolmogorov–Smirnov statistic of n draws against cdf.
func distance(draw func(*rand.Rand) time.Duration, cdf func(time.Duration) float64) float64 {
	r := rand.New(rand.NewPCG(7, 11))
	xs := make([]time.Duration, draws)
	for i := range xs {
		xs[i] = draw(r)
	}
	slices.Sort(xs)
	most := 0.0
	for i, x := range xs {
		f := cdf(x)
		most = max(most, f-float64(i)/draws, float64(i+1)/draws-f)
	}
	return most
}

func TestSampleFollowsCDF(t *testing.T) {
	for _, d := range laws[1:] { // a constant has a jump, for which the test is not made
		if got := distance(d.Sample, d.CDF); got > critical {
			t.Errorf("draws of %v are %.4f from its CDF, want %.4f at most", d, got, critical)
		}
	}
}

// The test above must be able to fail: laws that are nearly right are told apart.
func TestSampleTellsLawsApart(t *testing.T) {
	for _, c := range []struct{ drawn, claimed Dist }{
		{Exponential(time.Hour), Exponential(57 * time.Minute)},
		{Weibull(0.61, 4*time.Hour), Weibull(0.65, 4*time.Hour)},
		{Weibull(0.61, 4*time.Hour), WeibullScale(0.61, 4*time.Hour)},
		{Uniform(0, time.Hour), Uniform(0, 62*time.Minute)},
	} {
		if got := distance(c.drawn.Sample, c.claimed.CDF); got <= critical {
			t.Errorf("draws of %v pass for %v", c.drawn, c.claimed)
		}
	}
}

// residualCDF integrates (1-F)/mean by the trapezoid rule, which knows nothing
// of how Residual draws.
func residualCDF(d Dist, upTo time.Duration) func(time.Duration) float64 {
	const steps = 200_000
	h := float64(upTo) / steps
	table := make([]float64, steps+1)
	for i := 1; i <= steps; i++ {
		a, b := d.CDF(time.Duration(float64(i-1)*h)), d.CDF(time.Duration(float64(i)*h))
		table[i] = table[i-1] + h*(2-a-b)/2/float64(d.Mean())
	}
	return func(x time.Duration) float64 {
		at := float64(x) / h
		i := int(at)
		if i >= steps {
			return 1
		}
		return table[i] + (at-float64(i))*(table[i+1]-table[i])
	}
}

func TestResidualFollowsRenewalLaw(t *testing.T) {
	for _, d := range laws {
		upTo := 30 * d.Mean()
		if d.Params().Shape == 0.61 {
			upTo = 100 * d.Mean()
		}
		if got := distance(d.Residual, residualCDF(d, upTo)); got > critical {
			t.Errorf("residuals of %v are %.4f from their law, want %.4f at most", d, got, critical)
		}
	}
}

// With a shape below 1 what is left of a session is longer than a session: to
// draw a plain session at the start of a run would be wrong, and shows.
func TestResidualIsNotSample(t *testing.T) {
	d := Weibull(0.61, 4*time.Hour)
	if got := distance(d.Sample, residualCDF(d, 100*d.Mean())); got <= critical {
		t.Error("plain draws pass for residuals")
	}
}

func TestSampleMean(t *testing.T) {
	for _, d := range laws {
		r := rand.New(rand.NewPCG(1, 1))
		sum := 0.0
		for range draws {
			sum += float64(d.Sample(r))
		}
		if off := sum/draws/float64(d.Mean()) - 1; math.Abs(off) > 0.03 {
			t.Errorf("mean of %v is off by %.1f %%", d, 100*off)
		}
	}
}

// The first draws of each law. They are the same on every architecture; if they
// change, so do all runs with churn.
func TestGoldenDraws(t *testing.T) {
	want := []string{
		"constant(5m0s) 300000000000 300000000000 223994799966",
		"uniform(1m0s to 10m0s) 196809360061 354071765118 272997695277",
		"exponential(1h0m0s) 1051774695029 2831505747518 499364507516",
		"weibull(shape 0.61, mean 4h0m0s) 1300524713060 6594652818752 12497861112389",
		"weibull(shape 3, mean 1m0s) 44584424126 62022329139 42362617797",
		"weibull(shape 1.5, scale 1h0m0s) 1585073159891 3067461580305 2199818541732",
	}
	for i, d := range laws {
		r := rand.New(rand.NewPCG(42, 0))
		got := fmt.Sprintf("%v %d %d %d", d, d.Sample(r), d.Sample(r), d.Residual(r))
		if got != want[i] {
			t.Errorf("draws are\n%q, want\n%q", got, want[i])
		}
	}
}

// Ten thousand draws of every law, summed up in one number: what the three
// draws above cannot show, a last bit that differs now and then, shows here.
func TestGoldenHash(t *testing.T) {
	h := fnv.New64a()
	for _, d := range laws {
		r := rand.New(rand.NewPCG(43, 0))
		for range 10_000 {
			fmt.Fprintln(h, int64(d.Sample(r)), int64(d.Residual(r)))
		}
		// Nanoseconds hide the last bits of a float64; these are all of them.
		for range 10_000 {
			u := r.Float64()
			fmt.Fprintln(h, math.Float64bits(ln(u)), math.Float64bits(exp(u)),
				math.Float64bits(pow(u, 1.7)), math.Float64bits(gamma(1+u)), math.Float64bits(expm1(u)))
		}
	}
	const want = 0xf1d96afbb1f374f7
	if got := h.Sum64(); got != want {
		t.Errorf("hash of the draws is %#x, want %#x", got, uint64(want))
	}
}

// No law and no number of the generator leads outside 0 to 100 years.
func FuzzDraw(f *testing.F) {
	f.Add(uint64(1), int64(time.Hour), int64(2*time.Hour), 0.61)
	f.Add(uint64(2), int64(0), int64(Longest), MinShape)
	f.Fuzz(func(t *testing.T, seed uint64, a, b int64, shape float64) {
		for _, p := range []Params{
			{Law: UniformLaw, Min: time.Duration(a), Max: time.Duration(b)},
			{Law: ExponentialLaw, Mean: time.Duration(a)},
			{Law: WeibullLaw, Shape: shape, Mean: time.Duration(a)},
			{Law: WeibullLaw, Shape: shape, Scale: time.Duration(b)},
		} {
			d, err := New(p)
			if err != nil {
				continue
			}
			r := rand.New(rand.NewPCG(seed, 0))
			for _, x := range []time.Duration{d.Sample(r), d.Residual(r), d.Mean()} {
				if x < 0 || x > Longest {
					t.Errorf("%v gives %v", d, x)
				}
				if c := d.CDF(x); !(c >= 0 && c <= 1) {
					t.Errorf("CDF of %v at %v is %v", d, x, c)
				}
			}
		}
	})
}
