package gml

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Longest is the most that the latency or the jitter of one edge can be.
// Together with [MaxNodes] it keeps that of every path within a Duration.
const Longest = time.Hour

// timeUnits are Shadow's, in nanoseconds. Without a unit a time is in seconds.
var timeUnits = map[string]int64{
	"ns": 1, "nanosecond": 1, "nanoseconds": 1,
	"us": 1e3, "μs": 1e3, "µs": 1e3, "microsecond": 1e3, "microseconds": 1e3,
	"ms": 1e6, "millisecond": 1e6, "milliseconds": 1e6,
	"": 1e9, "s": 1e9, "sec": 1e9, "secs": 1e9, "second": 1e9, "seconds": 1e9,
	"m": 60e9, "min": 60e9, "mins": 60e9, "minute": 60e9, "minutes": 60e9,
	"h": 3600e9, "hr": 3600e9, "hrs": 3600e9, "hour": 3600e9, "hours": 3600e9,
}

// ratePrefixes are Shadow's prefixes of "bit".
var ratePrefixes = map[string]int64{
	"":  1,
	"K": 1e3, "kilo": 1e3, "Ki": 1 << 10, "kibi": 1 << 10,
	"M": 1e6, "mega": 1e6, "Mi": 1 << 20, "mebi": 1 << 20,
	"G": 1e9, "giga": 1e9, "Gi": 1 << 30, "gibi": 1 << 30,
	"T": 1e12, "tera": 1e12, "Ti": 1 << 40, "tebi": 1 << 40,
}

// parseTime reads a time such as "10 ms", a whole number of nanoseconds from 0
// to [Longest].
func parseTime(s string) (time.Duration, error) {
	amount, unit := splitUnit(s)
	factor, ok := timeUnits[unit]
	if !ok {
		return 0, fmt.Errorf("%s has no unit of time, want ns, us, ms, s, min or h", quote(s))
	}
	ns, err := scale(amount, factor)
	if err != nil {
		return 0, fmt.Errorf("%s is no time in whole nanoseconds, want one such as \"10 ms\"", quote(s))
	}
	if ns > int64(Longest) {
		return 0, fmt.Errorf("%s is more than an hour", quote(s))
	}
	return time.Duration(ns), nil
}

// parseRate reads a bandwidth such as "100 Mbit", a whole number of bits per
// second above 0.
func parseRate(s string) (int64, error) {
	amount, unit := splitUnit(s)
	prefix := strings.TrimSuffix(strings.TrimSuffix(unit, "s"), "bit")
	factor, ok := ratePrefixes[prefix]
	if !ok {
		return 0, fmt.Errorf("%s has no unit of bandwidth, want bit, Kbit, Mbit, Gbit, Tbit, Kibit, Mibit, Gibit or Tibit", quote(s))
	}
	bits, err := scale(amount, factor)
	if err != nil {
		return 0, fmt.Errorf("%s is no bandwidth in whole bits per second, want one such as \"100 Mbit\"", quote(s))
	}
	if bits == 0 {
		return 0, fmt.Errorf("%s lets nothing through, want more", quote(s))
	}
	return bits, nil
}

// splitUnit splits a quantity into its amount and its unit.
func splitUnit(s string) (amount, unit string) {
	s = strings.TrimSpace(s)
	n := span(s, func(c byte) bool { return digit(c) || c == '.' || c == '+' || c == '-' })
	return s[:n], strings.TrimSpace(s[n:])
}

// scale multiplies a decimal amount by factor, exactly. It fails if the product
// is negative, not whole or too large.
func scale(amount string, factor int64) (int64, error) {
	if n, err := strconv.ParseInt(amount, 10, 64); err == nil {
		if n < 0 || n > (1<<63-1)/factor {
			return 0, strconv.ErrRange
		}
		return n * factor, nil
	}
	if len(amount) > 40 { // digits beyond these are neither written by hand nor whole
		return 0, strconv.ErrRange
	}
	r, ok := new(big.Rat).SetString(amount)
	if !ok {
		return 0, strconv.ErrSyntax
	}
	r.Mul(r, new(big.Rat).SetInt64(factor))
	if r.Sign() < 0 || !r.IsInt() || !r.Num().IsInt64() {
		return 0, strconv.ErrRange
	}
	return r.Num().Int64(), nil
}
