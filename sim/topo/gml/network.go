package gml

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// A Node is a place at which hosts can be attached to the network.
type Node struct {
	ID                    int // as the file has it, 0 to 2³¹-1
	Label                 string
	CountryCode, CityCode string // as older Shadow graphs have them, "" if absent
	UpBitsPerSecond       int64  // of each host at the node, 0 if absent
	DownBitsPerSecond     int64
	Line                  int // of the file
}

// A Path is the latency, jitter and loss that a packet meets from one node to
// another.
type Path struct {
	Latency time.Duration
	Jitter  time.Duration
	Loss    float64 // probability that the packet is lost, 0 to 1
}

// A Network is a graph of nodes and the edges between them. Its nodes are
// numbered by their places in Nodes, which is in the order of the file. It is
// not to be changed; its methods can be called from several goroutines.
type Network struct {
	Nodes []Node

	directed bool
	index    map[int32]int // by id
	edges    []edge
	// arcs leave node i in arcs[first[i]:first[i+1]], sorted by where they go, then
	// by line. An undirected edge is two arcs, a self-loop one.
	arcs  []arc
	first []int32

	mu       sync.Mutex
	shortest map[int][]Path // by source, to every node
}

type arc struct {
	to, edge int32
	latency  time.Duration // of the edge, here as the search looks at little else
}

// Index finds a node by the id that the file gives it.
func (n *Network) Index(id int) (i int, ok bool) {
	if int(int32(id)) != id {
		return 0, false
	}
	i, ok = n.index[int32(id)]
	return i, ok
}

// network makes the graph of the nodes and edges read, or reports those that do
// not fit together.
func (p *parser) network() *Network {
	if len(p.nodes) == 0 {
		p.add(p.graph, "a graph without nodes")
		return nil
	}
	n := &Network{
		Nodes:    p.nodes,
		directed: p.directed.text == "1",
		index:    make(map[int32]int, len(p.nodes)),
		edges:    p.edges,
		shortest: map[int][]Path{},
	}
	for i, node := range n.Nodes {
		if first, ok := n.index[int32(node.ID)]; ok {
			p.add(node.Line, "id %d is taken by the node on line %d", node.ID, n.Nodes[first].Line)
			continue
		}
		n.index[int32(node.ID)] = i
	}
	for i := range n.edges {
		e := &n.edges[i]
		e.source = p.end(n, e, "source", e.source)
		e.target = p.end(n, e, "target", e.target)
	}
	if p.faults != nil {
		return nil
	}
	n.connect()
	return n
}

// end finds one end of an edge.
func (p *parser) end(n *Network, e *edge, name string, id int32) int32 {
	i, ok := n.index[id]
	if !ok {
		p.add(int(e.line), "%s %d is the id of no node", name, id)
	}
	return int32(i)
}

// connect sorts the edges by the nodes they leave.
func (n *Network) connect() {
	n.first = make([]int32, len(n.Nodes)+1)
	n.eachArc(func(from int32, _ arc) { n.first[from+1]++ })
	for i := range n.Nodes {
		n.first[i+1] += n.first[i]
	}
	n.arcs = make([]arc, n.first[len(n.Nodes)])
	next := slices.Clone(n.first)
	n.eachArc(func(from int32, a arc) {
		n.arcs[next[from]] = a
		next[from]++
	})
	for i := range n.Nodes {
		slices.SortFunc(n.from(i), func(a, b arc) int {
			return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.edge, b.edge))
		})
	}
}

func (n *Network) eachArc(f func(from int32, a arc)) {
	for i, e := range n.edges {
		f(e.source, arc{e.target, int32(i), e.Latency})
		if !n.directed && e.source != e.target {
			f(e.target, arc{e.source, int32(i), e.Latency})
		}
	}
}

// from gives the arcs that leave a node.
func (n *Network) from(i int) []arc { return n.arcs[n.first[i]:n.first[i+1]] }

// direct gives the arcs that lead from one node to another.
func (n *Network) direct(from, to int) []arc {
	all := n.from(from)
	low, _ := slices.BinarySearchFunc(all, int32(to), func(a arc, to int32) int { return cmp.Compare(a.to, to) })
	high := low
	for high < len(all) && int(all[high].to) == to {
		high++
	}
	return all[low:high]
}
