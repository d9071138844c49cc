package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// writeRun writes a run whose Provide() took 0.1 s, 0.2 s, … 10 s, all times the
// slower, and in which of three peers that are online at the end two are connected.
func writeRun(t *testing.T, slower float64) string {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("t_ns,metric,value,peer,key\n")
	for i := range 100 {
		fmt.Fprintf(&b, "%d,kademlia.provide.latency,%.0f,clients-0,c\n", i, slower*float64(100-i)*1e9/10)
		fmt.Fprintf(&b, "%d,kademlia.provide.dials_failed,%d,clients-0,c\n", i, i%20)
		fmt.Fprintf(&b, "%d,kademlia.find_providers.success,%d,clients-0,c\n", i, min(i, 1))
		fmt.Fprintf(&b, "%d,kademlia.find_providers.hops,%d,clients-0,c\n", i, 1+i%2)
		fmt.Fprintf(&b, "%d,kademlia.stale_entries,0.1,,\n%d,kademlia.stale_entries,0.9,,cpl-0\n", i, i)
		fmt.Fprintf(&b, "%d,kademlia.knows_neighbours,0.75,,\n", i)
	}
	for i := range 27 { // a reading an hour, the first before the record
		live := max(0, min(20, 25-i))
		if i == 0 {
			live = 0
		}
		fmt.Fprintf(&b, "%d,peers.online,%d,,\n%d,peers.online,%d,,servers\n", i*3600*1e9, 999, i*3600*1e9, 100-i)
		fmt.Fprintf(&b, "%d,kademlia.provider_records,%d,,c\n", i*3600*1e9, live)
		fmt.Fprintf(&b, "%d,kademlia.provider_records_closest,%d,,c\n", i*3600*1e9, live/2)
	}
	var events []byte
	for _, e := range []trace.Event{
		{Kind: trace.Up, P: "a"}, {Kind: trace.Up, P: "b"}, {Kind: trace.Up, P: "c"}, {Kind: trace.Up, P: "d"},
		{Kind: trace.Connect, P: "a", Q: "b", ID: 1}, {Kind: trace.Connect, P: "c", Q: "a", ID: 2}, {Kind: trace.Connect, P: "a", Q: "d", ID: 3},
		// Three addresses of a dead peer, in five seconds; ten, in ten; and one that answers.
		{T: 100e9, Kind: trace.Dial, P: "a", Q: "d"}, {T: 100e9, Kind: trace.Dial, P: "a", Q: "d"}, {T: 1002e8, Kind: trace.Dial, P: "a", Q: "d"},
		{T: 105e9, Kind: trace.DialFailed, P: "a", Q: "d", Detail: "timeout: no recent network activity"},
		{T: 105e9, Kind: trace.DialFailed, P: "a", Q: "d", Detail: "dial tcp4: i/o timeout"},
		{T: 105e9, Kind: trace.DialFailed, P: "a", Q: "d", Detail: "dial tcp4: i/o timeout"},
		{T: 120e9, Kind: trace.Dial, P: "b", Q: "c"},
		{T: 121e9, Kind: trace.DialFailed, P: "b", Q: "c", Detail: "dial tcp4: connection refused"},
		{Kind: trace.Disconnect, P: "a", Q: "c", ID: -2}, {Kind: trace.Down, P: "d", Detail: "crash"},
	} {
		events = e.AppendJSON(events)
	}
	for i := range 20 { // eight dials, and two when these have failed
		at, e := int64(200e9), trace.Event{Kind: trace.Dial, P: "b", Q: "d"}
		switch {
		case i >= 18:
			at, e.Kind = 210e9, trace.DialFailed
		case i >= 16:
			at = 205e9
		case i >= 8:
			at, e.Kind = 205e9, trace.DialFailed
		}
		if e.T = at; e.Kind == trace.DialFailed {
			e.Detail = "timeout: no recent network activity"
		}
		events = e.AppendJSON(events)
	}
	sum := sha256.Sum256(events)
	manifest, err := json.Marshal(trace.Manifest{Format: 1, Scenario: "ipfs-provide", Hosts: 158, Events: 37, Fingerprint: hex.EncodeToString(sum[:])})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		trace.MetricsFile: []byte(b.String()), trace.ManifestFile: manifest, trace.EventsFile: z.EncodeAll(events, nil),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTables(t *testing.T) {
	dir, slow := writeRun(t, 1), writeRun(t, 3)
	var out strings.Builder
	if err := run([]string{"-live", dir, "-single", dir, "-large", dir, "-large", dir, "20=" + dir, "20=" + slow, "15=" + dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Simulated: 158 peers.",
		// The mean of 5 s and 15 s; t of one degree of freedom is 12.71, and no time is negative.
		"| 20 | P50 | 12.64 s | 10.00 s [0.00, 73.53] | 0.79 [0.00, 5.82] | **fitted** |",
		"| 20 | P25 | 7.01 s | 5.00 s [0.00, 36.77] | 0.71 [0.00, 5.24] | predicted |",
		"| 15 | P50 | 10.45 s | 5.00 s | 0.48 | predicted |",
		"200 of K = 20 in 2 runs, 100 of K = 15 in 1 runs, 100 with one",
		"it has 9.5 of them on\naverage",
		"Of the 8 predictions, 3 have\nthe published value within their interval; the worst is off by a factor of 4.2.",
		"| hops to the first provider, mean (RFM 7) | 1.74 | 1.50 [1.5, 1.5] | 1.50 [1.5, 1.5] |",
		"| stale entries of routing tables (RFM 19, by bucket) | 3.8 to 15 % | 10.0 % [10, 10] |",
		"| pairs of peers online that are connected at the end |  | 33 % [33.3, 33.3] |",
		// The record appears after 1 h, with 20 holders until 5 h.
		"| 1 h | 13 | 20.0 | 17 | 10.0 | 98.0 |",
		"| 10 h | 13 | 14.0 | 15 | 7.0 | 89.0 |",
		"| 25 h | 0 | 0.0 |  | 0.0 | 74.0 |",
		"Of 100 searches for providers in the\nday that records live, 99 succeeded",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	for _, args := range [][]string{
		{"-live", dir, "-single", dir, "-large", dir},
		{"-live", t.TempDir(), "-single", dir, "-large", dir, "20=" + dir},
		{"-live", dir, "-single", dir, "20=" + dir},
		{"-live", dir, "-single", dir, "-large", dir, "21=" + dir},
		{"-live", dir, "-single", dir, "-large", dir, dir},
	} {
		if err := run(args, &out); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}

// TestReal: the page on real dials tells how long dials to dead peers take, and which
// times are near those that were published.
func TestReal(t *testing.T) {
	dir, slow := writeRun(t, 1), writeRun(t, 3)
	var out strings.Builder
	if err := run([]string{"-real", "1=" + dir, "-real", "12=" + slow, "-real", "12=" + slow}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| 1 | 1 | 9.5 | 5.0 s | 0.40 | 9.0 s | 0.18 |",
		"| 12 | 2 | 9.5 | 15.0 s [15.0, 15.0] | 1.19 | 27.0 s [27.0, 27.0] | 0.55 |",
		"| 1 to 8 | 3 | 5.0 s |\n| 9 to 16 | 3 | 10.0 s |\n\n",
		"Within 30 % of both published figures: 0 of 2 rows.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	for _, args := range [][]string{{"-real", dir}, {"-real", "1=" + dir, "20=" + dir}, {"-real", "1=" + t.TempDir()}} {
		if err := run(args, &out); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}
