package main

import (
	"strings"
	"testing"
)

// TestRow: what noise can make is not printed, and two builds stand side by side.
func TestRow(t *testing.T) {
	quiet := cost{joining: 10, steady: 6, messages: 6000, collector: 0.125, goroutines: 400, peak: 60e6}
	lost := quiet
	lost.steady = 0.5
	for _, c := range []struct {
		costs []cost
		want  string
	}{
		{[]cost{quiet}, "10.0 | 100 | 1000 | 10 | 12 % | 40 | 6.0"},
		{[]cost{lost, quiet}, "10.0 → 10.0 | 100 → 100 | – → 1000 | – → 10 | 12 % → 12 % | 40 → 40 | 6.0 → 6.0"},
	} {
		if got := strings.Trim(row(c.costs, 10), " |"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
