package dist

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Samples hold the given durations, in order, with their exact mean, and do not
// share the slice.
func TestSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(Longest)).Draw(t, "v"))
		}), 1, 50).Draw(t, "values")
		s := NewSamples(values)
		turned := slices.Clone(values)
		slices.Reverse(turned)
		if NewSamples(turned) != s {
			t.Fatalf("the order of %v matters", values)
		}
		want := slices.Sorted(slices.Values(values))
		values[0] = -1
		if got := s.Values(); !slices.Equal(got, want) || s.Len() != len(want) {
			t.Fatalf("Samples hold %v, want %v", got, want)
		}
		sum := new(big.Rat)
		for _, v := range want {
			sum.Add(sum, new(big.Rat).SetInt64(int64(v)))
		}
		sum.Quo(sum, new(big.Rat).SetInt64(int64(len(want))))
		off := sum.Sub(sum, new(big.Rat).SetInt64(int64(s.mean)))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("the mean of %v is %v, off by %v ns", want, s.mean, off)
		}
	})
}
