package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestRegions: peers of regions that we know are on the map; a peer that is not in
// peers.jsonl is nowhere.
func TestRegions(t *testing.T) {
	l := lab.New(t, "regions")
	l.Peer("a", "a", "eu-west-1")
	l.Peer("b", "b", "atlantis")
	l.Peer("c", "c", "")
	l.Message(1, 1, "a", "b", "/x", lab.None)
	l.Message(2, 1, "c", "d", "/x", lab.None)
	_, d := rendered(t, l.Write(), standard)
	if want := []int{0, 1, -1, -1}; !slices.Equal(d.Region, want) {
		t.Errorf("regions %v of %v, want %v", d.Region, d.Peers, want)
	}
	if r := d.Regions; len(r) != 2 || r[0].Name != "eu-west-1" || r[0].Lat == nil || *r[0].Lat != 53.3 || *r[0].Lon != -6.3 || r[1].Lat != nil {
		t.Errorf("regions %+v, want eu-west-1 at 53.3 N 6.3 W, and atlantis nowhere", r)
	}
	if d.Places[0] == "" || d.Places[3] != "" || d.Places[0] == d.Places[1] {
		t.Errorf("places %q", d.Places)
	}
}

// TestNodes: the nodes of a cluster have their peers, those of the log; what is too much of their
// routing tables is left out, and a damaged line told of.
func TestNodes(t *testing.T) {
	cluster := func(rest string) *lab.Lab {
		l := lab.New(t, "nodes")
		l.Message(1, 1, "a", "b", "/x", lab.None)
		one := trace.ClusterNode{
			Name: "n1", IP: "10.0.0.1", PodCIDR: "10.1.0.0/24",
			Pods:   []trace.ClusterPod{{Peer: "b", Pod: "default/b", IP: "10.1.0.2"}, {Peer: "nobody", Pod: "default/nobody", IP: "10.1.0.3"}},
			Routes: []trace.ClusterRoute{{To: "10.1.0.0/24"}, {To: "10.1.1.0/24", Via: "n2"}, {To: "0.0.0.0/0", Via: "blackhole"}},
		}
		l.Put(trace.NodesFile, append(one.AppendJSON(nil), rest...))
		return l
	}
	html, d := rendered(t, cluster("").Write(), standard)
	if n := d.Nodes; len(n) != 1 || !slices.Equal(n[0].Peers, []int{1}) || !slices.Equal(n[0].IPs, []string{"10.1.0.2"}) {
		t.Errorf("nodes %+v, want one with the peer b", n)
	}
	for _, want := range []string{"n1, 10.0.0.1, pods 10.1.0.0/24", "stays here", "over n2", "nowhere: it is dropped", `href="nodes.jsonl"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	small := standard
	small.routes = 2
	html, d = rendered(t, cluster("{").Write(), small)
	if len(d.Nodes[0].Routes) != 2 || !strings.Contains(html, "Of 3 lines of routing tables it has the first 2.") || !strings.Contains(html, "nodes.jsonl is damaged: it has 1 node") {
		t.Errorf("%d lines, want 2, and words about what is left out", len(d.Nodes[0].Routes))
	}
	if html, _ := rendered(t, func() string { l := lab.New(t, "none"); l.Message(1, 1, "a", "b", "/x", lab.None); return l.Write() }(), standard); strings.Contains(html, "Routing tables") {
		t.Error("a run without a cluster has routing tables")
	}
}
