package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestDamaged: a page shows the parts that are there and names the missing ones.
func TestDamaged(t *testing.T) {
	truncate := func(name string, size int64) func(string) error {
		return func(dir string) error { return os.Truncate(filepath.Join(dir, name), size) }
	}
	remove := func(name string) func(string) error {
		return func(dir string) error { return os.RemoveAll(filepath.Join(dir, name)) }
	}
	for _, tt := range []struct {
		why    string
		damage func(dir string) error
		want   string
	}{
		{"no manifest", remove(trace.ManifestFile), "The run has no manifest.json"},
		{"half a manifest", truncate(trace.ManifestFile, 30), "manifest.json is damaged: seed, metrics and how the run ended are not known"},
		{"an empty manifest", truncate(trace.ManifestFile, 0), "manifest.json is damaged"},
		{"no log", remove(trace.EventsFile), "events.jsonl.zst is missing"},
		{"half a log", truncate(trace.EventsFile, 20_000), "events.jsonl.zst is damaged: all below is of its first"},
		{"a log of no bytes zstd knows", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, trace.EventsFile), []byte("no zstd"), 0o644)
		}, "events.jsonl.zst is damaged"},
		{"no summary", remove(trace.SummaryFile), "summary.json is missing"},
		{"half a summary", truncate(trace.SummaryFile, 30), "summary.json is damaged"},
		{"no metrics", remove(trace.MetricsFile), "metrics.csv is missing"},
		{"half a line of metrics", truncate(trace.MetricsFile, 40), "metrics.csv is damaged"},
		{"no peers", remove(trace.PeersFile), "peers.jsonl is missing"},
		{"half a line of peers", truncate(trace.PeersFile, 300), "peers.jsonl is damaged"},
		{"figures of odd numbers", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, trace.PlotsDir, "kademlia-replicas.json"), []byte(`{"panels": [{"lines": [{"x": [1], "y": []}]}]}`), 0o644)
		}, "kademlia-replicas.json cannot be drawn"},
		{"no figures", remove(trace.PlotsDir), "There are no figures"},
		{"no scenario", remove(trace.ScenarioFile), "scenario.resolved.yaml is missing"},
	} {
		l := lab.New(t, "busy")
		lab.Busy(l, 20, 400)
		dir := l.Write()
		if err := tt.damage(dir); err != nil {
			t.Fatal(err)
		}
		page, d := rendered(t, dir, standard)
		if !strings.Contains(page, tt.want) {
			t.Errorf("%s: the page does not say %q", tt.why, tt.want)
		}
		if strings.HasPrefix(tt.why, "half") && len(d.Messages.T) == 0 {
			t.Errorf("%s: nothing is shown", tt.why)
		}
	}
}

// TestNoRun: a directory with no readable manifest, and no log, is an error that
// says so.
func TestNoRun(t *testing.T) {
	for _, tt := range []struct{ why, manifest, want string }{
		{"no manifest", "", "is not a run directory: it has no manifest.json"},
		{"half a manifest", "{\n\"format\": 1,\n", "manifest.json:3: unexpected end"},
		{"another format", `{"format": 2}`, "format 2, want 1"},
	} {
		dir := t.TempDir()
		if tt.manifest != "" {
			if err := os.WriteFile(filepath.Join(dir, trace.ManifestFile), []byte(tt.manifest), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := Write(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.why, err, tt.want)
		}
		if exists(filepath.Join(dir, File)) {
			t.Errorf("%s: there is a page", tt.why)
		}
	}
	if err := Write(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has a page")
	}
}
