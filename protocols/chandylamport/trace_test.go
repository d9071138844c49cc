//go:build simsealed

package chandylamport

import (
	"bytes"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// spansOf returns the spans of two overlapping snapshots and of transfers.
func spansOf(t *testing.T) (spans []trace.Span, rec *sim.Recorder) {
	t.Helper()
	world := protocoltest.Config(3, link.Constant(constant))
	world.Tracing = trace.Sampling{Rate: 1}
	rec = sealedWorld(t, world, sim.NodeConfig{}, 4, nil, func(l *bench) {
		l.mesh()
		l.snapshot(1, "n[0]")
		l.snapshot(1, "n[1]")
		protocoltest.Do(Protocol, l.in, "transfer", &TransferArgs{Count: 1, By: "n[2]"}, l.w.Rand("test"))
		time.Sleep(time.Minute)
	})
	for line := range bytes.Lines(rec.Text(sim.SpanLog)) {
		s, err := trace.ParseSpan(line)
		if err != nil {
			t.Fatal(err)
		}
		spans = append(spans, s)
	}
	return spans, rec
}

// TestMessagesCarryTheirTrace: markers, reports and transfers take the trace of
// their operation along, and their receivers continue it, even if the messages of
// two operations come together.
func TestMessagesCarryTheirTrace(t *testing.T) {
	spans, rec := spansOf(t)
	all := protocoltest.Events(rec, "")
	over := all[len(all)-1].T
	ops := map[trace.Nth]trace.Event{}
	for _, e := range protocoltest.Events(rec, trace.OpStart) {
		ops[e.Operation()] = e
	}
	if want := len(protocoltest.Samples(rec, "chandylamport.transfers")) + 2; len(ops) != want || want < 100 {
		t.Fatalf("%d operations, want two snapshots and all transfers, %d", len(ops), want)
	}
	byID := map[[8]byte]trace.Span{}
	for _, s := range spans {
		byID[s.ID] = s
	}
	type what struct {
		op   trace.Nth
		name string
	}
	at := map[what][]string{}
	for _, s := range spans {
		op, ok := ops[s.Operation()]
		if s.Op == 0 {
			continue
		}
		if !ok || s.Trace != trace.TraceID(3, s.Operation()) {
			t.Errorf("%s at %s has trace %x and operation %v", s.Name, s.P, s.Trace, s.Operation())
			continue
		}
		parent, known := byID[s.Parent]
		switch {
		case s.Name == "transfer" && s.Parent == [8]byte{}:
		case s.Name == "record" && s.Parent == trace.SpanID(3, s.Operation(), 0): // the initiator, or a peer that heard of it from there
		case !known:
			t.Errorf("%s at %s is below %x, which is no span", s.Name, s.P, s.Parent)
		case parent.Trace != s.Trace || parent.P == s.P && s.Name != "record" || parent.Start > s.Start:
			t.Errorf("%+v is below %+v", s, parent)
		}
		if s.Name == "record" && s.P == op.P && s.Start != op.T {
			t.Errorf("the initiator records at %d, want %d", s.Start, op.T)
		}
		at[what{s.Operation(), s.Name}] = append(at[what{s.Operation(), s.Name}], s.P)
	}
	for id, op := range ops {
		counts := map[string]int{"record": 4, "collect": 3}
		if op.Proto == "chandylamport.transfer" {
			counts = map[string]int{"transfer": 1, "receive": 1}
			if op.T > over-constant.Nanoseconds() { // it has not arrived
				counts["receive"] = 0
			}
		}
		for name, n := range counts {
			peers := at[what{id, name}]
			if len(peers) != n {
				t.Errorf("%s of operation %v (%s) is at %v, want %d", name, id, op.Proto, peers, n)
			}
		}
	}
	for _, e := range protocoltest.Events(rec, trace.Send) {
		switch op := ops[e.Operation()].Proto; {
		case e.T < 5e9 && e.Proto != string(reportID) || op == name+".snapshot":
		case e.Proto != string(channelID) || op != name+".transfer" || ops[e.Operation()].P != e.P || ops[e.Operation()].T != e.T:
			t.Errorf("%+v is of operation %+v", e, ops[e.Operation()])
		}
	}
	for _, e := range protocoltest.Events(rec, trace.Note) {
		if ops[e.Operation()].Proto != name+".snapshot" {
			t.Errorf("%+v is of operation %+v", e, ops[e.Operation()])
		}
	}
}
