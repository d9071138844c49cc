package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/duration"
)

// withSession is minimal with peers whose sessions have the given law.
func withSession(law string) string {
	return lab.Minimal + "churn: [{group: peers, session: " + law + ", downtime: 1h, start: online}]\n"
}

func TestLoadLaws(t *testing.T) {
	for text, want := range map[string]dist.Dist{
		"{constant: 2h}":                              dist.Constant(2 * time.Hour),
		"{normal: {mean: 2h, stddev: 30m}}":           dist.Normal(2*time.Hour, 30*time.Minute),
		"{normal: {mean: 0s, stddev: 30m}}":           dist.Normal(0, 30*time.Minute),
		"{lognormal: {median: 1h, sigma: 1.5}}":       dist.LogNormal(time.Hour, 1.5),
		"{lognormal: {sigma: 0, mean: 1h}}":           dist.LogNormalMean(time.Hour, 0),
		"{lognormal: {p50: 2h, p90: 1d}}":             dist.LogNormalQuantiles(2*time.Hour, 24*time.Hour),
		"{pareto: {shape: 2.5, mean: 1h}}":            dist.Pareto(2.5, time.Hour),
		"{pareto: {shape: 1, scale: 1h}}":             dist.ParetoScale(1, time.Hour),
		"{shifted-pareto: {shape: 3, mean: 30m}}":     dist.ShiftedPareto(3, 30*time.Minute),
		"{shifted-pareto: {shape: 0.5, scale: 30m}}":  dist.ShiftedParetoScale(0.5, 30*time.Minute),
		"{gamma: {shape: 0.3, mean: 1h}}":             dist.Gamma(0.3, time.Hour),
		"{gamma: {shape: 4, scale: 15m}}":             dist.GammaScale(4, 15*time.Minute),
		"{empirical: {samples: [1h, 5m, 5m, 0s]}}":    dist.Empirical(0, 5*time.Minute, 5*time.Minute, time.Hour),
		"{weibull: {shape: 0.6077, scale: 3h39m21s}}": dist.WeibullScale(0.6077, 13161*time.Second),
		"{uniform: {min: 1m, max: 1h}}":               dist.Uniform(time.Minute, time.Hour),
		"{exponential: {mean: 1h}}":                   dist.Exponential(time.Hour),
		"{lognormal: {p50: 2h, p90: 2h}}":             dist.LogNormalQuantiles(2*time.Hour, 2*time.Hour),
	} {
		if got := mustLoad(t, withSession(text)).Churn[0].Session; got != want {
			t.Errorf("%s is read as %v, want %v", text, got, want)
		}
	}
}

// Every law is written as it is read, and its canonical form has nothing but the
// given parameters.
func TestLawRoundTrip(t *testing.T) {
	spec := mustLoad(t, withSession("1h"))
	rapid.Check(t, func(t *rapid.T) {
		want := anyLaw().Draw(t, "law")
		spec.Churn[0].Session = want
		text := Resolved(spec)
		again, err := Load("resolved.yaml", text, lab.Fakes, nil)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, text)
		}
		if got := again.Churn[0].Session; got != want {
			t.Fatalf("%v comes back as %v, by way of\n%s", want, got, text)
		}
	})
}

// anyLaw makes laws whose parameters a scenario may have and whose mean is a
// millisecond or more.
func anyLaw() *rapid.Generator[dist.Dist] {
	return rapid.Custom(func(t *rapid.T) dist.Dist {
		duration := func(what string) time.Duration {
			return time.Duration(rapid.Int64Range(int64(time.Second), int64(duration.Longest)).Draw(t, what))
		}
		d, e := duration("d"), duration("e")
		shape := rapid.Float64Range(dist.MinShape, dist.MaxShape).Draw(t, "shape")
		heavy := rapid.Float64Range(1.01, dist.MaxShape).Draw(t, "heavy")
		sigma := rapid.Float64Range(0, dist.MaxSigma).Draw(t, "sigma")
		return rapid.SampledFrom([]func() dist.Dist{
			func() dist.Dist { return dist.Normal(d, e) },
			func() dist.Dist { return dist.LogNormal(d, sigma) },
			func() dist.Dist { return dist.LogNormalMean(d, sigma) },
			func() dist.Dist { return dist.LogNormalQuantiles(min(d, e), max(d, e)) },
			func() dist.Dist { return dist.Pareto(heavy, d) },
			func() dist.Dist { return dist.ParetoScale(shape, d) },
			func() dist.Dist { return dist.ShiftedPareto(heavy, d) },
			func() dist.Dist { return dist.ShiftedParetoScale(shape, d) },
			func() dist.Dist { return dist.Gamma(shape, d) },
			func() dist.Dist { return dist.GammaScale(shape, d) },
			func() dist.Dist {
				return dist.Empirical(rapid.SliceOfN(rapid.Just(e), 1, 5).Draw(t, "samples")...)
			},
			func() dist.Dist { return dist.Empirical(0, d, e, d) },
		}).Draw(t, "make")()
	})
}

// The Schema knows all laws that the loader knows, and no others.
func TestLawsOfSchema(t *testing.T) {
	schema, err := Schema(lab.Fakes)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range strict.FieldsOf(lawType) {
		if !strings.Contains(string(schema), fmt.Sprintf("%q: {", f.Name)) {
			t.Errorf("the schema has no law %q", f.Name)
		}
		if !strings.Contains(distLeaf{}.Noun(), f.Name) {
			t.Errorf("a faulty duration is not told of %q", f.Name)
		}
	}
}
