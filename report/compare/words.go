package compare

import (
	"math"
	"strconv"
)

// signed writes "-5.8 %", three digits of it.
func signed(v float64, unit string) string {
	digits := 0
	for scale := 100.0; math.Abs(v) < scale && digits < 3; scale /= 10 {
		digits++
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if v > 0 {
		s = "+" + s
	}
	return s + unit
}
