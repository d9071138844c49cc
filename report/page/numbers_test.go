package page

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestRow: samples that are all 1 are so many events, unless each is of an operation: then they
// say that each took one.
func TestRow(t *testing.T) {
	ones := report.Metric{Count: 20, Min: 1, Mean: 1, P50: 1, P90: 1, P95: 1, P99: 1, Max: 1}
	twos := report.Metric{Count: 20, Min: 2, Mean: 2, P50: 2, P90: 2, P95: 2, P99: 2, Max: 2}
	for _, tt := range []struct {
		def  trace.MetricDef
		m    report.Metric
		want string
	}{
		{trace.MetricDef{Name: "mdns.queries", Kind: trace.Count}, ones, "20 times, 2 a second"},
		{trace.MetricDef{Name: "kademlia.get.hops", Kind: trace.Count, Unit: "hops"}, ones, "always 1 hop"},
		{trace.MetricDef{Name: "chandylamport.snapshot.aborted", Kind: trace.Count, Unit: "snapshots"}, ones, "20 times, 2 a second"},
		{trace.MetricDef{Name: "mdns.queries", Kind: trace.Count, Unit: "peers"}, twos, "always 2 peers"},
		{trace.MetricDef{Name: "mdns.known", Kind: trace.Gauge, Unit: "peers"}, ones, "always 1 peer"},
	} {
		v := &view{Manifest: trace.Manifest{VirtualNS: 10e9}}
		s := report.Summary{Metrics: map[string]report.Metric{
			tt.def.Name: tt.m, "kademlia.get.latency": {Count: 20, Kind: trace.Duration}, "chandylamport.snapshot.latency": {Count: 300, Kind: trace.Duration},
		}}
		if got := v.row(tt.def, tt.m, s).All; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.def.Name, got, tt.want)
		}
	}
}

// TestUnfinishedLinks: the page of a run that goes on links no file that is written at its end.
func TestUnfinishedLinks(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 100)
	dir := l.Write()
	for _, late := range []string{trace.ManifestFile, trace.SummaryFile, trace.PlotsDir} {
		if err := os.RemoveAll(filepath.Join(dir, late)); err != nil {
			t.Fatal(err)
		}
	}
	page, _ := rendered(t, dir, standard)
	for _, link := range regexp.MustCompile(`href="([a-z][^":]*)"`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join(dir, link[1])); err != nil {
			t.Errorf("the page links %s: %v", link[1], err)
		}
	}
}

// TestSilence: metrics without samples are told of, by name if they are few.
func TestSilence(t *testing.T) {
	for _, tt := range []struct {
		silent []string
		want   string
	}{
		{nil, ""},
		{[]string{"a"}, "1 of 30 metrics has no samples: a."},
		{[]string{"a", "b"}, "2 of 30 metrics have no samples: a, b."},
		{[]string{"a", "b", "c", "d", "e"}, "5 of 30 metrics have no samples, which Numbers names."},
	} {
		if got := (&view{Silent: tt.silent}).silence(30); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.silent, got, tt.want)
		}
	}
}
