package simtest

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Net is a network in one run. Its methods are for the body of [Run] and for
// the goroutines that the body starts. It is a TestingT to assertion libraries
// such as testify.
type Net struct {
	t      *testing.T // of the run's process
	config Config
	world  *sim.World
	rec    *sim.Recorder
	log    hash.Hash // of the events that rec no longer holds
	memory memory
	out    *keeping // nil: no run directory is wanted
	wrong  report   // the first report of a fault
	valid  trace.Validator
	links  links
	ends   map[*sim.Node]func() // of what a node suffers

	settling sync.Mutex // one at a time may wait

	outcome outcome
	stop    chan struct{} // closed when the run is to end early
	stopped bool
	ended   bool // the outcome is final
}

// An outcome is the last word of a run's process.
type outcome struct {
	Result  Result
	Failed  bool
	Skipped bool
}

func newNet(t *testing.T, c Config) *Net {
	n := &Net{t: t, config: c, rec: &sim.Recorder{}, log: sha256.New(), ends: map[*sim.Node]func(){}}
	n.rec.Spill = n.digest
	n.rec.Watch = n.judge
	return n
}

// judge holds an event against the invariants of every log. A breach of one is a
// fault of the simulator, or of a test that lets a host act that is down.
func (n *Net) judge(e *trace.Event) {
	if err := n.valid.Add(e); err != nil {
		n.Errorf("simtest: the event log could not have happened: %v", err)
	}
}

// play is the main function of the run.
func (n *Net) play(body func(n *Net)) {
	n.links.model = n.config.Model
	n.world = sim.New(sim.Config{
		Order:      n.config.Seed,
		Seed:       sim.Seed(n.config.Seed),
		Model:      &n.links,
		Dial:       n.config.Dial,
		Congestion: n.config.Congestion,
		Keepalive:  n.config.Keepalive,
		Packets:    n.config.Packets,
		Clocks:     n.config.Clocks,
	}, n.rec)
	n.stop = make(chan struct{})
	before := cleanups(n.t)
	select {
	case <-begin(func() { body(n) }):
	case <-n.stop:
	}
	if k := waiting(n.t); k > 0 {
		n.Errorf("simtest: %d parallel subtests began in the run, and would go on after its end", k)
	}
	<-begin(func() { cleanUp(n.t, before) })
	n.end(n.Now())
}

// begin starts f and returns a channel that is closed when f has returned, or
// has ended its goroutine.
func begin(f func()) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

// end makes the outcome final.
func (n *Net) end(now time.Duration) {
	n.ended = true
	n.outcome.Failed, n.outcome.Skipped = n.t.Failed(), n.t.Skipped()
	n.outcome.Result = Result{Seed: n.config.Seed, Virtual: now, Events: n.rec.Count(), Fingerprint: n.Fingerprint()}
}

// fail ends a run that cannot end itself.
func (n *Net) fail(now time.Duration, peer, why string) {
	n.t.Fail()
	n.goesWrong(report{At: now, Peer: peer, Text: why})
	n.end(now)
}

// digest takes the lines that the recorder has collected.
func (n *Net) digest() {
	for _, l := range logs {
		n.rec.Take(l.log, func(lines []byte) {
			if l.log == sim.EventLog {
				n.log.Write(lines)
				n.memory.keep(lines)
			}
			if n.out != nil {
				n.out.add(l.file, lines)
			}
		})
	}
}

// Fingerprint returns the hex SHA-256 of the event log so far: every message
// with its time and digest, every dial, connection and departure. Two runs
// with the same fingerprint did the same.
func (n *Net) Fingerprint() string {
	n.digest()
	return hex.EncodeToString(n.log.Sum(nil))
}

// Now returns the virtual time since the start of the run.
func (n *Net) Now() time.Duration { return seal.Elapsed() }

// Advance lets d pass, and then all happen that happens at that instant.
// Time.Sleep in a body may return before others that wake at the same instant.
func (n *Net) Advance(d time.Duration) {
	time.Sleep(d)
	n.Settle()
}

// Settle lets all happen that happens at this instant: it returns when
// everybody else waits for time to pass.
func (n *Net) Settle() {
	n.settling.Lock()
	defer n.settling.Unlock()
	seal.Wait()
}

// Eventually waits until cond holds, looking every millisecond of virtual time,
// and reports whether it did within the time given. If not, the test has
// failed, and the text what names the condition.
func (n *Net) Eventually(within time.Duration, cond func() bool, what string) bool {
	begin := n.Now()
	for !cond() {
		if n.Now()-begin >= within {
			n.Errorf("%s does not hold after %v", what, within)
			return false
		}
		n.Advance(time.Millisecond)
	}
	return true
}

// Seed returns the seed of the run.
func (n *Net) Seed() uint64 { return n.config.Seed }

// Rand returns the run's random stream with a name. A draw more from one never
// moves another, as it does with the functions of math/rand.
func (n *Net) Rand(name string) *rand.Rand { return n.world.Rand("test/" + name) }

// World returns the network below, for all that Net has no method for.
func (n *Net) World() *sim.World { return n.world }

// Name gives a name of the domain name system the addresses of machines, in order, which
// programs look up; and _dnsaddr. before it the multiaddrs of their identities, as /dnsaddr
// asks for.
func (n *Net) Name(name string, machines ...*Machine) {
	var nodes []*sim.Node
	for _, m := range machines {
		nodes = append(nodes, m.node)
	}
	n.world.SetName(name, nodes...)
}
