//go:build simsealed

package kademlia

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// workOf lets peers put, get, provide, find and crash, and returns the digest of
// the log and the spans.
func workOf(t *testing.T, s trace.Sampling) (events [32]byte, spans []trace.Span) {
	t.Helper()
	sealed(t, func() {
		l := newTraced(s, 20, 3, func(o *Options) { o.BucketSize, o.RefreshPeriod = 5, 2*time.Minute })
		l.do("put", &PutArgs{Count: 3, By: "c"})
		l.do("provide", &ProvideArgs{Count: 3, By: "c"})
		for _, name := range []string{"s-3", "s-4", "s-11", "s-17"} {
			l.crash(l.node(name))
		}
		l.do("get", &GetArgs{Count: 10, By: "all"})
		l.do("get", &GetArgs{Count: 1, By: "c", Key: "nobody's"})
		l.do("find-providers", &FindProvidersArgs{Count: 10, By: "all"})
		l.do("find-peer", &FindPeerArgs{Count: 10, By: "c", Peer: "s"})
		l.rec.Close(l.Now())
		events = sha256.Sum256(l.rec.Text(sim.EventLog))
		for line := range bytes.Lines(l.rec.Text(sim.SpanLog)) {
			s, err := trace.ParseSpan(line)
			if err != nil {
				panic(err)
			}
			spans = append(spans, s)
		}
	})
	return events, spans
}

// TestTracingChangesNothing: the same happens, however many of kad-dht's spans are
// recorded. Kad-dht itself does more if it is told that it is watched.
func TestTracingChangesNothing(t *testing.T) {
	none, spans := workOf(t, trace.Sampling{})
	if len(spans) > 0 {
		t.Errorf("without tracing there are %d spans", len(spans))
	}
	for _, s := range []trace.Sampling{{Rate: 1}, {Rate: 0.3}, {Failed: true}, {Slow: time.Second, Rate: 0.1}} {
		events, spans := workOf(t, s)
		if events != none {
			t.Errorf("with %+v other things happen", s)
		}
		if len(spans) == 0 {
			t.Errorf("with %+v there is no span", s)
		}
	}
}

// TestSpansOfKadDHT: its spans belong to the operations that they are part of, at
// the peers that did the work, and have kad-dht's attributes.
func TestSpansOfKadDHT(t *testing.T) {
	_, spans := workOf(t, trace.Sampling{Rate: 1})
	byID := map[[8]byte]*trace.Span{}
	for i := range spans {
		byID[spans[i].ID] = &spans[i]
	}
	seen := map[string]int{}
	for i := range spans {
		s := &spans[i]
		if s.Scope != "go-libp2p-kad-dht" || s.P == "" || s.End < s.Start || s.Op != 0 && s.Trace != trace.TraceID(1, s.Operation()) {
			t.Fatalf("span %+v", s)
		}
		if p := byID[s.Parent]; p != nil && (p.Trace != s.Trace || p.P != s.P || p.Op != s.Op || p.Start > s.Start) {
			t.Errorf("%+v is below %+v", s, p)
		}
		what := s.Name
		switch {
		case s.Op == 0:
			what += " of none"
		case s.Parent == [8]byte{} && s.P[0] == 's' && strings.Contains(s.Name, "ProviderManager"):
			what += " at a server"
		}
		if s.Status == trace.StatusError {
			what += " failed"
		}
		seen[what]++
	}
	for _, want := range []string{
		"IpfsDHT.PutValue", "IpfsDHT.GetValue", "IpfsDHT.SearchValue", "IpfsDHT.Provide", "IpfsDHT.FindProvidersAsync", "IpfsDHT.FindPeer",
		"KademliaDHT.IpfsDHT.RunQuery", "KademliaDHT.ProtocolMessenger.GetValue", "KademliaDHT.RefreshManager.Refresh of none",
		"KademliaDHT.ProviderManager.GetProviders at a server",
	} {
		if seen[want] == 0 {
			t.Errorf("no span %q in %v", want, seen)
		}
	}
}
