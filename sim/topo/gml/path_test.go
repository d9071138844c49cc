package gml

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/say"
)

func TestShortestPath(t *testing.T) {
	n := parse(t, string(read(t, "atlantic.gml")))
	at := func(id int) int {
		i, ok := n.Index(id)
		if !ok {
			t.Fatalf("no node %d", id)
		}
		return i
	}
	for _, c := range []struct {
		from, to int
		want     Path
	}{
		{10, 11, Path{17 * time.Millisecond, time.Millisecond, 0.001}},
		// By London, as there is no direct edge.
		{11, 20, Path{52 * time.Millisecond, 3 * time.Millisecond, 1 - 0.999*0.998}},
		// By the router; London and Lisbon are further.
		{20, 30, Path{45 * time.Millisecond, 500 * time.Microsecond, 0}},
		// The better of two cables.
		{30, 11, Path{30500 * time.Microsecond, 0, 0.002}},
		// The self-loop, not the empty path.
		{11, 11, Path{800 * time.Microsecond, 100 * time.Microsecond, 0}},
	} {
		got, err := n.Path(at(c.from), at(c.to), true)
		if err != nil || got.Latency != c.want.Latency || got.Jitter != c.want.Jitter || math.Abs(got.Loss-c.want.Loss) > 1e-15 {
			t.Errorf("from %d to %d: %+v, %v, want %+v", c.from, c.to, got, err, c.want)
		}
	}
}

func TestDirectPath(t *testing.T) {
	n := parse(t, string(read(t, "atlantic.gml")))
	if p, err := n.Path(1, 0, false); p != (Path{17 * time.Millisecond, time.Millisecond, 0.001}) {
		t.Errorf("against the edge's order, but undirected: %v, %v", p, err)
	}
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{1, 2, "line 8: no edge from node 11 to node 20 (line 9)"},
		{1, 3, "line 8: more than one edge from node 11 to node 30: lines 29 and 30"},
		{3, 3, "line 18: node 30 has no edge to itself, which hosts at the same node need"},
	} {
		_, err := n.Path(c.from, c.to, false)
		var e *say.Fault
		if !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// An edge of a directed graph leads one way.
func TestDirected(t *testing.T) {
	n := parse(t, graph("directed 1\n"+edge01))
	for _, shortest := range []bool{true, false} {
		if _, err := n.Path(0, 1, shortest); err != nil {
			t.Errorf("from 0 to 1: %v", err)
		}
		if _, err := n.Path(1, 0, shortest); err == nil || !strings.Contains(err.Error(), "from node 1 to node 0 (line 2)") {
			t.Errorf("from 1 to 0: %v, want an error that names both", err)
		}
	}
}

// A graph drawn for a test: its edges, and the text that says so.
type drawn struct {
	n, directed int
	edges       []edge
	order       []int // of the edges in the text
}

func (d drawn) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "graph [\ndirected %d\n", d.directed)
	for i := range d.n {
		fmt.Fprintf(&b, "node [ id %d ]\n", i)
	}
	for _, i := range d.order {
		e := d.edges[i]
		fmt.Fprintf(&b, "edge [ source %d target %d latency \"%d ns\" jitter \"%d ns\" packet_loss %v ]\n",
			e.source, e.target, e.Latency, e.Jitter, e.Loss)
	}
	return b.String() + "]\n"
}

func drawGraph(t *rapid.T) drawn {
	d := drawn{n: rapid.IntRange(1, 7).Draw(t, "n"), directed: rapid.IntRange(0, 1).Draw(t, "directed")}
	for i := range rapid.IntRange(0, 16).Draw(t, "edges") {
		d.edges = append(d.edges, edge{
			Path: Path{
				Latency: time.Duration(rapid.IntRange(1, 4).Draw(t, "latency")), // few, for many ties
				Jitter:  time.Duration(rapid.IntRange(0, 3).Draw(t, "jitter")),
				Loss:    rapid.SampledFrom([]float64{0, 0.1, 0.25, 1}).Draw(t, "loss"),
			},
			source: int32(rapid.IntRange(0, d.n-1).Draw(t, "source")),
			target: int32(rapid.IntRange(0, d.n-1).Draw(t, "target")),
		})
		d.order = append(d.order, i)
	}
	return d
}

// best tries every way from u to v that visits no node twice, which Dijkstra's
// algorithm must not need to.
func (d drawn) best(u, v int32, visited map[int32]bool) (best Path, ok bool) {
	if u == v {
		return Path{}, true
	}
	visited[u] = true
	defer delete(visited, u)
	for _, e := range d.edges {
		if d.directed == 0 && e.target == u {
			e.source, e.target = e.target, e.source
		}
		if e.source != u || visited[e.target] {
			continue
		}
		if rest, found := d.best(e.target, v, visited); found {
			way := e.Path.then(rest)
			if !ok || way.Latency < best.Latency || way.Latency == best.Latency && way.Loss < best.Loss {
				best, ok = way, true
			}
		}
	}
	return best, ok
}

func TestPathsAreBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawGraph(t)
		n, err := Parse([]byte(d.text()))
		if err != nil {
			t.Fatal(err)
		}
		for u := range d.n {
			for v := range d.n {
				if u == v {
					continue
				}
				got, err := n.Path(u, v, true)
				want, ok := d.best(int32(u), int32(v), map[int32]bool{})
				if ok != (err == nil) || got.Latency != want.Latency || math.Abs(got.Loss-want.Loss) > 1e-12 {
					t.Fatalf("from %d to %d: %+v, %v, want %+v, %v\n%s", u, v, got, err, want, ok, d.text())
				}
			}
		}
	})
}

// The order of the edges in the file changes no bit of any path.
func TestPathsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawGraph(t)
		before, _ := Parse([]byte(d.text()))
		d.order = rapid.Permutation(d.order).Draw(t, "order")
		after, err := Parse([]byte(d.text()))
		if err != nil {
			t.Fatal(err)
		}
		for u := range d.n {
			for v := range d.n {
				p, _ := before.Path(u, v, true)
				q, _ := after.Path(u, v, true)
				if p != q {
					t.Fatalf("from %d to %d: %+v, in another order %+v", u, v, p, q)
				}
			}
		}
	})
}

// Losses combine as 1-∏(1-p), to the last few bits, and never leave 0 to 1.
func TestLossesCombine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path, keep := Path{}, big.NewFloat(1).SetPrec(200)
		for _, loss := range rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "losses") {
			path = path.then(Path{Loss: loss})
			rest := new(big.Float).SetPrec(200).Sub(big.NewFloat(1), big.NewFloat(loss))
			keep.Mul(keep, rest)
			want, _ := new(big.Float).SetPrec(200).Sub(big.NewFloat(1), keep).Float64()
			if math.Abs(path.Loss-want) > 1e-14 || path.Loss < 0 || path.Loss > 1 {
				t.Fatalf("loss %v, want %v", path.Loss, want)
			}
		}
	})
	if p := (Path{}).then(Path{Loss: 0.1}); p.Loss != 0.1 {
		t.Errorf("one edge of loss 0.1 makes a path of %v", p.Loss)
	}
}

// A graph of a thousand nodes in a line, whose ends are furthest from each other.
func TestLongPath(t *testing.T) {
	d := drawn{n: 1000}
	for i := range d.n - 1 {
		d.edges = append(d.edges, edge{Path: Path{Latency: Longest}, source: int32(i + 1), target: int32(i)})
		d.order = append(d.order, i)
	}
	if p, err := parse(t, d.text()).Path(0, d.n-1, true); p.Latency != 999*Longest {
		t.Errorf("%v, %v, want 999 h", p, err)
	}
}

func TestFrontier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f frontier
		for _, at := range rapid.SliceOf(rapid.Int64Range(0, 20)).Draw(t, "times") {
			f.push(step{at: at})
		}
		last := int64(0)
		for len(f) > 0 {
			s := f.pop()
			if s.at < last {
				t.Fatalf("%d after %d", s.at, last)
			}
			last = s.at
		}
	})
}
