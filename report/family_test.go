package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/trace"
)

// sampled makes a run of metrics written as "kind name unit", each with the
// given samples. It ends after ten minutes.
func sampled(metrics []string, samples ...trace.Sample) *Run {
	run := &Run{names: []string{""}}
	run.Manifest.VirtualNS = 10 * minute
	for _, m := range metrics {
		field := strings.Fields(m)
		run.Series = append(run.Series, Series{Def: trace.MetricDef{Kind: trace.Kind(field[0]), Name: field[1], Unit: field[2]}})
	}
	for i := range run.Series {
		for _, s := range samples {
			if s.Metric == "" || s.Metric == run.Series[i].Def.Name {
				run.add(i, s)
			}
		}
	}
	return run
}

func (r *Run) add(series int, s trace.Sample) {
	number := func(name string) uint32 {
		i := slices.Index(r.names, name)
		if i < 0 {
			i = len(r.names)
			r.names = append(r.names, name)
		}
		return uint32(i)
	}
	to := &r.Series[series]
	to.T, to.Value = append(to.T, s.T), append(to.Value, s.Value)
	to.Peer, to.Key = append(to.Peer, number(s.Peer)), append(to.Key, number(s.Key))
}

func drawAll(run *Run) map[string]figure.Figure {
	all := map[string]figure.Figure{}
	for _, plan := range figures(run) {
		f := plan.Draw()
		all[f.Name] = f
	}
	return all
}

func wantNames(t *testing.T, run *Run, want ...string) {
	t.Helper()
	var names []string
	for _, draw := range figures(run) {
		names = append(names, draw.Name)
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestFamilyOf(t *testing.T) {
	for _, c := range []struct {
		name, protocol, operation, quantity string
	}{
		{"kademlia.put.latency", "kademlia", "put", "latency"},
		{"a.b.c.d", "a", "b.c", "d"},
		{"ping.rtt", "", "", ""},
		{"rtt", "", "", ""},
		{"..rtt", "", "", ""},
		{"a..rtt", "", "", ""},
		{"a.b.", "", "", ""},
	} {
		f, operation, ok := familyOf(trace.MetricDef{Name: c.name, Kind: trace.Count})
		if ok != (c.protocol != "") || f.protocol != c.protocol || operation != c.operation || f.quantity != c.quantity {
			t.Errorf("%s: %+v, operation %q, %v", c.name, f, operation, ok)
		}
	}
	if _, _, ok := familyOf(trace.MetricDef{Name: "a.b.c", Kind: trace.Gauge}); ok {
		t.Error("a gauge has no operation")
	}
}

func TestOperationsShareFigures(t *testing.T) {
	run := sampled([]string{
		"duration kademlia.get.latency ns", "count kademlia.get.hops 1", "ratio kademlia.get.success 1",
		"count kademlia.get.messages 1", "count kademlia.get.messages_lost 1",
		"duration kademlia.put.latency ns", "count kademlia.put.hops 1", "ratio kademlia.put.success 1",
		"duration other.put.latency ns", "count kademlia.put.messages bytes",
	}, trace.Sample{T: 1, Value: 1, Peer: "p"}, trace.Sample{T: 1, Value: 0, Peer: "p"})
	wantNames(t, run, "kademlia-latency-cdf", "kademlia-hops-cdf", "kademlia-success",
		"kademlia-messages-cdf", "kademlia-messages-lost-cdf", "other-latency-cdf", "kademlia-messages-cdf-2")
	all := drawAll(run)
	wantCSV(t, all["kademlia-hops-cdf"], "series,hops,share of operations (%)", "get,0,0", "get,0,50", "get,1,100", "put,0,0", "put,0,50", "put,1,100")
	if f := all["kademlia-messages-lost-cdf"]; f.Note != "get, n = 2" {
		t.Errorf("one operation, note %q", f.Note)
	}
}

// An operation without samples takes no part: it has no curve, no colour and no name.
func TestSilentOperationsTakeNoPart(t *testing.T) {
	run := sampled([]string{
		"duration k.find.latency ns", "ratio k.find.success 1", "ratio k.get.success 1", "duration k.get.latency ns",
	}, trace.Sample{T: 1, Value: 1, Peer: "p", Metric: "k.get.success"}, trace.Sample{T: 1, Value: 1, Metric: "k.get.latency"},
		trace.Sample{T: 1, Value: 2, Metric: "k.get.latency"})
	wantNames(t, run, "k-get-success", "k-latency-cdf")
}

func TestOperationsKeepTheirColour(t *testing.T) {
	run := sampled([]string{
		"ratio k.only_ratio.no 1", "count k.a.one 1", "count k.b.one 1", "count k.b.two 1", "count k.c.two 1",
		"ratio k.only_ratio.yes 1", "ratio k.c.yes 1", "ratio k.z.yes 1", "ratio k.b.yes 1",
	}, trace.Sample{T: 1, Value: 2, Peer: "p"})
	want := map[string]int{"a": 0, "b": 1, "c": 2, "only_ratio": 3, "z": 4}
	for _, f := range drawAll(run) {
		if len(f.Lines) < 2 {
			continue
		}
		for _, l := range f.Lines {
			if l.Color != want[l.Name] {
				t.Errorf("%s: %s has colour %d, want %d", f.Name, l.Name, l.Color, want[l.Name])
			}
		}
	}
}

func TestManyOutcomesStayApart(t *testing.T) {
	var metrics []string
	for i := range mostOutcomes {
		metrics = append(metrics, fmt.Sprintf("ratio k.op%d.success 1", i))
	}
	if all := drawAll(sampled(metrics, trace.Sample{Value: 1, Peer: "p"})); len(all) != 1 {
		t.Errorf("%d operations: %d figures, want one", len(metrics), len(all))
	}
	metrics = append(metrics, "ratio k.more.success 1")
	if all := drawAll(sampled(metrics, trace.Sample{Value: 1, Peer: "p"})); len(all) != len(metrics) {
		t.Errorf("%d operations: %d figures, want one for each", len(metrics), len(all))
	}
}

// The figures of any records of a protocol can be drawn, have different names, and
// no coordinate without a number.
func TestAnyRunCanBeDrawn(t *testing.T) {
	names := []string{
		"k.a.x", "k.b.x", "k.x", "k.x_min", "k.x_max", "k.x_theory", "k.x_fill", "peers.online", "k.a.y", "k.b.y", "x", ".", "",
	}
	kinds := []trace.Kind{trace.Duration, trace.Ratio, trace.Gauge, trace.Count}
	rapid.Check(t, func(t *rapid.T) {
		run := sampled(nil)
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom(names), func(s string) string { return s }).Draw(t, "names") {
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			run.Series = append(run.Series, Series{Def: trace.MetricDef{Name: name, Kind: kind, Unit: rapid.SampledFrom([]string{"1", "bytes"}).Draw(t, "unit")}})
			millionth := func(n int64) float64 { return float64(n) / 1e6 }
			values := rapid.OneOf(rapid.Just(0.0), rapid.Just(1.0), rapid.Map(rapid.Int64Range(0, 1e6), millionth))
			if kind != trace.Ratio {
				values = rapid.OneOf(values, rapid.Map(rapid.Int64Range(-1e18, 1e18), millionth), rapid.Float64Range(1e3, 1e15))
			}
			keys := rapid.SampledFrom([]string{"", "cpl-1", "cpl-2", "cpl-30", "other"})
			for range rapid.IntRange(0, 5).Draw(t, "samples") {
				run.add(len(run.Series)-1, trace.Sample{
					T: rapid.Int64Range(0, 20*minute).Draw(t, "t"), Value: values.Draw(t, "value"), Key: keys.Draw(t, "key"),
				})
			}
		}
		seen := map[string]bool{}
		for _, draw := range figures(run) {
			f := draw.Draw()
			if seen[f.Name] {
				t.Fatalf("two figures called %s", f.Name)
			}
			seen[f.Name] = true
			var svg bytes.Buffer
			if err := f.WriteSVG(&svg); err != nil {
				t.Fatal(err)
			}
			if s := svg.String(); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
				t.Fatalf("%s has a coordinate that is no number", f.Name)
			}
			for _, a := range []figure.Axis{f.X, f.Y} {
				if !(a.Low < a.High) || len(a.Ticks) == 0 || len(a.Ticks) > 2*mostBuckets {
					t.Fatalf("%s: axis %+v", f.Name, a)
				}
			}
		}
	})
}
