// Package kubernetes reads Kubernetes manifests and says which peers there are
// and which hops lie between them.
//
// Its nouns are the [Manifests], the Pods and Nodes of a file as the real API
// types, and its Workloads, which make pods of templates; the [Cluster], in
// which every pod has a node and an address and every container is a [Peer];
// and the [Hop], one stretch of the way from peer to peer, along the routing
// tables of the nodes.
//
// These fields count:
//
//	Pod   metadata.name, namespace, labels, annotations
//	      spec.nodeName, nodeSelector, hostNetwork
//	      spec.containers[].name
//	      metadata.ownerReferences, to tell whose pod it is
//	      status.podIP (or the first of podIPs)
//	Node  metadata.name, labels
//	      spec.podCIDR (or the first of podCIDRs)
//	      status.addresses of type InternalIP, the first of them
//	Deployment, StatefulSet, DaemonSet, Job
//	      metadata.name, namespace
//	      spec.template, as a Pod, and spec.selector
//	      spec.replicas; spec.ordinals.start of a StatefulSet
//	      spec.parallelism, completions, completionMode, suspend of a Job
//
// A Job has as many pods as run at one time, the smaller of parallelism and
// completions: no container ends, so that no other pod follows. Rollouts,
// scaling, volume claims and the time that a controller takes are left out: all
// pods are there from the start.
//
// All other fields of these kinds are checked for their type, and then mean
// nothing here: images, commands, ports, resources, volumes, probes, affinity,
// tolerations, taints and spec.unschedulable. Init containers are no peers, not
// even those that go on running as sidecars.
//
// The package reads no files and knows no other kinds: no CronJobs, no
// Services. A NetworkPolicy has no place: namespaces are part of names and
// serve to select, they keep no pods apart. The package knows no cost of a hop
// but its delay, and it sends nothing.
package kubernetes
