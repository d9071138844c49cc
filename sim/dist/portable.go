package dist

import "math"

// The functions of this file give the same bits on every architecture, which
// math.Log, math.Exp, math.Pow and math.Gamma do not promise: some have
// assembly versions, and a compiler may turn x*y+z into one fused operation.
// An explicit float64(x*y) forbids that (Go specification, "Floating-point
// operators"); math.FMA, Sqrt, Ldexp, Frexp and Round are exact everywhere.

// ln 2 in two parts. ln2Hi has 32 trailing zero bits, so that its product with
// an exponent is exact.
const (
	ln2Hi = float64(0x1.62e42fep-1)
	ln2Lo = float64(math.Ln2 - 0x1.62e42fep-1)
)

// twoSum gives a+b as the rounded sum and the rounding error. (Knuth)
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	t := sum - a
	return sum, (a - (sum - t)) + (b - t)
}

// twoMul gives a·b as the rounded product and the rounding error.
func twoMul(a, b float64) (product, lost float64) {
	product = float64(a * b)
	return product, math.FMA(a, b, -product)
}

// ln is the natural logarithm of a positive x; -Inf for 0.
func ln(x float64) float64 {
	hi, _ := lnParts(x)
	return hi
}

// lnParts is ln x as a sum hi+lo with about ten bits more than a float64, hi
// being the rounded sum: pow and gamma need it to be exact to the last bits.
//
// With x = m·2^e and √½ ≤ m < √2 it sums the series
// ln m = 2·(s + s³/3 + s⁵/5 + …), s = (m-1)/(m+1), |s| < 0.172.
func lnParts(x float64) (hi, lo float64) {
	switch {
	case x == 0:
		return math.Inf(-1), 0
	case x < 0 || math.IsNaN(x):
		return math.NaN(), 0
	case math.IsInf(x, 1):
		return x, 0
	}
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	num := m - 1 // exact
	den, denLo := twoSum(m, 1)
	s := num / den
	sLo := (math.FMA(-s, den, num) - float64(s*denLo)) / den

	z := float64(s * s)
	tail := 0.0
	for n := 25; n >= 3; n -= 2 {
		tail = float64(tail*z) + 1/float64(n)
	}
	tail = float64(float64(float64(tail*z)*s) * 2)

	hi, lo = twoSum(float64(float64(e)*ln2Hi), 2*s)
	lo += float64(float64(e)*ln2Lo) + (2*sLo + tail)
	return twoSum(hi, lo)
}

// exp is e^x.
func exp(x float64) float64 { return expParts(x, 0) }

// expParts is e^(hi+lo) for a small lo.
func expParts(hi, lo float64) float64 {
	switch {
	case math.IsNaN(hi):
		return hi
	case hi > 710:
		return math.Inf(1)
	case hi < -746:
		return 0
	}
	k := math.Round(hi / math.Ln2)
	r := hi - float64(k*ln2Hi) // exact
	r += lo - float64(k*ln2Lo)
	return math.Ldexp(1+expm1Series(r), int(k))
}

// expm1 is e^x-1, exact to the last bits near 0 too.
func expm1(x float64) float64 {
	if math.Abs(x) < 0.35 {
		return expm1Series(x)
	}
	return exp(x) - 1
}

// expm1Series sums x + x²/2! + x³/3! + … for |x| ≤ 0.35.
func expm1Series(x float64) float64 {
	sum := 1.0
	for n := 15; n >= 2; n-- {
		sum = 1 + float64(x*sum)/float64(n)
	}
	return float64(x * sum)
}

// pow is x^y for x ≥ 0 and a finite y ≠ 0.
func pow(x, y float64) float64 {
	if x == 0 {
		if y < 0 {
			return math.Inf(1)
		}
		return 0
	}
	hi, lo := lnParts(x)
	if math.IsInf(hi, 0) {
		return exp(hi * y)
	}
	p, lost := twoMul(hi, y)
	return expParts(p, lost+float64(lo*y))
}

// ½·ln 2π in two parts.
const (
	halfLn2PiHi = float64(0x1.d67f1c8p-1)
	halfLn2PiLo = float64(0.91893853320467274178032973640561763986139747363778 - 0x1.d67f1c8p-1)
)

// gamma is Γ(x) for 0 < x ≤ 170: Stirling's series where it is exact to the
// last bits, from 16 on, and Γ(x) = Γ(x+1)/x below. (Abramowitz and Stegun,
// 6.1.15 and 6.1.41.)
func gamma(x float64) float64 {
	down, steps := 1.0, 0.0
	for x+steps < 16 {
		down = float64(down * (x + steps))
		steps++
	}
	x, xLo := twoSum(x, steps)
	// ln Γ(x) = (x-½)·ln x - x + ½·ln 2π + 1/12x - 1/360x³ + …
	inv := 1 / x
	z := float64(inv * inv)
	series := 0.0
	for _, c := range [...]float64{1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		series = float64(series*z) + c
	}
	lnHi, lnLo := lnParts(x)
	hi, lo := twoMul(x-0.5, lnHi)
	lo += float64((x - 0.5) * lnLo)
	hi, lost := twoSum(hi, -x)
	lo += lost
	hi, lost = twoSum(hi, halfLn2PiHi)
	lo += lost + halfLn2PiLo + float64(series*inv)
	lo += float64(xLo * (lnHi - inv/2)) // d ln Γ/dx is about ln x - 1/2x
	hi, lo = twoSum(hi, lo)
	return expParts(hi, lo) / down
}
