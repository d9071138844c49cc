package strict

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/say"
)

func TestParseShare(t *testing.T) {
	for s, want := range map[string]float64{
		"50%": 0.5, "0.5": 0.5, "0%": 0, "100%": 1, "1%": 0.01, "0.1%": 0.001, "33.3%": 0.333, "7%": 0.07, "99.99 %": 0.9999, "1e-3": 0.001, "-0": 0,
	} {
		if got, err := ParseShare(s); err != nil || got != want {
			t.Errorf("parseShare(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for s, hint := range map[string]string{
		"1": "", "1.0": "", "1e0": "", "50": "50%", "100": "100%", "101": "", "101%": "", "-1%": "", "-0.5": "", "half": "", "": "", "%": "", "5 %%": "", "NaN": "", "050%": "50%", "1e999": "", ".5": "",
	} {
		got, err := ParseShare(s)
		if err == nil {
			t.Errorf("parseShare(%q) = %v, want an error", s, got)
		} else if e := say.FaultOf(err); e.Hint != hint {
			t.Errorf("parseShare(%q) hints at %q, want %q", s, e.Hint, hint)
		}
	}
}

func TestParseWhole(t *testing.T) {
	for s, want := range map[string]int64{"0": 0, "-0": 0, "7": 7, "-12": -12, "9223372036854775807": 1<<63 - 1} {
		if got, err := parseWhole(s); err != nil || got != want {
			t.Errorf("parseWhole(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
	for s, hint := range map[string]string{
		"": "", "010": "10", "-010": "-10", "00": "0", "0x10": "", "0o7": "", "1e3": "", "1_000": "", "1.0": "", "+1": "", " 1": "", "9223372036854775808": "", "٣": "",
	} {
		got, err := parseWhole(s)
		if err == nil {
			t.Errorf("parseWhole(%q) = %d, want an error", s, got)
		} else if e := say.FaultOf(err); e.Hint != hint {
			t.Errorf("parseWhole(%q) hints at %q, want %q", s, e.Hint, hint)
		}
	}
}

func TestParseUnsigned(t *testing.T) {
	if got, err := ParseUnsigned("18446744073709551615"); err != nil || got != 1<<64-1 {
		t.Errorf("the largest seed reads as %d, %v", got, err)
	}
	for _, s := range []string{"-1", "18446744073709551616", "01", "1.5", ""} {
		if got, err := ParseUnsigned(s); err == nil {
			t.Errorf("parseUnsigned(%q) = %d, want an error", s, got)
		}
	}
}

func TestParseReal(t *testing.T) {
	for s, want := range map[string]float64{"0.61": 0.61, "-3": -3, "1e-7": 1e-7, "2.5E+3": 2500} {
		if got, err := parseReal(s); err != nil || got != want {
			t.Errorf("parseReal(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", ".5", "5.", "1e999", ".inf", "nan", "00.5", "0x1p3", "1,5"} {
		if got, err := parseReal(s); err == nil {
			t.Errorf("parseReal(%q) = %v, want an error", s, got)
		}
	}
}

func TestRealRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1e300, 1e300).Draw(t, "x")
		if got, err := parseReal(FormatReal(x)); err != nil || got != x {
			t.Fatalf("%v is written as %s, which reads as %v, %v", x, FormatReal(x), got, err)
		}
		share := rapid.OneOf(rapid.Just(1.0), rapid.Float64Range(0, 1)).Draw(t, "share")
		if got, err := ParseShare(FormatShare(share)); err != nil || float64(got) != share {
			t.Fatalf("share %v is written as %s, which reads as %v, %v", share, FormatShare(share), got, err)
		}
	})
}
