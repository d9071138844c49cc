package kubernetes

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// node and pod write manifests; rest is more YAML in flow style, or "".
func node(name, rest string) string {
	return fmt.Sprintf("---\n{apiVersion: v1, kind: Node, metadata: {name: %s}%s}\n", name, rest)
}

func pod(name, spec string) string {
	return fmt.Sprintf("---\n{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: c}]%s}}\n", name, spec)
}

func homes(c *Cluster) string {
	var b strings.Builder
	for _, p := range c.Peers {
		fmt.Fprintf(&b, "%s=%s ", p.Name, p.Node)
	}
	return strings.TrimSpace(b.String())
}

func TestSchedule(t *testing.T) {
	two := node("m1", "") + node("m2", "")
	for _, c := range []struct{ why, text, want string }{
		{"the emptiest node is next, by name of equals", two + pod("a", "") + pod("b", "") + pod("c", ""), "a=m1 b=m2 c=m1"},
		{"bound pods count before others choose", two + pod("a", "") + pod("z", ", nodeName: m1"), "a=m2 z=m1"},
		{"host networks count as well", two + pod("a", ", hostNetwork: true") + pod("b", ""), "a=m1 b=m2"},
		{"every node has its host name as a label", two + pod("a", `, nodeSelector: {kubernetes.io/hostname: m2}`), "a=m2"},
		{"unless it says otherwise",
			two + "---\n{apiVersion: v1, kind: Node, metadata: {name: m3, labels: {kubernetes.io/hostname: other}}}\n" + pod("a", `, nodeSelector: {kubernetes.io/hostname: other}`), "a=m3"},
		{"a cordoned node takes pods", node("m1", ", spec: {unschedulable: true, taints: [{key: a, effect: NoSchedule}]}") + pod("a", ""), "a=m1"},
	} {
		want(t, c.why, homes(built(t, c.text, DefaultConfig())), c.want)
	}
}

func TestAddresses(t *testing.T) {
	c := built(t, node("m1", "")+
		node("m2", ", spec: {podCIDR: 10.244.0.0/23}, status: {addresses: [{type: ExternalIP, address: 8.8.8.8}, {type: InternalIP, address: 192.168.49.2}]}")+
		node("m3", ", spec: {podCIDRs: [\"fd00:1::/64\", 10.9.0.0/24]}")+
		pod("a", ", nodeName: m3")+pod("b", ", nodeName: m2"), DefaultConfig())
	var lines []string
	for _, n := range c.Nodes {
		lines = append(lines, fmt.Sprint(n.Name, " ", n.IP, " ", n.PodCIDR, " ", n.Pods))
	}
	want(t, "what is taken is left out", lines, []string{
		"m1 192.168.49.3 10.244.2.0/24 0",
		"m2 192.168.49.2 10.244.0.0/23 1",
		"m3 192.168.49.4 fd00:1::/64 1",
	})
	want(t, "the bridge has the first address", places(c), []string{
		"a fd00:1::2 m3 pod/default/a",
		"b 10.244.0.2 m2 pod/default/b",
	})
}

// As many nodes as there are networks to give away.
func TestMostNodes(t *testing.T) {
	var b strings.Builder
	for i := range 253 {
		b.WriteString(node(fmt.Sprintf("m%03d", i), ""))
	}
	c := built(t, b.String(), DefaultConfig())
	want(t, "the last node", c.Nodes[252].IP.String()+" "+c.Nodes[252].PodCIDR.String(), "192.168.49.254 10.244.252.0/24")
}

func TestPeerNames(t *testing.T) {
	c := built(t, node("m", "")+pod("a", "")+
		"---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: team}, spec: {containers: [{name: z}, {name: b}]}}\n"+
		"---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: team}, spec: {containers: [{name: c}], initContainers: [{name: i}]}}\n"+
		"---\n{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: z}, {name: c}]}}\n", DefaultConfig())
	var names []string
	for _, p := range c.Peers {
		names = append(names, p.Name)
	}
	want(t, "names by namespace, pod and place", names, []string{"a", "b.z", "b.c", "team.a.z", "team.a.b", "team.b.c"})
}

func TestBuildFaults(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unknown node", node("minikube", "") + pod("a", ", nodeName: minikub"), []string{
			`4:92: no node "minikub"; want a Node of the manifests; did you mean "minikube"?`,
		}},
		{"no node matches", node("m", "") + pod("a", ", nodeSelector: {zone: b, disk: ssd}"), []string{
			`4:96: pod a stays Pending: no node matches nodeSelector disk=ssd,zone=b; want labels that a node has`,
		}},
		{"the named node does not match", node("m", "") + pod("a", ", nodeName: m, nodeSelector: {zone: b}"), []string{
			`4:109: node m does not match nodeSelector zone=b; want labels that the node has: its kubelet refuses the pod`,
		}},
		{"no nodes", pod("a", "") + pod("b", ""), []string{
			`2:46: pod a stays Pending: there are no nodes; want a manifest of kind Node`,
			`4:46: pod b stays Pending: there are no nodes; want a manifest of kind Node`,
		}},
		{"addresses used up", node("m", ", spec: {podCIDR: 10.0.0.0/30}") + pod("a", "") + pod("b", ", hostNetwork: true") + pod("c", ""), []string{
			`8:46: no address for pod c: 10.0.0.0/30 of node m is used up; want a larger podCIDR or fewer pods`,
		}},
		{"ranges overlap", node("a", ", spec: {podCIDR: 10.0.0.0/8}") + node("b", ", spec: {podCIDR: 10.1.0.0/16}"), []string{
			`4:67: podCIDR 10.1.0.0/16 overlaps that of node a, 10.0.0.0/8; want a range of its own`,
		}},
		{"one address twice", node("a", ", status: {addresses: [{type: InternalIP, address: 1.2.3.4}]}") + node("b", ", status: {addresses: [{type: InternalIP, address: 1.2.3.4}]}"), []string{
			`4:100: address 1.2.3.4 belongs to node a; want an address of its own`,
		}},
		{"node among pods", node("a", ", spec: {podCIDR: 192.168.0.0/16}") + node("b", ", status: {addresses: [{type: InternalIP, address: 10.244.0.9}]}"), []string{
			`2:47: address 192.168.49.2 of node a lies in the podCIDR 192.168.0.0/16 of node a; want an address outside of those for pods`,
			`4:100: address 10.244.0.9 of node b lies in the podCIDR 10.244.0.0/24 of node b; want an address outside of those for pods`,
		}},
		{"ambiguous names", node("m", "") + pod("a.c", "") + "---\n{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: b}, {name: c}]}}\n", []string{
			`4:46: a peer of pod default/a.c is called a.c, as is one of pod default/a; want another name`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Parse("m.yaml", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = Build(m, DefaultConfig()); err == nil {
				t.Fatal("builds, want errors")
			}
			want(t, "errors", strings.Split(err.Error(), "\n"), prefixed("m.yaml:", c.want))
		})
	}
}

func TestTooManyNodes(t *testing.T) {
	var b strings.Builder
	for i := range 257 {
		b.WriteString(node(fmt.Sprintf("m%03d", i), ""))
	}
	m, err := Parse("m.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Build(m, DefaultConfig())
	if err == nil || !strings.HasSuffix(err.Error(), "m.yaml:514:47: no podCIDR left in 10.244.0.0/16 for node m256; want spec.podCIDR") {
		t.Errorf("257 nodes give %v", err)
	}
}

func TestConfigFaults(t *testing.T) {
	m, err := Parse("m.yaml", []byte(node("node-a", "")+node("node-b", "")))
	if err != nil {
		t.Fatal(err)
	}
	some := netip.MustParsePrefix("10.0.0.0/8")
	_, err = Build(m, Config{
		Loopback: -1,
		Wire:     2 * longestDelay,
		Routes: []StaticRoute{
			{Via: "node-a"},
			{Prefix: netip.MustParsePrefix("10.0.0.1/8"), Via: Blackhole},
			{Node: "nodea", Prefix: some, Via: "black-hole"},
			{Node: "node-a", Prefix: some, Via: "node-a"},
			{Node: "node-a", Prefix: some, Via: "node-b"},
		},
	})
	if err == nil {
		t.Fatal("builds, want errors")
	}
	want(t, "errors", strings.Split(err.Error(), "\n"), []string{
		`loopback: delay -1ns; want 0s to 1h0m0s`,
		`wire: delay 2h0m0s; want 0s to 1h0m0s`,
		`routes[0].prefix: no network; want an address range such as 10.244.1.0/24`,
		`routes[1].prefix: 10.0.0.1/8 has bits behind its length; want a network; did you mean "10.0.0.0/8"?`,
		`routes[2].node: no node "nodea"; want a Node of the manifests; did you mean "node-a"?`,
		`routes[2].via: no node "black-hole"; want a Node of the manifests or blackhole; did you mean "blackhole"?`,
		`routes[3].via: node node-a would send to itself; want another node`,
		`routes[4]: a second route to 10.0.0.0/8 in the same table, after routes[3]; want one`,
	})
}
