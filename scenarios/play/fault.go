package play

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// fault lets one fault of the scenario happen, as often as it says.
func (st *stage) fault(i int, f *spec.Fault) {
	r := st.world.Rand(fmt.Sprintf("fault/%d", i))
	if f.At != nil {
		st.sleepUntil(*f.At)
		st.strike(f, r)
		return
	}
	for at := f.From + f.Every.Sample(r); at < f.Until; at += f.Every.Sample(r) {
		st.sleepUntil(at)
		st.strike(f, r)
	}
}

// strike lets a fault happen now, and end in its time.
func (st *stage) strike(f *spec.Fault, r *rand.Rand) {
	end := time.Duration(-1)
	if !f.For.IsZero() {
		end = f.For.Sample(r)
	}
	st.settle()
	what, undo := st.inflict(f, r)
	if what == "" {
		return // no peer is there to meet it
	}
	if undo == nil { // of one instant
		st.world.Fault(nil, what, 0)()
		return
	}
	over := st.world.Fault(nil, what, end)
	if end < 0 {
		return
	}
	go func() {
		time.Sleep(end)
		st.settle()
		undo()
		over()
	}()
}

// inflict carries out the fault, and returns its text and a function that ends it.
func (st *stage) inflict(f *spec.Fault, r *rand.Rand) (what string, undo func()) {
	w := st.world
	switch {
	case f.Partition != nil:
		return st.partition(f.Partition)
	case f.Isolate != nil:
		return st.isolate(victims(w.SelectUp(f.Isolate.Peers), f.Isolate.Count, f.Isolate.Share, r))
	case f.Cut != nil:
		from, to := w.Select(f.Cut.From), w.Select(f.Cut.To)
		heals := []func(){w.Cut(from, to)}
		if !f.Cut.OneWay {
			heals = append(heals, w.Cut(to, from))
		}
		return fmt.Sprintf("cut %s to %s", f.Cut.From, f.Cut.To), all(heals)
	case f.Degrade != nil:
		return st.degrade(f.Degrade)
	case f.Slow != nil:
		nodes := victims(w.SelectUp(f.Slow.Peers), f.Slow.Count, f.Slow.Share, r)
		return naming("slow", nodes), w.Degrade(w.Nodes(), nodes, sim.Degradation{Delay: f.Slow.Delay})
	case f.Pause != nil:
		nodes := victims(w.SelectUp(f.Pause.Peers), f.Pause.Count, f.Pause.Share, r)
		for _, n := range nodes {
			n.Pause()
		}
		return naming("pause", nodes), func() {
			for _, n := range nodes {
				n.Resume()
			}
		}
	case f.Crash != nil:
		nodes := victims(w.SelectUp(f.Crash.Peers), f.Crash.Count, f.Crash.Share, r)
		for _, n := range nodes {
			st.away[n] = true
			n.Crash(st.stop(n))
		}
		return naming("crash", nodes), func() { st.back(nodes) }
	case f.Restart != nil:
		nodes := victims(w.SelectUp(f.Restart.Peers), f.Restart.Count, f.Restart.Share, r)
		for _, n := range nodes {
			n.Crash(st.stop(n))
		}
		st.back(nodes)
		return naming("restart", nodes), nil
	}
	return st.lose(victims(w.Select(f.Lose.Peers), f.Lose.Count, f.Lose.Share, r)), nil
}

// isolate cuts nodes off from all others.
func (st *stage) isolate(nodes []*sim.Node) (what string, undo func()) {
	w := st.world
	var heals []func()
	for _, n := range nodes {
		others := slices.DeleteFunc(slices.Clone(w.Nodes()), func(m *sim.Node) bool { return m == n })
		heals = append(heals, w.Cut([]*sim.Node{n}, others), w.Cut(others, []*sim.Node{n}))
	}
	return naming("isolate", nodes), all(heals)
}

// lose wipes the datastores of nodes, and restarts the nodes that are up.
func (st *stage) lose(nodes []*sim.Node) (what string) {
	var up []*sim.Node
	for _, n := range nodes {
		if n.Up() {
			n.Crash(st.stop(n))
			up = append(up, n)
		}
		n.Wipe()
	}
	st.back(up)
	return naming("lose the datastore of", nodes)
}

// back brings nodes up that are down.
func (st *stage) back(nodes []*sim.Node) {
	for _, n := range nodes {
		if delete(st.away, n); !n.Up() {
			st.up(n)
		}
	}
}

func (st *stage) partition(p *spec.Partition) (string, func()) {
	var sides [][]*sim.Node
	var names []string
	for _, side := range p.Sides {
		var nodes []*sim.Node
		var texts []string
		for _, s := range side {
			nodes = append(nodes, st.world.Select(s)...)
			texts = append(texts, string(s))
		}
		sides = append(sides, nodes)
		names = append(names, strings.Join(texts, "+"))
	}
	var heals []func()
	for i := range sides {
		for j := range sides {
			if i > j || i < j && !p.OneWay {
				heals = append(heals, st.world.Cut(sides[i], sides[j]))
			}
		}
	}
	return "partition " + strings.Join(names, " | "), all(heals)
}

func (st *stage) degrade(g *spec.Degrade) (string, func()) {
	d := sim.Degradation{Delay: g.Delay, Loss: float64(g.Loss)}
	if !g.Jitter.IsZero() {
		var err error
		if d.Jitter, err = link.JitterOf(g.Jitter); err != nil {
			panic(err) // the loader let it through
		}
	}
	from, to := st.world.Select(g.From), st.world.Select(g.To)
	undo := []func(){st.world.Degrade(from, to, d)}
	if !g.OneWay {
		undo = append(undo, st.world.Degrade(to, from, d))
	}
	return fmt.Sprintf("degrade %s to %s", g.From, g.To), all(undo)
}

func all(fs []func()) func() {
	return func() {
		for _, f := range fs {
			f()
		}
	}
}

// victims draws some of the nodes, in their order.
func victims(nodes []*sim.Node, count int, share sim.Share, r *rand.Rand) []*sim.Node {
	n := len(nodes)
	switch {
	case count > 0:
		n = min(count, n)
	case share > 0:
		n = int(float64(n)*float64(share) + 0.5)
	}
	if n == len(nodes) {
		return nodes
	}
	var out []*sim.Node
	for _, i := range sortedSample(len(nodes), n, r) {
		out = append(out, nodes[i])
	}
	return out
}

func sortedSample(n, k int, r *rand.Rand) []int {
	picked := r.Perm(n)[:k]
	slices.Sort(picked)
	return picked
}

// naming returns the text of a fault with the nodes that it meets, "" if it meets none.
func naming(what string, nodes []*sim.Node) string {
	if len(nodes) == 0 {
		return ""
	}
	return what + " " + sim.Names(nodes)
}
