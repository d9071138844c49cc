package link

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// A Way is one direction between two peers.
type Way struct {
	Delay  time.Duration // the least that anything takes, one way
	Jitter Jitter        // on top, new for every train of packets
	Loss   Loss          // which packets never arrive
}

// Mean returns the time that a packet takes on average on an idle way.
func (w Way) Mean() time.Duration { return w.Delay + w.Jitter.Mean() }

// steady reports whether everything takes exactly Delay.
func (w *Way) steady() bool { return w.Jitter == (Jitter{}) && w.Loss == (Loss{}) }

// A Route is the network between two peers.
type Route struct {
	There, Back Way
}

// RTT returns the mean time there and back on an idle route: both delays and the
// mean of both jitters.
func (r Route) RTT() time.Duration { return r.There.Mean() + r.Back.Mean() }

// Flip returns the route as the other side sees it.
func (r Route) Flip() Route { return Route{r.Back, r.There} }

// Place is where a peer is. A model looks at the fields that it needs.
type Place struct {
	Index        int     // number of the peer
	Region       int     // index of a region of a Table
	X, Y, Height float64 // coordinates in ms, see Coordinates
}

// A Model gives a pair of peers their route, seen from a. It is asked once an
// unordered pair, with a.Index < b.Index and a random stream that belongs to
// the pair.
type Model interface {
	Route(a, b Place, r *rand.Rand) Route
}

// Func is a function as a model.
type Func func(a, b Place, r *rand.Rand) Route

// Route implements Model.
func (f Func) Route(a, b Place, r *rand.Rand) Route { return f(a, b, r) }

// Route implements Model.
func (c Constant) Route(_, _ Place, _ *rand.Rand) Route { return even(time.Duration(c)) }

// FromDist draws the delay of a pair from Delay. Each draws the two directions
// independently; without it both have the same delay.
type FromDist struct {
	Delay dist.Dist
	Each  bool
}

// Route implements Model.
func (f FromDist) Route(_, _ Place, r *rand.Rand) Route {
	route := even(f.Delay.Sample(r))
	if f.Each {
		route.Back.Delay = f.Delay.Sample(r)
	}
	return route
}

// With gives every route of m the loss l, and the jitter j in place of the
// model's own unless j is none.
func With(m Model, j Jitter, l Loss) Model {
	return Func(func(a, b Place, r *rand.Rand) Route {
		route := m.Route(a, b, r)
		route.There.Loss, route.Back.Loss = l, l
		if j != (Jitter{}) {
			route.There.Jitter, route.Back.Jitter = j, j
		}
		return route
	})
}

func even(delay time.Duration) Route {
	return Route{Way{Delay: delay}, Way{Delay: delay}}
}
