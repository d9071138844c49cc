package spec

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// Bootstrap says how peers come to know each other.
type Bootstrap struct {
	Graph     string        `yaml:"graph" doc:"Graph of the first connections. random: a joining peer connects to some of the peers that are there; full: to all of them. The other graphs are drawn before the run, with at most 5000000 edges, and an edge is dialled when both of its ends are up: line (each peer dials all that come after it), path, ring, star, tree, grid, random-regular, small-world, scale-free, file; none: no peers connect." enum:"random|full|line|path|ring|star|tree|grid|random-regular|small-world|scale-free|file|none"`
	Degree    int           `yaml:"degree" doc:"Number of neighbours: with random, those to which a joining peer connects; with random-regular and small-world, those of each peer; with scale-free, those to which a new peer connects. Default: 3, 4 with small-world, or all other peers if they are fewer." min:"1" max:"1000000" omitzero:"true"`
	Branching int           `yaml:"branching" doc:"Children of a peer, with tree. Default: 2." min:"1" max:"1000000" omitzero:"true"`
	Columns   int           `yaml:"columns" doc:"Columns of the grid. Default: the root of the number of peers." min:"1" max:"1000000" omitzero:"true"`
	Rewire    *sim.Share    `yaml:"rewire" doc:"Share of edges that lead elsewhere, with small-world. Default: 10%."`
	File      *File         `yaml:"file" doc:"Edges, with file: a line each, from and to, by names such as servers-3 or by numbers from 0."`
	Interval  time.Duration `yaml:"interval" doc:"Time between the joins of two peers."`
}

// Churn makes the peers of one group come and go. Each alternates between a
// session, online, and a downtime, offline, both drawn afresh every time; or
// they follow one of the other forms.
type Churn struct {
	Group         string         `yaml:"group" doc:"The group whose peers come and go." omitzero:"true"`
	Preset        string         `yaml:"preset" doc:"Sessions and downtimes of a measured network: ipfs or kad." omitzero:"true" match:"^[a-z0-9-]+$"`
	Session       dist.Dist      `yaml:"session" doc:"How long a peer stays online." min:"1ms" omitzero:"true"`
	Downtime      dist.Dist      `yaml:"downtime" doc:"How long a peer stays offline." min:"1ms" omitzero:"true"`
	SessionMean   dist.Dist      `yaml:"session_mean" doc:"Law from which each peer draws its own mean session, once; its sessions follow session, scaled to it." min:"1ms" omitzero:"true"`
	DowntimeMean  dist.Dist      `yaml:"downtime_mean" doc:"The same for downtimes." min:"1ms" omitzero:"true"`
	Population    int            `yaml:"population" doc:"Number of peers of the group that are kept online: when one leaves, another that is offline joins. In place of downtime." omitzero:"true" max:"1000000"`
	Random        *RandomChurn   `yaml:"random" doc:"From time to time a random peer leaves or joins. In place of session and downtime."`
	FlashCrowd    *FlashCrowd    `yaml:"flash_crowd" doc:"The peers stay away until a moment at which all of them join."`
	MassDeparture *MassDeparture `yaml:"mass_departure" doc:"A share of the peers leaves at once, for good."`
	Diurnal       *Diurnal       `yaml:"diurnal" doc:"The number of peers online follows the time of day, and which peers are online changes all the time."`
	Trace         *File          `yaml:"trace" doc:"A file of lines \"time event peer\", such as 10m join servers-3: join, leave, crash; put, get, provide, find-providers or get-closest-peers, with a key or without; find-peer, with a peer or without. A peer that joins in the file is offline until then."`
	Crash         sim.Share      `yaml:"crash" doc:"The share of departures that are crashes, of which no other peer is told."`
	Start         string         `yaml:"start" doc:"How churn begins: as if it had always been going on, some peers offline; with every peer online at the start of a session; or empty, every peer offline until it joins during the ramp." enum:"equilibrium|online|empty"`
	Ramp          time.Duration  `yaml:"ramp" doc:"With start empty: the time over which the peers join, evenly." omitzero:"true"`
	From          time.Duration  `yaml:"from" doc:"When churn begins."`
	Until         time.Duration  `yaml:"until" doc:"When churn ends and every peer comes back for good. Default: the end of the run."`
	Datastore     string         `yaml:"datastore" doc:"Whether a peer still has its records when it comes back." enum:"keep|lose"`
	Rejoin        string         `yaml:"rejoin" doc:"Whether a peer comes back as the same, or as a new one with another identity." enum:"same|new"`
}

func (c *Churn) SetDefaults() { c.Start, c.Datastore, c.Rejoin = "equilibrium", "keep", "same" }

// RandomChurn takes peers down and up at moments of its own.
type RandomChurn struct {
	Every dist.Dist `yaml:"every" doc:"Time from one moment to the next." required:"true" min:"1ms"`
	Leave sim.Share `yaml:"leave" doc:"Probability that at such a moment a random peer that is online leaves."`
	Join  sim.Share `yaml:"join" doc:"Probability that at such a moment a random peer that is offline joins."`
}

func (r *RandomChurn) SetDefaults() { r.Leave, r.Join = 0.5, 0.5 }

// FlashCrowd is a group that comes at once.
type FlashCrowd struct {
	At   time.Duration `yaml:"at" doc:"When the crowd begins to come." required:"true"`
	Over time.Duration `yaml:"over" doc:"How long it takes until all are there; they come evenly."`
}

// MassDeparture is the end of many peers.
type MassDeparture struct {
	At    time.Duration `yaml:"at" doc:"When the peers begin to leave." required:"true"`
	Over  time.Duration `yaml:"over" doc:"How long it takes until all are gone; they go evenly."`
	Share sim.Share     `yaml:"share" doc:"The share of the group's peers that leave, drawn at random."`
}

func (m *MassDeparture) SetDefaults() { m.Share = 1 }

// Diurnal is a population that follows the day.
type Diurnal struct {
	Period time.Duration `yaml:"period" doc:"Length of the day." min:"1s"`
	Peak   time.Duration `yaml:"peak" doc:"When most peers are online, from the start of the run."`
	Least  sim.Share     `yaml:"least" doc:"The share of the peers that are online half a day from the peak."`
	Most   sim.Share     `yaml:"most" doc:"The share of the peers that are online at the peak."`
	// Session is an assumption: no measurement is behind it.
	Session dist.Dist `yaml:"session" doc:"How long a peer stays online before another takes its place, unless the time of day ends its session. The default is an assumption." min:"1ms"`
}

func (d *Diurnal) SetDefaults() {
	d.Period, d.Least, d.Most, d.Session = 24*time.Hour, 0.3, 0.9, dist.Exponential(3*time.Hour)
}
