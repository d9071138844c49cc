package duration

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/say"
)

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"0s": 0, "1ns": 1, "50ms": 50 * time.Millisecond, "1.5h": 90 * time.Minute, "1h30m": 90 * time.Minute,
		"2d": 48 * time.Hour, "3us": 3000, "3µs": 3000, "3μs": 3000, "0.001us": 1, "1d1h1m1s1ms1us1ns": 90061001001001,
		"3652.5d": Longest, "0.5d12h": 24 * time.Hour, "007s": 7 * time.Second, "60m": time.Hour,
	} {
		if got, err := Parse(s); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func TestParseDurationRefuses(t *testing.T) {
	for s, hint := range map[string]string{
		"": "", "5": "5s", "0": "0s", "1.5": "1.5s", "-5s": "", "-5": "", "5 s": "5s", "5sec": "5s", "3 hours": "3h", "2D": "2d",
		"1h 30m": "1h30m", "30m1h": "", "1h1h": "", "1e3s": "", ".5s": "", "5.s": "", "s": "", "+5s": "", "5y": "", "1m30": "",
		"0.1ns": "", "3653d": "", "9223372036854775808ns": "", "1:30": "", "∞": "", "5s\n": "",
		"99999999999999999999999999999999999999999999999999999999999999999s": "",
	} {
		got, err := Parse(s)
		if err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, got)
		} else if e := fault(err); e.Hint != hint || e.Want == "" {
			t.Errorf("Parse(%q) wants %q and hints at %q, want the hint %q", s, e.Want, e.Hint, hint)
		}
	}
}

func TestDurationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(Longest)).Draw(t, "d"))
		if got, err := Parse(Format(d)); err != nil || got != d {
			t.Fatalf("%v is written as %s, which reads as %v, %v", d, Format(d), got, err)
		}
	})
}

// A hint that is wrong itself sends people in circles.
func FuzzDurationHint(f *testing.F) {
	for _, s := range []string{"5", "5 min", "1h 30m", "-3", "3 Hours"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err == nil {
			if d < 0 || d > Longest {
				t.Errorf("Parse(%q) = %v", s, d)
			}
			return
		}
		if e := fault(err); e.Hint != "" {
			if _, err := Parse(e.Hint); err != nil && fault(err).Hint != "" {
				t.Errorf("%q: the hint %q is refused with another hint", s, e.Hint)
			}
		}
	})
}

func fault(err error) *say.Fault {
	var f *say.Fault
	if !errors.As(err, &f) {
		panic(err)
	}
	return f
}
