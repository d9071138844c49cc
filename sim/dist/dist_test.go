package dist

import (
	"math"
	"slices"
	"testing"
	"time"
)

var laws = []Dist{
	Constant(5 * time.Minute),
	Uniform(time.Minute, 10*time.Minute),
	Exponential(time.Hour),
	Weibull(0.61, 4*time.Hour),
	Weibull(3, time.Minute),
	WeibullScale(1.5, time.Hour),
	Normal(time.Hour, 10*time.Minute),
	Normal(0, time.Hour),
	Normal(time.Hour, 2*time.Hour),
	LogNormal(time.Hour, 1.2),
	LogNormalMean(4*time.Hour, 0.5),
	LogNormalQuantiles(2*time.Hour, 20*time.Hour),
	Pareto(2.5, time.Hour),
	ParetoScale(3, 10*time.Minute),
	ShiftedPareto(3, 30*time.Minute),
	ShiftedParetoScale(2.2, time.Hour),
	Gamma(0.3, time.Hour),
	GammaScale(4, 15*time.Minute),
	Empirical(5*time.Minute, time.Minute, time.Hour, 5*time.Minute, 0, 2*time.Hour),
}

// endless are the laws without a mean.
var endless = []Dist{
	ParetoScale(1, time.Minute),
	ShiftedParetoScale(0.7, time.Hour),
}

func TestMean(t *testing.T) {
	for _, c := range []struct {
		d    Dist
		want time.Duration
	}{
		{Dist{}, 0},
		{Constant(5 * time.Second), 5 * time.Second},
		{Uniform(time.Second, 3*time.Second), 2 * time.Second},
		{Exponential(time.Hour), time.Hour},
		{Weibull(0.61, 4*time.Hour), 4 * time.Hour},
		{WeibullScale(1, time.Hour), time.Hour},       // exponential
		{WeibullScale(0.5, time.Hour), 2 * time.Hour}, // Γ(3) = 2
		{Normal(0, time.Hour), 2872384418890},         // √(2/π)
		{Normal(time.Hour, time.Minute), time.Hour},
		{LogNormal(time.Hour, 0), time.Hour},
		{LogNormal(time.Hour, 1), 5935396574520}, // √e
		{LogNormalMean(time.Hour, 2), time.Hour},
		{ParetoScale(3, time.Hour), 90 * time.Minute},
		{ParetoScale(1, time.Hour), Longest},
		{Pareto(1.5, time.Hour), time.Hour},
		{ShiftedParetoScale(3, time.Hour), 30 * time.Minute},
		{ShiftedParetoScale(0.5, time.Hour), Longest},
		{ShiftedPareto(1.5, time.Hour), time.Hour},
		{GammaScale(3, time.Hour), 3 * time.Hour},
		{Gamma(0.3, time.Hour), time.Hour},
		{Empirical(time.Second, 2*time.Second, 6*time.Second), 3 * time.Second},
		{Empirical(Longest, Longest, Longest, Longest), Longest}, // the sum has more than 64 bits
	} {
		if got := c.d.Mean(); got != c.want {
			t.Errorf("%v has mean %v, want %v", c.d, got, c.want)
		}
	}
}

func TestCDF(t *testing.T) {
	for _, c := range []struct {
		d    Dist
		x    time.Duration
		want float64
	}{
		{Constant(time.Second), time.Second - 1, 0},
		{Constant(time.Second), time.Second, 1},
		{Uniform(0, 4*time.Second), time.Second, 0.25},
		{Uniform(time.Second, time.Second), time.Second - 1, 0},
		{Uniform(time.Second, time.Second), time.Second, 1},
		{Exponential(time.Hour), time.Hour, 1 - 1/math.E},
		{Exponential(0), 0, 1},
		{WeibullScale(3, time.Hour), time.Hour, 1 - 1/math.E},
		{Weibull(2, 0), 0, 1},
		{Exponential(time.Hour), -1, 0},
		{Exponential(time.Hour), Longest, 1},
		{ParetoScale(0.1, time.Hour), Longest, 1}, // draws are capped
		{Normal(0, time.Hour), time.Hour, math.Erf(math.Sqrt2 / 2)},
		{Normal(time.Hour, 1), time.Hour, 0.5},
		{LogNormal(time.Hour, 2), time.Hour, 0.5},
		{LogNormal(time.Hour, 0), time.Hour - 1, 0},
		{LogNormal(time.Hour, 0), time.Hour, 1},
		{LogNormalQuantiles(2*time.Hour, 20*time.Hour), 2 * time.Hour, 0.5},
		{LogNormalQuantiles(2*time.Hour, 20*time.Hour), 20 * time.Hour, 0.9},
		{ParetoScale(2, time.Hour), time.Hour - 1, 0},
		{ParetoScale(2, time.Hour), 2 * time.Hour, 0.75},
		{ShiftedParetoScale(2, time.Hour), time.Hour, 0.75},
		{GammaScale(1, time.Hour), time.Hour, 1 - 1/math.E},
		{GammaScale(2, time.Hour), time.Hour, 1 - 2/math.E},
		{Gamma(0.5, time.Hour), 2 * time.Hour, math.Erf(1)},
		{Empirical(1, 2, 2, 4), 0, 0},
		{Empirical(1, 2, 2, 4), 2, 0.75},
		{Empirical(1, 2, 2, 4), 3, 0.75},
		{Empirical(1, 2, 2, 4), 4, 1},
	} {
		if got := c.d.CDF(c.x); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("CDF of %v at %v is %v, want %v", c.d, c.x, got, c.want)
		}
	}
}

// A law is remade from its parameters: the canonical form of a scenario rests
// on it.
func TestParamsRoundTrip(t *testing.T) {
	for _, d := range slices.Concat(laws, endless, []Dist{{}}) {
		again, err := New(d.Params())
		if err != nil || again != d {
			t.Errorf("New(%+v) = %v, %v, want %v", d.Params(), again, err, d)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, p := range []Params{
		{},
		{Law: "zipf", Mean: 1},
		{Law: ConstantLaw, Mean: -1},
		{Law: ConstantLaw, Mean: Longest + 1},
		{Law: UniformLaw, Min: 2, Max: 1},
		{Law: UniformLaw, Min: -1, Max: 1},
		{Law: WeibullLaw, Mean: time.Hour},
		{Law: WeibullLaw, Shape: MaxShape + 1, Mean: time.Hour},
		{Law: WeibullLaw, Shape: math.NaN(), Mean: time.Hour},
		{Law: WeibullLaw, Shape: 1, Scale: -1},
		{Law: NormalLaw, Mean: time.Hour},
		{Law: NormalLaw, Mean: -1, StdDev: 1},
		{Law: LogNormalLaw, Sigma: 1},
		{Law: LogNormalLaw, Sigma: MaxSigma + 1, Median: 1},
		{Law: LogNormalLaw, Sigma: -1, Mean: 1},
		{Law: LogNormalLaw, Sigma: math.NaN(), Mean: 1},
		{Law: LogNormalLaw, Median: 2, P90: 1},
		{Law: LogNormalLaw, P90: 1},
		{Law: ParetoLaw, Shape: 2},
		{Law: ParetoLaw, Shape: 1, Mean: time.Hour},
		{Law: ParetoLaw, Shape: MinShape / 2, Scale: time.Hour},
		{Law: ShiftedParetoLaw, Shape: 0.9, Mean: time.Hour},
		{Law: ShiftedParetoLaw, Shape: 2},
		{Law: GammaLaw, Shape: 2},
		{Law: GammaLaw, Shape: MaxShape * 2, Mean: time.Hour},
		{Law: EmpiricalLaw},
		{Law: EmpiricalLaw, Samples: NewSamples([]time.Duration{1, -1})},
		{Law: EmpiricalLaw, Samples: NewSamples([]time.Duration{1, Longest + 1})},
		{Law: EmpiricalLaw, Samples: NewSamples(make([]time.Duration, MaxSamples+1))},
	} {
		if d, err := New(p); err == nil {
			t.Errorf("New(%+v) = %v, want an error", p, d)
		}
	}
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		d    Dist
		want string
	}{
		{Dist{}, "constant(0s)"},
		{Uniform(time.Second, time.Minute), "uniform(1s to 1m0s)"},
		{Exponential(time.Hour), "exponential(1h0m0s)"},
		{Weibull(0.61, 4*time.Hour), "weibull(shape 0.61, mean 4h0m0s)"},
		{WeibullScale(2, time.Hour), "weibull(shape 2, scale 1h0m0s)"},
		{Normal(time.Hour, time.Minute), "normal(mean 1h0m0s, stddev 1m0s)"},
		{LogNormal(time.Hour, 1.5), "lognormal(median 1h0m0s, sigma 1.5)"},
		{LogNormalMean(time.Hour, 1.5), "lognormal(mean 1h0m0s, sigma 1.5)"},
		{LogNormalQuantiles(time.Hour, 2*time.Hour), "lognormal(p50 1h0m0s, p90 2h0m0s)"},
		{Pareto(2, time.Hour), "pareto(shape 2, mean 1h0m0s)"},
		{ShiftedParetoScale(1, time.Hour), "shifted-pareto(shape 1, scale 1h0m0s)"},
		{Gamma(2, time.Hour), "gamma(shape 2, mean 1h0m0s)"},
		{Empirical(time.Hour), "empirical(1 sample, 1h0m0s)"},
		{Empirical(time.Hour, time.Second), "empirical(2 samples, 1s to 1h0m0s)"},
	} {
		if got := c.d.String(); got != c.want {
			t.Errorf("String gives %q, want %q", got, c.want)
		}
	}
}

// Laws that are made alike are equal, also when the samples come in another
// order; others are not.
func TestEqual(t *testing.T) {
	if a, b := Empirical(1, 2, 3), Empirical(3, 1, 2); a != b {
		t.Errorf("%v and %v differ, want them equal", a, b)
	}
	all := slices.Concat(laws, endless, []Dist{Empirical(1, 2), Empirical(1, 2, 2)})
	for i, a := range all {
		for j, b := range all {
			if (a == b) != (i == j) {
				t.Errorf("%v == %v is %v", a, b, a == b)
			}
		}
	}
}

// Without a mean there is no equilibrium, and an interval that is met has no
// end.
func TestHasMean(t *testing.T) {
	for _, d := range laws {
		if !d.HasMean() {
			t.Errorf("%v has no mean", d)
		}
	}
	for _, d := range endless {
		if left := d.Residual(nil); d.HasMean() || left != Longest {
			t.Errorf("%v has a mean, or the residual %v", d, left)
		}
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		d    Dist
		p    float64
		want time.Duration
	}{
		{Constant(time.Hour), 0.5, time.Hour},
		{Uniform(time.Hour, 3*time.Hour), 0.5, 2 * time.Hour},
		{LogNormal(time.Hour, 2), 0.5, time.Hour},
		{LogNormalQuantiles(2*time.Hour, 20*time.Hour), 0.9, 20 * time.Hour},
		{ParetoScale(2, time.Hour), 0.75, 2 * time.Hour},
		{Empirical(1, 2, 2, 4), 0.75, 2},
		{Empirical(1, 2, 2, 4), 0.76, 4},
		{ParetoScale(0.1, time.Hour), 1, Longest},
		{Exponential(time.Hour), 0, 0},
	} {
		if got := c.d.Quantile(c.p); (got - c.want).Abs() > time.Microsecond {
			t.Errorf("quantile %v of %v is %v, want %v", c.p, c.d, got, c.want)
		}
	}
}
