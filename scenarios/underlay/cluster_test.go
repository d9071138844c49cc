package underlay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
)

// laid makes the underlay of a cluster.
func laid(t *testing.T, manifests string) (*Underlay, *spec.Network) {
	t.Helper()
	k := &spec.Kubernetes{Manifests: []spec.File{{Name: "m.yaml", Content: manifests}}}
	k.SetDefaults()
	n := &spec.Network{Kubernetes: k}
	u, err := Lay(n)
	if err != nil {
		t.Fatal(err)
	}
	return u, n
}

const made = `{apiVersion: v1, kind: Node, metadata: {name: m1}}
---
{apiVersion: v1, kind: Node, metadata: {name: m2}}
---
{apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {hostNetwork: true, containers: [{name: c}, {name: d}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: store}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}
`

// The pods of a workload are a group, and so are the containers of a pod.
func TestGroupsOfPods(t *testing.T) {
	u, n := laid(t, made)
	var got []string
	for _, c := range u.Nodes(n, sim.Seed(1).Stream) {
		got = append(got, fmt.Sprintf("%s of %s", c.Name, c.Group))
	}
	want := []string{"one.c of one", "one.d of one", "store.db-0.c of store.db", "store.db-1.c of store.db", "store.db-2.c of store.db"}
	if !slices.Equal(got, want) {
		t.Errorf("peers\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Peers listen at the addresses of their pods, and where they share one, on ports of
// their own.
func TestAddressesOfPods(t *testing.T) {
	u, n := laid(t, made)
	var got []string
	for _, c := range u.Nodes(n, sim.Seed(1).Stream) {
		got = append(got, fmt.Sprintf("%s at %s", c.Name, c.Addr))
	}
	want := []string{
		"one.c at /ip4/192.168.49.2/tcp/4001", "one.d at /ip4/192.168.49.2/tcp/4002",
		"store.db-0.c at /ip4/10.244.1.2/tcp/4001", "store.db-1.c at /ip4/10.244.0.2/tcp/4001", "store.db-2.c at /ip4/10.244.1.3/tcp/4001",
	}
	if !slices.Equal(got, want) {
		t.Errorf("peers\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The nodes are told with the peers on them and their routing tables.
func TestClusterNodes(t *testing.T) {
	u, _ := laid(t, made)
	var got []string
	for _, n := range u.ClusterNodes() {
		for _, p := range n.Pods {
			got = append(got, fmt.Sprintf("%s at %s on %s", p.Peer, p.IP, n.Name))
		}
		for _, r := range n.Routes {
			got = append(got, fmt.Sprintf("%s: %s over %q", n.Name, r.To, r.Via))
		}
	}
	want := []string{
		`one.c at 192.168.49.2 on m1`,
		`one.d at 192.168.49.2 on m1`,
		`store.db-1.c at 10.244.0.2 on m1`,
		`m1: 192.168.49.2/32 over ""`,
		`m1: 192.168.49.3/32 over "m2"`,
		`m1: 10.244.0.0/24 over ""`,
		`m1: 10.244.1.0/24 over "m2"`,
		`store.db-0.c at 10.244.1.2 on m2`,
		`store.db-2.c at 10.244.1.3 on m2`,
		`m2: 192.168.49.2/32 over "m1"`,
		`m2: 192.168.49.3/32 over ""`,
		`m2: 10.244.0.0/24 over "m1"`,
		`m2: 10.244.1.0/24 over ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("nodes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if u := (&Underlay{}); u.ClusterNodes() != nil {
		t.Error("a network without a cluster has nodes")
	}
}
