package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/sim/trace"
)

// pingRun is a small run whose numbers can be checked by hand.
func pingRun(t *testing.T, expectations ...string) *Run {
	t.Helper()
	m := churnManifest()
	m.Scenario, m.Events, m.Hosts, m.Expect = "ping", 1, 2, expectations
	m.Metrics = []trace.MetricDef{
		{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration},
		{Name: "ping.success", Unit: "1", Kind: trace.Ratio},
		{Name: "z.none", Unit: "peers", Kind: trace.Gauge},
	}
	run, err := Load(writeRun(t, m, []trace.Sample{
		{T: 1e9, Metric: "ping.rtt", Value: 20e6}, {T: 2e9, Metric: "ping.rtt", Value: 40e6},
		{T: 1e9, Metric: "ping.success", Value: 1}, {T: 2e9, Metric: "ping.success", Value: 1}, {T: 3e9, Metric: "ping.success", Value: 0},
	}))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

const wantJSON = `{
  "scenario": "ping",
  "seed": 42,
  "status": "complete",
  "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "virtual_ns": 14400000000000,
  "events": 1,
  "hosts": 2,
  "metrics": {
    "ping.rtt": {
      "count": 2,
      "min": 20000000,
      "mean": 30000000,
      "p50": 20000000,
      "p90": 40000000,
      "p95": 40000000,
      "p99": 40000000,
      "max": 40000000,
      "unit": "ns"
    },
    "ping.success": {
      "count": 3,
      "min": 0,
      "mean": 0.6666666666666666,
      "p50": 1,
      "p90": 1,
      "p95": 1,
      "p99": 1,
      "max": 1,
      "unit": "1"
    },
    "z.none": {
      "count": 0,
      "min": null,
      "mean": null,
      "p50": null,
      "p90": null,
      "p95": null,
      "p99": null,
      "max": null,
      "unit": "peers"
    }
  },
  "expect": [
    {
      "expr": "p99(ping.rtt) < 30ms",
      "ok": false,
      "actual": "40ms",
      "when": {
        "what": "worst sample",
        "virtual_ns": 2000000000
      },
      "where": {
        "value": "40ms"
      }
    }
  ],
  "out": "churn/0badc0de-s42"
}
`

func TestSummaryJSON(t *testing.T) {
	s, err := Summarize(pingRun(t, "p99(ping.rtt)<30ms"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantJSON, string(got)); diff != "" {
		t.Error(diff)
	}
	var back Summary
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	again, err := back.JSON()
	if err != nil || string(again) != wantJSON {
		t.Errorf("read back and written again (%v): %s", err, cmp.Diff(wantJSON, string(again)))
	}
}

func TestSummaryExpectIsNeverNull(t *testing.T) {
	s, err := Summarize(pingRun(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := s.JSON(); !strings.Contains(string(got), `"expect": []`) {
		t.Errorf("no empty list in %s", got)
	}
}

func TestSummarizeErrors(t *testing.T) {
	for expr, says := range map[string]string{
		"ping.rtt <":       `manifest.json: expect[1]: "ping.rtt <": column 11: it ends here`,
		"pong.rtt < 5ms":   `expect[1]: "pong.rtt < 5ms": column 1: no metric is called "pong.rtt"`,
		"ping.rtt < 5":     `expect[1]: "ping.rtt < 5": column 12: 5 is a plain number`,
		"z.none >= 5%":     `column 11: 5% is a percentage`,
		"ping.success > 2": `between 0% and 100%`,
	} {
		_, err := Summarize(pingRun(t, "ping.rtt < 1s", expr))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want ... %s", expr, err, says)
		}
	}
}

// Groups come from peers.jsonl where names do not tell them, as with pods.
func TestGroupsOfPeers(t *testing.T) {
	run := pingRun(t, "max(ping.rtt) of web == 20ms", "count(ping.rtt) of db == 0")
	run.Series[0].Peer = []uint32{1, 2}
	run.names = []string{"", "pod-a/x", "pod-b/y"}
	peers := `{"p":"pod-a/x","group":"web"}` + "\n" + `{"p":"pod-b/y","group":"app"}` + "\n"
	if err := os.WriteFile(filepath.Join(run.Dir, trace.PeersFile), []byte(peers), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Summarize(run)
	if err != nil || !s.Expect[0].OK || !s.Expect[1].OK {
		t.Errorf("%+v, %v", s.Expect, err)
	}
	run = pingRun(t, "max(ping.rtt) of web == 20ms")
	if err := os.WriteFile(filepath.Join(run.Dir, trace.PeersFile), []byte("peers\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Summarize(run); err == nil || !strings.Contains(err.Error(), "peers.jsonl") {
		t.Errorf("a damaged peers.jsonl: %v", err)
	}
}
