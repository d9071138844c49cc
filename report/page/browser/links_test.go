//go:build browser

package browser

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// way is how the topology places peers: on the nodes, on the map, by links, in a circle.
func (b *tab) way() string {
	b.t.Helper()
	return eval[string](b, `document.getElementById('net').dataset.way`)
}

// places are where the topology draws the peers, in pixels, by name.
func (b *tab) places(names []string) map[string][2]float64 {
	b.t.Helper()
	out := map[string][2]float64{}
	for _, at := range strings.Fields(eval[string](b, `document.getElementById('net').dataset.places`)) {
		var x, y float64
		if _, err := fmt.Sscanf(at, "%g,%g", &x, &y); err != nil {
			b.t.Fatalf("place %q: %v", at, err)
		}
		out[names[len(out)]] = [2]float64{x, y}
	}
	if len(out) != len(names) {
		b.t.Fatalf("%d places, want %d", len(out), len(names))
	}
	return out
}

// linked is a network of nowhere: rings, of which each peer is linked to the next
// two, with one bridge from each to the next, and a peer without links.
func linked(t *testing.T, rings, size int) (l *lab.Lab, names []string) {
	l = lab.New(t, "linked")
	add := func() {
		names = append(names, fmt.Sprintf("p-%d", len(names)))
		l.Peer(names[len(names)-1], "p", "")
		l.Event(trace.Event{Kind: trace.Up, P: names[len(names)-1]})
	}
	for range rings*size + 1 {
		add()
	}
	n, dialled := int64(0), map[int]int64{}
	link := func(a, b int) {
		n++
		dialled[a]++
		l.Event(trace.Event{T: 1e9 + n, Kind: trace.Connect, P: names[a], Q: names[b], ID: dialled[a]})
	}
	// Neighbours are far apart in the order of their names.
	member := func(ring, i int) int { return i%size*rings + ring }
	for ring := range rings {
		for i := range size {
			link(member(ring, i), member(ring, i+1))
			link(member(ring, i), member(ring, i+2))
		}
		if ring > 0 {
			link(member(ring-1, 0), member(ring, 0))
		}
	}
	l.Event(trace.Event{T: 60e9, Kind: trace.Fault, ID: 1, Detail: "the end"})
	return l, names
}

// TestLinks: where no regions are known, the links of the log place the peers: all
// in view, no two at one place, linked ones nearer to each other than others, at
// any time and every time at the same places. Very many are in a circle.
func TestLinks(t *testing.T) {
	l, names := linked(t, 4, 12)
	b, c := made(t, l)
	want(t, "way", b.way(), "links")
	at := b.places(names)
	pair := map[[2]string]bool{}
	for _, e := range c.events {
		if e.Kind == trace.Connect {
			pair[[2]string{e.P, e.Q}], pair[[2]string{e.Q, e.P}] = true, true
		}
	}
	width, height := eval[float64](b, `document.getElementById('net').offsetWidth`), eval[float64](b, `document.getElementById('net').offsetHeight`)
	var sum, count [2]float64 // of pairs that are not linked, and of those that are
	for i, p := range names {
		if x, y := at[p][0], at[p][1]; x < 20 || y < 20 || x > width-20 || y > height-20 {
			t.Errorf("%s is at %g,%g of %g,%g", p, x, y, width, height)
		}
		for _, q := range names[:i] {
			d := math.Hypot(at[p][0]-at[q][0], at[p][1]-at[q][1])
			if d < 8 {
				t.Errorf("%s and %s are %.1f pixels apart", p, q, d)
			}
			k := 0
			if pair[[2]string{p, q}] {
				k = 1
			}
			sum[k] += d
			count[k]++
		}
	}
	if near, far := sum[1]/count[1], sum[0]/count[0]; near > far/3 {
		t.Errorf("linked peers are %.0f pixels apart, others %.0f; want a third", near, far)
	}
	b.shoot("links", "#network")
	b.set("n-time", "0", "input")
	want(t, "links at first", b.data("net", "links"), 0)
	again := open(t, l.Dir).ready()
	for _, other := range []*tab{b, again} {
		for p, now := range other.places(names) {
			want(t, "place of "+p, now, at[p])
		}
		other.quiet()
	}

	l, _ = linked(t, 25, 12)
	b, _ = made(t, l)
	want(t, "way of 301", b.way(), "circle")
	b.quiet()
}

// TestMapLabels: names on the map stand neither on each other nor on peers, in the parts of the
// world with the most regions too, and most regions have theirs.
func TestMapLabels(t *testing.T) {
	l := lab.New(t, "map")
	var names []string
	for _, region := range []string{"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-central-2", "eu-south-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-west-1"} {
		for i := range 4 {
			names = append(names, fmt.Sprintf("%s-%d", region, i))
			l.Peer(names[len(names)-1], "p", region)
			l.Event(trace.Event{Kind: trace.Up, P: names[len(names)-1]})
		}
	}
	l.Message(1e9, 1e6, names[0], names[9], "/x", lab.None)
	b, _ := made(t, l)
	want(t, "way", b.way(), "map")
	var labels [][3]float64
	for _, s := range strings.Fields(eval[string](b, `document.getElementById('net').dataset.labels`)) {
		var at [3]float64
		if _, err := fmt.Sscanf(s, "%g,%g,%g", &at[0], &at[1], &at[2]); err != nil {
			t.Fatal(s, err)
		}
		for _, o := range labels {
			if math.Abs(o[0]-at[0]) < o[2]+at[2] && math.Abs(o[1]-at[1]) < 10 {
				t.Errorf("labels at %v and %v lie over each other", o, at)
			}
		}
		for name, p := range b.places(names) {
			if math.Abs(p[0]-at[0]) < at[2] && math.Abs(p[1]-at[1]) < 8 {
				t.Errorf("a label at %v lies on %s at %v", at, name, p)
			}
		}
		labels = append(labels, at)
	}
	if len(labels) < 10 {
		t.Errorf("%d of 11 regions have a name", len(labels))
	}
	b.quiet()
}
