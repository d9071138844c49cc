package strict

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

var (
	wholeShape   = regexp.MustCompile(`^-?\d+$`)
	DecimalShape = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][-+]?\d+)?$`)
	leadingZero  = regexp.MustCompile(`^-?0[0-9]`)
	PercentShape = regexp.MustCompile(`^-?\d+(\.\d+)? ?%$`)
)

const (
	wantWhole = "a whole number in plain digits, such as 100"
	wantReal  = "a number, such as 0.61"
	WantShare = "a share of 0% to 100%, such as 25% or 0.25"
)

// octal refuses numbers that start with 0: YAML 1.1 reads 010 as 8, YAML 1.2
// as 10.
func octal(s string) *say.Fault {
	if !leadingZero.MatchString(s) {
		return nil
	}
	sign, digits := "", s
	if digits[0] == '-' {
		sign, digits = "-", s[1:]
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" || digits[0] < '0' || digits[0] > '9' {
		digits = "0" + digits
	}
	return &say.Fault{Message: fmt.Sprintf("%s starts with a zero, which some read as octal", s), Want: "a number without leading zeros", Hint: sign + digits}
}

// parseWhole reads a signed whole number.
func parseWhole(s string) (int64, error) {
	if e := octal(s); e != nil {
		return 0, e
	}
	if !wholeShape.MatchString(s) {
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not a whole number", s), Want: wantWhole}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, &say.Fault{Message: fmt.Sprintf("%s is out of range", s), Want: "a whole number of at most 19 digits"}
	}
	return n, nil
}

// ParseUnsigned reads a whole number from 0 to 2^64-1.
func ParseUnsigned(s string) (uint64, error) {
	if e := octal(s); e != nil {
		return 0, e
	}
	if !wholeShape.MatchString(s) {
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not a whole number", s), Want: wantWhole}
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, &say.Fault{Message: fmt.Sprintf("%s is out of range", s), Want: "a whole number from 0 to 18446744073709551615"}
	}
	return n, nil
}

// parseReal reads a decimal number; infinities and NaN have no spelling.
func parseReal(s string) (float64, error) {
	if e := octal(s); e != nil {
		return 0, e
	}
	if !DecimalShape.MatchString(s) {
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not a number", s), Want: wantReal}
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(x) > 1e300 {
		return 0, &say.Fault{Message: fmt.Sprintf("%s is out of range", s), Want: wantReal}
	}
	return x + 0, nil // -0 becomes 0
}

// ParseShare reads 25% or 0.25. It refuses 1, which people write for 1% as for all.
func ParseShare(s string) (float64, error) {
	if e := octal(s); e != nil {
		return 0, e
	}
	var x float64
	switch {
	case PercentShape.MatchString(s):
		digits := strings.TrimSuffix(strings.TrimSuffix(s, "%"), " ")
		// Moving the point in the text rounds once; dividing by 100 would
		// round twice.
		x, _ = strconv.ParseFloat(digits+"e-2", 64)
	case DecimalShape.MatchString(s):
		if x, _ = strconv.ParseFloat(s, 64); x == 1 {
			return 0, &say.Fault{Message: fmt.Sprintf("is a share of %s the whole, or one in a hundred?", s), Want: "100% or 1%"}
		}
	default:
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not a share", s), Want: WantShare}
	}
	if !(x >= 0 && x <= 1) {
		e := &say.Fault{Message: fmt.Sprintf("share %s is outside 0%% to 100%%", s), Want: WantShare}
		if x > 1 && x <= 100 && !strings.HasSuffix(s, "%") {
			e.Hint = s + "%"
		}
		return 0, e
	}
	return x + 0, nil
}

// FormatShare writes a share as ParseShare reads it.
func FormatShare(x float64) string {
	if x == 1 {
		return "100%"
	}
	return FormatReal(x)
}

// FormatReal writes x as parseReal reads it; -0 as 0.
func FormatReal(x float64) string { return strconv.FormatFloat(x+0, 'g', -1, 64) }
