package quantity

import (
	"math"
	"strconv"
	"strings"
)

// MaxDigits is the largest number of decimals that [FormatDigits] writes.
const MaxDigits = 9

// Format writes v, a value of dimension d in its base unit (nanoseconds, bytes,
// a share of 1), for people: three or four digits and a unit.
func Format(v float64, d Dimension) string { return FormatDigits(v, d, 1) }

// Moment writes a time since the start of a run, or a span of time, in nanoseconds, as
// [Format] does; none is "0s".
func Moment(ns int64) string {
	if ns == 0 {
		return "0s"
	}
	return Format(float64(ns), Duration)
}

// FormatDigits is [Format] with the given number of decimals, 1 to [MaxDigits].
// Values that need no decimals get none.
func FormatDigits(v float64, d Dimension, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	if v < 0 {
		return "-" + FormatDigits(-v, d, digits)
	}
	switch d {
	case Share:
		return share(v, digits)
	case Duration:
		return duration(v, digits)
	case Bytes:
		return scaled(v, digits, []unit{{"B", 1, 1e3}, {"kB", 1e3, 1e3}, {"MB", 1e6, 1e3}, {"GB", 1e9, math.Inf(1)}})
	default:
		return number(v, digits)
	}
}

// Distinct writes v with as many decimals as it takes to tell it from limit,
// so that "500.04ms" never fails "< 500ms" as "500ms".
func Distinct(v, limit float64, d Dimension) string {
	for digits := 1; digits < MaxDigits; digits++ {
		s := FormatDigits(v, d, digits)
		if v == limit || value(s) != value(FormatDigits(limit, d, digits)) {
			return s
		}
	}
	return FormatDigits(v, d, MaxDigits)
}

// Arrow writes that a became b, "412ms → 388ms", with as many decimals as it takes
// to tell them apart.
func Arrow(a, b float64, d Dimension) string {
	for digits := 1; ; digits++ {
		from, to := FormatDigits(a, d, digits), FormatDigits(b, d, digits)
		if a == b || digits == MaxDigits || value(from) != value(to) {
			return from + " → " + to
		}
	}
}

// value strips the trailing zeros that an inexact value keeps, "500.0ms".
func value(s string) string {
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzµBGM%")
	unit := s[len(number):]
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return number + unit
}

type unit struct {
	name string
	size float64 // in the base unit
	end  float64 // the next unit takes over here, in this unit
}

// scaled writes v in the largest unit that leaves at least 1. It compares after
// rounding, so 999.96ms becomes 1.0s and not 1000.0ms.
func scaled(v float64, digits int, units []unit) string {
	for i, u := range units {
		x := v / u.size
		s := decimals(x, digits)
		rounded, _ := strconv.ParseFloat(s, 64)
		if rounded < u.end || i == len(units)-1 {
			return s + u.name
		}
	}
	panic("quantity: no units")
}

var subMinute = []unit{{"ns", 1, 1e3}, {"µs", 1e3, 1e3}, {"ms", 1e6, 1e3}, {"s", 1e9, math.Inf(1)}}

func duration(v float64, digits int) string {
	const second, minute, hour, day = 1e9, 60e9, 3600e9, 86400e9
	if v < minute {
		s := scaled(v, digits, subMinute)
		if roundedUp := strings.HasPrefix(s, "60.") && strings.HasSuffix(s, "0s"); !roundedUp {
			return s
		}
	}
	if v >= 1e18 { // some 30 years: parts below an hour would be noise, and overflow
		return decimals(v/day, 0) + "d"
	}
	// The parts add up to v rounded to the finest one shown.
	step := int64(second)
	switch {
	case digits > 1 || v < hour-second/2:
		for range digits {
			step /= 10
		}
	case v >= day-minute/2:
		step = minute
	}
	n := int64(v)
	n = (n + step/2) / step * step
	var b strings.Builder
	for _, p := range []unit{{"d", day, 0}, {"h", hour, 0}, {"m", minute, 0}} {
		if q := n / int64(p.size); q > 0 {
			b.WriteString(strconv.FormatInt(q, 10) + p.name)
			n -= q * int64(p.size)
		}
	}
	if n > 0 {
		b.WriteString(decimals(float64(n)/second, digits) + "s")
	}
	return b.String()
}

// share keeps 100% and 0% for shares that are exactly that.
func share(v float64, digits int) string {
	p := v * 100
	s := decimals(p, digits)
	for ; digits < MaxDigits; digits++ {
		if r, _ := strconv.ParseFloat(s, 64); (r == 100) == (v == 1) && (r == 0) == (v == 0) {
			break
		}
		s = decimals(p, digits+1)
	}
	return s + "%"
}

func number(v float64, digits int) string {
	switch {
	case v >= 1e15:
		return strconv.FormatFloat(v, 'g', 3+digits, 64)
	case v == math.Trunc(v):
		return Thousands(int64(v))
	case v < 0.01:
		return strconv.FormatFloat(v, 'g', 2+digits, 64)
	}
	s := decimals(v, digits+1)
	whole, frac, _ := strings.Cut(s, ".")
	n, _ := strconv.ParseInt(whole, 10, 64)
	if frac == "" {
		return Thousands(n)
	}
	return Thousands(n) + "." + frac
}

// Thousands writes n with a comma between groups of three digits.
func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// decimals writes x with the given decimals, or with none if it is whole.
func decimals(x float64, digits int) string {
	if x == math.Trunc(x) {
		digits = 0
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}
