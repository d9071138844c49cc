package underlay

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"

	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/scenarios/kubernetes"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// layCluster makes peers of pods.
func (u *Underlay) layCluster(k *spec.Kubernetes) error {
	const at = "network.kubernetes"
	all := &kubernetes.Manifests{}
	for i, f := range k.Manifests {
		m, err := kubernetes.Parse(f.Name, []byte(f.Content))
		if err != nil {
			return Error{fmt.Sprintf("%s.manifests.%d", at, i), err}
		}
		if all.File != "" {
			all.File += ", "
		}
		all.File += m.File
		all.Pods, all.Nodes = append(all.Pods, m.Pods...), append(all.Nodes, m.Nodes...)
		all.Workloads = append(all.Workloads, m.Workloads...)
	}
	config := kubernetes.Config{Loopback: k.Loopback, Bridge: k.Bridge, Wire: k.Wire, Route: k.Route}
	for i, r := range k.Routes {
		prefix, err := netip.ParsePrefix(r.Prefix)
		if err != nil {
			return Error{fmt.Sprintf("%s.routes.%d.prefix", at, i), &say.Fault{Message: fmt.Sprintf("%q is no range of addresses", say.Clip(r.Prefix)), Want: "a range such as 10.244.1.0/24"}}
		}
		config.Routes = append(config.Routes, kubernetes.StaticRoute{Node: r.Node, Prefix: prefix, Via: r.Via})
	}
	c, err := kubernetes.Build(all, config)
	if err != nil {
		return Error{at, err}
	}
	u.cluster = c
	if u.listen, err = listeners(c.Peers); err != nil {
		return Error{at, err}
	}
	if err := u.groupPods(k); err != nil {
		return err
	}
	u.Model = link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		return link.Route{There: podWay(c, a.Region, b.Region), Back: podWay(c, b.Region, a.Region)}
	})
	for _, p := range c.Peers {
		name := domainOf(k, p)
		lan := sim.LAN{Latency: k.Loopback}
		if name == nodesDomain {
			lan.Latency, lan.Between = k.Wire, func(from, to link.Place) time.Duration {
				if c.Peers[from.Region].Node == c.Peers[to.Region].Node {
					return k.Loopback
				}
				return k.Wire
			}
		}
		u.LANs[name] = lan
	}
	return nil
}

// ClusterNodes are the nodes of a Kubernetes cluster, by name, with the peers on them; nil without one.
func (u *Underlay) ClusterNodes() []trace.ClusterNode {
	if u.cluster == nil {
		return nil
	}
	at := map[string]int{}
	var all []trace.ClusterNode
	for i, n := range u.cluster.Nodes {
		node := trace.ClusterNode{Name: n.Name, IP: n.IP.String(), PodCIDR: n.PodCIDR.String()}
		for _, r := range n.Routes {
			node.Routes = append(node.Routes, trace.ClusterRoute{To: r.Prefix.String(), Via: r.Via})
		}
		at[n.Name] = i
		all = append(all, node)
	}
	for _, group := range u.Groups {
		for _, i := range u.members[group.Group] {
			p := &u.cluster.Peers[i]
			node := &all[at[p.Node]]
			node.Pods = append(node.Pods, trace.ClusterPod{Peer: p.Name, Pod: p.Namespace + "/" + p.Pod, IP: p.IP.String()})
		}
	}
	return all
}

// firstPort is where libp2p's programs listen by custom.
const firstPort = 4001

// listeners returns where each peer listens: at the address of its pod, on the first
// port, and where several have one address on the ports that follow, in their order.
func listeners(peers []kubernetes.Peer) ([]ma.Multiaddr, error) {
	all := make([]ma.Multiaddr, len(peers))
	next := map[netip.Addr]int{}
	for i, p := range peers {
		port := firstPort + next[p.IP]
		next[p.IP]++
		version := 4
		if p.IP.Is6() {
			version = 6
		}
		var err error
		if all[i], err = ma.NewMultiaddr(fmt.Sprintf("/ip%d/%v/tcp/%d", version, p.IP, port)); err != nil {
			return nil, &say.Fault{Message: fmt.Sprintf("no port is left at %v, the address of node %s, for %s", p.IP, p.Node, p.Name), Want: "fewer pods with hostNetwork"}
		}
	}
	return all, nil
}

// nodesDomain is the multicast domain of the nodes' own network.
const nodesDomain = "nodes"

func domainOf(k *spec.Kubernetes, p kubernetes.Peer) string {
	if p.HostNetwork && k.Multicast == "nodes" {
		return nodesDomain
	}
	return p.Domain
}

// podWay returns the way between two peers of a cluster. Where no route leads,
// it loses everything.
func podWay(c *kubernetes.Cluster, from, to int) link.Way {
	d, err := c.Delay(from, to)
	if err != nil {
		return link.Way{Loss: link.Independent(1)}
	}
	return link.Way{Delay: d}
}

func (u *Underlay) groupPods(k *spec.Kubernetes) error {
	u.members = map[string][]int{}
	owner := make([]string, len(u.cluster.Peers))
	for i, pg := range k.Groups {
		at := fmt.Sprintf("network.kubernetes.groups.%d.select", i)
		found, err := u.cluster.Select(pg.Select)
		if err != nil {
			return Error{at, err}
		}
		if len(found) == 0 {
			return Error{at, &say.Fault{Message: fmt.Sprintf("%q selects no pod", say.Clip(pg.Select)), Want: "a selector that the labels of a pod match"}}
		}
		for _, p := range found {
			if owner[p] != "" {
				return Error{at, fmt.Errorf("pod %s is in group %s already", u.cluster.Peers[p].Pod, owner[p])}
			}
			owner[p] = pg.Group
		}
	}
	for i, p := range u.cluster.Peers {
		if owner[i] == "" {
			owner[i] = strings.TrimPrefix(p.Namespace+"."+cmp.Or(p.Workload, p.Pod), "default.")
		}
		if u.members[owner[i]] == nil {
			u.Groups = append(u.Groups, spec.Group{Group: owner[i], Dialable: true})
		}
		u.members[owner[i]] = append(u.members[owner[i]], i)
	}
	slices.SortFunc(u.Groups, func(a, b spec.Group) int { return cmp.Compare(a.Group, b.Group) })
	for i := range u.Groups {
		u.Groups[i].Count = len(u.members[u.Groups[i].Group])
	}
	return nil
}
