//go:build simsealed

package ping

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// delay is the one-way delay of the test networks.
const delay = 50 * time.Millisecond

// A bench is a world of peers that ping.
type bench struct {
	w  *sim.World
	n  []*sim.Node
	in *instance
}

// sealed runs f in a sealed run of connected peers and returns its records. F must
// not end the test: it does not run on the test's goroutine.
func sealed(t testing.TB, peers int, change func(*Options), f func(l *bench)) *sim.Recorder {
	t.Helper()
	config := protocoltest.Config(1, link.Constant(delay))
	config.Tracing = trace.Sampling{Rate: 1}
	return protocoltest.Run(t, Protocol, config, change, func(b *protocoltest.Bench) {
		for range peers {
			n := b.Add(sim.NodeConfig{})
			b.Up(n)
			for _, m := range b.Nodes[:len(b.Nodes)-1] {
				if err := n.Host().Connect(context.Background(), m.AddrInfo()); err != nil {
					panic(err)
				}
			}
		}
		f(&bench{w: b.World, in: b.Instance.(*instance), n: b.Nodes})
	})
}

func (l *bench) do(change func(*Args)) {
	a := Protocol.Ops[0].NewArgs().(*Args)
	change(a)
	protocoltest.Do(Protocol, l.in, "ping", a, l.w.Rand("test"))
}

// outcomes are the sums of success, timeout and failed.
func outcomes(t testing.TB, rec *sim.Recorder) (sums [3]float64) {
	t.Helper()
	for i, metric := range []string{"ping.success", "ping.timeout", "ping.failed"} {
		for _, s := range protocoltest.Samples(rec, metric) {
			sums[i] += s.Value
		}
	}
	return sums
}

// details returns the details of the ends of operations in the log.
func details(t testing.TB, rec *sim.Recorder) (out []string) {
	t.Helper()
	for _, e := range protocoltest.Events(rec, trace.OpEnd) {
		out = append(out, e.Detail)
	}
	return out
}

// TestTargetsRunThePing: nobody pings a peer that does not run the protocol.
func TestTargetsRunThePing(t *testing.T) {
	rec := sealed(t, 2, nil, func(l *bench) {
		n, err := l.w.Add(sim.NodeConfig{Name: "x", Group: "x", Dialable: true, Without: []string{"ping"}})
		if err == nil {
			err = n.Start()
		}
		if err != nil {
			panic(err)
		}
		l.do(func(a *Args) { a.Pairs, a.Count = 30, 1 })
		time.Sleep(time.Minute)
	})
	if got := outcomes(t, rec); got != [3]float64{30, 0, 0} {
		t.Errorf("succeeded, timed out, failed: %v, want all 30 between the two that run it", got)
	}
}

// lasted is the time from the first operation's beginning to its end.
func lasted(t testing.TB, rec *sim.Recorder) time.Duration {
	t.Helper()
	var begin int64
	for _, e := range protocoltest.Events(rec, "") {
		switch e.Kind {
		case trace.OpStart:
			begin = e.T
		case trace.OpEnd:
			return time.Duration(e.T - begin)
		}
	}
	t.Fatal("no operation has ended")
	return 0
}

func TestLibp2pTakesThePath(t *testing.T) {
	rec := sealed(t, 2, nil, func(l *bench) {
		l.do(func(a *Args) { a.Count = 3 })
		time.Sleep(time.Minute)
	})
	rtt, over := protocoltest.Samples(rec, "ping.rtt"), protocoltest.Samples(rec, "ping.rtt_over_path")
	if len(rtt) != 3 || len(over) != 3 {
		t.Fatalf("%d RTTs and %d against the path, want 3 of each", len(rtt), len(over))
	}
	for i := range rtt {
		if rtt[i].Value != float64(2*delay) || over[i].Value != 0 {
			t.Errorf("ping %d took %v ns, %v over the path, want %v and 0", i, rtt[i].Value, over[i].Value, float64(2*delay))
		}
	}
	if got := outcomes(t, rec); got != [3]float64{3, 0, 0} {
		t.Errorf("success, timeout, failed: %v, want 3 successes", got)
	}
	if got := details(t, rec); got[0] != "ok, rtt 100ms" {
		t.Errorf("the log says %q, want the RTT", got[0])
	}
}

// TestPingPongProcesses: both ends take their time, drawn for each message.
func TestPingPongProcesses(t *testing.T) {
	const most = 100 * time.Millisecond
	rec := sealed(t, 2, func(o *Options) {
		o.Service, o.Processing = servicePingPong, dist.Uniform(0, most)
	}, func(l *bench) {
		l.do(func(a *Args) { a.Count = 200 })
		time.Sleep(10 * time.Minute)
	})
	sum, different := 0.0, map[float64]bool{}
	over := protocoltest.Samples(rec, "ping.rtt_over_path")
	for _, s := range over {
		if s.Value < 0 || s.Value > float64(2*most) {
			t.Errorf("processing took %v ns, want 0 to twice %v", s.Value, most)
		}
		sum += s.Value
		different[s.Value] = true
	}
	if len(over) != 200 || len(different) < 190 {
		t.Errorf("%d pings with %d different times, want 200 and nearly as many", len(over), len(different))
	}
	// Two uniform draws: mean 100 ms, standard error of 200 means 2.9 ms.
	if mean := time.Duration(sum / float64(len(over))); mean < 88*time.Millisecond || mean > 112*time.Millisecond {
		t.Errorf("processing took %v on average, want about %v", mean, most)
	}
}

// TestPingPongEnds: each end's share of the processing shows where it belongs.
func TestPingPongEnds(t *testing.T) {
	const each = 30 * time.Millisecond
	rec := sealed(t, 2, func(o *Options) {
		o.Service, o.Processing = servicePingPong, dist.Constant(each)
	}, func(l *bench) {
		l.do(func(*Args) {})
		time.Sleep(time.Minute)
	})
	var ping, pong trace.Event
	for line := range bytes.Lines(rec.Text(sim.EventLog)) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			t.Fatal(err)
		}
		if e.Proto == pingPongID && e.Kind == trace.Send {
			if ping.T == 0 {
				ping = e
			} else {
				pong = e
			}
		}
	}
	if ping.Size != 60 || pong.Size != 4 || pong.T-ping.Arrive != each.Nanoseconds() {
		t.Errorf("PING %+v, PONG %+v, want 60 and 4 bytes and the answer %v after the question", ping, pong, each)
	}
	if rtt := protocoltest.Samples(rec, "ping.rtt"); len(rtt) != 1 || rtt[0].Value != float64(2*delay+2*each) {
		t.Errorf("RTT %v, want the path's and processing at both ends", rtt)
	}
}

// TestPairs: peers ping the partners that were drawn for them.
func TestPairs(t *testing.T) {
	const peers = 6
	for _, tt := range []struct {
		why    string
		change func(*Args)
		pings  int
		from   func(string) bool
		to     func(string) bool
	}{
		{"random to random", func(a *Args) { a.Pairs = 20 }, 20, anyone, anyone},
		{"all to one", func(a *Args) { a.Each, a.To = true, "n[0]" }, peers - 1, is("n-1", "n-2", "n-3", "n-4", "n-5"), is("n-0")},
		{"one to random", func(a *Args) { a.By, a.Pairs = "n[0]", 7 }, 7, is("n-0"), is("n-1", "n-2", "n-3", "n-4", "n-5")},
		{"two from each of a few", func(a *Args) { a.By, a.Each, a.Pairs = "n[1:3]", true, 2 }, 4, is("n-1", "n-2"), anyone},
		{"to itself only", func(a *Args) { a.By, a.To = "n[0]", "n[0]" }, 0, anyone, anyone},
	} {
		rec := sealed(t, peers, nil, func(l *bench) {
			l.do(tt.change)
			time.Sleep(time.Minute)
		})
		got := protocoltest.Samples(rec, "ping.rtt")
		senders := map[string]int{}
		for _, s := range got {
			senders[s.Peer]++
			if s.Peer == s.Key || !tt.from(s.Peer) || !tt.to(s.Key) {
				t.Errorf("%s: %s pinged %s", tt.why, s.Peer, s.Key)
			}
		}
		if len(got) != tt.pings {
			t.Errorf("%s: %d pings, want %d", tt.why, len(got), tt.pings)
		}
		if strings.HasPrefix(tt.why, "all to one") && len(senders) != peers-1 {
			t.Errorf("%s: pinged by %v, want each of the others once", tt.why, senders)
		}
	}
}

func anyone(string) bool { return true }

func is(names ...string) func(string) bool {
	return func(s string) bool { return strings.Contains(strings.Join(names, " ")+" ", s+" ") }
}

// TestTimeoutAndFailure: a peer that is silent and one that cannot be reached
// are counted apart.
func TestTimeoutAndFailure(t *testing.T) {
	for _, service := range []string{serviceLibp2p, servicePingPong} {
		silent := sealed(t, 2, func(o *Options) { o.Service, o.Timeout = service, 3*time.Second }, func(l *bench) {
			l.w.Cut(l.n[1:], l.n[:1])
			l.do(func(a *Args) { a.By = "n[0]" })
			time.Sleep(2 * time.Minute)
		})
		if got, d := outcomes(t, silent), details(t, silent); got != [3]float64{0, 1, 0} || d[0] != "timeout after 3s" {
			t.Errorf("%s: a silent peer: %v, %q, want one time-out", service, got, d)
		}
		if took := lasted(t, silent); took != 3*time.Second {
			t.Errorf("%s: a silent peer: the ping ends after %v, want the time-out of 3s", service, took)
		}
		gone := sealed(t, 2, func(o *Options) { o.Service = service }, func(l *bench) {
			l.n[1].Leave(nil)
			time.Sleep(time.Second)
			in := l.in
			ctx, cancel := l.n[0].Context()
			defer cancel()
			in.ping(ctx, l.n[0], l.n[1])
		})
		if got, d := outcomes(t, gone), details(t, gone); got != [3]float64{0, 0, 1} || !strings.Contains(d[0], "dial timed out") {
			t.Errorf("%s: a peer that left: %v, %q, want one failure by a failed dial", service, got, d)
		}
		crashed := sealed(t, 2, func(o *Options) { o.Service = service }, func(l *bench) {
			l.do(func(a *Args) { a.By = "n[0]" })
			time.Sleep(delay)
			l.n[0].Crash(nil)
			time.Sleep(time.Minute)
		})
		if got, d := outcomes(t, crashed), details(t, crashed); got != [3]float64{} || len(d) != 1 || d[0] != "aborted" {
			t.Errorf("%s: a sender that crashed: %v, %q, want an aborted ping that nobody counts", service, got, d)
		}
	}
}

// TestProcessingTimeout: a peer that processes for too long is a time-out, at
// whichever end.
func TestProcessingTimeout(t *testing.T) {
	rec := sealed(t, 2, func(o *Options) {
		o.Service, o.Processing, o.Timeout = servicePingPong, dist.Constant(2*time.Second), 3*time.Second
	}, func(l *bench) {
		l.do(func(*Args) {})
		time.Sleep(time.Minute)
	})
	if got := outcomes(t, rec); got != [3]float64{0, 1, 0} {
		t.Errorf("success, timeout, failed: %v, want one time-out", got)
	}
}

func TestPingTwiceAlike(t *testing.T) {
	run := func() *sim.Recorder {
		return sealed(t, 4, func(o *Options) {
			o.Service, o.Processing = servicePingPong, dist.Exponential(time.Second)
		}, func(l *bench) {
			l.do(func(a *Args) { a.Each, a.Count = true, 5 })
			time.Sleep(time.Minute)
		})
	}
	a, b := run(), run()
	if !bytes.Equal(a.Text(sim.EventLog), b.Text(sim.EventLog)) || !bytes.Equal(a.Text(sim.MetricLog), b.Text(sim.MetricLog)) {
		t.Error("two runs with one seed differ")
	}
}

func TestCheckOptions(t *testing.T) {
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Service: serviceLibp2p}, ""},
		{Options{Service: servicePingPong, Processing: dist.Constant(time.Second)}, ""},
		{Options{Service: serviceLibp2p, Processing: dist.Constant(time.Second)}, "want service pingpong"},
		{Options{Service: "icmp"}, "unknown service"},
	} {
		if err := Protocol.Check(&tt.o); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.o, err, tt.want)
		}
	}
}

// TestPingPongCarriesItsTrace: the receiver of a PING continues the trace of the
// ping's operation below the sender's span.
func TestPingPongCarriesItsTrace(t *testing.T) {
	rec := sealed(t, 2, func(o *Options) {
		o.Service, o.Processing = servicePingPong, dist.Constant(30*time.Millisecond)
	}, func(l *bench) {
		l.do(func(a *Args) { a.Count = 2 })
		time.Sleep(time.Minute)
	})
	spans := map[[8]byte]trace.Span{}
	for line := range bytes.Lines(rec.Text(sim.SpanLog)) {
		s, err := trace.ParseSpan(line)
		if err != nil {
			t.Fatal(err)
		}
		spans[s.ID] = s
	}
	servers := 0
	for _, s := range spans {
		if s.Trace != trace.TraceID(1, s.Operation()) || s.Op == 0 {
			t.Errorf("%+v is not of its operation's trace", s)
		}
		if s.Kind != trace.Server {
			continue
		}
		servers++
		if c := spans[s.Parent]; c.Kind != trace.Client || c.P == s.P || c.Trace != s.Trace || !s.Remote || s.Start-c.Start != delay.Nanoseconds() {
			t.Errorf("%+v is below %+v", s, c)
		}
	}
	if servers != 2 || len(spans) != 4 {
		t.Errorf("%d spans, %d of them at who is pinged, want 4 and 2", len(spans), servers)
	}
}

// TestGroups: peers of a group take as long to process, and wait as long for an answer, as their group says.
func TestGroups(t *testing.T) {
	slow := dist.Constant(300 * time.Millisecond)
	rec := sealed(t, 4, func(o *Options) {
		o.Service, o.Processing = servicePingPong, dist.Constant(10*time.Millisecond)
		o.Groups = []Group{{Peers: "n[1]", Processing: &slow}, {Peers: "n[1:3]", Timeout: 200 * time.Millisecond}}
	}, func(l *bench) {
		for _, pair := range [][2]sim.Selector{{"n[0]", "n[1]"}, {"n[0]", "n[3]"}, {"n[2]", "n[1]"}, {"n[2]", "n[3]"}, {"n[1]", "n[3]"}} {
			l.do(func(a *Args) { a.By, a.To = pair[0], pair[1] })
			time.Sleep(time.Minute)
		}
	})
	var got []string
	for _, d := range details(t, rec) {
		got = append(got, strings.TrimPrefix(d, "ok, "))
	}
	want := []string{"rtt 410ms", "rtt 120ms", "timeout", "rtt 120ms", "rtt 410ms"}
	if len(got) != len(want) {
		t.Fatalf("pings end with %q, want %q", got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("ping %d ends with %q, want %q", i, got[i], want[i])
		}
	}
}

// TestGroupsCheck: a group cannot have what the service does not.
func TestGroupsCheck(t *testing.T) {
	slow := dist.Constant(time.Second)
	o := Options{Service: serviceLibp2p, Groups: []Group{{Peers: "a"}, {Peers: "b", Processing: &slow}}}
	if err := o.check(); err == nil || !strings.Contains(err.Error(), "groups[1]: libp2p's service") {
		t.Errorf("%v, want an error of groups[1]", err)
	}
	o.Service = servicePingPong
	if err := o.check(); err != nil {
		t.Error(err)
	}
}
