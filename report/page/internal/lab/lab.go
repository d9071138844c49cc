// Package lab makes up run directories, for tests of their readers.
//
// Its nouns are the lab, a run directory in the making; its log, of events that
// need obey no invariant; and the busy run, of any size. It simulates nothing.
package lab

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/mr-tron/base58"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Lab makes one run directory.
type Lab struct {
	Dir      string
	Manifest trace.Manifest
	Summary  report.Summary
	Events   int64  // so far
	Metrics  []byte // metrics.csv
	Peers    []byte // peers.jsonl
	Log      []byte // lines of the event log
	Sent     int64  // messages so far

	sent map[string]int64 // by sender
	t    testing.TB
}

// New begins the run directory of a run that was complete.
func New(t testing.TB, scenario string) *Lab {
	return &Lab{
		t: t, Dir: t.TempDir(),
		Manifest: trace.Manifest{Format: 1, Scenario: scenario, Description: "A made-up run.", Status: trace.Complete, Seed: 7, Protocols: shows},
		Summary:  report.Summary{Metrics: map[string]report.Metric{}},
		sent:     map[string]int64{},
		Metrics:  []byte(trace.MetricsHeader + "\n"),
	}
}

// Event adds a line to the log.
func (l *Lab) Event(e trace.Event) {
	l.Events++
	l.Manifest.VirtualNS = max(l.Manifest.VirtualNS, e.T)
	l.Log = e.AppendJSON(l.Log)
}

// InOrder puts the events into the order of time, which every real log has.
func (l *Lab) InOrder() {
	l.t.Helper()
	var events []trace.Event
	for line := range bytes.Lines(l.Log) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			l.t.Fatal(err)
		}
		events = append(events, e)
	}
	slices.SortStableFunc(events, func(a, b trace.Event) int { return cmp.Compare(a.T, b.T) })
	l.Log = l.Log[:0]
	for i := range events {
		l.Log = events[i].AppendJSON(l.Log)
	}
}

// None is no operation.
var None trace.Nth

// Message is sent and read; it returns when. Its stream is the first that the peer of the
// operation opened, or the sender if that is another's.
func (l *Lab) Message(t, way int64, from, to, proto string, op trace.Nth) int64 {
	return l.Named(t, way, from, to, proto, "", op)
}

// Named is a [Lab.Message] that its protocol has a name for.
func (l *Lab) Named(t, way int64, from, to, proto, what string, op trace.Nth) int64 {
	l.Sent++
	l.sent[from]++
	id, stream := l.sent[from], int64(1)
	if to == op.Peer {
		stream = -1
	}
	send := trace.Event{T: t, Kind: trace.Send, P: from, Q: to, Proto: proto, ID: id, Stream: stream, Size: 40, Digest: uint64(l.Sent), Arrive: t + way, Detail: what}
	send.Within(op)
	l.Event(send)
	l.Event(trace.Event{T: t + way, Kind: trace.Recv, P: to, Q: from, Proto: proto, Ref: id, Stream: -stream, Size: 40})
	return t + way
}

// Peer adds a line to peers.jsonl, with an identity that follows from the name.
func (l *Lab) Peer(name, group, region string) {
	id := sha256.Sum256([]byte(name))
	p := trace.Peer{Name: name, Group: group, ID: base58.Encode(id[:]), Region: region}
	l.Peers = p.AppendJSON(l.Peers)
}

// Metric announces a metric and sums it up.
func (l *Lab) Metric(def trace.MetricDef, s report.Metric) {
	l.Manifest.Metrics = append(l.Manifest.Metrics, def)
	s.Unit = def.Unit
	l.Summary.Metrics[def.Name] = s
}

// Expect adds an expectation and how it went.
func (l *Lab) Expect(expr, actual string, ok bool) {
	l.Summary.Expect = append(l.Summary.Expect, expect.Result{Expr: expr, OK: ok, Actual: actual})
}

// Put writes a file.
func (l *Lab) Put(name string, content []byte) {
	l.t.Helper()
	path := filepath.Join(l.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// Write writes the run directory and returns it.
func (l *Lab) Write() string {
	l.t.Helper()
	l.Manifest.Events = l.Events
	asJSON := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			l.t.Fatal(err)
		}
		return b
	}
	l.Put(trace.ManifestFile, asJSON(l.Manifest))
	l.Put(trace.SummaryFile, asJSON(l.Summary))
	l.Put(trace.MetricsFile, l.Metrics)
	l.Put(trace.PeersFile, l.Peers)
	l.Put(trace.ScenarioFile, []byte("name: x\n"))
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		l.t.Fatal(err)
	}
	l.Put(trace.EventsFile, zip.EncodeAll(l.Log, nil))
	return l.Dir
}

// replicas is the gauge of protocols/kademlia that the page draws.
const replicas = "kademlia.replicas"

// shows are those of protocols/kademlia and protocols/chandylamport.
var shows = []trace.Show{
	{
		Protocol: "kademlia", Replicas: replicas,
		Lookup: &trace.Lookup{Ops: map[string]trace.KeyForm{
			"kademlia.get": {Prefix: []byte("/sim/")}, "kademlia.put": {Prefix: []byte("/sim/")},
			"kademlia.provide": {Prefix: []byte{0x12, 32}, Hash: true},
		}},
	},
	{
		Protocol: "chandylamport",
		Cut: &trace.Cut{
			Op: "chandylamport.snapshot", State: "chandylamport.state", Channel: "chandylamport.channel", Messages: "/chandylamport/channel/",
		},
	},
}

// Busy returns a log of peers that carry out operations of a few messages, some of
// which fail, with dials, crashes and a fault.
func Busy(l *Lab, peers, operations int) {
	r := rand.New(rand.NewPCG(1, 2))
	name := func(i int) string { return fmt.Sprintf("servers-%d", i) }
	regions := []string{"eu-west-1", "us-east-1", "ap-southeast-2"}
	for i := range peers {
		l.Peer(name(i), "servers", regions[i%len(regions)])
		l.Event(trace.Event{T: int64(i) * 1000, Kind: trace.Up, P: name(i)})
		if i > 0 {
			l.Event(trace.Event{T: int64(i) * 1000, Kind: trace.Connect, P: name(i), Q: name(r.IntN(i)), ID: 1})
		}
	}
	t := int64(1e9)
	begun := make([]int64, peers)
	for n := range operations {
		self := r.IntN(peers)
		begun[self]++
		id := begun[self]
		op := trace.Nth{Peer: name(self), N: id}
		t += r.Int64N(20e6)
		l.Event(trace.Event{T: t, Kind: trace.OpStart, P: name(self), Proto: "kademlia.get", ID: id, Detail: fmt.Sprintf("record-%d", n%40)})
		end := t
		for k := range 4 {
			other := (self + 1 + r.IntN(peers-1)) % peers
			at := l.Message(t+int64(k), 10e6+r.Int64N(50e6), name(self), name(other), "/sim/kad/1.0.0", op)
			end = max(end, l.Message(at, 10e6+r.Int64N(50e6), name(other), name(self), "/sim/kad/1.0.0", op))
		}
		outcome := "ok"
		if n%10 == 3 {
			outcome = "failed: routing: not found"
			l.Event(trace.Event{T: end, Kind: trace.DialFailed, P: name(self), Q: name((self + 1) % peers), Op: id, Detail: "timed out"})
		}
		l.Event(trace.Event{T: end, Kind: trace.OpEnd, P: name(self), Proto: "kademlia.get", ID: id, Detail: outcome})
	}
	l.Event(trace.Event{T: t, Kind: trace.Down, P: name(0), Detail: "crash"})
	l.Event(trace.Event{T: t / 3, Kind: trace.Fault, ID: 1, Arrive: t / 2, Detail: "partition a | b"})
	l.Event(trace.Event{T: t / 2, Kind: trace.FaultEnd, ID: 1, Detail: "partition a | b"})
	for k := range 12 {
		for i := range int64(20) {
			l.Metrics = trace.Sample{T: t / 20 * i, Metric: replicas, Value: float64(10 - (int(i)+k)%7), Key: fmt.Sprintf("record-%d", k)}.AppendCSV(l.Metrics)
		}
	}
	l.Metric(trace.MetricDef{Name: replicas, Unit: "peers", Kind: trace.Gauge, Help: "Servers that serve a record."}, report.Metric{Count: 240, Min: 4, Mean: 7, P50: 7, P90: 10, P95: 10, P99: 10, Max: 10})
	l.Metric(trace.MetricDef{Name: "kademlia.get.success", Unit: "1", Kind: trace.Ratio, Help: "Gets that found a value."}, report.Metric{Count: 10, Mean: .9})
	l.Expect("kademlia.get.success >= 99%", "90% of 10", false)
	l.Draw(Picture{Name: "kademlia-replicas", Title: "Replicas per record", Metric: replicas, X: "virtual time (s)", Y: "replicas (peers)", Lines: []Line{{"mean", []float64{0}, []float64{7}}}})
}
