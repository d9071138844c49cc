package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios/kubernetes"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/topo/gml"
)

// A ground is what the network section of a scenario stands for.
type ground struct {
	groups  []Group // of all peers, in order; with Kubernetes made from the pods
	model   link.Model
	regions []string  // that peers can be in
	weights []float64 // of the regions
	table   *link.Table
	graph   *gml.Network
	points  []link.Point
	cluster *kubernetes.Cluster
	members map[string][]int // with Kubernetes: the peers of each group
	lans    map[string]sim.LAN
	index   map[string]int // of a region or, with a graph, a label; made by region
}

// A groundError is a fault of a part of the network section.
type groundError struct {
	path string // of the value
	err  error
}

func (e groundError) Error() string { return e.path + ": " + e.err.Error() }

// lay makes the ground of a network. Faults are of type groundError.
func (n *Network) lay() (*ground, error) {
	g := &ground{groups: n.Peers, lans: map[string]sim.LAN{}}
	for _, l := range n.LANs {
		g.lans[l.LAN] = sim.LAN{Latency: l.Latency, Loss: float64(l.Loss)}
	}
	if n.Kubernetes != nil {
		return g, g.layCluster(n.Kubernetes)
	}
	if err := g.layLatency(n); err != nil {
		return nil, err
	}
	var jitter link.Jitter
	switch {
	case n.Jitter.Measured:
		if g.table == nil {
			return nil, groundError{"network.jitter", errors.New("measured jitter needs a latency table")}
		}
		with, ok := g.table.WithJitter()
		if !ok {
			return nil, groundError{"network.jitter", errors.New("this table was published without its spread; aws33 has it")}
		}
		g.model = with
	default:
		var err error
		if jitter, err = link.JitterOf(n.Jitter.Law); err != nil {
			return nil, groundError{"network.jitter", err}
		}
	}
	if jitter != (link.Jitter{}) || n.Loss != (link.Loss{}) {
		if g.graph != nil && n.Loss == (link.Loss{}) {
			g.model = withJitter(g.model, jitter)
		} else {
			g.model = link.With(g.model, jitter, n.Loss)
		}
	}
	g.region("") // makes the index here: a map that is made in the run draws from it
	return g, nil
}

// withJitter leaves a graph its losses.
func withJitter(m link.Model, j link.Jitter) link.Model {
	return link.Func(func(a, b link.Place, r *rand.Rand) link.Route {
		route := m.Route(a, b, r)
		route.There.Jitter, route.Back.Jitter = j, j
		return route
	})
}

func (g *ground) layLatency(n *Network) error {
	l := &n.Latency
	switch {
	case l.Table != nil:
		t, ok := link.LookupTable(*l.Table)
		if !ok {
			return groundError{"network.latency.table", &say.Fault{Message: fmt.Sprintf("no latency table is called %q", say.Clip(*l.Table)), Want: say.List(link.TableNames()), Hint: near.Word(*l.Table, link.TableNames())}}
		}
		g.layTable(t)
	case l.Matrix != nil:
		t, err := link.ParseMatrix([]byte(l.Matrix.File.Content), kindNamed(l.Matrix.Kind), l.Matrix.Symmetric)
		if err != nil {
			return groundError{"network.latency.matrix.file", err}
		}
		g.layTable(t)
	case l.Coordinates != nil:
		g.model = link.Coordinates{Measure: kindNamed(l.Coordinates.Kind)}
		if f := l.Coordinates.File; f != nil {
			points, err := link.ParsePoints([]byte(f.Content))
			if err != nil {
				return groundError{"network.latency.coordinates.file", err}
			}
			g.points = points
		}
	case l.Graph != nil:
		return g.layGraph(n)
	default:
		if l.Law == nil {
			return groundError{"network", errors.New("latency is missing")}
		}
		g.model = link.FromDist{Delay: *l.Law, Each: n.Asymmetric}
	}
	return nil
}

func kindNamed(name string) link.Kind {
	if name == "one-way" {
		return link.OneWay
	}
	return link.RTT
}

func (g *ground) layTable(t *link.Table) {
	g.table, g.model = t, t
	g.regions, g.weights = t.Regions(), t.Weights()
}

// layGraph reads the graph and holds it against the peers: every pair that can
// meet needs a path.
func (g *ground) layGraph(n *Network) error {
	const at = "network.latency.graph.file"
	spec := n.Latency.Graph
	graph, err := gml.Parse([]byte(spec.File.Content))
	if err != nil {
		return groundError{at, err}
	}
	g.graph = graph
	hosts := make([]int, len(graph.Nodes))
	for _, node := range graph.Nodes {
		g.regions = append(g.regions, strconv.Itoa(node.ID))
		g.weights = append(g.weights, 1)
	}
	for _, group := range n.Peers {
		if i := g.region(group.Region); i >= 0 {
			hosts[i] += group.Count
			continue
		}
		for i := range hosts { // anywhere
			hosts[i] += min(group.Count, 2)
		}
	}
	if err := graph.Check(hosts, spec.ShortestPath); err != nil {
		return groundError{at, err}
	}
	jitters := map[time.Duration]link.Jitter{}
	g.model = link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		return link.Route{There: g.edge(a, b, spec.ShortestPath, jitters), Back: g.edge(b, a, spec.ShortestPath, jitters)}
	})
	return nil
}

// edge is what lies between two nodes of the graph. Its jitter is the mean of an
// exponential law; Shadow ignores it.
func (g *ground) edge(a, b link.Place, shortest bool, jitters map[time.Duration]link.Jitter) link.Way {
	p, err := g.graph.Path(a.Region, b.Region, shortest)
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

// region is the index of a region, -1 if there is none of that name.
func (g *ground) region(name string) int {
	if g.index == nil {
		g.index = map[string]int{}
		first := func(name string, i int) {
			if _, taken := g.index[name]; !taken {
				g.index[name] = i
			}
		}
		for i, name := range g.regions {
			first(name, i)
		}
		if g.graph != nil {
			for i, n := range g.graph.Nodes {
				if n.Label != "" {
					first(n.Label, i)
				}
			}
		}
	}
	if i, ok := g.index[name]; ok {
		return i
	}
	return -1
}

// draw draws a region by the weights.
func (g *ground) draw(r *rand.Rand) int {
	sum := 0.0
	for _, w := range g.weights {
		sum += w
	}
	at := r.Float64() * sum
	for i, w := range g.weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(g.weights) - 1
}

// hosts is the number of peers.
func (g *ground) hosts() int {
	n := 0
	for _, group := range g.groups {
		n += group.Count
	}
	return n
}

// layCluster makes peers of pods.
func (g *ground) layCluster(k *Kubernetes) error {
	const at = "network.kubernetes"
	all := &kubernetes.Manifests{}
	for i, f := range k.Manifests {
		m, err := kubernetes.Parse(f.Name, []byte(f.Content))
		if err != nil {
			return groundError{fmt.Sprintf("%s.manifests.%d", at, i), err}
		}
		if all.File != "" {
			all.File += ", "
		}
		all.File += m.File
		all.Pods, all.Nodes = append(all.Pods, m.Pods...), append(all.Nodes, m.Nodes...)
	}
	config := kubernetes.Config{Loopback: k.Loopback, Bridge: k.Bridge, Wire: k.Wire, Route: k.Route}
	for i, r := range k.Routes {
		prefix, err := netip.ParsePrefix(r.Prefix)
		if err != nil {
			return groundError{fmt.Sprintf("%s.routes.%d.prefix", at, i), &say.Fault{Message: fmt.Sprintf("%q is no range of addresses", say.Clip(r.Prefix)), Want: "a range such as 10.244.1.0/24"}}
		}
		config.Routes = append(config.Routes, kubernetes.StaticRoute{Node: r.Node, Prefix: prefix, Via: r.Via})
	}
	c, err := kubernetes.Build(all, config)
	if err != nil {
		return groundError{at, err}
	}
	g.cluster = c
	if err := g.groupPods(k); err != nil {
		return err
	}
	g.model = link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		return link.Route{There: podWay(c, a.Region, b.Region), Back: podWay(c, b.Region, a.Region)}
	})
	for _, p := range c.Peers {
		name := domainOf(k, p)
		lan := sim.LAN{Latency: k.Loopback}
		if name == nodesDomain {
			lan.Latency = k.Wire
		}
		g.lans[name] = lan
	}
	return nil
}

// nodesDomain is the multicast domain of the nodes' own network.
const nodesDomain = "nodes"

func domainOf(k *Kubernetes, p kubernetes.Peer) string {
	if p.HostNetwork && k.Multicast == "nodes" {
		return nodesDomain
	}
	return p.Domain
}

// podWay is what lies between two peers of a cluster. Where no route leads,
// everything is lost.
func podWay(c *kubernetes.Cluster, from, to int) link.Way {
	d, err := c.Delay(from, to)
	if err != nil {
		return link.Way{Loss: link.Independent(1)}
	}
	return link.Way{Delay: d}
}

func (g *ground) groupPods(k *Kubernetes) error {
	g.members = map[string][]int{}
	owner := make([]string, len(g.cluster.Peers))
	for i, pg := range k.Groups {
		at := fmt.Sprintf("network.kubernetes.groups.%d.select", i)
		found, err := g.cluster.Select(pg.Select)
		if err != nil {
			return groundError{at, err}
		}
		if len(found) == 0 {
			return groundError{at, &say.Fault{Message: fmt.Sprintf("%q selects no pod", say.Clip(pg.Select)), Want: "a selector that the labels of a pod match"}}
		}
		for _, p := range found {
			if owner[p] != "" {
				return groundError{at, fmt.Errorf("pod %s is in group %s already", g.cluster.Peers[p].Pod, owner[p])}
			}
			owner[p] = pg.Group
		}
	}
	for i, p := range g.cluster.Peers {
		if owner[i] == "" {
			owner[i] = strings.TrimPrefix(p.Namespace+"."+p.Pod, "default.")
		}
		if g.members[owner[i]] == nil {
			g.groups = append(g.groups, Group{Group: owner[i], Dialable: true})
		}
		g.members[owner[i]] = append(g.members[owner[i]], i)
	}
	slices.SortFunc(g.groups, func(a, b Group) int { return cmp.Compare(a.Group, b.Group) })
	for i := range g.groups {
		g.groups[i].Count = len(g.members[g.groups[i].Group])
	}
	return nil
}

// nodes describes all peers, in order. What is drawn comes from r.
func (g *ground) nodes(n *Network, r *rand.Rand) []sim.NodeConfig {
	var out []sim.NodeConfig
	for _, group := range g.groups {
		for i := range group.Count {
			c := sim.NodeConfig{
				Name: fmt.Sprintf("%s-%d", group.Group, i), Group: group.Group, Dialable: group.Dialable, LAN: group.LAN,
				Up: int64(group.Up), Down: int64(group.Down), Queue: int(group.Queue),
			}
			switch {
			case g.cluster != nil:
				c.Place.Region = g.members[group.Group][i]
				p := g.cluster.Peers[c.Place.Region]
				c.Name, c.LAN = p.Name, domainOf(n.Kubernetes, p)
			case g.regions != nil:
				if c.Place.Region = g.region(group.Region); c.Place.Region < 0 {
					c.Place.Region = g.draw(r)
				}
				c.Region = g.regions[c.Place.Region]
				if g.graph != nil {
					at := g.graph.Nodes[c.Place.Region]
					c.Up, c.Down = cmp.Or(c.Up, at.UpBitsPerSecond), cmp.Or(c.Down, at.DownBitsPerSecond)
				}
			case n.Latency.Coordinates != nil:
				g.locate(&c.Place, n.Latency.Coordinates, group.Position, len(out), r)
			}
			out = append(out, c)
		}
	}
	return out
}

// locate gives the i-th peer its place in the plane.
func (g *ground) locate(p *link.Place, c *Coordinates, fixed *Position, i int, r *rand.Rand) {
	switch {
	case fixed != nil:
		p.X, p.Y, p.Height = fixed.X, fixed.Y, fixed.Height
	case g.points != nil:
		at := g.points[i%len(g.points)]
		p.X, p.Y, p.Height = at.X, at.Y, at.Height
	default:
		s := link.Square{Side: c.Square.Side, Height: dist.Constant(c.Square.Height)}
		p.X, p.Y, p.Height = s.Draw(r)
	}
}
