//go:build browser

package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestSnapshot: a snapshot's cut is drawn through the lines, with the markers that
// made it, and the message in flight across it if there is one.
func TestSnapshot(t *testing.T) {
	const channel = "/sim/chandylamport/channel/1.0.0"
	for _, flight := range []int{0, 1} {
		l := lab.New(t, "snapshot")
		snapshot := trace.Nth{Peer: "a", N: 1}
		for _, p := range []string{"a", "b", "c"} {
			l.Event(trace.Event{Kind: trace.Up, P: p})
		}
		if flight > 0 {
			l.Message(5e6, 30e6, "c", "b", channel, lab.None)
		}
		l.Event(trace.Event{T: 10e6, Kind: trace.OpStart, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "a/1"})
		recorded := func(at int64, peer, state string) {
			e := trace.Event{T: at, Kind: trace.Note, P: peer, Proto: "chandylamport.state", Detail: state}
			e.Within(snapshot)
			l.Event(e)
		}
		recorded(10e6, "a", "10 units")
		l.Message(10e6, 5e6, "a", "b", channel, snapshot)
		recorded(15e6, "b", "900 units")
		l.Message(15e6, 5e6, "b", "c", channel, snapshot)
		recorded(20e6, "c", "80 units")
		l.Message(20e6, 15e6, "c", "b", channel, snapshot)
		if flight > 0 {
			l.Event(trace.Event{T: 35e6, Kind: trace.Note, P: "b", Q: "c", Proto: "chandylamport.channel", Op: 1, Of: "a", Detail: "10 units"})
		}
		l.Event(trace.Event{T: 35e6, Kind: trace.OpEnd, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "ok"})
		b, _ := made(t, l)
		want(t, "states", b.data("space", "states"), 3)
		want(t, "first markers", b.data("space", "first"), 2)
		want(t, "in flight", b.data("space", "flight"), flight)
		if n := b.pixels("space", "#cc79a7"); n < 300 {
			t.Errorf("%d pixels of cut and markers", n)
		}
		if n := b.pixels("space", "#d55e00"); n > 100 != (flight > 0) {
			t.Errorf("%d pixels of messages in flight, of which there are %d", n, flight)
		}
		wantText(t, "told", b.text("#d-detail"), "3 processes recorded their states within 10ms")
		wantText(t, "sum", b.text("#d-detail"), []string{"hold 990 units", "hold 1,000 units"}[flight])
		b.quiet()
	}
}

// inks are the colours of the diagram's legend, by their texts.
func (b *tab) inks() map[string]string {
	b.t.Helper()
	out := map[string]string{}
	for _, sign := range eval[[][]string](b, `[...document.querySelectorAll('#d-legend span')].map(e => [e.textContent, e.querySelector('path').getAttribute('stroke')])`) {
		out[sign[0]] = sign[1]
	}
	return out
}

// arrows counts the arrows of a colour in a diagram that was saved: whole lines that lead from
// one peer to another.
func arrows(svg []byte, ink string) (n int) {
	stroke := regexp.MustCompile(`<path d="([^"]*)" fill="none" stroke="` + regexp.QuoteMeta(ink) + `" stroke-width="[^"]*" stroke-linejoin="round"[^-]*/>`)
	leg := regexp.MustCompile(`M\S+ (\S+?)L\S+ ([^MLz]+)`)
	for _, path := range stroke.FindAllSubmatch(svg, -1) {
		for _, m := range leg.FindAllSubmatch(path[1], -1) {
			if string(m[1]) != string(m[2]) {
				n++
			}
		}
	}
	return n
}

// TestSnapshotInks: markers, reports and peers that come up have the colours of their entries
// in the legend; and what opens streams within a snapshot has those of its protocols.
func TestSnapshotInks(t *testing.T) {
	const identify, negotiation = "/ipfs/id/1.0.0", "/multistream/1.0.0"
	l := lab.New(t, "inks")
	snapshot := trace.Nth{Peer: "a", N: 1}
	for _, p := range []string{"a", "b"} {
		l.Event(trace.Event{Kind: trace.Up, P: p})
	}
	l.Event(trace.Event{T: 5e6, Kind: trace.Up, P: "c"})
	l.Event(trace.Event{T: 10e6, Kind: trace.OpStart, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "a/1"})
	for i, p := range []string{"a", "b", "c"} {
		e := trace.Event{T: 10e6 + int64(i)*5e6, Kind: trace.Note, P: p, Proto: "chandylamport.state", Detail: "1 units"}
		e.Within(snapshot)
		l.Event(e)
	}
	say := func(at int64, from, to, proto string) { l.Message(at, 5e6, from, to, proto, snapshot) }
	say(10e6, "a", "b", "/sim/chandylamport/channel/1.0.0")
	say(15e6, "b", "c", "/sim/chandylamport/channel/1.0.0")
	for i := range int64(3) {
		say(21e6+i*1e6, "c", "a", identify)
	}
	for i := range int64(4) {
		say(21e6+i*1e6, "c", "b", negotiation)
	}
	say(30e6, "c", "a", "/sim/chandylamport/report/1.0.0")
	l.Event(trace.Event{T: 40e6, Kind: trace.OpEnd, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "ok"})
	l.InOrder()
	b, _ := made(t, l)
	b.press("space", "0")
	_, svg := b.saved("#d-svg")
	of, inks := b.inks(), map[string]string{}
	for what, n := range map[string]int{"first marker to reach a process; thin: the others": 2, "report of a state": 1, identify: 3, negotiation: 4} {
		if other := inks[of[what]]; of[what] == "" || other != "" {
			t.Errorf("%s is %q in the legend, as is %q", what, of[what], other)
		}
		inks[of[what]] = what
		want(t, what+": arrows of its colour", arrows(svg, of[what]), n)
	}
	up := of["came up"]
	if strings.Contains(inks[up], "marker") || strings.Contains(inks[up], "report") {
		t.Errorf("peers that come up have the colour of %s", inks[up])
	}
	want(t, "triangles of peers that come up", len(regexp.MustCompile(`<path d="M[^LM]*L[^LM]*L[^LM]*" fill="`+regexp.QuoteMeta(up)+`"/>`).FindAll(svg, -1)), 1)
	b.quiet()
}
