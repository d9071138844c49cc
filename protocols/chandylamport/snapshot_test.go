//go:build simsealed

package chandylamport

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// busy makes transfers frequent against delays.
func busy(o *Options) { o.TransferInterval = 20 * time.Millisecond }

// overlapping takes snapshots, four begun at once and four soon after.
func overlapping(l *bench, rounds int) {
	l.mesh()
	for range rounds {
		l.snapshot(4, "all")
		time.Sleep(40 * time.Millisecond)
		l.snapshot(3, "all")
		time.Sleep(60 * time.Millisecond)
		l.snapshot(3, "all")
		time.Sleep(2 * time.Second)
	}
	time.Sleep(10 * time.Second)
}

// TestManySnapshots: 1 000 snapshots over 50 seeds, with jitter, loss and
// overlap, are all complete and none is inconsistent.
func TestManySnapshots(t *testing.T) {
	taken, inFlight := 0, 0.0
	for seed := range uint64(50) {
		rec := sealed(t, seed, 5+int(seed%4), jittery(), busy, func(l *bench) { overlapping(l, 2) })
		all, complete := countOnes(t, rec, "chandylamport.snapshot.success")
		judged, consistent := countOnes(t, rec, "chandylamport.consistent")
		if all != 20 || complete != all || judged != all || consistent != all {
			t.Errorf("seed %d: of %d snapshots %d are complete and %d consistent: %q", seed, all, complete, consistent,
				outcomes(t, rec, "chandylamport.snapshot"))
		}
		taken += all
		for _, s := range protocoltest.Samples(rec, "chandylamport.snapshot.in_flight") {
			inFlight += s.Value
		}
	}
	if taken != 1000 || inFlight < float64(5*taken) {
		t.Errorf("%d snapshots with %v messages in flight, want 1000 with several each: nothing was tested", taken, inFlight)
	}
}

// TestNarrow: over lines that cannot take all at once, where writers wait, a marker
// still comes after the messages sent before it and before the messages sent after
// it.
func TestNarrow(t *testing.T) {
	narrow := sim.NodeConfig{Up: 400_000, Down: 800_000, Queue: 2000}
	waits := 0
	rec := sealedAt(t, narrow, 1, 5, jittery(), func(o *Options) { busy(o); o.TransferInterval *= 2 }, func(l *bench) {
		l.mesh()
		for range 10 {
			l.snapshot(4, "all")
			for _, p := range l.in.processes {
				for _, c := range p.outward {
					waits += max(0, len(c.data.queue)-1)
				}
			}
			time.Sleep(2 * time.Second)
		}
		time.Sleep(time.Minute)
	})
	all, complete := countOnes(t, rec, "chandylamport.snapshot.success")
	judged, consistent := countOnes(t, rec, "chandylamport.consistent")
	if all != 40 || complete != 40 || judged != 40 || consistent != 40 || waits == 0 {
		t.Errorf("of %d snapshots %d are complete, of %d verdicts %d say consistent, want 40; %d messages waited: %q",
			all, complete, judged, consistent, waits, outcomes(t, rec, "chandylamport.snapshot"))
	}
	// Messages that waited together are still sent one by one, each for its own operation.
	ops, mesh := map[trace.Nth]string{}, true // until the first snapshot channels are opened
	for _, e := range protocoltest.Events(rec, "") {
		const between = 80 // bytes: a transfer has fewer, a marker more
		switch {
		case e.Kind == trace.OpStart:
			ops[e.Operation()] = e.Proto
			mesh = mesh && e.Proto != "chandylamport.snapshot"
		case mesh || e.Kind != trace.Send || e.Proto != string(channelID):
		case ops[e.Operation()] != "chandylamport.transfer" && ops[e.Operation()] != "chandylamport.snapshot", (ops[e.Operation()] == "chandylamport.transfer") != (e.Size < between):
			t.Errorf("%+v is sent for operation %v, %q", e, e.Operation(), ops[e.Operation()])
		}
	}
}

// TestWithoutFIFO is the negative control: without the order of messages the
// algorithm is wrong, and the verifier says so.
func TestWithoutFIFO(t *testing.T) {
	found := 0
	for seed := range uint64(10) {
		rec := sealed(t, seed, 6, jittery(), func(o *Options) { busy(o); o.FIFO = false }, func(l *bench) { overlapping(l, 1) })
		judged, consistent := countOnes(t, rec, "chandylamport.consistent")
		if judged != 10 {
			t.Errorf("seed %d: %d snapshots of 10 were judged: %q", seed, judged, outcomes(t, rec, "chandylamport.snapshot"))
		}
		if consistent < judged {
			found++
		}
	}
	if found < 9 {
		t.Errorf("the verifier found fault in %d seeds of 10, want at least 9", found)
	}
}

// TestCosts: in a quiet mesh a snapshot takes one marker a channel and three
// delays: to tell all, for all to tell each other, and to report that.
func TestCosts(t *testing.T) {
	const peers = 5
	rec := sealed(t, 1, peers, link.Constant(constant), func(o *Options) { o.TransferInterval = 0 }, func(l *bench) {
		l.mesh()
		l.snapshot(1, "n[2]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a quiet mesh", "ok, 5 processes, 0 messages in flight")
	for metric, value := range map[string]float64{
		"chandylamport.snapshot.duration":  float64(3 * constant),
		"chandylamport.snapshot.markers":   peers * (peers - 1),
		"chandylamport.snapshot.in_flight": 0,
		"chandylamport.consistent":         1,
		"chandylamport.snapshot.success":   1,
	} {
		if got := protocoltest.Samples(rec, metric); len(got) != 1 || got[0].Value != value || got[0].Peer != "n-2" || got[0].Key != "n-2/1" {
			t.Errorf("%s: %+v, want one sample %v of n-2 on n-2/1", metric, got, value)
		}
	}
	// The markers and reports in the log are the cost of the snapshot.
	sent := 0.0
	for _, e := range protocoltest.Events(rec, trace.Send) {
		if e.T >= 5*time.Second.Nanoseconds() && (e.Proto == string(channelID) || e.Proto == string(reportID)) {
			sent += float64(e.Size)
		}
	}
	if got := protocoltest.Samples(rec, "chandylamport.snapshot.bytes"); len(got) != 1 || got[0].Value != sent {
		t.Errorf("bytes: %+v, want %v", got, sent)
	}
}

// TestInFlight: a transfer on its way when its sender records is in the channel.
func TestInFlight(t *testing.T) {
	rec := sealed(t, 1, 2, link.Constant(constant), func(o *Options) { o.TransferInterval = 0 }, func(l *bench) {
		l.mesh()
		protocoltest.Do(Protocol, l.in, "transfer", &TransferArgs{Count: 3, By: "n[1]"}, l.w.Rand("test"))
		time.Sleep(constant / 2)
		l.snapshot(1, "n[0]")
		time.Sleep(time.Minute)
		l.snapshot(1, "n[0]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "with three transfers on their way, then none", "ok, 2 processes, 3 messages in flight", "ok, 2 processes, 0 messages")
	for _, d := range outcomes(t, rec, "chandylamport.transfer") {
		if !strings.HasPrefix(d, "ok, ") {
			t.Errorf("transfer: %s", d)
		}
	}
	if got := protocoltest.Samples(rec, "chandylamport.transfers"); len(got) != 3 || got[0].Peer != "n-1" || got[0].Key != "n-0" {
		t.Errorf("transfers: %+v, want 3 from n-1 to n-0", got)
	}
}

func TestTwiceAlike(t *testing.T) {
	run := func(fifo bool) *sim.Recorder {
		return sealed(t, 7, 6, jittery(), func(o *Options) { busy(o); o.FIFO = fifo }, func(l *bench) { overlapping(l, 1) })
	}
	for _, fifo := range []bool{true, false} {
		a, b := run(fifo), run(fifo)
		if !bytes.Equal(a.Text(sim.EventLog), b.Text(sim.EventLog)) || !bytes.Equal(a.Text(sim.MetricLog), b.Text(sim.MetricLog)) {
			t.Errorf("fifo %v: two runs with one seed differ", fifo)
		}
	}
}

func TestCheckOptions(t *testing.T) {
	for _, tt := range []struct {
		change func(*Options)
		want   string
	}{
		{func(*Options) {}, ""},
		{func(o *Options) { o.App = "bank" }, `unknown app "bank"`},
		{func(o *Options) { o.Channels = "ring" }, `unknown channels "ring"`},
		{func(o *Options) { o.Balance = -1 }, "balance -1"},
		{func(o *Options) { o.TransferInterval = dist.Longest + 1 }, "transfer_interval"},
		{func(o *Options) { o.Timeout = 0 }, "timeout 0s"},
	} {
		o := defaults()
		tt.change(&o)
		if err := Protocol.Check(&o); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", o, err, tt.want)
		}
	}
}
