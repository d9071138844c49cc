package dist

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// near fails unless got is within some units in the last place of want.
func near(t *testing.T, what string, got, want float64, ulps float64) {
	t.Helper()
	if math.Abs(got-want) > ulps*0x1p-52*math.Abs(want) {
		t.Errorf("%s = %v, want %v: off by %.1f ulp", what, got, want, math.Abs(got-want)/math.Abs(want)/0x1p-52)
	}
}

// Package math is exact to about an ulp on amd64, so that it can be the judge.
func TestPortableAgainstMath(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		x := math.Exp(r.Float64()*80 - 40)
		near(t, "ln", ln(x), math.Log(x), 2)
		u := 1 - r.Float64()*0x1p-10 // where 1-u is small, cancellation would show
		near(t, "ln near 1", ln(u), math.Log(u), 2)

		y := r.Float64()*200 - 100
		near(t, "exp", exp(y), math.Exp(y), 2)
		z := r.Float64() - 0.5
		near(t, "expm1", expm1(z), math.Expm1(z), 4)

		base, power := r.Float64()*50, r.Float64()*10
		near(t, "pow", pow(base, power), math.Pow(base, power), 6) // math.Pow itself errs by some ulp
	}
}

// Whole powers can be had exactly.
func TestPowWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 2_000 {
		base := r.Float64() * 100
		exact := new(big.Float).SetPrec(1000).SetInt64(1)
		for n := 1; n <= 12; n++ {
			exact.Mul(exact, new(big.Float).SetFloat64(base))
			want, _ := exact.Float64()
			near(t, "pow", pow(base, float64(n)), want, 1.5)
		}
	}
}

// math.Gamma is good to a few ulp only; factorials and Γ(½) are exact.
func TestGamma(t *testing.T) {
	near(t, "Γ(1/2)", gamma(0.5), math.Sqrt(math.Pi), 5)
	factorial := 1.0
	for n := 1; n <= 20; n++ {
		near(t, "factorial", gamma(float64(n)), factorial, 5)
		factorial *= float64(n)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		x := 0.5 + r.Float64()*20
		near(t, "Γ", gamma(x), math.Gamma(x), 12)
	}
}

// An independent judge with 200 bits: e^x by its series, against which ln is
// held by e^(ln x) = x.
func TestLnPartsHasExtraBits(t *testing.T) {
	const bits = 200
	bigExp := func(hi, lo float64) *big.Float {
		x := new(big.Float).SetPrec(bits).SetFloat64(hi)
		x.Add(x, new(big.Float).SetPrec(bits).SetFloat64(lo))
		term := new(big.Float).SetPrec(bits).SetInt64(1)
		sum := new(big.Float).SetPrec(bits).SetInt64(1)
		for n := int64(1); n < 300; n++ {
			term.Mul(term, x)
			term.Quo(term, new(big.Float).SetPrec(bits).SetInt64(n))
			sum.Add(sum, term)
		}
		return sum
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		x := math.Exp(r.Float64()*20 - 10)
		e := bigExp(lnParts(x))
		e.Quo(e, new(big.Float).SetPrec(bits).SetFloat64(x))
		e.Sub(e, new(big.Float).SetPrec(bits).SetInt64(1))
		if off, _ := e.Float64(); math.Abs(off) > 0x1p-58 {
			t.Errorf("lnParts(%v) is off by %g, want 2^-58 at most", x, off)
		}
	}
}

func TestPortableEdges(t *testing.T) {
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"ln 1", ln(1), 0},
		{"ln 0", ln(0), math.Inf(-1)},
		{"ln Inf", ln(math.Inf(1)), math.Inf(1)},
		{"exp 0", exp(0), 1},
		{"exp -1000", exp(-1000), 0},
		{"exp 1000", exp(1000), math.Inf(1)},
		{"exp -Inf", exp(math.Inf(-1)), 0},
		{"expm1 0", expm1(0), 0},
		{"pow(0, 2)", pow(0, 2), 0},
		{"pow(0, -2)", pow(0, -2), math.Inf(1)},
		{"pow(1, 7)", pow(1, 7), 1},
		{"pow(Inf, 2)", pow(math.Inf(1), 2), math.Inf(1)},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.what, c.got, c.want)
		}
	}
	if !math.IsNaN(ln(-1)) {
		t.Errorf("ln(-1) = %v, want NaN", ln(-1))
	}
}
