package expect

import (
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestAcross(t *testing.T) {
	defs := []trace.MetricDef{{Name: "get.success", Unit: "1", Kind: trace.Ratio}, {Name: "ping.rtt", Unit: "ns", Kind: trace.Duration}}
	some := func(values ...[]float64) (runs []SeedRun) {
		for i, vs := range values {
			run := SeedRun{Seed: uint64(i + 1)}
			for _, v := range vs {
				run.Values = append(run.Values, Value{v, v >= 0}) // negative: no samples
			}
			runs = append(runs, run)
		}
		return runs
	}
	shares := some([]float64{1}, []float64{0.98}, []float64{0.995}, []float64{0.97}, []float64{1})
	silent := some([]float64{1}, []float64{-1}, []float64{0.5})
	pairs := some([]float64{100e6, 80e6}, []float64{300e6, 100e6}, []float64{120e6, 100e6})
	for _, c := range []struct {
		expr   string
		runs   []SeedRun
		ok     bool
		actual string
		blame  string
	}{
		{"median over seeds of get.success >= 99%", shares, true, "99.5% over 5 seeds", ""},
		{"mean over seeds of get.success >= 99%", shares, false, "98.9% over 5 seeds", "with seed 4"},
		{"min over seeds of get.success >= 95% after 30m", shares, true, "97% over 5 seeds", ""},
		{"p90 over seeds of p99(ping.rtt) < 1s", pairs, true, "300ms over 3 seeds", ""},
		{"every seed: get.success >= 98%", shares, false, "4 of 5 seeds", "with seed 4"},
		{"every seed: get.success >= 90%", shares, true, "5 of 5 seeds", ""},
		{"80% of seeds: get.success >= 98%", shares, true, "4 of 5 seeds", ""},
		{"90% of seeds: get.success >= 98%", shares, false, "4 of 5 seeds", "with seed 4"},
		{"every seed: max(ping.rtt) of clients <= 2 * mean(ping.rtt)", pairs, false, "2 of 3 seeds", "with seed 2"},
		{"max over seeds of p99(ping.rtt) <= 2 * median over seeds of mean(ping.rtt)", pairs, false, "300ms against 200ms over 3 seeds", "with seed 2"},
		{"max over seeds of p99(ping.rtt) <= 3 * median over seeds of mean(ping.rtt)", pairs, true, "300ms against 300ms over 3 seeds", ""},
		{"stddev over seeds of mean(ping.rtt) < 200ms", pairs, true, "110.2ms over 3 seeds", ""},
		{"stddev over seeds of mean(ping.rtt) < 1s", pairs[:1], false, "one seed has no standard deviation", ""},
		{"stddev over seeds of mean(ping.rtt) < 2 * stddev over seeds of mean(ping.rtt)", pairs[:1], false, "one seed has no standard deviation", ""},
		// A run that measured nothing meets nothing, and is told of first.
		{"every seed: get.success >= 90%", silent, false, "1 of 3 seeds", "with seed 2"},
		{"median over seeds of get.success >= 40%", silent, false, "no samples", "with seed 2"},
		{"every seed: get.success >= 0%", nil, false, "no runs", ""},
	} {
		a, err := ParseAcross(c.expr)
		if err == nil {
			a, err = a.Bind(defs)
		}
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		if a.String() != c.expr {
			t.Errorf("%q comes out as %q", c.expr, a)
		}
		for _, run := range c.runs {
			if len(run.Values) < len(a.Measures()) {
				t.Fatalf("%s needs %d values", c.expr, len(a.Measures()))
			}
		}
		if r := a.Eval(c.runs); r.OK != c.ok || r.Actual != c.actual || r.Blame() != c.blame {
			t.Errorf("%s: %v, %q, %q; want %v, %q, %q", c.expr, r.OK, r.Actual, r.Blame(), c.ok, c.actual, c.blame)
		}
	}
}

// Each run is asked for the measures of an expectation.
func TestAcrossMeasures(t *testing.T) {
	a, err := ParseAcross("max over seeds of p99(ping.rtt) of clients after 1m <= 3 * median over seeds of mean(ping.rtt)")
	if err != nil {
		t.Fatal(err)
	}
	ms := a.Measures()
	if len(ms) != 2 || ms[0].String() != "p99(ping.rtt) of clients after 1m" || ms[1].String() != "mean(ping.rtt)" {
		t.Errorf("got %v", ms)
	}
	for _, m := range ms {
		if _, err := ParseMeasure(m.String()); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
}

func TestAcrossErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		col  int
		says string
	}{
		{"x < 5", 1, `x is a number of each run: say what of all`},
		{"mean over seeds of x < y", 24, "y is a number of each run"},
		{"every seed x < 5", 12, `want ":"`},
		{"every seed: mean over seeds of x < 5", 18, "belongs under expect of the study"},
		{"every seed: x < 5 always", 13, `"always" holds within a run`},
		{"every seed: x < 5 sometimes", 13, `"sometimes" holds within a run`},
		{"every seed: x < 5 optional", 13, `"optional" holds within a run`},
		{"90 of seeds: x < 5", 1, "90 is no share of seeds"},
		{"0% of seeds: x < 5", 1, "0% is no share of seeds"},
		{"90% of seds: x < 5", 8, `did you mean "seeds"?`},
		{"count over seeds of x < 5", 1, "the count over seeds says nothing"},
		{"mean over sees of x < 5", 11, `did you mean "seeds"?`},
		{"mean over seeds of mean over seeds of x < 5", 25, "belongs under"},
	} {
		_, err := ParseAcross(c.in)
		wantSyntax(t, c.in, err, c.col, c.says)
	}
}
