package play

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A blow is one time that a fault strikes.
type blow struct {
	what    string
	effects []*sim.Effect // of a fault of the network, while it lasts
	count   int64         // of what else it met: peers, streams, connections
	undo    func()        // of a fault of peers; nil if it is of one instant
}

// hits counts what the blow has met.
func (b *blow) hits() int64 {
	n := b.count
	for _, e := range b.effects {
		n += int64(e.Hits())
	}
	return n
}

// end undoes a blow.
func (b *blow) end() {
	for _, e := range b.effects {
		e.End()
	}
	if b.undo != nil {
		b.undo()
	}
	b.count, b.effects, b.undo = b.hits(), nil, nil
}

// A toll is what a fault has done so far.
type toll struct {
	strikes int64
	what    string  // of the first time that it met anybody
	hits    int64   // of blows that are over
	blows   []*blow // that are not
}

// fault lets one fault of the scenario happen, as often as it says.
func (st *stage) fault(i int, f *spec.Fault) {
	r := st.world.Rand(fmt.Sprintf("fault/%d", i))
	if f.At != nil {
		st.sleepUntil(*f.At)
		st.strike(i, f, r)
		return
	}
	for at := f.From + f.Every.Sample(r); at < f.Until; at += f.Every.Sample(r) {
		st.sleepUntil(at)
		st.strike(i, f, r)
	}
}

// strike lets a fault happen now, and end in its time.
func (st *stage) strike(i int, f *spec.Fault, r *rand.Rand) {
	end := time.Duration(-1)
	if !f.For.IsZero() {
		end = f.For.Sample(r)
	}
	st.settle()
	b, t := st.inflict(f, r), &st.tolls[i]
	t.strikes++
	if b.what == "" {
		return // no peer is there to meet it
	}
	t.what = cmp.Or(t.what, b.what)
	now := st.world.Now()
	if b.undo == nil && len(b.effects) == 0 { // of one instant
		st.mark("fault", b.what, now, now)
		t.hits += b.hits()
		st.world.Fault(nil, b.what, 0)()
		return
	}
	st.mark("fault", b.what, now, lasts(now, end))
	t.blows = append(t.blows, b)
	over := st.world.Fault(nil, b.what, end)
	if end < 0 {
		return
	}
	go func() {
		time.Sleep(end)
		st.settle()
		b.end()
		t.hits += b.hits()
		t.blows = slices.DeleteFunc(t.blows, func(c *blow) bool { return c == b })
		over()
	}()
}

// lasts returns when something that takes a time is over, -1 if never.
func lasts(now, takes time.Duration) time.Duration {
	if takes < 0 {
		return -1
	}
	return now + takes
}

// tally sums up what the faults did.
func (st *stage) tally() []trace.FaultTally {
	var all []trace.FaultTally
	for i := range st.spec.Faults {
		f := &st.spec.Faults[i]
		toll := &st.tolls[i]
		t := trace.FaultTally{Kind: f.Kind(), What: toll.what, Strikes: toll.strikes, Hits: toll.hits, Optional: f.Optional}
		for _, b := range toll.blows {
			t.Hits += b.hits()
		}
		all = append(all, t)
	}
	return all
}

// inflict carries out the fault.
func (st *stage) inflict(f *spec.Fault, r *rand.Rand) *blow {
	w := st.world
	switch {
	case f.Partition != nil:
		return st.partition(f.Partition)
	case f.Isolate != nil:
		return st.isolate(victims(w.SelectUp(f.Isolate.Peers), f.Isolate.Count, f.Isolate.Share, r))
	case f.Cut != nil:
		return st.cut(f.Cut)
	case f.Degrade != nil:
		return st.degrade(f.Degrade)
	case f.Slow != nil:
		nodes := victims(w.SelectUp(f.Slow.Peers), f.Slow.Count, f.Slow.Share, r)
		if len(nodes) == 0 {
			return &blow{}
		}
		return &blow{what: naming("slow", nodes), effects: []*sim.Effect{w.Degrade(w.Nodes(), nodes, sim.Degradation{Delay: f.Slow.Delay})}}
	case f.Silent != nil:
		nodes := victims(w.SelectUp(f.Silent.Peers), f.Silent.Count, f.Silent.Share, r)
		if len(nodes) == 0 {
			return &blow{}
		}
		return &blow{what: naming("silent", nodes), effects: []*sim.Effect{w.Silence(nodes)}}
	case f.Reset != nil:
		return st.reset(f.Reset)
	case f.Duplicate != nil:
		return st.mangle("duplicate", f.Duplicate, sim.Mangling{Duplicate: float64(f.Duplicate.Share)})
	case f.Corrupt != nil:
		return st.mangle("corrupt", f.Corrupt, sim.Mangling{Corrupt: float64(f.Corrupt.Share)})
	case f.Clock != nil:
		return st.clock(f.Clock, r)
	case f.Pause != nil:
		nodes := victims(w.SelectUp(f.Pause.Peers), f.Pause.Count, f.Pause.Share, r)
		for _, n := range nodes {
			n.Pause()
		}
		return &blow{what: naming("pause", nodes), count: int64(len(nodes)), undo: func() {
			for _, n := range nodes {
				n.Resume()
			}
		}}
	case f.Crash != nil:
		nodes := victims(w.SelectUp(f.Crash.Peers), f.Crash.Count, f.Crash.Share, r)
		for _, n := range nodes {
			st.away[n] = true
			n.Crash(st.stop(n))
		}
		return &blow{what: naming("crash", nodes), count: int64(len(nodes)), undo: func() { st.back(nodes) }}
	case f.Restart != nil:
		nodes := victims(w.SelectUp(f.Restart.Peers), f.Restart.Count, f.Restart.Share, r)
		for _, n := range nodes {
			n.Crash(st.stop(n))
		}
		st.back(nodes)
		return &blow{what: naming("restart", nodes), count: int64(len(nodes))}
	}
	return st.lose(victims(w.Select(f.Lose.Peers), f.Lose.Count, f.Lose.Share, r))
}

// cut keeps what some peers send from some others.
func (st *stage) cut(f *spec.LinkFault) *blow {
	from, to := st.world.Select(f.From), st.world.Select(f.To)
	effects := []*sim.Effect{st.world.Cut(from, to)}
	if !f.OneWay {
		effects = append(effects, st.world.Cut(to, from))
	}
	return &blow{what: fmt.Sprintf("cut %s to %s", f.From, f.To), effects: effects}
}

// mangle duplicates or corrupts datagrams between some peers and some others.
func (st *stage) mangle(what string, f *spec.Mangle, m sim.Mangling) *blow {
	from, to := st.world.Select(f.From), st.world.Select(f.To)
	effects := []*sim.Effect{st.world.Mangle(from, to, m)}
	if same := f.From == f.To; !f.OneWay && !same {
		effects = append(effects, st.world.Mangle(to, from, m))
	}
	return &blow{what: fmt.Sprintf("%s datagrams from %s to %s", what, f.From, f.To), effects: effects}
}

// clock makes the clocks of peers wrong.
func (st *stage) clock(f *spec.Clock, r *rand.Rand) *blow {
	nodes := victims(st.world.SelectUp(f.Peers), f.Count, f.Share, r)
	if len(nodes) == 0 {
		return &blow{}
	}
	what := "drift of the clocks of"
	switch {
	case f.Ahead > 0:
		what = fmt.Sprintf("clock ahead by %s at", duration.Format(f.Ahead))
	case f.Behind > 0:
		what = fmt.Sprintf("clock behind by %s at", duration.Format(f.Behind))
	}
	return &blow{what: naming(what, nodes), effects: []*sim.Effect{st.world.SetClocks(nodes, f.Ahead-f.Behind, f.DriftPPM)}}
}

// reset ends the streams or the connections between some peers and some others.
func (st *stage) reset(f *spec.Reset) *blow {
	b := &blow{what: fmt.Sprintf("reset %s of %s and %s", f.What, f.From, f.To)}
	from, to := set(st.world.SelectUp(f.From)), set(st.world.SelectUp(f.To))
	for _, n := range st.world.SelectUp(f.From) {
		if n.Host() == nil {
			continue
		}
		for _, c := range n.Host().Network().Conns() {
			m := st.world.Node(c.RemotePeer())
			if m == nil || !to[m] || from[m] && to[n] && m.Index < n.Index { // m's turn
				continue
			}
			if f.What == "connections" {
				b.count++
				n.Go(func() { _ = c.Close() })
				continue
			}
			for _, s := range c.GetStreams() {
				b.count++
				n.Go(func() { _ = s.Reset() })
			}
		}
	}
	return b
}

func set(nodes []*sim.Node) map[*sim.Node]bool {
	out := map[*sim.Node]bool{}
	for _, n := range nodes {
		out[n] = true
	}
	return out
}

// isolate cuts nodes off from all others.
func (st *stage) isolate(nodes []*sim.Node) *blow {
	w := st.world
	var cuts []*sim.Effect
	for _, n := range nodes {
		others := slices.DeleteFunc(slices.Clone(w.Nodes()), func(m *sim.Node) bool { return m == n })
		cuts = append(cuts, w.Cut([]*sim.Node{n}, others), w.Cut(others, []*sim.Node{n}))
	}
	return &blow{what: naming("isolate", nodes), effects: cuts}
}

// lose wipes the datastores of nodes, and restarts the nodes that are up.
func (st *stage) lose(nodes []*sim.Node) *blow {
	var up []*sim.Node
	for _, n := range nodes {
		if n.Up() {
			n.Crash(st.stop(n))
			up = append(up, n)
		}
		n.Wipe()
	}
	st.back(up)
	return &blow{what: naming("lose the datastore of", nodes), count: int64(len(nodes))}
}

// back brings nodes up that are down.
func (st *stage) back(nodes []*sim.Node) {
	for _, n := range nodes {
		if delete(st.away, n); !n.Up() {
			st.up(n)
		}
	}
}

func (st *stage) partition(p *spec.Partition) *blow {
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
	var cuts []*sim.Effect
	for i := range sides {
		for j := range sides {
			if i > j || i < j && !p.OneWay {
				cuts = append(cuts, st.world.Cut(sides[i], sides[j]))
			}
		}
	}
	return &blow{what: "partition " + strings.Join(names, " | "), effects: cuts}
}

func (st *stage) degrade(g *spec.Degrade) *blow {
	d := sim.Degradation{Delay: g.Delay, Loss: float64(g.Loss)}
	if !g.Jitter.IsZero() {
		var err error
		if d.Jitter, err = link.JitterOf(g.Jitter); err != nil {
			panic(err) // the loader let it through
		}
	}
	from, to := st.world.Select(g.From), st.world.Select(g.To)
	worse := []*sim.Effect{st.world.Degrade(from, to, d)}
	if !g.OneWay {
		worse = append(worse, st.world.Degrade(to, from, d))
	}
	return &blow{what: fmt.Sprintf("degrade %s to %s", g.From, g.To), effects: worse}
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
