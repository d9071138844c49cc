package expect

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

var (
	rtt      = trace.MetricDef{Name: "x", Unit: "ns", Kind: trace.Duration}
	success  = trace.MetricDef{Name: "x", Unit: "1", Kind: trace.Ratio}
	replicas = trace.MetricDef{Name: "x", Unit: "1", Kind: trace.Gauge}
	size     = trace.MetricDef{Name: "x", Unit: "bytes", Kind: trace.Count}
)

func mustParse(t *testing.T, s string) Expr {
	t.Helper()
	e, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return e
}

// eval holds an expectation against one metric.
func eval(t *testing.T, expr string, s ...Samples) Result {
	t.Helper()
	var defs []trace.MetricDef
	byName := map[string]Samples{}
	for _, one := range s {
		defs = append(defs, one.Def)
		byName[one.Def.Name] = one
	}
	e, err := mustParse(t, expr).Bind(defs)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return e.Eval(func(name string) Samples { return byName[name] })
}

func TestBind(t *testing.T) {
	for _, c := range []struct {
		expr string
		def  trace.MetricDef
		says string // "" for no error
		col  int
	}{
		{"x < 5ms", rtt, "", 0},
		{"x < 5", rtt, "5 is a plain number, but x is a duration, write its unit as in 5ms", 5},
		{"p99(x) < 99%", rtt, "99% is a percentage, but p99(x) is a duration", 10},
		{"count(x) < 5", rtt, "", 0},
		{"count(x) < 5ms", rtt, "5ms is a duration, but count(x) is a plain number", 12},
		{"sum(x) < 5m", rtt, "", 0},
		{"x >= 99%", success, "", 0},
		{"x >= 0.99", success, "", 0},
		{"x >= 99", success, "did you mean 99%?", 6},
		{"x >= 101%", success, "between 0% and 100%", 6},
		{"x >= -1%", success, "between 0% and 100%", 6},
		{"sum(x) >= 99", success, "", 0},
		{"x >= 5ms", success, "5ms is a duration, but x is a percentage", 6},
		{"min(x) >= 1", replicas, "", 0},
		{"min(x) >= 1%", replicas, "1% is a percentage, but min(x) is a plain number", 11},
		{"x <= 5kB", size, "", 0},
		{"x <= 5", size, "write its unit as in 5kB", 6},
	} {
		_, err := mustParse(t, c.expr).Bind([]trace.MetricDef{c.def})
		if c.says == "" {
			if err != nil {
				t.Errorf("%s for a %s: %v", c.expr, c.def.Kind, err)
			}
			continue
		}
		var syntax *say.Fault
		if !errors.As(err, &syntax) || !strings.Contains(syntax.Message, c.says) || syntax.Column != c.col {
			t.Errorf("%s for a %s: %v, want column %d: ... %s", c.expr, c.def.Kind, err, c.col, c.says)
		}
	}
}

func TestEval(t *testing.T) {
	const minute = int64(60e9)
	// One sample a minute: 100 to 1000 ms, then nine successes and a failure.
	times := make([]int64, 10)
	var durations, successes, levels, none []float64
	for i := range times {
		times[i] = int64(i) * minute
		durations = append(durations, float64(i+1)*100e6)
		successes = append(successes, 1)
		levels = append(levels, float64(3*i))
	}
	successes[9] = 0
	for _, c := range []struct {
		expr   string
		def    trace.MetricDef
		values []float64
		ok     bool
		actual string
	}{
		{"x < 550ms", rtt, durations, false, "550ms"},
		{"x <= 550ms", rtt, durations, true, "550ms"},
		{"mean(x) == 550ms", rtt, durations, true, "550ms"},
		{"mean(x) != 550ms", rtt, durations, false, "550ms"},
		{"median(x) <= 500ms", rtt, durations, true, "500ms"},
		{"p90(x) > 899ms", rtt, durations, true, "900ms"},
		{"p90.1(x) >= 1s", rtt, durations, true, "1s"},
		{"min(x) > 100ms", rtt, durations, false, "100ms"},
		{"max(x) == 1s", rtt, durations, true, "1s"},
		{"sum(x) < 5s", rtt, durations, false, "5.5s"},
		{"stddev(x) > 302ms", rtt, durations, true, "302.8ms"},              // 100 ms * sqrt(110/12)
		{"iqr(x) == 500ms", rtt, durations, true, "500ms"},                  // 800 ms - 300 ms
		{"stddev(x) < 35%", success, successes, true, "31.6%"},              // sqrt(0.1)
		{"stddev(x) == 0ms before 1m", rtt, durations, false, "no samples"}, // one sample
		{"iqr(x) == 0ms before 1m", rtt, durations, true, "0ns"},
		{"count(x) == 10", rtt, durations, true, "10"},
		{"count(x) == 5 after 5m", rtt, durations, true, "5"},  // 5m itself is after
		{"count(x) == 5 before 5m", rtt, durations, true, "5"}, // and not before
		{"count(x) == 2 between 2m and 4m", rtt, durations, true, "2"},
		{"max(x) < 301ms before 3m", rtt, durations, true, "300ms"},
		{"x >= 90%", success, successes, true, "90% of 10"},
		{"x >= 0.9", success, successes, true, "90% of 10"},
		{"x >= 90.01%", success, successes, false, "90% of 10"},
		{"sum(x) == 9", success, successes, true, "9"},
		{"x == 100% before 9m", success, successes, true, "100% of 9"},
		{"min(x) >= 1", replicas, levels, false, "0"},
		{"min(x) >= 1 after 1m", replicas, levels, true, "3"},
		{"x < 10MiB", size, levels, true, "13.5B"},
		{"x < 5ms", rtt, none, false, "no samples"},
		{"x != 5ms", rtt, none, false, "no samples"},
		{"sum(x) == 0", success, none, false, "no samples"},
		{"count(x) == 0", rtt, none, true, "0"},
		{"count(x) > 0", rtt, none, false, "0"},
		{"x > 1ns after 10m", rtt, durations, false, "no samples"},
	} {
		got := eval(t, c.expr, Samples{Def: c.def, T: times[:len(c.values)], Value: c.values})
		if got.Expr != c.expr || got.OK != c.ok || got.Actual != c.actual {
			t.Errorf("got %+v, want %+v", got, c)
		}
	}
}

// 99 of 100 meets 99 %, for every such pair: no rounding gets between.
func TestSharesMeetTheirPercentage(t *testing.T) {
	for k := range 101 {
		values := make([]float64, 100)
		for i := range k {
			values[i] = 1
		}
		s := Samples{Def: success, T: make([]int64, 100), Value: values}
		if r := eval(t, fmt.Sprintf("x == %d%%", k), s); !r.OK {
			t.Errorf("%d of 100: %+v", k, r)
		}
	}
}
