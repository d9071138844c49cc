package dist

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"
)

// MaxSamples is how many samples an empirical law may have.
const MaxSamples = 1_000_000

// Samples are durations in ascending order. They never change and can be
// compared with ==, by their content.
type Samples struct {
	// packed has per sample its nanoseconds and, as the bits of a float64, the
	// sum of all samples up to it: a string, unlike a slice, has an ==.
	packed string
	mean   time.Duration
}

const packedSize = 16

// NewSamples holds values, sorted. It takes a copy. The mean that comes of
// values below 0 makes no sense; [New] refuses them.
func NewSamples(values []time.Duration) Samples {
	if len(values) == 0 {
		return Samples{}
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	packed := make([]byte, 0, packedSize*len(sorted))
	var hi, lo, carry uint64 // a sum of many years in nanoseconds needs more than 64 bits
	for _, v := range sorted {
		lo, carry = bits.Add64(lo, uint64(max(v, 0)), 0)
		hi += carry
		packed = binary.BigEndian.AppendUint64(packed, uint64(v))
		packed = binary.BigEndian.AppendUint64(packed, math.Float64bits(math.Ldexp(float64(hi), 64)+float64(lo)))
	}
	n := uint64(len(sorted))
	mean, rest := bits.Div64(hi, lo, n)
	if rest >= n-n/2 {
		mean++
	}
	return Samples{string(packed), time.Duration(mean)}
}

// Len returns the number of samples.
func (s Samples) Len() int { return len(s.packed) / packedSize }

// At returns sample i, counted from 0 for the shortest.
func (s Samples) At(i int) time.Duration { return time.Duration(s.word(packedSize * i)) }

// Values returns a copy of all samples, the shortest first.
func (s Samples) Values() []time.Duration {
	values := make([]time.Duration, s.Len())
	for i := range values {
		values[i] = s.At(i)
	}
	return values
}

// String says how many samples there are, and from where to where they go.
func (s Samples) String() string {
	switch n := s.Len(); n {
	case 0:
		return "no samples"
	case 1:
		return fmt.Sprintf("1 sample, %v", s.At(0))
	default:
		return fmt.Sprintf("%d samples, %v to %v", n, s.At(0), s.At(n-1))
	}
}

// upTo is the sum of samples 0 to i in nanoseconds.
func (s Samples) upTo(i int) float64 {
	return math.Float64frombits(s.word(packedSize*i + packedSize/2))
}

func (s Samples) word(at int) uint64 {
	var b [8]byte
	copy(b[:], s.packed[at:])
	return binary.BigEndian.Uint64(b[:])
}

// search returns the first sample for which after holds, given its value and
// the sum up to it, or Len. From the first on it must hold for all.
func (s Samples) search(after func(v time.Duration, upTo float64) bool) int {
	return sort.Search(s.Len(), func(i int) bool { return after(s.At(i), s.upTo(i)) })
}
