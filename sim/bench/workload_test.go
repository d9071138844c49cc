package main

import "testing"

func TestCheckOutcome(t *testing.T) {
	for _, c := range []struct {
		puts, gets, ops int
		ok              bool
	}{
		{100, 100, 100, true},
		{99, 99, 100, true},
		{100, 98, 100, false},
		{98, 100, 100, false},
		{9, 10, 10, false},
		{0, 0, 1, false},
	} {
		err := outcome{PutsOK: c.puts, GetsOK: c.gets}.check(c.ops)
		if (err == nil) != c.ok {
			t.Errorf("%d puts and %d gets of %d: %v, want ok = %t", c.puts, c.gets, c.ops, err, c.ok)
		}
	}
}
