// Package protocoltest helps to test a protocol: [Run] sets up the usual network in a
// sealed run, [Bench] starts the protocol on nodes, [Do] asks it for operations, and
// [Events] and [Samples] read the record of the run. The example and the tests of
// package ping show its use.
//
// Its functions panic if a run gives what no correct run does, since they are also
// called inside sealed runs, which have no test to fail.
package protocoltest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Config returns a network with the dials and keepalives that scenarios have.
func Config(seed uint64, m link.Model) sim.Config {
	return sim.Config{
		Seed:      sim.Seed(seed),
		Model:     m,
		Dial:      sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: dist.Constant(5 * time.Second)},
		Keepalive: sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
	}
}

// Up starts nodes and a protocol on them.
func Up(in protocols.Instance, nodes ...*sim.Node) {
	for _, n := range nodes {
		if err := n.Start(); err != nil {
			panic(err)
		}
		n.Do(func() {
			if err := in.Start(n); err != nil {
				panic(err)
			}
		})
	}
}

// Do asks an instance of a protocol for an operation, as a step of a workload does.
func Do(p protocols.Protocol, in protocols.Instance, op string, args any, r *rand.Rand) {
	o, ok := p.Op(op)
	if !ok {
		panic(fmt.Sprintf("protocol %s has no operation %q", p.Name, op))
	}
	o.Do(in, args, r)
}

// Samples returns the samples of a metric so far, in order.
func Samples(rec *sim.Recorder, metric string) []trace.Sample {
	var out []trace.Sample
	text := append([]byte(trace.MetricsHeader+"\n"), rec.Text(sim.MetricLog)...)
	if err := trace.ReadSamples(bytes.NewReader(text), func(s trace.Sample) error {
		if s.Metric == metric {
			out = append(out, s)
		}
		return nil
	}); err != nil {
		panic(err)
	}
	return out
}

// Events returns the events so far, in order, of a log that could have happened:
// those of one kind or, with none, all.
func Events(rec *sim.Recorder, kind trace.EventKind) []trace.Event {
	var out []trace.Event
	v := trace.Validator{Least: rec.LeastDelay}
	for line := range bytes.Lines(rec.Text(sim.EventLog)) {
		e, err := trace.ParseEvent(line)
		if err == nil {
			err = v.Add(&e)
		}
		if err != nil {
			panic(fmt.Sprintf("%v in %s", err, line))
		}
		if kind == "" || e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}
