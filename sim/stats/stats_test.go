package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestQuantileIsNearestRank(t *testing.T) {
	ten := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, c := range []struct {
		q    PPM
		want float64
	}{{0, 1}, {1, 1}, {100_000, 1}, {100_001, 2}, {P50, 5}, {P90, 9}, {P95, 10}, {P99, 10}, {All, 10}} {
		if got := Quantile(ten, c.q); got != c.want {
			t.Errorf("Quantile(1..10, %d) = %v, want %v", c.q, got, c.want)
		}
	}
}

// The definition, not the formula: the least sample with at least q of all at
// or below it.
func TestQuantileProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-10, 10), 1, 50).Draw(t, "values")
		q := PPM(rapid.Int64Range(1, int64(All)).Draw(t, "q"))
		slices.Sort(values)
		got := Quantile(values, q)
		for _, v := range values {
			atMost := 0
			for _, w := range values {
				if w <= v {
					atMost++
				}
			}
			if int64(atMost)*int64(All) >= int64(q)*int64(len(values)) {
				if got != v {
					t.Fatalf("Quantile(%v, %d) = %v, want %v", values, q, got, v)
				}
				return
			}
		}
	})
}

func TestMeanOfWholeNumbersIsExact(t *testing.T) {
	// Added in order as float64, the ones would vanish beside 2⁵³.
	const big = 1 << 53
	if got := Sum([]float64{big, 1, 1, -big}); got != 2 {
		t.Errorf("Sum = %v, want 2", got)
	}
	many := slices.Repeat([]float64{big}, 4096) // beyond int64
	if got := Mean(many); got != big {
		t.Errorf("Mean = %v, want 2⁵³", got)
	}
	ninety9 := append(slices.Repeat([]float64{1}, 99), 0)
	if got := Mean(ninety9); got != 0.99 {
		t.Errorf("Mean = %v, want 0.99", got)
	}
	if got := Mean([]float64{0.5, 0.25}); got != 0.375 {
		t.Errorf("Mean = %v, want 0.375", got)
	}
}

func TestSummarize(t *testing.T) {
	values := []float64{3, 1, 2}
	want := Summary{Count: 3, Min: 1, Mean: 2, P50: 2, P90: 3, P95: 3, P99: 3, Max: 3}
	if got := Summarize(values); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !slices.Equal(values, []float64{3, 1, 2}) {
		t.Errorf("Summarize reordered its input to %v", values)
	}
	if got := Summarize(nil); got != (Summary{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestSummaryIsOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Summarize(rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 100).Draw(t, "values"))
		if !slices.IsSorted([]float64{s.Min, s.P50, s.P90, s.P95, s.P99, s.Max}) {
			t.Fatalf("out of order: %+v", s)
		}
		if slack := math.Abs(s.Mean) * 1e-12; s.Mean < s.Min-slack || s.Mean > s.Max+slack {
			t.Fatalf("mean outside: %+v", s)
		}
	})
}

func TestDeviation(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{5}, 0}, {[]float64{5, 5, 5}, 0}, {[]float64{2, 4, 4, 4, 5, 5, 7, 9}, math.Sqrt(32.0 / 7)}} {
		if got := Deviation(c.values); got != c.want {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}
