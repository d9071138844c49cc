package study

import (
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// units are those in which scenarios write quantities, in the base unit of their
// dimension. Rates are numbers of bits a second.
var units = map[string]struct {
	dim  quantity.Dimension
	size float64
}{
	"": {quantity.Number, 1}, "%": {quantity.Share, 0.01},
	"ns": {quantity.Duration, 1}, "us": {quantity.Duration, 1e3}, "µs": {quantity.Duration, 1e3}, "ms": {quantity.Duration, 1e6},
	"s": {quantity.Duration, 1e9}, "m": {quantity.Duration, 60e9}, "h": {quantity.Duration, 3600e9}, "d": {quantity.Duration, 86400e9},
	"B": {quantity.Bytes, 1}, "kB": {quantity.Bytes, 1e3}, "MB": {quantity.Bytes, 1e6}, "GB": {quantity.Bytes, 1e9},
	"KiB": {quantity.Bytes, 1 << 10}, "MiB": {quantity.Bytes, 1 << 20}, "GiB": {quantity.Bytes, 1 << 30},
	"bit": {quantity.Number, 1}, "kbit": {quantity.Number, 1e3}, "Mbit": {quantity.Number, 1e6}, "Gbit": {quantity.Number, 1e9},
}

// numbers reads all values of a parameter as quantities of one dimension, in its
// base unit. ok is false if one is none: a name, a list.
func numbers(values []string) (v []float64, dim quantity.Dimension, ok bool) {
	for i, s := range values {
		x, d, ok := number(s)
		if !ok || i > 0 && d != dim {
			return nil, 0, false
		}
		v, dim = append(v, x), d
	}
	return v, dim, true
}

// number reads "10", "50%", "1h30m" or "20 Mbit".
func number(s string) (v float64, dim quantity.Dimension, ok bool) {
	rest := strings.TrimSpace(s)
	for first := true; first || rest != ""; first = false {
		end := len(rest) - len(strings.TrimLeft(rest, "+-.0123456789"))
		x, err := strconv.ParseFloat(rest[:end], 64)
		if err != nil {
			return 0, 0, false
		}
		rest = strings.TrimLeft(rest[end:], " ")
		end = strings.IndexAny(rest, "+-.0123456789")
		if end < 0 {
			end = len(rest)
		}
		u, known := units[rest[:end]]
		if !known || !first && (u.dim != quantity.Duration || dim != u.dim) {
			return 0, 0, false
		}
		v, dim, rest = v+x*u.size, u.dim, rest[end:]
	}
	return v, dim, true
}
