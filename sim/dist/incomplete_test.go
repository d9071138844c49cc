package dist

import (
	"math"
	"math/rand/v2"
	"testing"
)

// erf(x) = P(½, x²). The relative bound grows where x² is large: e^-x² turns
// the rounding of x² into x² roundings of the result.
func TestIncompleteGammaAgainstErf(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for range 20_000 {
		x := r.Float64() * 6
		p, q := incompleteGamma(0.5, x*x)
		near(t, "erf", p, math.Erf(x), 16)
		near(t, "erfc", q, math.Erfc(x), 100)
	}
	for range 1_000 {
		x := math.Exp(-r.Float64() * 20)
		p, _ := incompleteGamma(0.5, x*x)
		near(t, "erf near 0", p, math.Erf(x), 16)
	}
}

// With a whole a, Q(a, x) = e^-x·(1 + x + x²/2! + … + x^(a-1)/(a-1)!).
func TestIncompleteGammaWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for a := 1; a <= 20; a++ {
		for range 500 {
			x := r.Float64() * 60
			term, sum := math.Exp(-x), 0.0
			for n := range a {
				sum += term
				term *= x / float64(n+1)
			}
			p, q := incompleteGamma(float64(a), x)
			near(t, "Q", q, sum, 300)
			if math.Abs(p+q-1) > 1e-15 {
				t.Errorf("P+Q of %d, %v is %v, want 1", a, x, p+q)
			}
		}
	}
}

// P(a+1, x) = P(a, x) - x^a·e^-x/Γ(a+1) holds for every a. (Abramowitz and
// Stegun, 6.5.21.)
func TestIncompleteGammaRecurrence(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	for range 20_000 {
		a := MinShape + r.Float64()*(MaxShape-1-MinShape)
		x := a * math.Exp(4*r.Float64()-2)
		p, _ := incompleteGamma(a, x)
		next, _ := incompleteGamma(a+1, x)
		if off := next - (p - math.Pow(x, a)*math.Exp(-x)/math.Gamma(a+1)); math.Abs(off) > 1e-14 {
			t.Fatalf("the recurrence at %v, %v is off by %g", a, x, off)
		}
	}
}

func TestNormalCDF(t *testing.T) {
	for x := -8.0; x <= 8; x += 1.0 / 64 {
		near(t, "Φ", normalCDF(x), math.Erfc(-x/math.Sqrt2)/2, 200)
	}
	near(t, "Φ(z90)", normalCDF(z90), 0.9, 2)
}

func TestIncompleteGammaEdges(t *testing.T) {
	for _, c := range []struct{ a, x, p, q float64 }{
		{0.5, 0, 0, 1},
		{2, math.Inf(1), 1, 0},
		{20, 1e6, 1, 0},
		{0.1, 1e-300, 1.0511370061117777e-30, 1}, // x^a/Γ(a+1)
	} {
		p, q := incompleteGamma(c.a, c.x)
		if math.Abs(p-c.p) > 1e-12*c.p || math.Abs(q-c.q) > 1e-15 {
			t.Errorf("incompleteGamma(%v, %v) = %v, %v, want %v, %v", c.a, c.x, p, q, c.p, c.q)
		}
	}
}
