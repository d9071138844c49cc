// Package play plays a scenario inside the sealed run: peers join and go, faults come,
// and steps of the workload begin.
//
// Its nouns are the [Play], which says which scenario to play and how, the stage,
// which is a scenario being played, and the [Outcome]. It reads no YAML and writes no
// files: a sim.Recorder takes the record.
package play

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/hostlog"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Play describes how to play a scenario.
type Play struct {
	Spec   *spec.Spec
	Until  time.Duration // ends the run before its time; 0 does not
	Memory uint64        // see seal.Config
	Shift  int           // see seal.Config
	// Quiescent is called between two instants with the virtual time; the run
	// is interrupted if it returns false.
	Quiescent func(now time.Duration) bool
	// Dying is called with the failure of a panic, just before the process dies of it.
	Dying func(trace.Failure)
}

// Outcome tells how a run ended.
type Outcome struct {
	Status  trace.Status
	Failure *trace.Failure // if Status is Failed
	Virtual time.Duration  // how far it came
	Hosts   int            // nodes of the scenario
	Faults  []trace.FaultTally
	Marks   []trace.Mark
	Cost    seal.Cost
}

// Run plays the scenario to its end and records it. It must be called in a
// sealed binary, and at most once in a process.
func (p *Play) Run(rec *sim.Recorder) (Outcome, error) {
	ground, err := underlay.Lay(&p.Spec.Network)
	if err != nil {
		return Outcome{}, err
	}
	st := &stage{
		spec: p.Spec, end: p.Spec.Duration, ground: ground,
		tolls: make([]toll, len(p.Spec.Faults)),
		away:  map[*sim.Node]bool{}, joins: map[*sim.Node]*rand.Rand{}, gone: map[*sim.Node]bool{}, dials: map[[2]int]bool{}, met: map[[2]int]bool{},
	}
	for _, use := range p.Spec.Protocols {
		st.used = append(st.used, use.Protocol)
	}
	if p.Until > 0 {
		st.end = min(st.end, p.Until)
	}
	config := seal.Config{Seed: orderSeed(p.Spec), Quiescent: p.Quiescent, Memory: p.Memory, Shift: p.Shift}
	if p.Dying != nil {
		config.Panic = func(v any) { p.Dying(died(v)) }
	}
	if p.Spec.Logs != "" {
		levels, err := hostlog.Parse(p.Spec.Logs)
		if err != nil {
			return Outcome{}, err
		}
		hostlog.Take(levels, func(logger, level, text string) {
			if st.world != nil {
				st.world.Log(logger, level, text)
			}
		})
	}
	r, err := seal.Run(config, func() { st.play(rec) })
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{
		Status: trace.Complete, Virtual: r.Now, Hosts: ground.Hosts(), Failure: st.failure,
		Cost: r.Cost, Faults: st.tally(), Marks: st.marked(),
	}
	switch {
	case st.failure != nil:
		o.Status = trace.Failed
	case r.End == seal.Stopped:
		o.Status = trace.Interrupted
	case r.End != seal.Main:
		o.Status = trace.Failed
		o.Failure = &trace.Failure{Kind: r.End.String(), Message: r.Describe(config), VirtualNS: r.Now.Nanoseconds(), Peer: r.Label}
		if len(r.Stack) > 0 {
			o.Failure.Stack = describe(r.Stack, "runtime.asyncPreempt")
			o.Failure.Protocol = protocolOf(p.Spec, r.Stack)
		}
	}
	return o, nil
}

// died describes a panic on the stack on which it happens.
func died(v any) trace.Failure {
	return trace.Failure{
		Kind:      "panic",
		Message:   fmt.Sprint(v),
		VirtualNS: seal.Elapsed().Nanoseconds(),
		Peer:      seal.CurrentLabel(),
		Stack:     stack(),
	}
}

// stack names the functions that led to a panic.
func stack() string {
	pcs := make([]uintptr, 64)
	return describe(pcs[:runtime.Callers(2, pcs)], "runtime.gopanic")
}

// describe names the functions of a stack, without addresses and without paths, which
// differ between machines. It leaves out the functions above the function from, if
// that is there: they only report the panic.
func describe(pcs []uintptr, from string) string {
	var lines []string
	inside := false
	for f := range callers(pcs) {
		if f.Function == from && !inside {
			lines, inside = nil, true
		} else if f.Function != "" && f.Function != "runtime.goexit" {
			lines = append(lines, fmt.Sprintf("%s (%s:%d)\n", f.Function, path.Base(f.File), f.Line))
		}
	}
	return strings.Join(lines, "")
}

func callers(pcs []uintptr) iter.Seq[runtime.Frame] {
	return func(yield func(runtime.Frame) bool) {
		frames := runtime.CallersFrames(pcs)
		for more := true; more; {
			var f runtime.Frame
			if f, more = frames.Next(); !yield(f) {
				return
			}
		}
	}
}

// A stage is a scenario being played. All of it happens inside the sealed run.
type stage struct {
	spec      *spec.Spec
	end       time.Duration
	world     *sim.World
	used      []protocols.Protocol     // as spec.Protocols
	instances []protocols.Instance     // in the same order
	joins     map[*sim.Node]*rand.Rand // draw friends
	ground    *underlay.Underlay
	away      map[*sim.Node]bool // down by churn or a fault
	gone      map[*sim.Node]bool // down for good

	settling sync.Mutex // one goroutine at a time may wait

	edges   [][]int         // neighbours in the drawn bootstrap graph, by slot
	dials   map[[2]int]bool // its edges
	met     map[[2]int]bool // those that were dialled
	failure *trace.Failure
	tolls   []toll // of each fault of the scenario
	marks   []trace.Mark
}

func (st *stage) play(rec *sim.Recorder) {
	scenario := st.spec
	st.world = sim.New(sim.Config{
		Order:      orderSeed(scenario),
		Seed:       sim.Seed(scenario.Seed),
		Model:      st.ground.Model,
		LANs:       st.ground.LANs,
		Dial:       underlay.DialConfig(scenario.Network.Dial),
		Congestion: congestion(scenario.Network.TCP),
		Keepalive:  sim.Keepalive{Interval: scenario.Network.Keepalive.Interval, Timeout: scenario.Network.Keepalive.Timeout},
		Tracing:    scenario.Tracing.Sampling(),
		Stack:      hosts(&scenario.Network),
		Machines:   scenario.Network.Stack == spec.Machines,
		Packets:    scenario.Network.Record != "",
		Silence:    slices.ContainsFunc(scenario.Faults, func(f spec.Fault) bool { return f.Silent != nil }),
		Clocks:     slices.ContainsFunc(scenario.Faults, func(f spec.Fault) bool { return f.Clock != nil }),
	}, rec)
	st.world.Define(spec.WorldMetrics(&scenario.Network)...)
	for _, use := range scenario.Protocols {
		in, err := use.Protocol.Begin(st.world, use.Options)
		if err != nil {
			panic(fmt.Errorf("protocol %s: %w", use.Protocol.Name, err))
		}
		st.world.Define(use.Protocol.Metrics...)
		if use.Protocol.Describe != nil {
			st.world.Describe(use.Protocol.Describe)
		}
		st.instances = append(st.instances, in)
	}
	st.populate()
	st.slowDown()
	seal.Go("bootstrap", st.join)
	for i := range scenario.Faults {
		seal.Go(fmt.Sprintf("fault/%d", i), func() { st.fault(i, &scenario.Faults[i]) })
	}
	for i := range scenario.Workload {
		seal.Go(fmt.Sprintf("step/%d", i), func() { st.work(i, &scenario.Workload[i]) })
	}
	st.watch()
}

// populate adds all nodes, down, and starts their churn.
func (st *stage) populate() {
	nodes := st.ground.Nodes(&st.spec.Network, st.world.Rand)
	for _, c := range nodes {
		c.Adversary = st.adversary(c.Group)
		n, err := st.world.Add(c)
		if err != nil {
			panic(err)
		}
		st.price(n)
	}
	for _, n := range st.spec.Network.Names {
		st.world.SetName(n.Name, st.world.Select(n.Peers)...)
	}
	st.draw(nodes)
	for i := range st.spec.Churn {
		st.startChurn(i, &st.spec.Churn[i])
	}
}

// watch reads the gauges, and ends the run in time.
func (st *stage) watch() {
	for t := time.Duration(0); t < st.end; {
		step := min(st.spec.Sample, st.end-t)
		time.Sleep(step)
		t += step
		st.settle()
		st.sample()
		if op := st.world.Stuck(time.Minute); op != nil {
			st.failure = &trace.Failure{
				Kind: "deadlock",
				Message: fmt.Sprintf("operation %s #%d of %s, begun at %v, was to end by %v and still waits",
					op.Name, op.ID, op.Node.Name, seal.Elapsed()-time.Since(op.Begin), seal.Elapsed()+time.Until(op.Limit)),
				VirtualNS: t.Nanoseconds(),
				Peer:      op.Node.Name,
			}
			return
		}
	}
}

// settle lets everything else of this instant happen first.
func (st *stage) settle() {
	st.settling.Lock()
	defer st.settling.Unlock()
	seal.Wait()
}

func (st *stage) sample() {
	up, all := map[string]int{}, 0
	for _, n := range st.world.Nodes() {
		if n.Up() {
			up[n.Group]++
			all++
		}
	}
	st.world.Emit(spec.PeersOnline.Name, float64(all), "", "")
	if groups := st.ground.Groups; len(groups) > 1 {
		for _, g := range groups {
			st.world.Emit(spec.PeersOnline.Name, float64(up[g.Group]), "", g.Group)
		}
	}
	st.world.SampleStack()
	for _, in := range st.instances {
		in.Sample()
	}
}

// running returns the instances of the protocols that a node runs.
func (st *stage) running(n *sim.Node) []protocols.Instance {
	var out []protocols.Instance
	for i, in := range st.instances {
		if n.Runs(st.used[i].Name) {
			out = append(out, in)
		}
	}
	return out
}

func (st *stage) stop(n *sim.Node) func() {
	return func() {
		for _, in := range st.running(n) {
			in.Stop(n)
		}
	}
}

// work carries out one step of the workload, as often as it says.
func (st *stage) work(i int, s *spec.Step) {
	r := st.world.Rand(fmt.Sprintf("workload/%d", i))
	var in protocols.Instance
	var op protocols.Op
	for j, use := range st.spec.Protocols {
		if use.Protocol.Name == s.Protocol {
			in = st.instances[j]
			op, _ = use.Protocol.Op(s.Op)
		}
	}
	if s.Every.IsZero() {
		time.Sleep(s.At)
		op.Do(in, s.Args, r)
		return
	}
	time.Sleep(s.From)
	gaps := st.world.Rand(fmt.Sprintf("workload/%d/gaps", i))
	for t := s.From; t < s.Until; {
		op.Do(in, s.Args, r)
		gap := s.Every.Sample(gaps)
		time.Sleep(gap)
		t += gap
	}
}

// protocolOf names the protocol of the scenario whose code a stack shows
// innermost, "" if it shows none.
func protocolOf(s *spec.Spec, pcs []uintptr) string {
	for f := range callers(pcs) {
		for _, use := range s.Protocols {
			if strings.HasPrefix(f.Function, use.Protocol.Package()+".") {
				return use.Protocol.Name
			}
		}
	}
	return ""
}

// orderSeed returns the number that decides the order of one instant: the sealed runtime
// draws from it, and what arrives at a node is in its order.
func orderSeed(s *spec.Spec) uint64 { return s.Seed + s.Order*0x9e3779b97f4a7c15 }
