package spec

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// Fault is something that goes wrong at a moment, or again and again.
type Fault struct {
	At        *time.Duration `yaml:"at" aka:"time when" doc:"When the fault happens, once."`
	Every     dist.Dist      `yaml:"every" doc:"Time from one fault to the next, for faults that come at random or periodically." min:"1ms" omitzero:"true"`
	From      time.Duration  `yaml:"from" doc:"With every: when the first fault may happen." omitzero:"true"`
	Until     time.Duration  `yaml:"until" doc:"With every: the moment before which the faults happen. Default: the end of the run." omitzero:"true"`
	For       dist.Dist      `yaml:"for" aka:"duration lasts" doc:"How long the fault lasts. Default: to the end of the run." min:"1ns" omitzero:"true"`
	Optional  bool           `yaml:"optional" doc:"Whether the fault may hit nothing, neither a peer nor a message. Otherwise a run in which it does fails." omitzero:"true"`
	Partition *Partition     `yaml:"partition" aka:"split" doc:"The network falls into parts that do not hear each other."`
	Isolate   *Victims       `yaml:"isolate" doc:"The peers hear no other peer, and no other peer hears them."`
	Cut       *LinkFault     `yaml:"cut" doc:"No message passes between some peers and some others."`
	Degrade   *Degrade       `yaml:"degrade" aka:"delay loss latency lag" doc:"Messages between some peers and some others are delayed or lost."`
	Slow      *Slow          `yaml:"slow" doc:"The peers take longer to process the messages that they receive."`
	Silent    *Victims       `yaml:"silent" doc:"The connections of the peers live, and their protocols hear nothing: what others send them on streams that they opened is read and thrown away. What the peers begin themselves goes on."`
	Reset     *Reset         `yaml:"reset" doc:"Streams or connections between some peers and some others end at once."`
	Duplicate *Mangle        `yaml:"duplicate" doc:"Some datagrams that some peers send to some others arrive twice, as by netem's duplicate; with stack libp2p or machines."`
	Corrupt   *Mangle        `yaml:"corrupt" doc:"Of some datagrams that some peers send to some others one bit is wrong on arrival, as by netem's corrupt, and no checksum sees it; with stack libp2p or machines."`
	Clock     *Clock         `yaml:"clock" aka:"skew time_jump" doc:"The wall clocks of the peers are wrong; at the end they are right again. What measures time by differences, such as time-outs, does not notice; what keeps a time in a record does, such as the expiry of provider records."`
	Pause     *Victims       `yaml:"pause" aka:"freeze sleep suspend" doc:"The processes of the peers stand still, as after SIGSTOP, and then go on."`
	Crash     *Victims       `yaml:"crash" aka:"kill stop down" doc:"The peers go down, and no other peer is told; with for, they come back."`
	Restart   *Victims       `yaml:"restart" doc:"The peers crash and come back at once."`
	Lose      *Victims       `yaml:"lose" doc:"The peers lose their datastores when they next start; peers that are up crash and restart."`
}

// Victims are the peers that a fault meets.
type Victims struct {
	Peers sim.Selector `yaml:"peers" doc:"The peers."`
	Count int          `yaml:"count" doc:"How many of them, drawn at random each time. Default: all." omitzero:"true" max:"1000000"`
	Share sim.Share    `yaml:"share" doc:"Which share of them, drawn at random each time. Default: all." omitzero:"true"`
}

func (v *Victims) SetDefaults() { v.Peers = AllPeers }

// Partition is two or more sides.
type Partition struct {
	Sides  [][]sim.Selector `yaml:"sides" doc:"The sides, each a list of peers. A peer on no side hears all others and is heard by them." required:"true"`
	OneWay bool             `yaml:"one_way" doc:"Whether later sides still hear earlier ones, and only the way back is cut."`
}

// LinkFault names the links between some peers and some others.
type LinkFault struct {
	From   sim.Selector `yaml:"from" doc:"Peers at one end." required:"true"`
	To     sim.Selector `yaml:"to" doc:"Peers at the other end." required:"true"`
	OneWay bool         `yaml:"one_way" doc:"Whether only messages that the peers of from send to those of to are cut."`
}

// Degrade makes links worse.
type Degrade struct {
	From   sim.Selector  `yaml:"from" doc:"Peers at one end." required:"true"`
	To     sim.Selector  `yaml:"to" doc:"Peers at the other end." required:"true"`
	OneWay bool          `yaml:"one_way" doc:"Whether only messages that the peers of from send to those of to are delayed or lost."`
	Delay  time.Duration `yaml:"delay" doc:"Time added to the delay, one way." max:"1h"`
	Loss   sim.Share     `yaml:"loss" doc:"Probability of loss, on top of the route's own."`
	Jitter dist.Dist     `yaml:"jitter" doc:"The jitter, in place of the route's own." omitzero:"true"`
}

// Reset ends streams or connections.
type Reset struct {
	From sim.Selector `yaml:"from" doc:"Peers at one end."`
	To   sim.Selector `yaml:"to" doc:"Peers at the other end."`
	What string       `yaml:"what" doc:"streams: each that is open is reset, as a peer does that has had enough; the connections stay. connections: each is closed." enum:"streams|connections"`
}

func (r *Reset) SetDefaults() { r.From, r.To, r.What = AllPeers, AllPeers, "streams" }

// Slow makes peers slow.
type Slow struct {
	Peers sim.Selector  `yaml:"peers" doc:"The peers."`
	Count int           `yaml:"count" doc:"How many of them, drawn at random each time. Default: all." omitzero:"true" max:"1000000"`
	Share sim.Share     `yaml:"share" doc:"Which share of them, drawn at random each time. Default: all." omitzero:"true"`
	Delay time.Duration `yaml:"delay" doc:"How much later each message takes effect." required:"true" max:"1h"`
}

func (s *Slow) SetDefaults() { s.Peers = AllPeers }

// Mangle says which datagrams are duplicated or corrupted.
type Mangle struct {
	From   sim.Selector `yaml:"from" doc:"Peers at one end."`
	To     sim.Selector `yaml:"to" doc:"Peers at the other end."`
	OneWay bool         `yaml:"one_way" doc:"Whether only datagrams that the peers of from send to those of to are hit."`
	Share  sim.Share    `yaml:"share" doc:"Probability, of each datagram." required:"true"`
}

func (m *Mangle) SetDefaults() { m.From, m.To = AllPeers, AllPeers }

// Clock makes clocks wrong.
type Clock struct {
	Peers    sim.Selector  `yaml:"peers" doc:"The peers."`
	Count    int           `yaml:"count" doc:"How many of them, drawn at random each time. Default: all." omitzero:"true" max:"1000000"`
	Share    sim.Share     `yaml:"share" doc:"Which share of them, drawn at random each time. Default: all." omitzero:"true"`
	Ahead    time.Duration `yaml:"ahead" doc:"By how much their clocks jump ahead of the time." max:"87600h" omitzero:"true"`
	Behind   time.Duration `yaml:"behind" doc:"By how much their clocks jump back behind the time." max:"87600h" omitzero:"true"`
	DriftPPM float64       `yaml:"drift_ppm" doc:"By how many parts per million they run fast from then on, or slow if negative (the frequency error of RFC 5905). A quartz has up to 100." min:"-500000" max:"1000000" omitzero:"true"`
}

func (c *Clock) SetDefaults() { c.Peers = AllPeers }

// AllPeers is the selector, and so never the name of a group, of all peers.
const AllPeers = "all"

// Drawn returns how many of its peers, or which share of them, a fault draws each time; 0 and 0
// are all. It draws none if there are no such keys of its kind.
func (f *Fault) Drawn() (count int, share sim.Share) {
	for _, v := range []*Victims{f.Isolate, f.Silent, f.Pause, f.Crash, f.Restart, f.Lose} {
		if v != nil {
			return v.Count, v.Share
		}
	}
	switch {
	case f.Slow != nil:
		return f.Slow.Count, f.Slow.Share
	case f.Clock != nil:
		return f.Clock.Count, f.Clock.Share
	}
	return 0, 0
}

// Kind returns the key of the fault that is given, such as "cut".
func (f *Fault) Kind() string {
	for _, k := range []struct {
		name  string
		given bool
	}{
		{"partition", f.Partition != nil}, {"isolate", f.Isolate != nil}, {"cut", f.Cut != nil}, {"degrade", f.Degrade != nil},
		{"slow", f.Slow != nil}, {"silent", f.Silent != nil}, {"reset", f.Reset != nil},
		{"duplicate", f.Duplicate != nil}, {"corrupt", f.Corrupt != nil}, {"clock", f.Clock != nil}, {"pause", f.Pause != nil}, {"crash", f.Crash != nil}, {"restart", f.Restart != nil}, {"lose", f.Lose != nil},
	} {
		if k.given {
			return k.name
		}
	}
	return ""
}
