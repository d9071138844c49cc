package kubernetes

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// manifests draws a list of documents, a cluster in which every pod runs.
func manifests(t *rapid.T) []string {
	var docs []string
	nodes := rapid.IntRange(1, 6).Draw(t, "nodes")
	for i := range nodes {
		more := rapid.SampledFrom([]string{"", ", labels: {disk: ssd}"}).Draw(t, "labels")
		spec := rapid.SampledFrom([]string{"", fmt.Sprintf(", spec: {podCIDR: 10.8.%d.0/26}", i)}).Draw(t, "spec")
		docs = append(docs, fmt.Sprintf("{apiVersion: v1, kind: Node, metadata: {name: node-%d%s}%s}", i, more, spec))
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "pods") {
		namespace := rapid.SampledFrom([]string{"default", "team"}).Draw(t, "namespace")
		var names []string
		for j := range rapid.IntRange(1, 3).Draw(t, "containers") {
			names = append(names, fmt.Sprintf("{name: c%d}", j))
		}
		spec := rapid.SampledFrom([]string{"", ", hostNetwork: true"}).Draw(t, "network")
		if rapid.Bool().Draw(t, "bound") {
			spec += fmt.Sprintf(", nodeName: node-%d", rapid.IntRange(0, nodes-1).Draw(t, "node"))
		}
		docs = append(docs, fmt.Sprintf("{apiVersion: v1, kind: Pod, metadata: {name: pod-%d, namespace: %s}, spec: {containers: [%s]%s}}", i, namespace, strings.Join(names, ", "), spec))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "workloads") {
		kind := rapid.SampledFrom([]string{"Deployment", "StatefulSet", "DaemonSet", "Job"}).Draw(t, "kind")
		spec := ""
		if kind == "Deployment" || kind == "StatefulSet" {
			spec = fmt.Sprintf(", replicas: %d", rapid.IntRange(0, 3).Draw(t, "replicas"))
		}
		docs = append(docs, strings.TrimPrefix(workload(kind, fmt.Sprintf("made-%d", i), spec, ""), "---\n"))
	}
	return docs
}

func draw(t *rapid.T, docs []string) *Cluster {
	m, err := Parse("m.yaml", []byte(strings.Join(docs, "\n---\n")))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Build(m, DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The order of manifests changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := manifests(t)
		a, b := draw(t, docs), draw(t, rapid.Permutation(docs).Draw(t, "order"))
		if diff := cmp.Diff(a, b, cmpopts.IgnoreUnexported(Cluster{}), cmp.Comparer(sameAddr), cmp.Comparer(samePrefix)); diff != "" {
			t.Errorf("(-first +shuffled):\n%s", diff)
		}
	})
}

func sameAddr(a, b netip.Addr) bool { return a == b }

func samePrefix(a, b netip.Prefix) bool { return a == b }

// Without added routes, the way back has the same hops the other way round,
// and takes as long.
func TestWayBackIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t, manifests(t))
		for i := range c.Peers {
			for j := range c.Peers {
				there, back := kindsOf(t, c, i, j), kindsOf(t, c, j, i)
				slices.Reverse(back)
				if !slices.Equal(there, back) {
					t.Errorf("%s to %s: there %v, back, reversed, %v", c.Peers[i].Name, c.Peers[j].Name, there, back)
				}
				a, _ := c.Delay(i, j)
				b, _ := c.Delay(j, i)
				if a != b {
					t.Errorf("%v there, %v back", a, b)
				}
			}
		}
	})
}

func kindsOf(t *rapid.T, c *Cluster, i, j int) []string {
	hops, err := c.Hops(i, j)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, h := range hops {
		kinds = append(kinds, h.Kind)
	}
	return kinds
}

// Peers are sorted and have names, addresses and nodes of their own.
func TestPeersAreSound(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t, manifests(t))
		names, owners := map[string]bool{}, map[string]string{}
		pods := map[string]map[string]bool{}
		for i, p := range c.Peers {
			owner := "node/" + p.Node
			if !p.HostNetwork {
				owner = p.Namespace + "/" + p.Pod
			}
			at := p.IP.String()
			if had, ok := owners[at]; ok && had != owner {
				t.Errorf("%s and %s have the address %s", had, owner, at)
			}
			owners[at] = owner
			if !name.MatchString(p.Name) || names[p.Name] {
				t.Errorf("name %q", p.Name)
			}
			names[p.Name] = true
			if i > 0 && (c.Peers[i-1].Namespace > p.Namespace || c.Peers[i-1].Namespace == p.Namespace && c.Peers[i-1].Pod > p.Pod) {
				t.Errorf("%s after %s", p.Name, c.Peers[i-1].Name)
			}
			if pods[p.Node] == nil {
				pods[p.Node] = map[string]bool{}
			}
			pods[p.Node][p.Namespace+"/"+p.Pod] = true
		}
		for _, n := range c.Nodes {
			if n.Pods != len(pods[n.Name]) {
				t.Errorf("node %s counts %d pods, has %v", n.Name, n.Pods, slices.Sorted(maps.Keys(pods[n.Name])))
			}
		}
	})
}
