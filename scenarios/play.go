package scenarios

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"runtime"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// PeersOnline is the metric that every scenario has.
var PeersOnline = trace.MetricDef{
	Name: "peers.online", Unit: "peers", Kind: trace.Gauge,
	Help: "Peers that are up, in all and by group.",
}

// Play describes how to play a scenario.
type Play struct {
	Spec   *Spec
	Until  time.Duration // ends the run before its time; 0 does not
	Memory uint64        // see seal.Config
	Shift  int           // see seal.Config
	// Quiescent is called between two instants with the virtual time; the run
	// is interrupted if it returns false.
	Quiescent func(now time.Duration) bool
	// Dying is called with what is known of a panic, just before the process
	// dies of it.
	Dying func(trace.Failure)
}

// Outcome tells what became of a run.
type Outcome struct {
	Status  trace.Status
	Failure *trace.Failure // if Status is Failed
	Virtual time.Duration  // how far it came
	Hosts   int            // nodes of the scenario
	Peak    uint64         // bytes mapped at most; depends on the machine
}

// Run plays the scenario to its end and records it. It must be called in a
// sealed binary, and at most once in a process.
func (p *Play) Run(rec *sim.Recorder) (Outcome, error) {
	st := &stage{spec: p.Spec, end: p.Spec.Duration, away: map[*sim.Node]bool{}}
	if p.Until > 0 {
		st.end = min(st.end, p.Until)
	}
	config := seal.Config{Seed: p.Spec.Seed, Quiescent: p.Quiescent, Memory: p.Memory, Shift: p.Shift}
	if p.Dying != nil {
		config.Panic = func(v any) { p.Dying(died(v)) }
	}
	r, err := seal.Run(config, func() { st.play(rec) })
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Status: trace.Complete, Virtual: r.Now, Hosts: Hosts(p.Spec), Peak: r.Peak, Failure: st.failure}
	switch {
	case st.failure != nil:
		o.Status = trace.Failed
	case r.End == seal.Stopped:
		o.Status = trace.Interrupted
	case r.End != seal.Main:
		o.Status = trace.Failed
		o.Failure = &trace.Failure{Kind: r.End.String(), Message: r.Describe(config), VirtualNS: r.Now.Nanoseconds(), Peer: r.Label}
	}
	return o, nil
}

// Hosts returns the number of peers of a scenario.
func Hosts(s *Spec) int {
	n := 0
	for _, g := range s.Network.Peers {
		n += g.Count
	}
	return n
}

// died describes a panic on the stack on which it happens.
func died(v any) trace.Failure {
	return trace.Failure{
		Kind:      "panic",
		Message:   fmt.Sprint(v),
		VirtualNS: time.Since(seal.Epoch).Nanoseconds(),
		Peer:      seal.CurrentLabel(),
		Stack:     stack(),
	}
}

// stack names the functions that led to a panic, without addresses and without
// paths, which differ between machines.
func stack() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var b strings.Builder
	inside := false
	for {
		f, more := frames.Next()
		if inside && f.Function != "" && f.Function != "runtime.goexit" {
			fmt.Fprintf(&b, "%s (%s:%d)\n", f.Function, path.Base(f.File), f.Line)
		}
		// What is above gopanic is the reporting itself.
		inside = inside || f.Function == "runtime.gopanic"
		if !more {
			return b.String()
		}
	}
}

// A stage is a scenario being played. All of it happens inside the sealed run.
type stage struct {
	spec      *Spec
	end       time.Duration
	world     *sim.World
	instances []protocols.Instance // as spec.Protocols
	joins     *rand.Rand
	away      map[*sim.Node]bool // down by churn
	failure   *trace.Failure
}

func (st *stage) play(rec *sim.Recorder) {
	spec := st.spec
	st.world = sim.New(sim.Config{
		Seed:      sim.Seed(spec.Seed),
		Latency:   spec.Network.Latency.model(),
		Dial:      spec.Network.Dial.config(),
		Keepalive: sim.Keepalive{Interval: spec.Network.Keepalive.Interval, Timeout: spec.Network.Keepalive.Timeout},
	}, rec)
	st.joins = st.world.Rand("bootstrap")
	st.world.Define(PeersOnline)
	for _, use := range spec.Protocols {
		in, err := use.Protocol.New(st.world, use.Options)
		if err != nil {
			panic(fmt.Errorf("protocol %s: %w", use.Protocol.Name(), err))
		}
		st.world.Define(use.Protocol.Metrics()...)
		st.instances = append(st.instances, in)
	}
	st.populate()
	go st.join()
	for i := range spec.Workload {
		go st.work(i, &spec.Workload[i])
	}
	st.watch()
}

// populate adds all nodes, down, and starts their churn.
func (st *stage) populate() {
	regions := st.world.Rand("regions")
	for _, g := range st.spec.Network.Peers {
		for i := range g.Count {
			n, err := st.world.Add(sim.NodeConfig{
				Name:     fmt.Sprintf("%s-%d", g.Group, i),
				Group:    g.Group,
				Region:   st.spec.Network.Latency.region(g.Region, regions),
				Dialable: g.Dialable,
			})
			if err != nil {
				panic(err)
			}
			for i := range st.spec.Churn {
				if c := &st.spec.Churn[i]; c.Group == g.Group {
					st.startChurn(n, c)
				}
			}
		}
	}
}

// watch reads the gauges, and ends the run in time.
func (st *stage) watch() {
	for t := time.Duration(0); t < st.end; {
		step := min(st.spec.Sample, st.end-t)
		time.Sleep(step)
		t += step
		seal.Wait() // let what happens at this instant happen first
		st.sample()
		if op := st.world.Stuck(time.Minute); op != nil {
			st.failure = &trace.Failure{
				Kind: "deadlock",
				Message: fmt.Sprintf("operation %s #%d of %s, begun at %v, was to end by %v and still waits",
					op.Name, op.ID, op.Node.Name, op.Begin.Sub(seal.Epoch), op.Limit.Sub(seal.Epoch)),
				VirtualNS: t.Nanoseconds(),
				Peer:      op.Node.Name,
			}
			return
		}
	}
}

func (st *stage) sample() {
	up, all := map[string]int{}, 0
	for _, n := range st.world.Nodes() {
		if n.Up() {
			up[n.Group]++
			all++
		}
	}
	st.world.Emit(PeersOnline.Name, float64(all), "", "")
	if groups := st.spec.Network.Peers; len(groups) > 1 {
		for _, g := range groups {
			st.world.Emit(PeersOnline.Name, float64(up[g.Group]), "", g.Group)
		}
	}
	for _, in := range st.instances {
		in.Sample()
	}
}

// join brings the nodes up one after the other. Those that churn holds back
// come up by themselves.
func (st *stage) join() {
	for _, n := range st.world.Nodes() {
		if !st.away[n] && !n.Up() {
			st.up(n)
		}
		time.Sleep(st.spec.Bootstrap.Interval)
	}
}

// up starts a node and its protocols and connects it to its bootstrap peers:
// such as are up and can be dialled, as if it had asked a service that knows.
func (st *stage) up(n *sim.Node) {
	friends := st.friends(n)
	if err := n.Start(); err != nil {
		panic(err)
	}
	h := n.Host()
	n.Do(func() {
		for _, in := range st.instances {
			if err := in.Start(n); err != nil {
				panic(err)
			}
		}
	})
	for _, f := range friends {
		info := f.AddrInfo()
		n.Go(func() {
			// A failed dial is in the event log; there are other friends.
			_ = h.Connect(context.Background(), info)
		})
	}
}

func (st *stage) friends(n *sim.Node) []*sim.Node {
	var up []*sim.Node
	for _, m := range st.world.Nodes() {
		if m != n && m.Up() && m.Dialable {
			up = append(up, m)
		}
	}
	if st.spec.Bootstrap.Graph == "full" || len(up) <= st.spec.Bootstrap.Degree {
		return up
	}
	st.joins.Shuffle(len(up), func(i, j int) { up[i], up[j] = up[j], up[i] })
	return up[:st.spec.Bootstrap.Degree]
}

func (st *stage) stop(n *sim.Node) func() {
	return func() {
		for _, in := range st.instances {
			in.Stop(n)
		}
	}
}

// work carries out one step of the workload, as often as it says.
func (st *stage) work(i int, s *Step) {
	r := st.world.Rand(fmt.Sprintf("workload/%d", i))
	var in protocols.Instance
	for j, use := range st.spec.Protocols {
		if use.Protocol.Name() == s.Protocol {
			in = st.instances[j]
		}
	}
	if s.Every == 0 {
		time.Sleep(s.At)
		in.Do(s.Op, s.Args, r)
		return
	}
	time.Sleep(s.From)
	for t := s.From; t < s.Until; t += s.Every {
		in.Do(s.Op, s.Args, r)
		time.Sleep(s.Every)
	}
}

func (l Latency) model() link.Latency {
	switch {
	case l.Constant != nil:
		return link.Constant(*l.Constant)
	case l.Uniform != nil:
		return link.Uniform{Min: l.Uniform.Min, Max: l.Uniform.Max}
	default:
		t, ok := link.LookupTable(*l.Table)
		if !ok {
			panic("scenarios: the loader let table " + *l.Table + " through")
		}
		return t
	}
}

// region returns the place of a group's region in the table.
func (l Latency) region(name string, r *rand.Rand) int {
	if l.Table == nil {
		return 0
	}
	t, _ := link.LookupTable(*l.Table)
	if name == Weighted {
		return r.IntN(len(t.Regions()))
	}
	return t.Index(name)
}

func (d Dial) config() sim.DialConfig {
	handshakes := map[string]sim.Handshake{
		"tcp-noise-yamux": sim.TCPNoiseYamux, "quic": sim.QUIC, "none": sim.NoHandshake,
	}
	return sim.DialConfig{
		Handshake: handshakes[d.Handshake],
		Timeout:   d.Timeout,
		Refuse:    d.Offline == "refuse",
		Backoff:   d.Backoff,
	}
}
