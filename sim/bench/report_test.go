package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{[]float64{7}, 7},
		{[]float64{9, 2}, 2}, // lower of the two
		{[]float64{3, 1, 2}, 2},
		{[]float64{4, 1, 3, 2}, 2},
	} {
		if got := median(c.in); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.in, got, c.want)
		}
	}
}

func TestMedianProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 20).Draw(t, "values")
		before := slices.Clone(in)
		m := median(in)
		if !slices.Equal(in, before) {
			t.Fatal("the argument was changed")
		}
		var below, above int
		for _, v := range in {
			if v < m {
				below++
			}
			if v > m {
				above++
			}
		}
		if !slices.Contains(in, m) || 2*below >= len(in) || 2*above > len(in) {
			t.Fatalf("%v: %d values below it, %d above, of %d", m, below, above, len(in))
		}
	})
}

func TestReport(t *testing.T) {
	one := func(network string, cpu, mb float64) sample {
		return sample{Network: network, Outcome: outcome{Writes: 1000}, CPU: cpu, PeakMB: mb}
	}
	samples := []sample{
		one("ours", 2, 100), one("mocknet", 3, 150), one("simlibp2p", 12, 400),
		one("ours", 1, 100), one("mocknet", 4, 150), one("simlibp2p", 14, 500),
		one("ours", 9, 300), one("mocknet", 5, 170), one("simlibp2p", 13, 450),
	}
	var b bytes.Buffer
	if err := report(&b, []string{"ours", "mocknet", "simlibp2p"}, samples); err != nil {
		t.Fatal(err)
	}
	const want = `
    network  CPU s min  median  peak MB  stream writes  writes/CPU s  CPU ÷ ours  peak ÷ ours
       ours       1.00    2.00      100           1000           500        1.00         1.00
    mocknet       3.00    4.00      150           1000           250        2.00         1.50
  simlibp2p      12.00   13.00      450           1000            77        6.50         4.50
{"mocknet":{"cpu_s":4,"peak_mb":150},"ours":{"cpu_s":2,"peak_mb":100},"simlibp2p":{"cpu_s":13,"peak_mb":450}}
`
	if got := "\n" + b.String(); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	var costs map[string]cost
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &costs); err != nil {
		t.Fatalf("the last line is no JSON: %v", err)
	}
}
