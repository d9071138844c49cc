// Package kubernetes reads Kubernetes manifests and says which peers there are
// and which hops lie between them.
//
// Its nouns are the [Manifests], the Pods and Nodes of a file as the real API
// types; the [Cluster], in which every pod has a node and an address and every
// container is a [Peer]; and the [Hop], one stretch of the way from peer to
// peer, along the routing tables of the nodes.
//
// These fields count:
//
//	Pod   metadata.name, namespace, labels, annotations
//	      spec.nodeName, nodeSelector, hostNetwork
//	      spec.containers[].name
//	Node  metadata.name, labels
//	      spec.podCIDR (or the first of podCIDRs)
//	      status.addresses of type InternalIP, the first of them
//
// All other fields of the two kinds are checked for their type, and then mean
// nothing here: images, commands, ports, resources, volumes, probes, affinity,
// tolerations, taints and spec.unschedulable. Init containers are no peers, not
// even those that go on running as sidecars.
//
// The package reads no files and knows no other kinds: no Deployments, no
// Services. A NetworkPolicy has no place: namespaces are part of names and
// serve to select, they keep no pods apart. The package knows no cost of a hop
// but its delay, and it sends nothing.
package kubernetes
