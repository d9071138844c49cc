package play

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/seal"
)

// startChurn lets one entry of the churn section begin. Nodes that it holds
// back are away from the start.
func (st *stage) startChurn(i int, c *spec.Churn) {
	name := fmt.Sprintf("churn/%d", i)
	r := st.world.Rand(name)
	nodes := slices.Clone(st.world.Select(sim.Selector(c.Group)))
	switch {
	case c.Trace != nil:
		st.startTrace(name, c)
	case c.Random != nil:
		seal.Go(name, func() { st.randomly(c, nodes, r) })
	case c.FlashCrowd != nil:
		st.hold(nodes)
		st.markWave(c, len(nodes))
		order := r.Perm(len(nodes))
		for k, j := range order {
			at := c.FlashCrowd.At + evenly(c.FlashCrowd.Over, k, len(nodes))
			seal.Go(name+"/"+nodes[j].Name, func() { st.later(at, func() { st.arrive(nodes[j]) }) })
		}
	case c.MassDeparture != nil:
		m := c.MassDeparture
		leaving := victims(nodes, 0, m.Share, r)
		if m.Share == 0 {
			leaving = nil
		}
		st.markWave(c, len(leaving))
		for k, j := range r.Perm(len(leaving)) {
			crash := r.Float64() < float64(c.Crash)
			at := m.At + evenly(m.Over, k, len(leaving))
			seal.Go(name+"/"+leaving[j].Name, func() {
				st.later(at, func() {
					st.gone[leaving[j]] = true
					st.depart(leaving[j], c, crash)
				})
			})
		}
	case c.Diurnal != nil:
		st.startDiurnal(name, c, nodes, r)
	case c.Population > 0:
		st.startPopulation(name, c, nodes, r)
	default:
		for _, n := range nodes {
			st.startSessions(n, c)
		}
	}
}

// evenly returns the k-th of n moments that span a time.
func evenly(over time.Duration, k, n int) time.Duration {
	if n < 2 {
		return 0
	}
	return over / time.Duration(n-1) * time.Duration(k)
}

func (st *stage) later(at time.Duration, f func()) {
	st.sleepUntil(at)
	f()
}

func (st *stage) hold(nodes []*sim.Node) {
	for _, n := range nodes {
		st.away[n] = true
	}
}

func (st *stage) arrive(n *sim.Node) {
	delete(st.away, n)
	st.up(n)
}

// depart takes a node down and returns the node that may come back in its place.
func (st *stage) depart(n *sim.Node, c *spec.Churn, crash bool) *sim.Node {
	st.away[n] = true
	if crash {
		n.Crash(st.stop(n))
	} else {
		n.Leave(st.stop(n))
	}
	if c.Datastore == "lose" {
		n.Wipe()
	}
	if c.Rejoin != "new" {
		return n
	}
	next, err := st.world.Replace(n)
	if err != nil {
		panic(err)
	}
	st.price(next)
	st.away[next] = true
	return next
}

// A span draws lengths of sessions or downtimes of one peer.
type span struct {
	law   dist.Dist
	scale float64 // of the peer
}

// newSpan returns the span of a peer, whose mean it draws if there is a law of means.
func newSpan(law dist.Dist, means dist.Dist, r *rand.Rand) span {
	s := span{law, 1}
	if !means.IsZero() {
		s.scale = float64(means.Sample(r)) / float64(law.Mean())
	}
	return s
}

func (s span) sample(r *rand.Rand) time.Duration { return s.times(s.law.Sample(r)) }

func (s span) residual(r *rand.Rand) time.Duration { return s.times(s.law.Residual(r)) }

func (s span) mean() time.Duration { return s.times(s.law.Mean()) }

func (s span) times(d time.Duration) time.Duration {
	if s.scale == 1 {
		return d
	}
	x := float64(d) * s.scale
	if x >= float64(dist.Longest) {
		return dist.Longest
	}
	return time.Duration(math.Round(x))
}

// startSessions lets a node come and go. In equilibrium a node begins in the
// middle of a session or of a downtime, as often as the mean lengths say, so
// that the number of nodes that are up stays level.
func (st *stage) startSessions(n *sim.Node, c *spec.Churn) {
	name := "churn/" + n.Name
	r := st.world.Rand(name)
	up, down := newSpan(c.Session, c.SessionMean, r), newSpan(c.Downtime, c.DowntimeMean, r)
	s := &sessions{st, c, r, up, down}
	switch c.Start {
	case "online":
		first := c.From + up.sample(r)
		seal.Go(name, func() { s.stay(n, first) })
		return
	case "empty":
		st.away[n] = true
		back := c.From + time.Duration(r.Float64()*float64(c.Ramp))
		seal.Go(name, func() { s.comeBack(n, back) })
		return
	}
	on, off := float64(up.mean()), float64(down.mean())
	if r.Float64() < on/(on+off) {
		first := c.From + up.residual(r)
		seal.Go(name, func() { s.stay(n, first) })
		return
	}
	st.away[n] = true
	first := c.From + down.residual(r)
	seal.Go(name, func() { s.comeBack(n, first) })
}

// sessions are the comings and goings of one peer.
type sessions struct {
	st       *stage
	churn    *spec.Churn
	rand     *rand.Rand
	up, down span
}

// stay takes the node down at leave and brings it back after a downtime, for as
// long as the scenario says.
func (s *sessions) stay(n *sim.Node, leave time.Duration) {
	if leave >= s.churn.Until {
		return
	}
	s.st.sleepUntil(leave)
	next := s.st.depart(n, s.churn, s.rand.Float64() < float64(s.churn.Crash))
	s.comeBack(next, leave+s.down.sample(s.rand))
}

// comeBack brings the node up at the end of its downtime, or when churn ends.
func (s *sessions) comeBack(n *sim.Node, back time.Duration) {
	if back >= s.churn.Until && s.churn.Until >= s.st.spec.Duration {
		return // after the end of the run
	}
	s.st.sleepUntil(min(back, s.churn.Until))
	s.st.arrive(n)
	if back < s.churn.Until {
		s.stay(n, back+s.up.sample(s.rand))
	}
}

func (st *stage) sleepUntil(t time.Duration) { time.Sleep(t - st.world.Now()) }

// startPopulation keeps a number of the nodes online.
func (st *stage) startPopulation(churn string, c *spec.Churn, nodes []*sim.Node, r *rand.Rand) {
	online := sortedSample(len(nodes), c.Population, r)
	var off []*sim.Node
	for i, n := range nodes {
		up, name := newSpan(c.Session, c.SessionMean, r), churn+"/"+n.Name
		switch {
		case !slices.Contains(online, i):
			st.away[n] = true
			off = append(off, n)
		case c.Start == "equilibrium":
			first := c.From + up.residual(r)
			seal.Go(name, func() { st.relay(c, n, first, &off, r) })
		case c.Start == "empty":
			st.away[n] = true
			at := c.From + time.Duration(r.Float64()*float64(c.Ramp))
			seal.Go(name, func() {
				st.sleepUntil(at)
				st.arrive(n)
				st.relay(c, n, at+up.sample(r), &off, r)
			})
		default:
			first := c.From + up.sample(r)
			seal.Go(name, func() { st.relay(c, n, first, &off, r) })
		}
	}
}

// relay hands one place of the population on: when a node leaves, another follows.
func (st *stage) relay(c *spec.Churn, n *sim.Node, leave time.Duration, off *[]*sim.Node, r *rand.Rand) {
	for leave < c.Until {
		st.sleepUntil(leave)
		gone := st.depart(n, c, r.Float64() < float64(c.Crash))
		if len(*off) == 0 {
			n = gone
		} else {
			k := r.IntN(len(*off))
			n, (*off)[k] = (*off)[k], gone
		}
		st.arrive(n)
		leave += newSpan(c.Session, c.SessionMean, r).sample(r)
	}
}

// randomly takes random nodes down and up.
func (st *stage) randomly(c *spec.Churn, nodes []*sim.Node, r *rand.Rand) {
	for at := c.From + c.Random.Every.Sample(r); at < c.Until; at += c.Random.Every.Sample(r) {
		st.sleepUntil(at)
		leave, join := r.Float64() < float64(c.Random.Leave), r.Float64() < float64(c.Random.Join)
		if leave {
			st.some(c, nodes, true, 1, r)
		}
		if join {
			st.some(c, nodes, false, 1, r)
		}
	}
}

// some takes k random nodes of those that are up down, or brings k of those that
// are down up. A node that has a successor is replaced in the list.
func (st *stage) some(c *spec.Churn, nodes []*sim.Node, down bool, k int, r *rand.Rand) {
	var which []int
	for i, n := range nodes {
		if n.Up() == down && (down || st.away[n] && !st.gone[n]) {
			which = append(which, i)
		}
	}
	for _, i := range sortedSample(len(which), min(k, len(which)), r) {
		j := which[i]
		if down {
			nodes[j] = st.depart(nodes[j], c, r.Float64() < float64(c.Crash))
		} else {
			st.arrive(nodes[j])
		}
	}
}
