package scenarios

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// startChurn lets a node come and go. In equilibrium a node begins in the
// middle of a session or of a downtime, as often as the mean lengths say, so
// that the number of nodes that are up stays level.
func (st *stage) startChurn(n *sim.Node, c *Churn) {
	r := st.world.Rand("churn/" + n.Name)
	if c.Start == "online" {
		go st.churn(n, c, r, c.From+c.Session.Sample(r))
		return
	}
	on, off := c.Session.Mean(), c.Downtime.Mean()
	share := float64(on) / (float64(on) + float64(off))
	if r.Float64() < share {
		go st.churn(n, c, r, c.From+c.Session.Residual(r))
		return
	}
	st.away[n] = true
	back := c.From + c.Downtime.Residual(r)
	go func() {
		if st.comeBack(n, c, back) {
			st.churn(n, c, r, back+c.Session.Sample(r))
		}
	}()
}

// churn takes a node down at leave and brings it back after a downtime, for as
// long as the scenario says.
func (st *stage) churn(n *sim.Node, c *Churn, r *rand.Rand, leave time.Duration) {
	for leave < c.Until {
		st.sleepUntil(leave)
		st.away[n] = true
		if r.Float64() < float64(c.Crash) {
			n.Crash(st.stop(n))
		} else {
			n.Leave(st.stop(n))
		}
		if c.Datastore == "lose" {
			n.Wipe()
		}
		back := leave + c.Downtime.Sample(r)
		if !st.comeBack(n, c, back) {
			return
		}
		leave = back + c.Session.Sample(r)
	}
}

func (st *stage) sleepUntil(t time.Duration) { time.Sleep(t - st.world.Now()) }

// comeBack brings a node up at the end of its downtime, or when churn ends, and
// reports whether churn goes on for it.
func (st *stage) comeBack(n *sim.Node, c *Churn, back time.Duration) bool {
	if back >= c.Until && c.Until >= st.spec.Duration {
		return false // after the end of the run
	}
	st.sleepUntil(min(back, c.Until))
	delete(st.away, n)
	st.up(n)
	return back < c.Until
}
