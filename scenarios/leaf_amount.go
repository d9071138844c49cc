package scenarios

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A unit stands for so many bits per second, or bytes.
type unit struct {
	name string
	size int64
}

// Units, the smallest first.
var (
	rateUnits = []unit{{"bit", 1}, {"kbit", 1e3}, {"Mbit", 1e6}, {"Gbit", 1e9}, {"Tbit", 1e12}}
	byteUnits = []unit{{"B", 1}, {"kB", 1e3}, {"KiB", 1 << 10}, {"MB", 1e6}, {"MiB", 1 << 20}, {"GB", 1e9}, {"GiB", 1 << 30}}
)

const (
	wantRate  = "bits per second with their unit, such as 50Mbit"
	wantBytes = "an amount of data with its unit, such as 64KiB"
	mostRate  = 1e15
	mostBytes = 1 << 50
)

var amountShape = regexp.MustCompile(`^(\d+)(?:\.(\d{1,9}))? ?([A-Za-z]+)$`)

// parseAmount reads a number with one of the units.
func parseAmount(s string, units []unit, most int64, want string) (int64, error) {
	m := amountShape.FindStringSubmatch(s)
	if m == nil {
		return 0, &say.Fault{Message: fmt.Sprintf("%q is not an amount", say.Clip(s)), Want: want}
	}
	var names []string
	for _, u := range units {
		names = append(names, u.name)
		if u.name != m[3] {
			continue
		}
		digits := strings.TrimRight(m[2], "0")
		whole, err := strconv.ParseUint(m[1]+digits, 10, 63)
		scale := uint64(math.Pow10(len(digits)))
		hi, lo := bits.Mul64(whole, uint64(u.size))
		if err != nil || hi != 0 || lo/scale > uint64(most) {
			return 0, &say.Fault{Message: s + " is too much", Want: "at most " + formatAmount(most, units)}
		}
		if lo%scale != 0 {
			return 0, &say.Fault{Message: s + " is not a whole number of " + units[0].name, Want: want}
		}
		return int64(lo / scale), nil
	}
	return 0, &say.Fault{Message: fmt.Sprintf("%q is no unit", m[3]), Want: say.List(names), Hint: near.Word(m[3], names)}
}

// formatAmount writes n with the largest unit that leaves a whole number.
func formatAmount(n int64, units []unit) string {
	best := units[0]
	for _, u := range units {
		if n != 0 && n%u.size == 0 {
			best = u
		}
	}
	return strconv.FormatInt(n/best.size, 10) + best.name
}

// An amountLeaf is a sim.Rate or sim.Bytes.
type amountLeaf struct {
	units []unit
	most  int64
	want  string
	ref   string
}

var (
	rateLeaf  = amountLeaf{rateUnits, mostRate, wantRate, "rate"}
	bytesLeaf = amountLeaf{byteUnits, mostBytes, wantBytes, "bytes"}
)

func (l amountLeaf) noun() string { return l.want }

func (l amountLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, false, l.noun())
	if !ok {
		return
	}
	parse := func(s string) (int64, error) { return parseAmount(s, l.units, l.most, l.want) }
	x, err := parse(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, parse)
	v.SetInt(x)
}

func (l amountLeaf) encode(v reflect.Value) *yaml.Node {
	return plainNode(formatAmount(v.Int(), l.units))
}

func (l amountLeaf) schema(*schemaMaker, field) object { return ref(l.ref) }

// definition describes the amount in the schema.
func (l amountLeaf) definition(doc string) object {
	var names []string
	for _, u := range l.units {
		names = append(names, u.name)
	}
	return object{"description": doc, "type": "string", "pattern": `^[0-9]+(\.[0-9]{1,9})? ?(` + strings.Join(names, "|") + `)$`}
}
