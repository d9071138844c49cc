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

// TestRounds: of rounds the cheapest run counts on each side, and two builds are held against
// each other within a round.
func TestRounds(t *testing.T) {
	run := func(cpu float64, messages int) (s spent) {
		s.Worker.CPU, s.messages = cpu, messages
		return s
	}
	before := []round{{run(10, 100), run(20, 200)}, {run(8, 100), run(40, 200)}, {run(9, 100), run(30, 200)}}
	after := []round{{run(20, 100), run(20, 400)}, {run(4, 100), run(20, 400)}, {run(9, 100), run(45, 400)}}
	if c := costOf(before); c.joining != 8 || c.steady != 12 || c.messages != 100 {
		t.Errorf("cost %+v, want 8 s of joining, then 12 s and 100 messages", c)
	}
	const want = "1.00 (0.50 to 2.00) | 1.00 (0.50 to 1.50) | 0.50 (0.25 to 0.75)"
	if got := strings.Trim(change(before, after), " |"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
