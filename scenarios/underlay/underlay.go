// Package underlay makes a network of the network section of a scenario: delays,
// losses, regions, local networks, and the peers with their places.
//
// Its nouns are the [Underlay]; the place, where a peer is in it; and the [Error], a
// fault of a value of the network section. It starts nothing.
package underlay

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/scenarios/kubernetes"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/topo/gml"
)

// An Underlay is the model that the network section of a scenario stands for.
type Underlay struct {
	Groups  []spec.Group // of all peers, in order; with Kubernetes made from the pods
	Model   link.Model
	Regions []string  // that peers can be in
	weights []float64 // of the regions
	table   *link.Table
	graph   *gml.Network
	points  []link.Point
	cluster *kubernetes.Cluster
	members map[string][]int // with Kubernetes: the peers of each group
	listen  []ma.Multiaddr   // with Kubernetes: where each peer does
	LANs    map[string]sim.LAN
	index   map[string]int // of a region or, with a graph, a label; made by Region
}

// An Error is a fault of a part of the network section.
type Error struct {
	Path string // of the value
	Err  error
}

func (e Error) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns the fault without its path.
func (e Error) Unwrap() error { return e.Err }

// Lay makes the underlay of a network. Faults are of type [Error].
func Lay(n *spec.Network) (*Underlay, error) {
	u := &Underlay{Groups: n.Peers, LANs: map[string]sim.LAN{}}
	for _, l := range n.LANs {
		u.LANs[l.LAN] = sim.LAN{Latency: l.Latency, Loss: float64(l.Loss)}
	}
	if n.Kubernetes != nil {
		return u, u.layCluster(n.Kubernetes)
	}
	if err := u.layLatency(n); err != nil {
		return nil, err
	}
	var jitter link.Jitter
	switch {
	case n.Jitter.Measured:
		if u.table == nil {
			return nil, Error{"network.jitter", errors.New("measured jitter needs a latency table")}
		}
		with, ok := u.table.WithJitter()
		if !ok {
			return nil, Error{"network.jitter", errors.New("this table was published without its spread; aws33 has it")}
		}
		u.Model = with
	default:
		var err error
		if jitter, err = link.JitterOf(n.Jitter.Law); err != nil {
			return nil, Error{"network.jitter", err}
		}
	}
	if jitter != (link.Jitter{}) || n.Loss != (link.Loss{}) {
		if u.graph != nil && n.Loss == (link.Loss{}) {
			u.Model = withJitter(u.Model, jitter)
		} else {
			u.Model = link.With(u.Model, jitter, n.Loss)
		}
	}
	u.Region("") // makes the index here: a map that is made in the run draws from it
	return u, nil
}

// withJitter leaves a graph its losses.
func withJitter(m link.Model, j link.Jitter) link.Model {
	return link.Func(func(a, b link.Place, r *rand.Rand) link.Route {
		route := m.Route(a, b, r)
		route.There.Jitter, route.Back.Jitter = j, j
		return route
	})
}

func (u *Underlay) layLatency(n *spec.Network) error {
	l := &n.Latency
	switch {
	case l.Table != nil:
		t, ok := link.LookupTable(*l.Table)
		if !ok {
			return Error{"network.latency.table", &say.Fault{Message: fmt.Sprintf("no latency table is called %q", say.Clip(*l.Table)), Want: say.List(link.TableNames()), Hint: near.Word(*l.Table, link.TableNames())}}
		}
		u.layTable(t)
	case l.Matrix != nil:
		t, err := link.ParseMatrix([]byte(l.Matrix.File.Content), kindNamed(l.Matrix.Kind), l.Matrix.Symmetric)
		if err != nil {
			return Error{"network.latency.matrix.file", err}
		}
		u.layTable(t)
	case l.Coordinates != nil:
		u.Model = link.Coordinates{Measure: kindNamed(l.Coordinates.Kind)}
		if f := l.Coordinates.File; f != nil {
			points, err := link.ParsePoints([]byte(f.Content))
			if err != nil {
				return Error{"network.latency.coordinates.file", err}
			}
			u.points = points
		}
	case l.Graph != nil:
		return u.layGraph(n)
	default:
		if l.Law == nil {
			return Error{"network", errors.New("latency is missing")}
		}
		u.Model = link.FromDist{Delay: *l.Law, Each: n.Asymmetric}
	}
	return nil
}

func kindNamed(name string) link.Kind {
	if name == "one-way" {
		return link.OneWay
	}
	return link.RTT
}

func (u *Underlay) layTable(t *link.Table) {
	u.table, u.Model = t, t
	u.Regions, u.weights = t.Regions(), t.Weights()
}

// layGraph reads the graph and holds it against the peers: every pair that can
// meet needs a path.
func (u *Underlay) layGraph(n *spec.Network) error {
	const at = "network.latency.graph.file"
	latency := n.Latency.Graph
	graph, err := gml.Parse([]byte(latency.File.Content))
	if err != nil {
		return Error{at, err}
	}
	u.graph = graph
	hosts := make([]int, len(graph.Nodes))
	for _, node := range graph.Nodes {
		u.Regions = append(u.Regions, strconv.Itoa(node.ID))
		u.weights = append(u.weights, 1)
	}
	for _, group := range n.Peers {
		if i := u.Region(group.Region); i >= 0 {
			hosts[i] += group.Count
			continue
		}
		for i := range hosts { // the group's peers may be anywhere
			hosts[i] += min(group.Count, 2)
		}
	}
	if err := graph.Check(hosts, latency.ShortestPath); err != nil {
		return Error{at, err}
	}
	jitters := map[time.Duration]link.Jitter{}
	u.Model = link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		return link.Route{There: u.edge(a, b, latency.ShortestPath, jitters), Back: u.edge(b, a, latency.ShortestPath, jitters)}
	})
	return nil
}

// edge returns the way between two nodes of the graph. Its jitter is the mean of an
// exponential law; Shadow ignores it.
func (u *Underlay) edge(a, b link.Place, shortest bool, jitters map[time.Duration]link.Jitter) link.Way {
	p, err := u.graph.Path(a.Region, b.Region, shortest)
	if err != nil {
		panic(err) // the graph was checked
	}
	way := link.Way{Delay: p.Latency, Loss: link.Independent(p.Loss)}
	if p.Jitter > 0 {
		j, ok := jitters[p.Jitter]
		if !ok {
			if j, err = link.JitterOf(dist.Exponential(p.Jitter)); err != nil {
				panic(err)
			}
			jitters[p.Jitter] = j
		}
		way.Jitter = j
	}
	return way
}

// Region returns the index of a region, -1 if there is none of that name.
func (u *Underlay) Region(name string) int {
	if u.index == nil {
		u.index = map[string]int{}
		first := func(name string, i int) {
			if _, taken := u.index[name]; !taken {
				u.index[name] = i
			}
		}
		for i, name := range u.Regions {
			first(name, i)
		}
		if u.graph != nil {
			for i, n := range u.graph.Nodes {
				if n.Label != "" {
					first(n.Label, i)
				}
			}
		}
	}
	if i, ok := u.index[name]; ok {
		return i
	}
	return -1
}

// Places lists the names by which [Underlay.Region] knows regions: those of tables and
// matrices, and of a graph the labels of its nodes, or the ids of nodes that have none.
func (u *Underlay) Places() []string {
	names := slices.Clone(u.Regions)
	if u.graph != nil {
		for i, n := range u.graph.Nodes {
			names[i] = cmp.Or(n.Label, names[i])
		}
	}
	return names
}

// draw draws a region by the weights.
func (u *Underlay) draw(r *rand.Rand) int {
	sum := 0.0
	for _, w := range u.weights {
		sum += w
	}
	at := r.Float64() * sum
	for i, w := range u.weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(u.weights) - 1
}

// Hosts returns the number of peers.
func (u *Underlay) Hosts() int {
	n := 0
	for _, group := range u.Groups {
		n += group.Count
	}
	return n
}

// Nodes describes all peers, in order. It draws random values from streams: that of regions,
// and of each peer that its NAT is drawn from.
func (u *Underlay) Nodes(n *spec.Network, stream func(name string) *rand.Rand) []sim.NodeConfig {
	var out []sim.NodeConfig
	r := stream("regions")
	for _, group := range u.Groups {
		for i := range group.Count {
			c := sim.NodeConfig{
				Name: fmt.Sprintf("%s-%d", group.Group, i), Group: group.Group, Dialable: group.Dialable, LAN: group.LAN,
				Up: int64(group.Up), Down: int64(group.Down), Queue: int(group.Queue),
				Addresses: group.Addresses, IPv6: group.IPv6, Without: group.Without,
			}
			if group.NAT != "" {
				c.Dialable, c.NAT = false, boxOf(group.NAT, stream("nat/"+c.Name))
			}
			if m := n.Connections; m != nil {
				c.ConnManager = sim.ManageConnections(m.Low, m.High, m.Grace)
			}
			switch {
			case u.cluster != nil:
				c.Place.Region = u.members[group.Group][i]
				p := u.cluster.Peers[c.Place.Region]
				c.Name, c.LAN, c.Addr = p.Name, domainOf(n.Kubernetes, p), u.listen[c.Place.Region]
			case u.Regions != nil:
				if c.Place.Region = u.Region(group.Region); c.Place.Region < 0 {
					c.Place.Region = u.draw(r)
				}
				c.Region = u.Regions[c.Place.Region]
				if u.graph != nil {
					at := u.graph.Nodes[c.Place.Region]
					c.Up, c.Down = cmp.Or(c.Up, at.UpBitsPerSecond), cmp.Or(c.Down, at.DownBitsPerSecond)
				}
			case n.Latency.Coordinates != nil:
				u.locate(&c.Place, n.Latency.Coordinates, group.Position, len(out), r)
			}
			out = append(out, c)
		}
	}
	return out
}

// locate gives the i-th peer its place in the plane.
func (u *Underlay) locate(p *link.Place, c *spec.Coordinates, fixed *spec.Position, i int, r *rand.Rand) {
	switch {
	case fixed != nil:
		p.X, p.Y, p.Height = fixed.X, fixed.Y, fixed.Height
	case u.points != nil:
		at := u.points[i%len(u.points)]
		p.X, p.Y, p.Height = at.X, at.Y, at.Height
	default:
		s := link.Square{Side: c.Square.Side, Height: dist.Constant(c.Square.Height)}
		p.X, p.Y, p.Height = s.Draw(r)
	}
}

// Hosts returns the number of peers of a scenario that was loaded.
func Hosts(s *spec.Spec) int {
	u, err := Lay(&s.Network)
	if err != nil {
		panic(err)
	}
	return u.Hosts()
}
