package dist

import "math"

// The functions of this file are portable in the sense of portable.go.

// incompleteGamma gives the regularised incomplete gamma functions P(a, x) and
// Q(a, x) = 1-P(a, x) for 0 < a ≤ 20 and x ≥ 0: by its series where that
// converges fast, else by its continued fraction, evaluated by Lentz's method.
// The smaller one of the two is good to some 1e-14 of its value, unless the
// series gives P near 1. (Abramowitz and Stegun, 6.5.29 and 6.5.31.)
func incompleteGamma(a, x float64) (p, q float64) {
	switch {
	case x == 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	}
	// x^a·e^-x/Γ(a)
	lnHi, lnLo := lnParts(x)
	hi, lost := twoMul(lnHi, a)
	lo := lost + float64(lnLo*a)
	hi, lost = twoSum(hi, -x)
	front := expParts(hi, lo+lost) / gamma(a)

	if x < a+1 {
		term := 1 / a
		sum := term
		for n := 1.0; term > float64(sum*0x1p-54); n++ {
			term = float64(term * x / (a + n))
			sum += term
		}
		p = min(float64(front*sum), 1)
		return p, 1 - p
	}
	// Q = front / (x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - …)))
	const tiny = 0x1p-1000 // stands for 0 where it would be divided by
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	fraction := d
	for n := 1.0; n < 1000; n++ {
		an := -float64(n * (n - a))
		b += 2
		d = float64(an*d) + b
		if d == 0 {
			d = tiny
		}
		c = b + an/c
		if c == 0 {
			c = tiny
		}
		d = 1 / d
		step := float64(c * d)
		fraction = float64(fraction * step)
		if math.Abs(step-1) < 0x1p-52 {
			break
		}
	}
	q = float64(front * fraction)
	return 1 - q, q
}

// normalCDF is the distribution function Φ of the standard normal law, by
// erf(x) = P(½, x²).
func normalCDF(x float64) float64 {
	p, q := incompleteGamma(0.5, float64(x*x)/2)
	if x < 0 {
		return q / 2
	}
	return (1 + p) / 2
}
