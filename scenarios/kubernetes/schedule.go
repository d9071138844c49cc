package kubernetes

import (
	"fmt"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// schedule returns the index of the node of each pod and counts the pods of
// nodes. The pods and nodes are sorted.
func schedule(f *faults, pods []Pod, nodes []ClusterNode) []int {
	homes := make([]int, len(pods))
	index := map[string]int{}
	names := make([]string, len(nodes))
	for i, n := range nodes {
		index[n.Name] = i
		names[i] = n.Name
	}
	for i, pod := range pods { // pods bound to a node count before others are placed
		if pod.Spec.NodeName == "" {
			continue
		}
		home, ok := index[pod.Spec.NodeName]
		if !ok {
			f.add(placeAt(pod.tree, "spec", "nodeName"), fmt.Sprintf("no node %q", say.Clip(pod.Spec.NodeName)), "a Node of the manifests", near.Word(pod.Spec.NodeName, names))
			continue
		}
		if s := selectorOf(pod); !s.Matches(labels.Set(nodes[home].Labels)) {
			f.add(placeAt(pod.tree, "spec", "nodeSelector"), fmt.Sprintf("node %s does not match nodeSelector %s", pod.Spec.NodeName, s), "labels that the node has: its kubelet refuses the pod", "")
		}
		homes[i] = home
		nodes[home].Pods++
	}
	for i, pod := range pods {
		if pod.Spec.NodeName != "" {
			continue
		}
		home := fewest(nodes, selectorOf(pod))
		if home < 0 {
			pending(f, pod, len(nodes))
			continue
		}
		homes[i] = home
		nodes[home].Pods++
	}
	return homes
}

// fewest returns the first of the nodes with the fewest pods that a selector
// allows, or -1.
func fewest(nodes []ClusterNode, s labels.Selector) int {
	best := -1
	for i, n := range nodes {
		if s.Matches(labels.Set(n.Labels)) && (best < 0 || n.Pods < nodes[best].Pods) {
			best = i
		}
	}
	return best
}

func selectorOf(p Pod) labels.Selector {
	return labels.SelectorFromSet(p.Spec.NodeSelector)
}

// pending reports a pod that no node takes.
func pending(f *faults, pod Pod, nodes int) {
	if nodes == 0 {
		f.add(placeAt(pod.tree, "metadata", "name"), fmt.Sprintf("pod %s stays Pending: there are no nodes", pod.Name), "a manifest of kind Node", "")
		return
	}
	f.add(placeAt(pod.tree, "spec", "nodeSelector"), fmt.Sprintf("pod %s stays Pending: no node matches nodeSelector %s", pod.Name, selectorOf(pod)), "labels that a node has", "")
}
