package gml

import (
	"strings"
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"10 ms": 10 * time.Millisecond, "10ms": 10 * time.Millisecond, " 10   milliseconds ": 10 * time.Millisecond,
		"7 ns": 7, "5425 us": 5425 * time.Microsecond, "3 μs": 3 * time.Microsecond, "3 µs": 3 * time.Microsecond,
		"1": time.Second, "2 sec": 2 * time.Second, "3 m": 3 * time.Minute, "1 hour": time.Hour,
		"1.5 ms": 1500 * time.Microsecond, "0.1 us": 100, "0.3 s": 300 * time.Millisecond, "0 ms": 0, "+1 s": time.Second,
	} {
		if got, err := parseTime(s); got != want || err != nil {
			t.Errorf("%q is %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", "ms", "1 MS", "1 parsec", "-1 ms", "0.5 ns", "1.2.3 s", "1e3 ms", "61 min", "3600000000001 ns",
		"9223372036854775808 ns", "10 ms 3", "5124095576 h", "0x10 s", "1_0 s", "1/2 s", "0." + strings.Repeat("0", 100) + " s",
	} {
		if got, err := parseTime(s); err == nil {
			t.Errorf("%q is %v, want an error", s, got)
		}
	}
}

func TestParseRate(t *testing.T) {
	for s, want := range map[string]int64{
		"100 Mbit": 100e6, "8496 Mibit": 8496 << 20, "10": 10, "10 bit": 10, "10 bits": 10, "1Kbit": 1000, "1 kilobit": 1000,
		"2 megabits": 2e6, "1 Gibit": 1 << 30, "1 tebibits": 1 << 40, "2.5 Gbit": 2_500_000_000, "3 M": 3e6, "9223372 Tbit": 9223372e12,
	} {
		if got, err := parseRate(s); got != want || err != nil {
			t.Errorf("%q is %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "Mbit", "1 mbit", "1 MB", "0 Mbit", "-1 Mbit", "0.5 bit", "9223373 Tbit", "1 kbit", "1 Mbit/s"} {
		if got, err := parseRate(s); err == nil {
			t.Errorf("%q is %d, want an error", s, got)
		}
	}
}
