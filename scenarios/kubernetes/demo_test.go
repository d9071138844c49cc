package kubernetes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// cluster builds the cluster of a file in testdata.
func cluster(t *testing.T, file string) *Cluster {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return built(t, string(text), DefaultConfig())
}

func built(t *testing.T, text string, cfg Config) *Cluster {
	t.Helper()
	m, err := Parse("m.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Build(m, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// peer returns the index of the peer with a name.
func (c *Cluster) peer(t *testing.T, name string) int {
	t.Helper()
	for i, p := range c.Peers {
		if p.Name == name {
			return i
		}
	}
	t.Fatalf("no peer %s", name)
	return -1
}

// places prints "name ip node domain" for each peer.
func places(c *Cluster) []string {
	var lines []string
	for _, p := range c.Peers {
		lines = append(lines, strings.Join([]string{p.Name, p.IP.String(), p.Node, p.Domain}, " "))
	}
	return lines
}

// way prints the hops between two peers, "from -kind- to".
func way(t *testing.T, c *Cluster, from, to string) []string {
	t.Helper()
	hops, err := c.Hops(c.peer(t, from), c.peer(t, to))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, h := range hops {
		lines = append(lines, h.From+" -"+h.Kind+"- "+h.To)
	}
	return lines
}

func want[T any](t *testing.T, why string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", why, diff)
	}
}

func TestPingOnOneNode(t *testing.T) {
	c := cluster(t, "ping-one-node.yaml")
	want(t, "both pods get addresses of the one node", places(c), []string{
		"pod-a 10.244.0.2 minikube pod/default/pod-a",
		"pod-b 10.244.0.3 minikube pod/default/pod-b",
	})
	want(t, "pods of a node meet on its bridge", way(t, c, "pod-a", "pod-b"), []string{"pod-a -bridge- pod-b"})
}

func TestPingOnTwoNodes(t *testing.T) {
	c := cluster(t, "ping-two-nodes.yaml")
	want(t, "each pod gets an address of its node", places(c), []string{
		"pod-a 10.244.0.2 minikube pod/default/pod-a",
		"pod-b 10.244.1.2 minikube-m02 pod/default/pod-b",
	})
	want(t, "the way leads over both nodes", way(t, c, "pod-a", "pod-b"), []string{
		"pod-a -bridge- minikube",
		"minikube -route- minikube-m02",
		"minikube -wire- minikube-m02",
		"minikube-m02 -route- pod-b",
		"minikube-m02 -bridge- pod-b",
	})
	delay, err := c.Delay(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the delay is the sum of the hops", delay, 640*time.Microsecond)
}

func TestMDNSStaysInPods(t *testing.T) {
	c := cluster(t, "mdns-containers.yaml")
	want(t, "the containers of a pod share its address and domain", places(c), []string{
		"pod-a.one 10.244.0.2 minikube pod/default/pod-a",
		"pod-a.two 10.244.0.2 minikube pod/default/pod-a",
		"pod-b.one 10.244.0.3 minikube pod/default/pod-b",
		"pod-b.two 10.244.0.3 minikube pod/default/pod-b",
	})
	want(t, "containers of a pod meet on its loopback", way(t, c, "pod-a.one", "pod-a.two"), []string{"pod-a.one -loopback- pod-a.two"})
	want(t, "annotations come along", c.Peers[1].Annotations["example.com/about"], "the first pair")
}

func TestHostNetworkIsShared(t *testing.T) {
	c := cluster(t, "kademlia-hostnetwork.yaml")
	want(t, "pods in the host network share the node's address and domain", places(c), []string{
		"pod-a 192.168.49.2 minikube node/minikube",
		"pod-b 10.244.1.2 minikube-m02 pod/default/pod-b",
		"pod-c 192.168.49.2 minikube node/minikube",
		"pod-d 10.244.1.3 minikube-m02 pod/default/pod-d",
	})
	want(t, "they meet on the loopback", way(t, c, "pod-a", "pod-c"), []string{"pod-a -loopback- pod-c"})
	want(t, "the way from the host network has one bridge", way(t, c, "pod-c", "pod-d"), []string{
		"minikube -route- minikube-m02",
		"minikube -wire- minikube-m02",
		"minikube-m02 -route- pod-d",
		"minikube-m02 -bridge- pod-d",
	})
	want(t, "and so has the way to it", way(t, c, "pod-d", "pod-c"), []string{
		"pod-d -bridge- minikube-m02",
		"minikube-m02 -route- minikube",
		"minikube-m02 -wire- minikube",
		"minikube -route- pod-c",
	})
}
