package quantity

import (
	"fmt"
	"math"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A Unit stands for Size bits per second, or bytes.
type Unit struct {
	Name string
	Size int64
}

// Units, the smallest first.
var (
	RateUnits = []Unit{{"bit", 1}, {"kbit", 1e3}, {"Mbit", 1e6}, {"Gbit", 1e9}, {"Tbit", 1e12}}
	ByteUnits = []Unit{{"B", 1}, {"kB", 1e3}, {"KiB", 1 << 10}, {"MB", 1e6}, {"MiB", 1 << 20}, {"GB", 1e9}, {"GiB", 1 << 30}}
)

// An Amount is how a whole number with a unit is written: a rate, or so many bytes.
type Amount struct {
	Units []Unit
	Most  int64  // the largest, in the smallest unit
	Want  string // what a message wants
}

// The amounts that scenarios have.
var (
	RateAmount = Amount{RateUnits, 1e15, "bits per second with their unit, such as 50Mbit"}
	ByteAmount = Amount{ByteUnits, 1 << 50, "an amount of data with its unit, such as 64KiB"}
)

var amountShape = regexp.MustCompile(`^(\d+)(?:\.(\d{1,9}))? ?([A-Za-z]+)$`)

// Parse reads a number with one of the units of a. Its errors are of type *say.Fault.
func (a Amount) Parse(s string) (int64, error) {
	m := amountShape.FindStringSubmatch(s)
	if m == nil {
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not an amount", say.Clip(s)), Want: a.Want}
	}
	var names []string
	for _, u := range a.Units {
		names = append(names, u.Name)
		if u.Name != m[3] {
			continue
		}
		digits := strings.TrimRight(m[2], "0")
		whole, err := strconv.ParseUint(m[1]+digits, 10, 63)
		scale := uint64(math.Pow10(len(digits)))
		hi, lo := bits.Mul64(whole, uint64(u.Size))
		if err != nil || hi != 0 || lo/scale > uint64(a.Most) {
			return 0, &say.Fault{Message: s + " is too much", Want: "at most " + a.Format(a.Most)}
		}
		if lo%scale != 0 {
			return 0, &say.Fault{Message: s + " is not a whole number of " + a.Units[0].Name, Want: a.Want}
		}
		return int64(lo / scale), nil
	}
	return 0, &say.Fault{Message: fmt.Sprintf("%q is no unit", m[3]), Want: say.List(names), Hint: near.Word(m[3], names)}
}

// Format writes n with the largest unit that leaves a whole number.
func (a Amount) Format(n int64) string {
	best := a.Units[0]
	for _, u := range a.Units {
		if n != 0 && n%u.Size == 0 {
			best = u
		}
	}
	return strconv.FormatInt(n/best.Size, 10) + best.Name
}
