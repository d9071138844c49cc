package scenarios

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/dist"
)

func churnPreset(t *testing.T, name string) ChurnPreset {
	t.Helper()
	for _, p := range ChurnPresets() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no preset is called %q", name)
	return ChurnPreset{}
}

// A preset can be named in a scenario, starts in equilibrium, and says where it
// comes from.
func TestChurnPresets(t *testing.T) {
	presets := ChurnPresets()
	if !slices.IsSortedFunc(presets, func(a, b ChurnPreset) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("presets are not sorted by name")
	}
	for _, p := range presets {
		if !strict.IsWord(p.Name) || p.Doc == "" || !strings.Contains(p.Source, "20") {
			t.Errorf("preset %+v: want a word for a name, a doc and a source with its year", p)
		}
		for _, d := range []dist.Dist{p.Session, p.Downtime} {
			if !d.HasMean() || d.Mean() < time.Minute || d.Mean() > 30*24*time.Hour {
				t.Errorf("%s: %v has mean %v, want one of a minute to a month", p.Name, d, d.Mean())
			}
		}
	}
}

// The fit is made again from the numbers of RFM 2: half of the sessions are 2 hours
// or shorter, 80 % are 8 hours or shorter.
func TestIPFSPresetFit(t *testing.T) {
	// 1-exp(-(x/λ)^k) = p, solved for k and λ by two quantiles.
	exponent := func(p float64) float64 { return -math.Log(1 - p) }
	shape := math.Log(exponent(0.8)/exponent(0.5)) / math.Log(8.0/2)
	scale := 2 / math.Pow(exponent(0.5), 1/shape)

	session := churnPreset(t, "ipfs").Session
	if got := session.Params(); math.Abs(got.Shape-shape) > 0.00005 || math.Abs(got.Scale.Hours()-scale) > 0.5/3600 {
		t.Errorf("the session is %v, want shape %.4f and scale %.4fh", session, shape, scale)
	}
	for x, want := range map[time.Duration]float64{2 * time.Hour: 0.5, 8 * time.Hour: 0.8} {
		if got := session.CDF(x); math.Abs(got-want) > 0.0001 {
			t.Errorf("a share of %.5f of the sessions lasts %v or less, want %v", got, x, want)
		}
	}
}

// The fits of the KAD study are given with the mean of the data in minutes,
// 266.5 and 1110.2, which the laws must meet as nearly as a fit does. That
// tells the scale from the shape and minutes from seconds.
func TestKADPresetMeans(t *testing.T) {
	p := churnPreset(t, "kad")
	for _, c := range []struct {
		d                  dist.Dist
		shape, scale, mean float64
	}{
		{p.Session, 0.61511, 169.5385, 266.5358},
		{p.Downtime, 0.47648, 413.6765, 1110.2091},
	} {
		got := c.d.Params()
		if got.Shape != c.shape || math.Abs(got.Scale.Minutes()-c.scale) > 1e-9 {
			t.Errorf("the law is %v, want shape %v and a scale of %v minutes", c.d, c.shape, c.scale)
		}
		if off := c.d.Mean().Minutes()/c.mean - 1; math.Abs(off) > 0.2 {
			t.Errorf("%v has mean %v, which is off by %.0f %% from the measured one", c.d, c.d.Mean(), 100*off)
		}
	}
}
