package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the texts in testdata")

func texts(t *testing.T) map[string]Summary {
	t.Helper()
	churn, err := Load(writeRun(t, churnManifest(), churnSamples(1)))
	if err != nil {
		t.Fatal(err)
	}
	failed := pingRun(t, "p99(z.none) < 3", "count(z.none) == 0", "ping.success >= 66.667%")
	failed.Manifest.Status = trace.Failed
	failed.Manifest.Failure = &trace.Failure{Kind: "panic", Message: "index out of range [3]", VirtualNS: 45e9, Peer: "servers-7"}
	failed.Series[2].Def.Name = "chandy_lamport.snapshot.messages.of_all.channels" // does not fit its column
	failed.Series[2].Value, failed.Series[2].T = []float64{-11792359, 0.00000123, 12345.678}, []int64{0, 0, 0}
	failed.Manifest.Expect = failed.Manifest.Expect[2:]
	quiet := pingRun(t)
	quiet.Manifest.Status = trace.Interrupted
	out := map[string]Summary{}
	for name, run := range map[string]*Run{"churn": churn, "failed": failed, "quiet": quiet} {
		if out[name], err = Summarize(run); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestWriteText(t *testing.T) {
	for name, s := range texts(t) {
		var plain, colored strings.Builder
		if err := s.WriteText(&plain, Style{}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".txt")
		if *rewrite {
			if err := os.WriteFile(path, []byte(plain.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), plain.String()); diff != "" {
			t.Errorf("%s (-rewrite accepts it): %s", path, diff)
		}
		for line := range strings.Lines(plain.String()) {
			if n := utf8.RuneCountInString(line) - 1; n > lineWidth {
				t.Errorf("%s: %d columns, want at most %d: %s", name, n, lineWidth, line)
			}
			if strings.TrimRight(line, " \n") != strings.TrimRight(line, "\n") {
				t.Errorf("%s: spaces at the end of %q", name, line)
			}
		}
		if err := s.WriteText(&colored, Style{Color: true}); err != nil {
			t.Fatal(err)
		}
		bare := strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[1;31m", "", "\x1b[32m", "", "\x1b[0m", "").Replace(colored.String())
		if bare == colored.String() || bare != plain.String() {
			t.Errorf("%s: colour changes more than colour: %s", name, cmp.Diff(plain.String(), bare))
		}
	}
}

func TestSqueeze(t *testing.T) {
	for _, c := range []struct {
		s     string
		width int
		want  string
	}{
		{"ping.rtt", 8, "ping.rtt"}, {"abcdefghij", 7, "abc…hij"}, {"abcdefghij", 6, "ab…hij"}, {"é€é€", 3, "é…€"},
	} {
		if got := squeeze(c.s, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.s, c.width, got, c.want)
		}
	}
}

func TestSilence(t *testing.T) {
	names := []string{"mdns.expired", "mdns.malformed"}
	const line = "2 metrics without samples: mdns.expired, mdns.malformed"
	if got := silence(names, len(line)); got != line {
		t.Errorf("%q, want all names", got)
	}
	if got := silence(names, len(line)-1); got != "2 metrics without samples" {
		t.Errorf("%q, want no names: they do not fit", got)
	}
}

func TestSilentMetricsAreSorted(t *testing.T) {
	s := Summary{Metrics: map[string]Metric{}}
	for _, name := range []string{"g", "c", "a", "f", "b", "e", "d"} {
		s.Metrics[name] = Metric{}
	}
	var b strings.Builder
	if err := s.WriteText(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\n  7 metrics without samples: a, b, c, d, e, f, g\n") || strings.Contains(b.String(), metricsHead) {
		t.Errorf("want one line, and no table: %s", b.String())
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteTextReportsWriteErrors(t *testing.T) {
	if err := (Summary{}).WriteText(brokenPipe{}, Style{}); err == nil {
		t.Error("no error")
	}
}

// TestNarrow: a table that has few columns leaves out quantiles, and no row is wider.
func TestNarrow(t *testing.T) {
	s := Summary{Scenario: "replication-of-records", Status: trace.Interrupted, Events: 12_345_678, Hosts: 1000, VirtualNS: 3*hour + 21*minute, Headlines: []string{
		"kademlia.find_providers.latency", "kademlia.find_providers.success", "kademlia.get.latency",
	}, Expect: []expect.Result{{Expr: "p50(kademlia.find_providers.latency) <= 100ms after 10m before 2h", Actual: "2ms", OK: true}}, Metrics: map[string]Metric{
		"kademlia.get.latency": {}, "kademlia.put.latency": {},
		"kademlia.find_providers.latency": {Count: 12, Min: 1e6, Mean: 2e6, P50: 3e6, P90: 4e6, P95: 5e6, P99: 6e6, Max: 7e6, Unit: "ns", Kind: trace.Duration},
		"kademlia.find_providers.success": {Count: 12, Mean: 0.5, Unit: "1", Kind: trace.Ratio},
	}}
	for width, want := range map[int]string{
		0: "min mean p50 p90 p95 p99 max", 200: "min mean p50 p90 p95 p99 max", 99: "min mean p50 p90 p95 p99 max",
		98: "min mean p50 p90 p99 max", 80: "mean p50 p99 max", 60: "mean p99 max",
	} {
		var b strings.Builder
		if err := s.WriteText(&b, Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); width >= 80 && n > width {
				t.Errorf("%d columns: a line of %d, %q", width, n, line)
			}
		}
		table := b.String()[strings.Index(b.String(), "  METRICS"):]
		lines := strings.Split(table[:strings.Index(table, "\n\n")], "\n")
		if got := strings.Join(strings.Fields(lines[0])[2:], " "); got != want {
			t.Errorf("%d columns: %q, want %q", width, got, want)
		}
		at := strings.Index(lines[0], "mean") + len("mean")
		for _, line := range lines[1:3] {
			if c := line[at-1]; c != '%' && c != 's' {
				t.Errorf("%d columns: the mean does not end below its head in %q", width, line)
			}
		}
	}
}

// TestChoose: the headlines, all, or what a pattern says; a line tells of the others.
func TestChoose(t *testing.T) {
	s := Summary{Headlines: []string{"ping.rtt", "ping.none"}, Metrics: map[string]Metric{
		"ping.rtt": {Count: 1, Unit: "ns"}, "ping.success": {Count: 1}, "ping.none": {}, "kademlia.get.hops": {Count: 3}, "kademlia.put.hops": {},
	}}
	for pattern, want := range map[string]string{
		"": "ping.none ping.rtt", "all": "kademlia.get.hops kademlia.put.hops ping.none ping.rtt ping.success", "ping.*": "ping.none ping.rtt ping.success",
		"*.hops,ping.rt?": "kademlia.get.hops kademlia.put.hops ping.rtt", "x": "",
	} {
		if err := CheckMetrics(pattern); err != nil {
			t.Error(err)
		}
		if got := strings.Join(s.Choose(pattern), " "); got != want {
			t.Errorf("%q chooses %q, want %q", pattern, got, want)
		}
		var b strings.Builder
		if err := s.WriteText(&b, Style{Metrics: pattern}); err != nil {
			t.Fatal(err)
		}
		more := fmt.Sprintf("\n  %s: --metrics all", quantity.Count(int64(5-len(s.Choose(pattern))), "more metric"))
		if strings.Contains(b.String(), more) != (pattern != "all") {
			t.Errorf("%q: does it say that there is more? %s", pattern, b.String())
		}
		for name, m := range s.Metrics {
			if row := strings.Contains(b.String(), "\n  "+name+" "); row != (m.Count > 0 && slices.Contains(s.Choose(pattern), name)) {
				t.Errorf("%q: a row of %s: %v", pattern, name, row)
			}
		}
	}
	if err := CheckMetrics("ping.*,[a"); err == nil {
		t.Error("a bad pattern is none")
	}
	s.Headlines = []string{"ping.none"}
	if got := s.Choose(""); len(got) != 5 {
		t.Errorf("headlines without samples leave %q, want all", got)
	}
}
