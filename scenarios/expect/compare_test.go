package expect

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// levels is a gauge of two records, read every ten minutes: a falls from 3 to 0
// and comes back, b stays at 5.
func levels() Samples {
	names := []string{"", "a", "b"}
	s := Samples{Def: trace.MetricDef{Name: "kademlia.replicas", Unit: "1", Kind: trace.Gauge}, Name: func(i uint32) string { return names[i] }}
	for i, v := range []float64{3, 1, 0, 0, 2} {
		at := int64(i+1) * 600e9
		s.T = append(s.T, at, at)
		s.Value = append(s.Value, v, 5)
		s.Peer = append(s.Peer, 0, 0)
		s.Key = append(s.Key, 1, 2)
	}
	return s
}

// A failure gives the measured value, its time and its place.
func TestFailuresSayWhenAndWhere(t *testing.T) {
	aborted := Samples{Def: trace.MetricDef{Name: "snapshot.aborted", Unit: "snapshots", Kind: trace.Count}, Name: func(i uint32) string { return []string{"peers-0", "one", "two"}[i] },
		T: []int64{60e9, 120e9}, Value: []float64{1, 1}, Peer: []uint32{0, 0}, Key: []uint32{1, 2}}
	rtt := crowd()
	none := Samples{Def: trace.MetricDef{Name: "none", Unit: "ns", Kind: trace.Duration}}
	for _, c := range []struct {
		expr   string
		ok     bool
		actual string
		blame  string
	}{
		{"max(ping.rtt) < 250ms", false, "300ms", "worst sample 300ms at 3m of clients-2 about record-1"},
		{"mean(ping.rtt) > 1s", false, "110ms", "worst sample 10ms at 1m of servers-0 about record-1"},
		{"ping.rtt == 100ms", false, "110ms", "worst sample 300ms at 3m of clients-2 about record-1"},
		{"ping.rtt != 110ms", false, "110ms", "worst sample 100ms at 1m of clients-0 about record-1"},
		{"max(ping.rtt) < 1s", true, "300ms", ""},
		{"min(ping.rtt) == 20ms", false, "10ms", "deciding sample 10ms at 1m of servers-0 about record-1"}, // 300ms is further off
		{"max(ping.rtt) == 1s", false, "300ms", "deciding sample 300ms at 3m of clients-2 about record-1"},
		// Too many: the first that is too many. Too few: nothing to point at.
		{"count(snapshot.aborted) == 0", false, "2", "first violation at 1m of peers-0 about one"},
		{"count(aborted) < 2", false, "2", "first violation at 2m of peers-0 about two"},
		{"count(aborted) <= 1", false, "2", "first violation at 2m of peers-0 about two"},
		{"count(aborted) == 3", false, "2", ""},
		{"count(aborted) > 2", false, "2", ""},
		{"count(aborted) == 0 before 1m", true, "0", ""},
		// always: each instant by itself.
		{"min(replicas) >= 1 always", false, "0 at 2 of 5 instants", "first violation at 30m about a"},
		{"min(replicas) >= 1 always before 30m", true, "1 at worst, 2 instants", ""},
		{"min(replicas) >= 1 always after 50m", true, "2 at worst, 1 instant", ""},
		{"max(replicas) >= 5 always", true, "5 at worst, 5 instants", ""},
		{"mean(replicas) >= 3 always", false, "2.50 at 2 of 5 instants", "first violation at 30m about a"},
		{"replicas >= 1 always", false, "0 at 2 of 5 instants", "first violation at 30m about a"}, // each sample
		{"replicas <= 4 always", false, "5 at 5 of 5 instants", "first violation at 10m about b"},
		{"count(replicas) == 2 always", true, "2 at worst, 5 instants", ""},
		{"count(none) == 0 always", true, "0", ""},
		{"count(none) > 0 always", false, "0", ""},
		{"none < 5ms always", false, "no samples", ""},
		{"none < 5ms always optional", true, "no samples", ""},

		// sometimes: at one instant at least.
		{"min(replicas) == 0 sometimes", true, "0 at 2 of 5 instants", ""},
		{"min(replicas) == 0 sometimes before 30m", false, "1 at best, 2 instants", "closest sample at 20m about a"},
		{"replicas == 0 sometimes", true, "0 at 2 of 5 instants", ""}, // one sample
		{"replicas > 5 sometimes", false, "5 at best, 5 instants", "closest sample at 10m about b"},
		{"count(none) == 0 sometimes", true, "0", ""},
		{"none > 0ms sometimes", false, "no samples", ""},
		{"none > 0ms sometimes after 1h optional", true, "no samples", ""},
		{"none > 0ms optional", true, "no samples", ""},
		{"min(replicas) == 9 sometimes optional", false, "3 at best, 5 instants", "closest sample at 10m about a"},
		// Windows and groups against each other.
		{"p99(ping.rtt) of servers between 2m and 4m <= 1.5 * p99(ping.rtt) of servers before 2m", false, "30ms against 1.5 * 10ms", "worst sample 30ms at 3m of servers-2+1 about record-1"},
		{"p99(ping.rtt) of servers between 2m and 4m <= 3 * p99(ping.rtt) of servers before 2m", true, "30ms against 3 * 10ms", ""},
		{"mean(ping.rtt) of clients <= 2 * mean(ping.rtt) of servers", false, "200ms against 2 * 20ms", "worst sample 300ms at 3m of clients-2 about record-1"},
		{"mean(ping.rtt) of servers < mean(ping.rtt) of clients", true, "20ms against 200ms", ""},
		{"mean(ping.rtt) of servers < mean(none)", false, "no samples of mean(none)", ""},
		{"mean(ping.rtt) of strangers < 5ms", false, "no samples", ""},
		{"max(ping.rtt) of servers < 1.5 * median(ping.rtt) of servers always", false, "30ms against 1.5 * 20ms at 1 of 3 instants", "first violation at 3m of servers-2+1 about record-1"},
	} {
		r := eval(t, c.expr, rtt, levels(), aborted, none)
		if r.Expr != c.expr || r.OK != c.ok || r.Actual != c.actual || r.Blame() != c.blame {
			t.Errorf("%s: %v, %q, %q; want %v, %q, %q", r.Expr, r.OK, r.Actual, r.Blame(), c.ok, c.actual, c.blame)
		}
	}
}

// Instants are told by time, in any order of their samples.
func TestInstantsByTime(t *testing.T) {
	s := Samples{Def: trace.MetricDef{Name: "x", Unit: "1", Kind: trace.Count}, T: []int64{60e9, 0, 60e9, 0}, Value: []float64{1, 2, 3, 4}}
	if r := eval(t, "count(x) == 2 always", s); !r.OK {
		t.Errorf("%+v", r)
	}
	if r := eval(t, "max(x) < 3 always", s); r.When.VirtualNS != 0 || r.Actual != "4 at 2 of 2 instants" {
		t.Errorf("%+v", r)
	}
}

func TestClaimErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		col  int
		says string
	}{
		{"x < y before 2m", 7, `does "before 2m" hold for the left side, too?`},
		{"x after 1m < 5 after 2m", 16, "x has a window already: after 1m"},
		{"x < 2 * y always after 2m", 18, "the window of x stands right behind it"},
		{"x < 5 after 2m always", 16, `"always" comes before the window`},
		{"x < 5 after 2m sometimes", 16, `"sometimes" comes before the window`},
		{"x < 5 optional after 2m", 16, `unexpected "after", want nothing more`},
		{"x < 5 optinal", 7, `did you mean "optional"?`},
		{"x < 5 alway", 7, `did you mean "always"?`},
		{"x afer 3m < 5", 3, `did you mean "after"?`},
		{"x < 0 * y", 5, "0 is no factor"},
		{"x < 5ms * y", 5, "5ms is no factor"},
		{"x < 2 * 3", 9, "want a metric"},
		{"x < median over seeds of y", 12, "belongs under expect of the study"},
		{"2 * x < y", 1, "want a metric"},
	} {
		_, err := Parse(c.in)
		wantSyntax(t, c.in, err, c.col, c.says)
	}
	defs := []trace.MetricDef{{Name: "x", Unit: "ns", Kind: trace.Duration}, {Name: "y", Unit: "1", Kind: trace.Ratio}}
	_, err := mustParse(t, "mean(x) < 2 * mean(y)").Bind(defs)
	wantSyntax(t, "two dimensions", err, 20, "mean(y) is a percentage, but mean(x) is a duration")
	if _, err := mustParse(t, "x < z").Bind(defs); err == nil || !strings.Contains(err.Error(), `column 5: no metric is called "z"`) {
		t.Errorf("x < z: %v", err)
	}
}

// An expectation with always holds for every sample by itself; a window splits the
// samples in two; a sample that is blamed breaks the expectation by itself.
func TestAlwaysIsEverySample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Samples{Def: trace.MetricDef{Name: "x", Unit: "1", Kind: trace.Gauge}}
		at := int64(0)
		for range rapid.IntRange(1, 20).Draw(t, "samples") {
			at += int64(rapid.IntRange(0, 2).Draw(t, "gap")) * 60e9
			s.T = append(s.T, at)
			s.Value = append(s.Value, float64(rapid.IntRange(0, 5).Draw(t, "value")))
		}
		cmp := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "cmp")
		limit := rapid.IntRange(0, 5).Draw(t, "limit")
		held := func(format string, args ...any) Result {
			e, err := Parse(fmt.Sprintf(format, args...))
			if err != nil {
				t.Fatal(err)
			}
			if e, err = e.Bind([]trace.MetricDef{s.Def}); err != nil {
				t.Fatal(err)
			}
			return e.Eval(func(string) Samples { return s })
		}
		want, e := true, Expr{cmp: cmp}
		first := int64(-1)
		for i, v := range s.Value {
			if !e.holds(v, float64(limit)) {
				if want = false; first < 0 {
					first = s.T[i]
				}
			}
		}
		r := held("x %s %d always", cmp, limit)
		if r.OK != want || !want && r.When.VirtualNS != first {
			t.Fatalf("%v of %v at %v: %+v", r.Expr, s.Value, s.T, r)
		}
		split := rapid.IntRange(0, 40).Draw(t, "split")
		before, after := held("count(x) == -1 before %dm", split), held("count(x) == -1 after %dm", split)
		n, _ := strconv.Atoi(before.Actual)
		m, _ := strconv.Atoi(after.Actual)
		if n+m != len(s.Value) {
			t.Fatalf("%d before and %d after %d min, of %d", n, m, split, len(s.Value))
		}
	})
}
