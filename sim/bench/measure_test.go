package main

import "testing"

func TestMaxRSS(t *testing.T) {
	if got := maxRSS(1000, "linux"); got != 1_024_000 {
		t.Errorf("1000 KiB on Linux are %v bytes", got)
	}
	if got := maxRSS(1000, "darwin"); got != 1000 {
		t.Errorf("1000 bytes on macOS are %v bytes", got)
	}
}
