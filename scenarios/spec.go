package scenarios

import (
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/report/expect"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// Spec is a scenario with every default filled in. It is inert: nothing in it
// runs, and it holds no randomness but the seed. All times are virtual and
// count from the start of the run.
type Spec struct {
	Name        string        `yaml:"name" doc:"Name of the scenario, and of the folder of its results." required:"true" match:"^[a-z0-9-]+$"`
	Description string        `yaml:"description" doc:"What the scenario shows, in a sentence or two."`
	Seed        uint64        `yaml:"seed" doc:"Where all randomness comes from: the same seed gives the same run."`
	Duration    time.Duration `yaml:"duration" doc:"How long the run takes in virtual time." required:"true" min:"1ms"`
	Sample      time.Duration `yaml:"sample" doc:"Time between two readings of the gauges. Default: a 240th of the duration in whole seconds, at least 1s." min:"1ms"`
	Network     Network       `yaml:"network" doc:"The peers and what lies between them." required:"true"`
	Bootstrap   Bootstrap     `yaml:"bootstrap" doc:"How the peers come to know each other."`
	Churn       []Churn       `yaml:"churn" doc:"Which peers come and go, one entry a group."`
	Protocols   []ProtocolUse `yaml:"protocols" doc:"The protocols that every peer runs, with their options."`
	Workload    []Step        `yaml:"workload" doc:"What the peers are asked to do, and when."`
	Expect      []Expectation `yaml:"expect" doc:"What must hold for the run to pass."`
}

// Network is the peers and what lies between them.
type Network struct {
	Peers     []Group   `yaml:"peers" doc:"The peers, by group." required:"true"`
	Latency   Latency   `yaml:"latency" doc:"How long a byte travels, one way." required:"true"`
	Dial      Dial      `yaml:"dial" doc:"How connections are made."`
	Keepalive Keepalive `yaml:"keepalive" doc:"How a silent crash is noticed."`
}

// Group is a number of peers that are alike.
type Group struct {
	Group    string `yaml:"group" doc:"Name of the group, by which the rest of the scenario selects its peers." required:"true" match:"^[a-z][a-z0-9-]*$"`
	Count    int    `yaml:"count" doc:"How many peers." required:"true" min:"1" max:"1000000"`
	Dialable bool   `yaml:"dialable" doc:"Whether others can open connections to these peers; false is a peer behind a NAT."`
	Region   string `yaml:"region" doc:"Where the peers are: a region of the latency table, or weighted, which spreads them over all its regions. Default: weighted with a table, nothing without."`
}

// Weighted is the [Group.Region] of peers that are spread over all regions of
// the latency table.
const Weighted = "weighted"

// Latency is the one-way delay between two peers. Exactly one field is set.
type Latency struct {
	Constant *time.Duration `yaml:"constant" doc:"The same delay between all pairs of peers." max:"1h" choice:"true"`
	Uniform  *Range         `yaml:"uniform" doc:"A delay drawn evenly from a range, once per pair of peers." choice:"true"`
	Table    *string        `yaml:"table" doc:"Measured delays between regions, by the name of the table." choice:"true"`
}

// Range is all durations from Min to Max, both included.
type Range struct {
	Min time.Duration `yaml:"min" doc:"The shortest duration." required:"true"`
	Max time.Duration `yaml:"max" doc:"The longest duration." required:"true"`
}

// Dial says what it takes to open a connection.
type Dial struct {
	Handshake string        `yaml:"handshake" doc:"Which handshake costs its round trips: TCP with Noise and Yamux, QUIC, or none." enum:"tcp-noise-yamux|quic|none"`
	Timeout   time.Duration `yaml:"timeout" doc:"After which time a dial without an answer fails." min:"1ms" max:"1h"`
	Offline   string        `yaml:"offline" doc:"What a dial to a peer that is down meets: silence until the timeout, or a refusal one round trip later." enum:"timeout|refuse"`
	Backoff   bool          `yaml:"backoff" doc:"Whether a peer that could not be dialled is left alone for a while, as the swarm of go-libp2p does."`
}

// Keepalive says when a connection to a peer that crashed without a word is
// given up. The defaults are those of Yamux in go-libp2p.
type Keepalive struct {
	Interval time.Duration `yaml:"interval" doc:"Time between two signs of life on an idle connection." min:"1ms"`
	Timeout  time.Duration `yaml:"timeout" doc:"How long an answer to one may take." min:"1ms"`
}

// Bootstrap says how peers join.
type Bootstrap struct {
	Graph    string        `yaml:"graph" doc:"Whom a peer connects to when it joins: some earlier peers at random, or all." enum:"random|full"`
	Degree   int           `yaml:"degree" doc:"How many earlier peers a joining peer connects to; with the random graph only. Default: 3, or all other peers if they are fewer." min:"1" max:"1000000" omitzero:"true"`
	Interval time.Duration `yaml:"interval" doc:"Time between the joins of two peers."`
}

// Churn makes the peers of one group come and go. Each alternates between a
// session, online, and a downtime, offline, both drawn afresh every time.
type Churn struct {
	Group     string        `yaml:"group" doc:"The group whose peers come and go." required:"true"`
	Session   dist.Dist     `yaml:"session" doc:"How long a peer stays online." required:"true" min:"1ms"`
	Downtime  dist.Dist     `yaml:"downtime" doc:"How long a peer stays offline." required:"true" min:"1ms"`
	Crash     sim.Share     `yaml:"crash" doc:"The share of departures that are crashes: nobody is told."`
	Start     string        `yaml:"start" doc:"How churn begins: as if it had always been going on, some peers offline, or with every peer online at the start of a session." enum:"equilibrium|online"`
	From      time.Duration `yaml:"from" doc:"When churn begins."`
	Until     time.Duration `yaml:"until" doc:"When churn ends and every peer comes back for good. Default: the end of the run."`
	Datastore string        `yaml:"datastore" doc:"Whether a peer still has its records when it comes back." enum:"keep|lose"`
}

// ProtocolUse is a protocol of the scenario with its options.
type ProtocolUse struct {
	Protocol protocols.Protocol
	Options  any // what Protocol.NewOptions returned, filled in
}

// Step asks a protocol for an operation, once or again and again.
//
// A Step with Every > 0 happens at From, From+Every, From+2·Every … as long as
// that is before Until. A Step with Every = 0 happens once, at At.
type Step struct {
	At       time.Duration
	From     time.Duration
	Until    time.Duration // with Every; default: the end of the run
	Every    time.Duration
	Protocol string // name of the protocol that offers Op
	Op       string // name of a protocols.Op
	Args     any    // what Op.NewArgs returned, filled in
	Line     int    // of the step in its file; not kept by Resolved
}

// Expectation is one line of expect.
type Expectation struct {
	Text string // as written
	Expr expect.Expr
}

// newSpec returns the defaults of a scenario.
func newSpec() *Spec {
	return &Spec{
		Seed: 1,
		Network: Network{
			Dial:      Dial{Handshake: "tcp-noise-yamux", Timeout: 5 * time.Second, Offline: "timeout", Backoff: true},
			Keepalive: Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
		},
		Bootstrap: Bootstrap{Graph: "random", Degree: 3, Interval: 100 * time.Millisecond},
	}
}

// setDefaults fills in what a list element holds before it is decoded.
func (g *Group) setDefaults() { g.Dialable = true }

func (c *Churn) setDefaults() { c.Start, c.Datastore = "equilibrium", "keep" }
