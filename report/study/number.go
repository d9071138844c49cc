package study

import (
	"math/big"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// A unit is one in which scenarios write quantities: its dimension, its size in the base
// unit, exactly, and the name of that.
type unit struct {
	dim  quantity.Dimension
	size *big.Rat
	base string
}

var units = map[string]unit{
	"": {quantity.Number, big.NewRat(1, 1), "1"}, "%": {quantity.Share, big.NewRat(1, 100), "1"},
	"ns": time(1), "us": time(1e3), "µs": time(1e3), "ms": time(1e6), "s": time(1e9), "m": time(60e9), "h": time(3600e9), "d": time(86400e9),
	"B": amount(1), "kB": amount(1e3), "MB": amount(1e6), "GB": amount(1e9), "KiB": amount(1 << 10), "MiB": amount(1 << 20), "GiB": amount(1 << 30),
	"bit": rate(1), "kbit": rate(1e3), "Mbit": rate(1e6), "Gbit": rate(1e9),
}

func time(ns int64) unit      { return unit{quantity.Duration, big.NewRat(ns, 1), "ns"} }
func amount(bytes int64) unit { return unit{quantity.Bytes, big.NewRat(bytes, 1), "B"} }
func rate(bits int64) unit    { return unit{quantity.Number, big.NewRat(bits, 1), "bit/s"} }

// numbers reads all values of a parameter as quantities of one dimension, in its
// base unit. ok is false if one is none: a name, a list.
func numbers(values []string) (v []float64, dim quantity.Dimension, ok bool) {
	v, u, ok := quantities(values)
	return v, u.dim, ok
}

// quantities is numbers with the unit of the first value, which has the base of all.
func quantities(values []string) (v []float64, first unit, ok bool) {
	for i, s := range values {
		x, u, ok := measured(s)
		if i == 0 {
			first = u
		}
		if !ok || u.dim != first.dim || u.base != first.base {
			return nil, unit{}, false
		}
		v = append(v, x)
	}
	return v, first, len(values) > 0
}

// number reads "10", "50%", "1h30m" or "20 Mbit".
func number(s string) (v float64, dim quantity.Dimension, ok bool) {
	v, u, ok := measured(s)
	return v, u.dim, ok
}

// measured reads a quantity, rounded once.
func measured(s string) (v float64, of unit, ok bool) {
	sum := new(big.Rat)
	rest := strings.TrimSpace(s)
	for first := true; first || rest != ""; first = false {
		end := len(rest) - len(strings.TrimLeft(rest, "+-.0123456789"))
		x, sound := new(big.Rat).SetString(rest[:end])
		if !sound {
			return 0, unit{}, false
		}
		rest = strings.TrimLeft(rest[end:], " ")
		end = strings.IndexAny(rest, "+-.0123456789")
		if end < 0 {
			end = len(rest)
		}
		u, known := units[rest[:end]]
		if !known || !first && (u.dim != quantity.Duration || of.dim != u.dim) {
			return 0, unit{}, false
		}
		sum.Add(sum, x.Mul(x, u.size))
		of, rest = u, rest[end:]
	}
	v, _ = sum.Float64()
	return v, of, true
}

// numeric returns the indexes of the parameters whose values are all quantities of one
// kind.
func (s *Study) numeric() (at []int) {
	for i, p := range s.Parameters {
		if _, _, ok := quantities(p.Values); ok {
			at = append(at, i)
		}
	}
	return at
}
