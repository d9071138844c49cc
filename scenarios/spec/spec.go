// Package spec is a scenario as data: the values of its YAML, with every default filled in.
//
// Its nouns are the [Spec] and its sections. It is inert: nothing in it runs, reads a
// file or draws. Tags of its fields are the scenario language; package scenarios reads
// it, underlay makes a network of it, and play plays it.
package spec

import (
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Spec is a scenario with every default filled in. It is inert: nothing in it
// runs, and it holds no randomness but the seed. All times are virtual and
// count from the start of the run.
type Spec struct {
	Name        string        `yaml:"name" doc:"Name of the scenario, and of the folder of its results." required:"true" match:"^[a-z0-9-]+$"`
	Description string        `yaml:"description" doc:"The purpose of the scenario, in a sentence or two."`
	Seed        uint64        `yaml:"seed" doc:"Source of all randomness: the same seed gives the same run."`
	Order       uint64        `yaml:"order" doc:"Chooses the order of events at one instant: timers, ready cases of a select, elements of a map. The seed chooses an order, too; another order with the same seed draws the same peers, delays and faults." omitzero:"true"`
	Duration    time.Duration `yaml:"duration" aka:"time length until" doc:"How long the run takes in virtual time." required:"true" min:"1ms"`
	Sample      time.Duration `yaml:"sample" aka:"sampling interval" doc:"Time between two readings of the gauges. Default: a 240th of the duration in whole seconds, at least 1s." min:"1ms"`
	Network     Network       `yaml:"network" doc:"The peers and the network between them." required:"true"`
	Bootstrap   Bootstrap     `yaml:"bootstrap" doc:"How the peers come to know each other."`
	Churn       []Churn       `yaml:"churn" doc:"Which peers come and go."`
	Protocols   []ProtocolUse `yaml:"protocols" doc:"The protocols that every peer runs, with their options."`
	Faults      []Fault       `yaml:"faults" aka:"failures chaos" doc:"Faults of the network and of peers, and when they happen." omitzero:"true"`
	Workload    []Step        `yaml:"workload" aka:"steps actions operations" doc:"Operations of the peers, and when they begin."`
	Tracing     Tracing       `yaml:"tracing" doc:"The operations of which to record the OpenTelemetry spans that protocols make: kad-dht's own steps. The run itself stays the same, and so does its fingerprint. Default: none." omitzero:"true"`
	Logs        string        `yaml:"logs" doc:"What the libraries of hosts log, by go-log and log/slog, becomes notes of the event log: a level from which on, debug, info, warn or error, and others for loggers by name, as in error,dht=debug. Lines belong to the operation that they are about. What a library computes for its log is part of the run, which may differ from one without. Default: errors go to standard error, and are no part of the record." omitzero:"true"`
	Report      Report        `yaml:"report" doc:"What the report begins with." omitzero:"true"`
	Expect      []Expectation `yaml:"expect" aka:"expectations assert asserts checks" doc:"Conditions that must hold for the run to pass."`
}

// Report says what the report of a run begins with.
type Report struct {
	Headline []MetricName `yaml:"headline" doc:"The metrics whose figures are on the first screen, up to four. Default: those that expectations are about, then latencies, successes and replicas." omitzero:"true"`
}

// MetricName is the name of a metric that the scenario's runs have.
type MetricName string

// ProtocolUse is a protocol of the scenario with its options.
type ProtocolUse struct {
	Protocol protocols.Protocol
	Options  any // the result of Protocol.NewOptions, filled in
}

// Step asks a protocol for an operation, once or again and again.
//
// A Step with Every happens at From, and then again and again, with the time that
// Every draws in between, as long as that is before Until. A Step whose Every is
// zero happens once, at At.
type Step struct {
	At       time.Duration
	From     time.Duration
	Until    time.Duration // with Every; default: the end of the run
	Every    dist.Dist
	Protocol string // name of the protocol that offers Op
	Op       string // name of a protocols.Op
	Args     any    // the result of Op.NewArgs, filled in
	Line     int    // of the step in its file; not kept by Resolved
}

// Expectation is one line of expect.
type Expectation struct {
	Text string // as written
	Expr expect.Expr
}

// Libp2pStack is the [Network.Stack] of hosts of libp2p.New.
const Libp2pStack = "libp2p"

// Machines is the [Network.Stack] of machines without hosts.
const Machines = "machines"

// WorldMetrics returns the metrics that belong to no protocol: those of a stack too.
func WorldMetrics(n *Network) []trace.MetricDef {
	defs := []trace.MetricDef{PeersOnline}
	if n.Stack == Libp2pStack {
		defs = append(defs, sim.StackMetrics...)
	}
	if slices.ContainsFunc(n.Peers, func(g Group) bool { return g.Adversary != nil && g.Adversary.Near != nil }) {
		defs = append(defs, KeysDrawn)
	}
	return defs
}

// KeyForm returns how the name of an operation's subject becomes a key, and false if no
// protocol has an operation of this name that looks keys up.
func KeyForm(used []protocols.Protocol, op string) (trace.KeyForm, bool) {
	for _, p := range used {
		if l := p.Show.Lookup; l != nil {
			if f, ok := l.Ops[p.Show.Protocol+"."+strings.ReplaceAll(op, "-", "_")]; ok && !f.Peer {
				return f, true
			}
		}
	}
	return trace.KeyForm{}, false
}

// KeysDrawn is the metric of networks with peers near a key.
var KeysDrawn = trace.MetricDef{
	Name: "adversaries.keys", Unit: "keys", Kind: trace.Count,
	Help:    "Keys that an adversary drew until one was near enough to its place: what the identity costs.",
	Caption: trace.Caption{Title: "Keys drawn for an identity", Axis: "keys drawn", Noun: "identities"},
}

// PeersOnline is the metric that every scenario has.
var PeersOnline = trace.MetricDef{
	Name: "peers.online", Unit: "peers", Kind: trace.Gauge,
	Help:    "Peers that are up, in all and by group.",
	Caption: trace.Caption{Title: "Peers online", Axis: "peers online", Noun: "peers"},
}
