//go:build browser

package browser

import (
	"fmt"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestCluster: the topology begins with the nodes of a cluster and the pods on them; a tip tells
// where a pod is, and the other ways of drawing are there too.
func TestCluster(t *testing.T) {
	l := lab.New(t, "cluster")
	names := []string{"pod-a", "pod-b", "pod-c"}
	for _, name := range names {
		l.Peer(name, name, "")
		l.Event(trace.Event{Kind: trace.Up, P: name})
	}
	l.Message(1e9, 1e6, "pod-a", "pod-c", "/x", lab.None)
	var lines []byte
	for _, n := range []trace.ClusterNode{
		{Name: "node-1", IP: "10.0.0.1", PodCIDR: "10.1.0.0/24", Pods: []trace.ClusterPod{{Peer: "pod-a", IP: "10.1.0.2"}, {Peer: "pod-b", IP: "10.1.0.3"}}, Routes: []trace.ClusterRoute{{To: "10.2.0.0/24", Via: "node-2"}}},
		{Name: "node-2", IP: "10.0.0.2", PodCIDR: "10.2.0.0/24", Pods: []trace.ClusterPod{{Peer: "pod-c", IP: "10.2.0.2"}}},
	} {
		lines = n.AppendJSON(lines)
	}
	l.Put(trace.NodesFile, lines)
	b, _ := made(t, l)
	want(t, "first way", b.way(), "nodes")
	at := b.places(names)
	width := eval[float64](b, `document.getElementById('net').clientWidth`)
	for i, name := range names {
		if right := at[name][0] > width/2; right != (i == 2) {
			t.Errorf("%s is drawn at %v of %v, on the wrong node", name, at[name], width)
		}
	}
	eval[bool](b, fmt.Sprintf(`(() => {
		const net = document.getElementById('net'), r = net.getBoundingClientRect();
		net.dispatchEvent(new PointerEvent('pointermove', { clientX: r.left + %g, clientY: r.top + %g }));
		return true;
	})()`, at["pod-c"][0], at["pod-c"][1]))
	b.settle()
	wantText(t, "tip", b.text("#n-tip"), "10.2.0.2 on node-2")
	b.click("#network details summary")
	wantText(t, "routing tables", b.text("#network details"), "over node-2")
	b.click("#n-map")
	want(t, "the way after", b.way() != "nodes", true)
	b.quiet()
}
