package dist

import (
	"math"
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
	} {
		if got := c.d.CDF(c.x); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("CDF of %v at %v is %v, want %v", c.d, c.x, got, c.want)
		}
	}
}

// A law is remade from its parameters: the canonical form of a scenario rests
// on it.
func TestParamsRoundTrip(t *testing.T) {
	for _, d := range append(laws, Dist{}) {
		again, err := New(d.Params())
		if err != nil || again != d {
			t.Errorf("New(%+v) = %v, %v, want %v", d.Params(), again, err, d)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, p := range []Params{
		{},
		{Law: "pareto"},
		{Law: ConstantLaw, Mean: -1},
		{Law: ConstantLaw, Mean: Longest + 1},
		{Law: UniformLaw, Min: 2, Max: 1},
		{Law: UniformLaw, Min: -1, Max: 1},
		{Law: WeibullLaw, Mean: time.Hour},
		{Law: WeibullLaw, Shape: MaxShape + 1, Mean: time.Hour},
		{Law: WeibullLaw, Shape: math.NaN(), Mean: time.Hour},
		{Law: WeibullLaw, Shape: 1, Scale: -1},
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
	} {
		if got := c.d.String(); got != c.want {
			t.Errorf("String gives %q, want %q", got, c.want)
		}
	}
}
