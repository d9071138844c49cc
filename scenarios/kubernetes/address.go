package kubernetes

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// nodesOf returns the nodes by name, with all addresses.
func nodesOf(f *faults, m *Manifests) []ClusterNode {
	given := slices.SortedFunc(slices.Values(m.Nodes), func(a, b Node) int { return strings.Compare(a.Name, b.Name) })
	nodes := make([]ClusterNode, len(given))
	for i, g := range given {
		nodes[i] = ClusterNode{Name: g.Name, Labels: hostLabel(g)}
		if cidr, at := podCIDR(g); cidr != "" {
			prefix := netip.MustParsePrefix(cidr)
			if j := slices.IndexFunc(nodes[:i], func(n ClusterNode) bool { return n.PodCIDR.Overlaps(prefix) }); j >= 0 {
				f.add(placeOf(at), fmt.Sprintf("podCIDR %v overlaps that of node %s, %v", prefix, nodes[j].Name, nodes[j].PodCIDR), "a range of its own", "")
			}
			nodes[i].PodCIDR = prefix
		}
		if ip, at := internalIP(g); ip != "" {
			addr := netip.MustParseAddr(ip)
			if j := slices.IndexFunc(nodes[:i], func(n ClusterNode) bool { return n.IP == addr }); j >= 0 {
				f.add(placeOf(at), fmt.Sprintf("address %v belongs to node %s", addr, nodes[j].Name), "an address of its own", "")
			}
			nodes[i].IP = addr
		}
	}
	fill(f, given, nodes)
	for i, g := range given {
		if j := slices.IndexFunc(nodes, func(n ClusterNode) bool { return n.PodCIDR.Contains(nodes[i].IP) }); j >= 0 {
			at := placeAt(g.tree, "metadata", "name")
			if _, n := internalIP(g); n != nil {
				at = placeOf(n)
			}
			f.add(at, fmt.Sprintf("address %v of node %s lies in the podCIDR %v of node %s", nodes[i].IP, g.Name, nodes[j].PodCIDR, nodes[j].Name), "an address outside of those for pods", "")
		}
	}
	return nodes
}

// hostLabel returns the labels of a node with the one that every kubelet sets.
func hostLabel(n Node) map[string]string {
	labels := map[string]string{corev1.LabelHostname: n.Name}
	maps.Copy(labels, n.Labels)
	return labels
}

// fill gives nodes the addresses that the manifests do not.
func fill(f *faults, given []Node, nodes []ClusterNode) {
	cidrs, ips := 0, 0
	for i, g := range given {
		at := placeAt(g.tree, "metadata", "name")
		for nodes[i].PodCIDR == (netip.Prefix{}) {
			if cidrs > 255 {
				f.add(at, "no podCIDR left in 10.244.0.0/16 for node "+g.Name, "spec.podCIDR", "")
				break
			}
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 244, byte(cidrs), 0}), 24)
			if cidrs++; !slices.ContainsFunc(nodes, func(n ClusterNode) bool { return n.PodCIDR.Overlaps(p) }) {
				nodes[i].PodCIDR = p
			}
		}
		for nodes[i].IP == (netip.Addr{}) {
			if ips > 252 {
				f.add(at, "no address left in 192.168.49.0/24 for node "+g.Name, "an InternalIP in status.addresses", "")
				break
			}
			ip := netip.AddrFrom4([4]byte{192, 168, 49, byte(2 + ips)})
			if ips++; !slices.ContainsFunc(nodes, func(n ClusterNode) bool { return n.IP == ip }) {
				nodes[i].IP = ip
			}
		}
	}
}

// addressesOf returns the address of each pod: its status.podIP, or the next of its
// node's podCIDR that no other has, or its node's with hostNetwork. The pods are
// sorted, and homes are their nodes.
func addressesOf(f *faults, pods []Pod, homes []int, nodes []ClusterNode) []netip.Addr {
	ips := make([]netip.Addr, len(pods))
	owner := map[netip.Addr]string{} // of the addresses that are taken
	for _, n := range nodes {
		owner[n.IP] = "node " + n.Name
	}
	for i, pod := range pods {
		text, at := podIP(pod)
		switch home := &nodes[homes[i]]; {
		case text == "":
		case pod.Spec.HostNetwork:
			if netip.MustParseAddr(text) != home.IP {
				f.add(placeOf(at), fmt.Sprintf("address %s of pod %s is not %v of node %s, whose network it has", text, pod.Name, home.IP, home.Name), "the node's address", "")
			}
		default:
			ips[i] = netip.MustParseAddr(text)
			if other, taken := owner[ips[i]]; taken {
				f.add(placeOf(at), fmt.Sprintf("address %v belongs to %s", ips[i], other), "an address of its own", "")
			}
			owner[ips[i]] = "pod " + pod.Name
		}
	}
	pools := make([]pool, len(nodes))
	for i, n := range nodes {
		pools[i] = newPool(n.PodCIDR)
	}
	for i, pod := range pods {
		node := &nodes[homes[i]]
		if pod.Spec.HostNetwork {
			ips[i] = node.IP
		} else if !ips[i].IsValid() {
			ip, ok := pools[homes[i]].next(owner)
			if !ok {
				f.add(placeAt(pod.tree, "metadata", "name"), fmt.Sprintf("no address for pod %s: %v of node %s is used up", pod.Name, node.PodCIDR, node.Name), "a larger podCIDR or fewer pods", "")
			}
			ips[i] = ip
		}
	}
	return ips
}

// A pool hands out the addresses of a range, except for those of the network,
// of the bridge and, with IPv4, of broadcast.
type pool struct {
	prefix netip.Prefix
	last   netip.Addr
}

func newPool(p netip.Prefix) pool { return pool{p, p.Addr().Next()} }

// next returns an address that is not taken, if there is one.
func (p *pool) next(taken map[netip.Addr]string) (netip.Addr, bool) {
	ip := p.last.Next()
	for taken[ip] != "" {
		ip = ip.Next()
	}
	if !p.prefix.Contains(ip) || ip.Is4() && !p.prefix.Contains(ip.Next()) {
		return netip.Addr{}, false
	}
	p.last = ip
	return ip, true
}
