package main

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
)

func TestLatencies(t *testing.T) {
	const n = 12
	l := newLatencies(n)
	different := map[time.Duration]bool{}
	for i := range n {
		for j := range n {
			d := l[i][j]
			switch {
			case i == j && d != 0:
				t.Errorf("host %d is %v away from itself", i, d)
			case i != j && (d < 10*time.Millisecond || d > 100*time.Millisecond):
				t.Errorf("hosts %d and %d: %v, want 10 to 100 ms", i, j, d)
			case d != l[j][i]:
				t.Errorf("hosts %d and %d: %v there, %v back", i, j, d, l[j][i])
			}
			different[d] = true
			if p := l.Route(link.Place{Index: i}, link.Place{Index: j}, nil); p.There.Delay != d || p.Back.Delay != d {
				t.Errorf("package sim would see %v from %d to %d, want %v", p, i, j, d)
			}
		}
	}
	if len(different) != n*(n-1)/2+1 {
		t.Errorf("%d different delays, want one per pair", len(different)-1)
	}
}

// The same two hosts are as far apart in a larger network, so that sizes can be
// compared.
func TestLatenciesDoNotDependOnSize(t *testing.T) {
	small, large := newLatencies(5), newLatencies(9)
	for i := range small {
		for j := range small {
			if small[i][j] != large[i][j] {
				t.Errorf("hosts %d and %d: %v of 5, %v of 9", i, j, small[i][j], large[i][j])
			}
		}
	}
}
