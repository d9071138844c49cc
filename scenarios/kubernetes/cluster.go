package kubernetes

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// Cluster is the cluster that the manifests describe: every pod runs on a node
// and has an address. Do not change it. Goroutines may call its methods at the
// same time.
type Cluster struct {
	// Peers are all containers, by namespace, pod and place in the pod.
	Peers []Peer
	// Nodes are all nodes, by name.
	Nodes []ClusterNode

	cfg    Config
	tables map[string]table // by node
}

// Peer is a container of a pod.
type Peer struct {
	// Name tells peers apart: "pod-a" for the only container of a pod of
	// namespace default, "pod-a.ping" for one of several, and
	// "namespace.pod-a.ping" in any other namespace. It matches
	// ^[a-z0-9][a-z0-9.-]*$.
	Name string
	// Namespace, Pod and Container are the names in the manifest, Node is where
	// the pod runs.
	Namespace, Pod, Container, Node string
	// Workload is the name of the workload that made the pod, or "" if the pod
	// is in the manifests.
	Workload string
	// IP is the address of the pod, or of the node with HostNetwork.
	IP netip.Addr
	// HostNetwork says that the pod has no network of its own, but its node's.
	HostNetwork bool
	// Labels and Annotations are those of the pod.
	Labels, Annotations map[string]string
	// Domain is how far multicast goes: "node/<node>" with HostNetwork, else
	// "pod/<namespace>/<pod>", as bridges here do not pass it on.
	Domain string
}

// ClusterNode is a node of a cluster.
type ClusterNode struct {
	Name    string
	IP      netip.Addr        // its InternalIP
	PodCIDR netip.Prefix      // the addresses of its pods and, first, of its bridge
	Labels  map[string]string // with kubernetes.io/hostname, which a kubelet sets
	Pods    int               // how many run here
	Routes  []Route           // its routing table, longest prefix first
}

// Build lets pods run and connects them. It depends on names, never on the
// order of the manifests.
//
// Workloads make their pods first: a StatefulSet name-0, name-1 and so on, a
// Deployment and a Job as many with five letters behind the name, a DaemonSet one
// a node that its nodeSelector allows. The letters depend on names and numbers
// alone. A workload whose pods are in the manifests makes none.
//
// A pod with spec.nodeName runs there, if its nodeSelector allows it. The others
// follow, by namespace and name: each goes to the node with the fewest pods of
// those that match its nodeSelector, the first by name of equals. Taints,
// spec.unschedulable, affinity and resources are ignored.
//
// A node without podCIDR gets the next free 10.244.i.0/24, and a node without
// InternalIP the next free 192.168.49.(2+i), by name: the networks that minikube
// uses unless told otherwise. A pod has the address of its status.podIP; where
// that lies outside of the podCIDR of its node, all nodes have a route to it. The
// first address of a podCIDR is the bridge's; pods without status take those that
// follow, by namespace and name.
//
// Faults of manifests are [Errors]; so are those of cfg, without line and with
// the field as File: "routes[1].via".
func Build(m *Manifests, cfg Config) (*Cluster, error) {
	f := &faults{file: m.File}
	nodes := nodesOf(f, m)
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := cfg.check(nodes); err != nil {
		return nil, err
	}
	pods := slices.SortedFunc(slices.Values(expand(f, m, nodes)), func(a, b Pod) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	if err := f.err(); err != nil {
		return nil, err
	}
	homes := schedule(f, pods, nodes)
	if err := f.err(); err != nil {
		return nil, err
	}
	c := &Cluster{Nodes: nodes, cfg: cfg, tables: map[string]table{}}
	ips := addressesOf(f, pods, homes, nodes)
	c.Peers = peersOf(f, pods, homes, ips, nodes)
	if err := f.err(); err != nil {
		return nil, err
	}
	outside := outsideOf(c.Peers, nodes)
	for i := range nodes {
		t := newTable(i, nodes, outside, cfg.Routes)
		c.tables[nodes[i].Name] = t
		nodes[i].Routes = t.routes
	}
	return c, nil
}

// peersOf returns the containers of all pods, which are sorted; homes are their
// nodes and ips their addresses.
func peersOf(f *faults, pods []Pod, homes []int, ips []netip.Addr, nodes []ClusterNode) []Peer {
	var peers []Peer
	names := map[string]string{} // the pod of each peer
	for i, pod := range pods {
		node := &nodes[homes[i]]
		p := Peer{
			Namespace:   pod.Namespace,
			Pod:         pod.Name,
			Node:        node.Name,
			Workload:    pod.workload,
			IP:          ips[i],
			HostNetwork: pod.Spec.HostNetwork,
			Labels:      pod.Labels,
			Annotations: pod.Annotations,
			Domain:      "node/" + node.Name,
		}
		at := placeAt(pod.tree, "metadata", "name")
		if !p.HostNetwork {
			p.Domain = "pod/" + pod.Namespace + "/" + pod.Name
		}
		for _, c := range pod.Spec.Containers {
			p.Container = c.Name
			p.Name = peerName(pod, c.Name)
			owner := pod.Namespace + "/" + pod.Name
			if other, ok := names[p.Name]; ok {
				f.add(at, fmt.Sprintf("a peer of pod %s is called %s, as is one of pod %s", owner, p.Name, other), "another name", "")
			}
			names[p.Name] = owner
			peers = append(peers, p)
		}
	}
	return peers
}

func peerName(pod Pod, container string) string {
	switch {
	case pod.Namespace != corev1.NamespaceDefault:
		return pod.Namespace + "." + pod.Name + "." + container
	case len(pod.Spec.Containers) > 1:
		return pod.Name + "." + container
	}
	return pod.Name
}
