package expect

import (
	"math"
	"math/big"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
)

type unit struct {
	name string
	dim  quantity.Dimension
	num  int64 // one unit is num/den of the base unit
	den  int64
}

// units are the units of durations, shares and, as in scenarios, amounts of data.
var units = append([]unit{
	{"ns", quantity.Duration, 1, 1},
	{"us", quantity.Duration, 1e3, 1},
	{"µs", quantity.Duration, 1e3, 1},
	{"ms", quantity.Duration, 1e6, 1},
	{"s", quantity.Duration, 1e9, 1},
	{"m", quantity.Duration, 60e9, 1},
	{"h", quantity.Duration, 3600e9, 1},
	{"d", quantity.Duration, 86400e9, 1},
	{"%", quantity.Share, 1, 100},
}, byteUnits()...)

func byteUnits() []unit {
	var all []unit
	for _, u := range quantity.ByteUnits {
		all = append(all, unit{u.Name, quantity.Bytes, u.Size, 1})
	}
	return all
}

const unitNames = "ns us ms s m h d % B kB MB GB KiB MiB GiB"

func findUnit(name string) (unit, bool) {
	for _, u := range units {
		if u.name == name {
			return u, true
		}
	}
	return unit{}, false
}

func isUnit(name string) bool {
	_, ok := findUnit(name)
	return ok
}

// instant reads a duration since the start of the run.
func (p *parser) instant() (literal, *say.Fault) {
	lit, err := p.literal("a duration such as 30m")
	switch {
	case err != nil:
		return lit, err
	case lit.dim != quantity.Duration:
		return lit, errorAt(lit.col, "%s is a %v, want a duration such as 30m", lit.text, lit.dim)
	case lit.value < 0:
		return lit, errorAt(lit.col, "%s is before the start of the run", lit.text)
	}
	return lit, nil
}

func (p *parser) literal(want string) (literal, *say.Fault) {
	if p.tok.kind != value {
		return literal{}, p.unexpected(want)
	}
	lit, err := parseLiteral(p.tok)
	p.next()
	return lit, err
}

// parseLiteral reads a number with at most one unit, or a duration of several
// parts. It adds the parts up exactly and rounds once.
func parseLiteral(t token) (literal, *say.Fault) {
	lit := literal{text: t.text, col: t.col}
	rest := strings.TrimLeft(t.text, "+-") // the lexer lets one sign through
	if rest == "" {
		return lit, errorAt(t.col, "%q is no number", t.text)
	}
	total := new(big.Rat)
	var last unit
	for parts := 0; rest != ""; parts++ {
		col := t.col + len(t.text) - len(rest)
		num, name, tail := splitPart(rest)
		if !wellFormed(num) {
			return lit, errorAt(col, "%q is no number", num+name)
		}
		u := unit{dim: quantity.Number, num: 1, den: 1}
		if name != "" {
			var ok bool
			if u, ok = findUnit(name); !ok {
				return lit, errorAt(col+len(num), "no unit %q%s (units: %s)", name, didYouMean(name, strings.Fields(unitNames)), unitNames)
			}
		}
		if parts > 0 && (u.dim != quantity.Duration || last.dim != quantity.Duration || u.num >= last.num) {
			return lit, errorAt(col, "%q: only a duration has several parts, the largest unit first, as in 1h30m", t.text)
		}
		n, _ := new(big.Rat).SetString(num)
		total.Add(total, n.Mul(n, big.NewRat(u.num, u.den)))
		lit.dim, last, rest = u.dim, u, tail
	}
	if t.text[0] == '-' {
		total.Neg(total)
	}
	lit.value, _ = total.Float64()
	if math.IsInf(lit.value, 0) {
		return lit, errorAt(t.col, "%s is too large", t.text)
	}
	return lit, nil
}

// splitPart splits "1h30m" into "1", "h" and "30m".
func splitPart(s string) (num, unit, rest string) {
	i := 0
	for i < len(s) && (isDigit(s[i]) || s[i] == '.') {
		i++
	}
	j := i
	for j < len(s) && !isDigit(s[j]) && s[j] != '.' {
		j++
	}
	return s[:i], s[i:j], s[j:]
}

// wellFormed reports whether s is digits, or digits "." digits.
func wellFormed(s string) bool {
	whole, frac, dot := strings.Cut(s, ".")
	return allDigits(whole) && (!dot || allDigits(frac))
}
