package simtest

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// Config describes the network of a test. The zero value is a network that
// tests can use: every message takes 10 ms, and dials and keepalives behave as
// go-libp2p's do over TCP.
type Config struct {
	// Seed decides all that is random. SIMTEST_SEED in the environment goes
	// before it.
	Seed uint64
	// Model is the network between hosts, which have places by [At]; nil is
	// link.Constant(10ms). [Net.Link] goes before it.
	Model link.Model
	// Dial says what dialling costs; the zero value is TCP, Noise and yamux with
	// a time-out of 5 s.
	Dial sim.DialConfig
	// Congestion is TCP's congestion window: between hosts none by default, between machines
	// CUBIC.
	Congestion sim.Congestion
	// Keepalive says when an end finds out that the other is gone; zero is
	// yamux's: every 30 s, with 10 s to answer.
	Keepalive sim.Keepalive
	// Packets records what machines send, byte for byte, in the run directory that
	// SIMTEST_OUT asks for; sim trace --export pcap makes a capture of it.
	Packets bool
	// Clocks lets wall clocks be wrong, see [Net.SetClock]: times then have a monotonic part, as
	// outside of a simulation.
	Clocks bool
	// Limit is the virtual time at which a run that has not ended fails; 0 is
	// one hour. A body that waits in vain would go on for ever: its hosts'
	// timers never end.
	Limit time.Duration
}

func (c Config) withDefaults() Config {
	if c.Model == nil {
		c.Model = link.Constant(10 * time.Millisecond)
	}
	if c.Dial == (sim.DialConfig{}) {
		c.Dial = sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: dist.Constant(5 * time.Second)}
	}
	if c.Keepalive == (sim.Keepalive{}) {
		c.Keepalive = sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second}
	}
	if c.Limit == 0 {
		c.Limit = time.Hour
	}
	return c
}

// A Result tells how a run ended.
type Result struct {
	Seed        uint64        // with which it ran
	Virtual     time.Duration // how long it took in virtual time
	Events      int64         // in the event log
	Fingerprint string        // of the event log, see [Net.Fingerprint]
}

// Run calls body in a sealed run, in a process of its own, and returns when the
// run has ended: when body has returned, or has called n.FailNow or n.Fatalf, or
// cannot go on. Body may use t as in any test: its logs appear in t, a failure or a
// skip in body is one of t, subtests run, and functions that it registers with
// t.Cleanup are called in the run, after body. A goroutine that is not body's fails
// the run with n, at the virtual time and with the peer that n tells. Run ends the
// test as failed if anything in the run failed or panicked, if nothing can ever
// happen again, if the run reaches its limit, and if the binary is not sealed. It
// then says with which command the same run happens again.
//
// The process is the test binary once more. It runs the same test up to this
// call and then body, so code before it must not depend on chance, and body's
// changes to variables outside of it stay there: body does its own checks. In
// the process testing.Verbose is true. Subtests in body cannot be parallel.
// That a seed is one run, whatever ran before, needs such a fresh process:
// packages that the code under test uses remember things.
//
// Parallel tests run in as many processes at once as -parallel says.
func Run(t *testing.T, c Config, body func(n *Net)) Result {
	t.Helper()
	if !seal.Sealed {
		t.Fatal(plainBinary)
	}
	given, ok, err := seedFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		c.Seed = given
	}
	c = c.withDefaults()
	number := calls.next(t)
	if assignment != nil {
		return assignment.reached(t, number, c, body)
	}
	o, err := delegate(t, number, c.Seed)
	if err != nil {
		t.Fatalf("simtest: %v; %s", err, replay(t.Name(), c.Seed))
	}
	switch {
	case o.Failed:
		t.Fatalf("simtest: seed %d; %s", c.Seed, replay(t.Name(), c.Seed))
	case o.Skipped:
		t.SkipNow()
	}
	calls.keep(t, o.Result)
	return o.Result
}

// perform runs body in this process and returns how it ended. If a panic ends
// the process, dying is called before.
func perform(t *testing.T, number int, c Config, body func(n *Net), dying func(outcome)) (outcome, error) {
	n := newNet(t, c)
	if out := os.Getenv(OutEnv); out != "" {
		k, err := keepIn(place(out, t.Name(), number, c.Seed))
		if err != nil {
			return outcome{}, fmt.Errorf("%s: %w", OutEnv, err)
		}
		n.out = k
	}
	config := seal.Config{
		Seed:      c.Seed,
		Quiescent: func(now time.Duration) bool { return now < c.Limit },
		Panic: func(v any) {
			n.fail(n.Now(), seal.CurrentLabel(), fmt.Sprintf("panic: %v", v))
			if err := n.leave(); err != nil {
				n.add(report{At: n.Now(), Text: "simtest: " + err.Error()})
			}
			dying(n.outcome)
		},
	}
	r, err := seal.Run(config, func() { n.play(body) })
	switch {
	case err != nil:
		return outcome{}, err
	case n.ended:
	case r.End == seal.Stopped:
		n.fail(r.Now, "", fmt.Sprintf("the run has not ended by %v of virtual time (Config.Limit)", c.Limit))
	default:
		n.fail(r.Now, r.Label, r.Describe(config))
	}
	return n.outcome, n.leave()
}

// leave makes the run directory, if one is wanted.
func (n *Net) leave() error {
	if n.out == nil {
		return nil
	}
	return n.out.finish(n, n.t.Name())
}
