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
