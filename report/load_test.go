package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestLoadGroupsByMetric(t *testing.T) {
	dir := writeRun(t, churnManifest(), []trace.Sample{
		{T: 1, Metric: "ping.rtt", Value: 5, Peer: "a", Key: "b"},
		{T: 2, Metric: "peers.online", Value: 7},
		{T: 3, Metric: "ping.rtt", Value: 6, Peer: "b", Key: "a"},
	})
	run, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Series) != len(churnDefs) {
		t.Fatalf("%d series, want one for each of %d metrics", len(run.Series), len(churnDefs))
	}
	s := run.Metric("ping.rtt")
	if !cmp.Equal(s.T, []int64{1, 3}) || !cmp.Equal(s.Value, []float64{5, 6}) {
		t.Errorf("ping.rtt: %+v", s)
	}
	if run.Name(s.Peer[0]) != "a" || run.Name(s.Key[0]) != "b" || s.Peer[1] != s.Key[0] {
		t.Errorf("names: %q, %+v", run.names, s)
	}
	if run.Metric("no.such") != nil {
		t.Error("found a metric that is not there")
	}
	if !cmp.Equal(run.Manifest, churnManifest()) {
		t.Errorf("manifest: %s", cmp.Diff(run.Manifest, churnManifest()))
	}
}

func TestLoadErrors(t *testing.T) {
	const manifest = `{"format": 1, "metrics": [{"name": "a", "unit": "1", "kind": "gauge"}]}`
	const header = trace.MetricsHeader + "\n"
	for _, c := range []struct{ name, manifest, metrics, says string }{
		{"no run", "", "", "is not a run directory: it has no manifest.json"},
		{"no metrics", manifest, "", "half-written run directory: it has a manifest.json but no metrics.csv"},
		{"empty manifest", " ", header, "manifest.json: empty"},
		{"cut manifest", "{\n\"format\": 1,\n", header, "manifest.json:3: unexpected end"},
		{"wrong type", "{\n\"format\": \"x\"}", header, "manifest.json:2: json: cannot unmarshal string"},
		{"other format", `{"format": 2}`, header, "format 2, want 1"},
		{"nameless", `{"format": 1, "metrics": [{"kind": "gauge"}]}`, header, "metrics[0] has no name"},
		{"twice", `{"format": 1, "metrics": [{"name": "a", "kind": "gauge"}, {"name": "a", "kind": "gauge"}]}`, header, "metrics[1]: a is defined twice"},
		{"unknown kind", `{"format": 1, "metrics": [{"name": "a", "kind": "gouge"}]}`, header, `unknown kind "gouge"`},
		{"no header", manifest, "1,a,2,,\n", "metrics.csv: metrics: line 1"},
		{"four fields", manifest, header + "1,a,2,,,1\n1,a,2,\n", "metrics.csv: metrics: line 3: 4 fields"},
		{"no number", manifest, header + "1,a,x,,,1\n", "metrics.csv: metrics: line 2: value"},
		{"infinite", manifest, header + "1,a,2,,,1\n1,a,Inf,,,1\n", "metrics.csv: metrics: line 3: value +Inf is not finite"},
		{"negative time", manifest, header + "-1,a,2,,,1\n", "line 2: time -1 is before"},
		{"undefined metric", manifest, header + "1,a,2,,,1\n1,b,2,,,1\n", `metrics: line 3: manifest.json does not define metric "b"`},
		{"cut line", manifest, header + "1,a,2,,,1\n1,a,2,,k,1", "line 3: no line end, the file is cut off"},
		{"endless line", manifest, header + "1,a,2,,,1\n1,a,2,," + strings.Repeat("x", 2<<20), "line 3: bufio.Scanner: token too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string]string{trace.ManifestFile: c.manifest, trace.MetricsFile: c.metrics} {
				if content == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Load(dir)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v, want %s: ... %s", err, dir, c.says)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "absent")); err == nil || !strings.Contains(err.Error(), "absent: no such file") {
		t.Errorf("of no directory: %v", err)
	}
}
