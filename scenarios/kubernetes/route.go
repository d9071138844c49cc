package kubernetes

import (
	"cmp"
	"net/netip"
	"slices"
)

// Route is a line of a routing table.
type Route struct {
	Prefix netip.Prefix
	Via    string // the node to send on to, "" for here, or [Blackhole]
}

// A table finds the route with the longest prefix for an address.
type table struct {
	routes []Route // longest prefix first, then by address
	via    map[netip.Prefix]string
	bits   []int // the lengths of prefixes that there are, longest first
}

// outsideOf returns the pods' addresses outside of the podCIDR of their nodes,
// and the index of the node of each. Network plugins with ranges of their own
// give such addresses, and tell all nodes.
func outsideOf(peers []Peer, nodes []ClusterNode) map[netip.Addr]int {
	index := map[string]int{}
	for i, n := range nodes {
		index[n.Name] = i
	}
	outside := map[netip.Addr]int{}
	for _, p := range peers {
		if home := index[p.Node]; !p.HostNetwork && !nodes[home].PodCIDR.Contains(p.IP) {
			outside[p.IP] = home
		}
	}
	return outside
}

// newTable makes the table of one node. Two routes lead to each node: to its
// address and to its podCIDR; one more leads to each of its pods whose address is
// outside, the index of whose node is given. A static route replaces a route with the same
// prefix; one for this node goes before one for all nodes.
func newTable(self int, nodes []ClusterNode, outside map[netip.Addr]int, static []StaticRoute) table {
	t := table{via: map[netip.Prefix]string{}}
	for i, n := range nodes {
		via := n.Name
		if i == self {
			via = ""
		}
		t.via[n.PodCIDR] = via
		t.via[netip.PrefixFrom(n.IP, n.IP.BitLen())] = via
	}
	for ip, home := range outside {
		via := nodes[home].Name
		if home == self {
			via = ""
		}
		t.via[netip.PrefixFrom(ip, ip.BitLen())] = via
	}
	own := nodes[self]
	holds := func(p netip.Prefix) bool {
		home, ok := outside[p.Addr()]
		return own.holds(p) || ok && home == self && p.IsSingleIP()
	}
	for _, r := range static {
		if r.Node == "" && r.Via != own.Name && !holds(r.Prefix) {
			t.via[r.Prefix] = r.Via
		}
	}
	for _, r := range static {
		if r.Node == own.Name {
			t.via[r.Prefix] = r.Via
		}
	}
	for prefix, via := range t.via {
		t.routes = append(t.routes, Route{prefix, via})
		t.bits = append(t.bits, prefix.Bits())
	}
	slices.SortFunc(t.routes, func(a, b Route) int {
		return cmp.Or(cmp.Compare(b.Prefix.Bits(), a.Prefix.Bits()), a.Prefix.Addr().Compare(b.Prefix.Addr()))
	})
	slices.SortFunc(t.bits, func(a, b int) int { return b - a })
	t.bits = slices.Compact(t.bits)
	return t
}

// holds reports whether all addresses of a prefix are at n.
func (n ClusterNode) holds(p netip.Prefix) bool {
	return n.PodCIDR.Contains(p.Addr()) && n.PodCIDR.Bits() <= p.Bits() || n.IP == p.Addr() && p.IsSingleIP()
}

// lookup returns the route to an address with the longest prefix, if any.
func (t table) lookup(ip netip.Addr) (Route, bool) {
	for _, bits := range t.bits {
		prefix, err := ip.Prefix(bits)
		if err != nil {
			continue // longer than an address of this family
		}
		if via, ok := t.via[prefix]; ok {
			return Route{prefix, via}, true
		}
	}
	return Route{}, false
}
