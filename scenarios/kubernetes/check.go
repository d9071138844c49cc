package kubernetes

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/libp2p-sim/sim/sim/say"
)

// pod checks a Pod by the rules of the API server, as far as they concern
// fields that count here, and keeps it.
func (p *parser) pod(pod Pod) {
	if pod.Namespace == "" {
		pod.Namespace = corev1.NamespaceDefault
	}
	p.metadata(pod.tree, pod.Namespace, pod.ObjectMeta)
	p.podSpec(pod)
	if ip, at := podIP(pod); ip != "" {
		p.address(ip, at, "an address such as 10.244.0.2")
	}
	if pod.Name != "" {
		p.once("Pod", pod.Namespace+"/"+pod.Name, pod.tree)
	}
	p.out.Pods = append(p.out.Pods, pod)
}

// metadata checks the name and the namespace of a pod or of what makes pods.
func (p *parser) metadata(n *yaml.Node, namespace string, meta metav1.ObjectMeta) {
	p.name(n, meta.Name, meta.GenerateName)
	p.rule(validation.IsDNS1123Label(namespace), nodeAt(n, "metadata", "namespace"), "namespace", namespace)
}

// podSpec checks all that a pod has from its manifest or from a template.
func (p *parser) podSpec(pod Pod) {
	p.labels(pod.tree, pod.Labels, "metadata", "labels")
	p.labels(pod.tree, pod.Spec.NodeSelector, "spec", "nodeSelector")
	if pod.Spec.NodeName != "" {
		p.rule(validation.IsDNS1123Subdomain(pod.Spec.NodeName), nodeAt(pod.tree, "spec", "nodeName"), "nodeName", pod.Spec.NodeName)
	}
	p.containers(pod)
}

// node checks a Node and keeps it.
func (p *parser) node(node Node) {
	p.name(node.tree, node.Name, node.GenerateName)
	if node.Namespace != "" {
		p.fault(nodeAt(node.tree, "metadata", "namespace"), "a Node with a namespace", "none: Nodes belong to the cluster", "")
	}
	p.labels(node.tree, node.Labels, "metadata", "labels")
	if cidr, at := podCIDR(node); cidr != "" {
		if prefix, err := netip.ParsePrefix(cidr); err != nil || prefix != prefix.Masked() || prefix.Addr().Is4In6() {
			p.fault(at, fmt.Sprintf("podCIDR %q is no network", say.Clip(cidr)), "an address range such as 10.244.0.0/24", masked(prefix))
		}
	}
	if ip, at := internalIP(node); ip != "" {
		p.address(ip, at, "an address such as 192.168.49.2")
	}
	if node.Name != "" {
		p.once("Node", node.Name, node.tree)
	}
	p.out.Nodes = append(p.out.Nodes, node)
}

// address checks an IP address.
func (p *parser) address(ip string, at *yaml.Node, want string) {
	if addr, err := netip.ParseAddr(ip); err != nil || addr.Zone() != "" || addr.Is4In6() {
		p.fault(at, fmt.Sprintf("address %q is no IP address", say.Clip(ip)), want, "")
	}
}

// masked returns the network of an address with a prefix length, or "".
func masked(p netip.Prefix) string {
	if !p.IsValid() {
		return ""
	}
	return p.Masked().String()
}

// podCIDR returns the first range for pods of a node, or "".
func podCIDR(n Node) (string, *yaml.Node) {
	if n.Spec.PodCIDR != "" {
		return n.Spec.PodCIDR, nodeAt(n.tree, "spec", "podCIDR")
	}
	if len(n.Spec.PodCIDRs) > 0 {
		return n.Spec.PodCIDRs[0], nodeAt(n.tree, "spec", "podCIDRs", "0")
	}
	return "", nil
}

// internalIP returns the first address of a node inside the cluster, or "".
func internalIP(n Node) (string, *yaml.Node) {
	for i, a := range n.Status.Addresses {
		if a.Type == corev1.NodeInternalIP {
			return a.Address, nodeAt(n.tree, "status", "addresses", strconv.Itoa(i), "address")
		}
	}
	return "", nil
}

// podIP returns the first address that a pod has by its status, or "".
func podIP(p Pod) (string, *yaml.Node) {
	if p.Status.PodIP != "" {
		return p.Status.PodIP, nodeAt(p.tree, "status", "podIP")
	}
	if len(p.Status.PodIPs) > 0 {
		return p.Status.PodIPs[0].IP, nodeAt(p.tree, "status", "podIPs", "0", "ip")
	}
	return "", nil
}

// name checks metadata.name.
func (p *parser) name(n *yaml.Node, name, generate string) {
	at := nodeAt(n, "metadata", "name")
	switch {
	case name == "" && generate != "":
		p.fault(nodeAt(n, "metadata", "generateName"), "metadata.name is missing", "a name: nothing makes names up here", "")
	case name == "":
		p.fault(at, "metadata.name is missing", "a name, such as pod-a", "")
	default:
		p.rule(validation.IsDNS1123Subdomain(name), at, "metadata.name", name)
	}
}

// rule reports the complaints of a rule of Kubernetes about a value, if there are any.
func (p *parser) rule(says []string, at *yaml.Node, what, value string) {
	if len(says) > 0 {
		p.fault(at, fmt.Sprintf("%s %q: %s", what, say.Clip(value), strings.Join(says, ", and ")), "", "")
	}
}

func (p *parser) labels(n *yaml.Node, labels map[string]string, path ...string) {
	at := n
	for _, name := range path {
		if at = child(at, name); at == nil {
			return
		}
	}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		p.rule(validation.IsQualifiedName(key), keyOf(at, key), path[1]+" key", key)
		p.rule(validation.IsValidLabelValue(labels[key]), nodeAt(at, key), path[1]+" value", labels[key])
	}
}

// containers checks that a pod has containers, each with a name of its own.
func (p *parser) containers(pod Pod) {
	if len(pod.Spec.Containers) == 0 {
		p.fault(nodeAt(pod.tree, "spec", "containers"), "a pod without containers", "spec.containers with one at least", "")
	}
	first := map[string]int{}
	container := func(list string, i int, name string) {
		at := nodeAt(pod.tree, "spec", list, strconv.Itoa(i), "name")
		line, taken := first[name]
		switch {
		case name == "":
			p.fault(at, fmt.Sprintf("spec.%s[%d].name is missing", list, i), "a name, such as ping", "")
		case taken:
			p.fault(at, fmt.Sprintf("container %q is here twice, first in line %d", say.Clip(name), line), "each name once in a pod", "")
		default:
			first[name] = at.Line
			p.rule(validation.IsDNS1123Label(name), at, "container", name)
		}
	}
	for i, c := range pod.Spec.InitContainers {
		container("initContainers", i, c.Name)
	}
	for i, c := range pod.Spec.Containers {
		container("containers", i, c.Name)
	}
	for i, c := range pod.Spec.EphemeralContainers {
		container("ephemeralContainers", i, c.Name)
	}
}
