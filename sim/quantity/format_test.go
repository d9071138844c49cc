package quantity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		v    float64
		d    Dimension
		want string
	}{
		{0, Duration, "0ns"},
		{812, Duration, "812ns"},
		{12300, Duration, "12.3µs"},
		{212.4e6, Duration, "212.4ms"},
		{500e6, Duration, "500ms"},
		{999.96e6, Duration, "1.0s"}, // rounds up into the next unit
		{59.94e9, Duration, "59.9s"},
		{59.97e9, Duration, "1m"},
		{60e9, Duration, "1m"},
		{92.44e9, Duration, "1m32.4s"},
		{3599.97e9, Duration, "1h"},
		{4 * 3600e9, Duration, "4h"},
		{4*3600e9 + 90e9, Duration, "4h1m30s"},
		{30 * 3600e9, Duration, "1d6h"},
		{-5e6, Duration, "-5ms"},
		{0.992, Share, "99.2%"},
		{1, Share, "100%"},
		{0.99999, Share, "99.999%"}, // only all is 100%
		{0.00001, Share, "0.001%"},  // only none is 0%
		{0, Share, "0%"},
		{1234, Number, "1,234"},
		{-1234567, Number, "-1,234,567"},
		{123, Number, "123"},
		{3.14159, Number, "3.14"},
		{1234.5678, Number, "1,234.57"},
		{0.00123456, Number, "0.00123"},
		{812, Bytes, "812B"},
		{4.2e6, Bytes, "4.2MB"},
		{4.24e9, Bytes, "4.2GB"},
	} {
		if got := Format(c.v, c.d); got != c.want {
			t.Errorf("Format(%v, %v) = %q, want %q", c.v, c.d, got, c.want)
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range []struct {
		v, limit float64
		d        Dimension
		want     string
	}{
		{500.04e6, 500e6, Duration, "500.04ms"},
		{500e6, 500e6, Duration, "500ms"},
		{212.4e6, 500e6, Duration, "212.4ms"},
		{0.98996, 0.99, Share, "98.996%"},
		{2.999, 3, Number, "2.999"},
		{60.04e9, 60e9, Duration, "1m0.04s"},
	} {
		if got := Distinct(c.v, c.limit, c.d); got != c.want {
			t.Errorf("Distinct(%v, %v, %v) = %q, want %q", c.v, c.limit, c.d, got, c.want)
		}
	}
}

func TestArrow(t *testing.T) {
	for _, c := range []struct {
		a, b float64
		d    Dimension
		want string
	}{
		{412e6, 388e6, Duration, "412ms → 388ms"},
		{412.04e6, 412.01e6, Duration, "412.04ms → 412.01ms"},
		{0.99, 0.9901, Share, "99% → 99.01%"},
		{3, 3, Number, "3 → 3"},
		{0, 5e9, Duration, "0ns → 5s"},
	} {
		if got := Arrow(c.a, c.b, c.d); got != c.want {
			t.Errorf("Arrow(%v, %v, %v) = %q, want %q", c.a, c.b, c.d, got, c.want)
		}
	}
}

func TestFormatIsShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(0, 1e18).Draw(t, "v")
		d := rapid.SampledFrom([]Dimension{Number, Duration, Bytes}).Draw(t, "d")
		if s := Format(v, d); s == "" || len(s) > 24 || strings.Contains(s, "1000.") {
			t.Fatalf("Format(%v, %v) = %q", v, d, s)
		}
	})
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		def  trace.MetricDef
		want Dimension
	}{
		{trace.MetricDef{Kind: trace.Ratio, Unit: "1"}, Share},
		{trace.MetricDef{Kind: trace.Duration, Unit: "ns"}, Duration},
		{trace.MetricDef{Kind: trace.Gauge, Unit: "ns"}, Duration},
		{trace.MetricDef{Kind: trace.Count, Unit: "bytes"}, Bytes},
		{trace.MetricDef{Kind: trace.Gauge, Unit: "peers"}, Number},
	} {
		if got := Of(c.def); got != c.want {
			t.Errorf("Of(%+v) = %v, want %v", c.def, got, c.want)
		}
	}
}
