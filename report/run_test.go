package report

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// churnDefs are the metrics of a churn run, sorted by name.
var churnDefs = []trace.MetricDef{
	{Name: "gossip.hops", Unit: "hops", Kind: trace.Count, Help: "Hops of a message."},
	{Name: "kademlia.get.latency", Unit: "ns", Kind: trace.Duration, Help: "Time of a get."},
	{Name: "kademlia.get.success", Unit: "1", Kind: trace.Ratio, Help: "Whether a get found its record."},
	{Name: "kademlia.put.latency", Unit: "ns", Kind: trace.Duration, Help: "Time of a put."},
	{Name: "kademlia.replicas", Unit: "1", Kind: trace.Gauge, Help: "Peers that hold a record."},
	{Name: "kademlia.routing_table", Unit: "peers", Kind: trace.Gauge, Help: "Peers in a routing table.", Figure: "routing-table-size"},
	{Name: "link.bytes", Unit: "bytes", Kind: trace.Gauge, Help: "Bytes on the wire."},
	{Name: "peers.online", Unit: "peers", Kind: trace.Gauge, Help: "Peers that are up."},
	{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration, Help: "Round-trip time of a ping."},
}

const (
	minute = int64(60e9)
	hour   = 60 * minute
)

// churnSamples makes samples like those of four hours of churn; more makes
// that many times as many pings.
func churnSamples(more int) []trace.Sample {
	r := rand.New(rand.NewPCG(1, 2))
	var out []trace.Sample
	add := func(t int64, metric string, v float64, peer, key string) {
		out = append(out, trace.Sample{T: t, Metric: metric, Value: v, Peer: peer, Key: key})
	}
	for t := int64(0); t <= 4*hour; t += minute {
		h := float64(t) / float64(hour)
		add(t, "peers.online", math.Round(165+10*math.Sin(3*h))+15, "", "")
		add(t, "peers.online", math.Round(165+10*math.Sin(3*h)), "", "servers")
		add(t, "peers.online", 15, "", "clients")
		add(t, "link.bytes", 3e5*h, "", "")
		for p := range 200 {
			add(t, "kademlia.routing_table", math.Round(max(0, 60*(1-math.Exp(-5*h))+8*r.NormFloat64())), fmt.Sprintf("p%d", p), "")
		}
		if t >= 10*minute {
			for k := range 100 {
				add(t, "kademlia.replicas", max(0, math.Round(20-3*h+2*r.NormFloat64())), "", fmt.Sprintf("key%d", k))
			}
		}
		if t == 10*minute {
			for k := range 100 {
				add(t, "kademlia.put.latency", 1e9*(0.4+r.ExpFloat64()*0.5), "", fmt.Sprintf("key%d", k))
			}
		}
		if t >= 20*minute && (t < 120*minute || t >= 130*minute) {
			for range 5 {
				ok := 1.0
				if r.Float64() < 0.02*h {
					ok = 0
				}
				add(t, "kademlia.get.success", ok, "p1", "")
				latency := 1e9 * (0.2 + r.ExpFloat64()*0.6)
				if r.Float64() < 0.03 {
					latency = 60e9
				}
				add(t, "kademlia.get.latency", math.Round(latency), "p1", "")
				add(t, "gossip.hops", float64(1+r.IntN(6)), "p1", "")
			}
		}
		for range 4 * more {
			add(t, "ping.rtt", math.Round(1e6*(20+180*r.Float64()+20*r.ExpFloat64())), "p2", "p3")
		}
	}
	return out
}

func churnManifest() trace.Manifest {
	return trace.Manifest{
		Format: 1, Scenario: "churn", Seed: 42, Status: trace.Complete,
		Fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		VirtualNS:   4 * hour, DurationNS: 4 * hour, Events: 1234567, Hosts: 200, Out: "churn/0badc0de-s42",
		Metrics: churnDefs,
		Expect:  []string{"kademlia.get.success >= 99%", "p99(ping.rtt) < 500ms", "min(kademlia.replicas) >= 1 after 30m"},
	}
}

// writeRun makes a run directory of m and samples.
func writeRun(t testing.TB, m trace.Manifest, samples []trace.Sample) string {
	t.Helper()
	dir := t.TempDir()
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	lines := []byte(trace.MetricsHeader + "\n")
	for _, s := range samples {
		lines = s.AppendCSV(lines)
	}
	for name, content := range map[string][]byte{trace.ManifestFile: content, trace.MetricsFile: lines} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
