//go:build browser

package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// made writes the page of a lab's run and opens it.
func made(t *testing.T, l *lab.Lab) (*tab, *tally) {
	t.Helper()
	dir := l.Write()
	if err := page.Write(dir); err != nil {
		t.Fatal(err)
	}
	return open(t, dir).ready(), count(t, dir)
}

func busy(t *testing.T) (*tab, *tally) {
	t.Helper()
	l := lab.New(t, "busy")
	lab.Busy(l, 30, 300)
	return made(t, l)
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Errorf("%s: %q, want %q in it", what, got, want)
	}
}

const (
	kad  = "/sim/kad/1.0.0"
	ping = "/ipfs/ping/1.0.0"
)

// pings adds operations of another name to a busy run, each of a message of ping
// there and back and one of Kademlia, so that name and protocol are not the same.
func pings(l *lab.Lab, n int64) {
	for i := range n {
		t, id := l.Manifest.VirtualNS, 1000+i
		op := trace.Nth{Peer: "servers-1", N: id}
		l.Event(trace.Event{T: t, Kind: trace.OpStart, P: "servers-1", Proto: "ping", ID: id, Detail: "servers-2"})
		l.Message(t, 5e6, "servers-1", "servers-3", kad, op)
		end := l.Message(l.Message(t, 20e6, "servers-1", "servers-2", ping, op), 20e6, "servers-2", "servers-1", ping, op)
		l.Event(trace.Event{T: end, Kind: trace.OpEnd, P: "servers-1", Proto: "ping", ID: id, Detail: "ok"})
	}
}

// choose takes the option of a select with this text, or the one for all without a text.
func (b *tab) choose(id, text string) {
	b.t.Helper()
	value := "-1"
	if text != "" {
		value = eval[string](b, fmt.Sprintf(`[...document.getElementById(%q).options].find(o => o.text === %q).value`, id, text))
	}
	b.set(id, value, "change")
}

// TestSpaceTime: all messages of the log are in the diagram; keys, wheel and mouse
// move it; filters leave the right messages.
func TestSpaceTime(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 30, 300)
	pings(l, 25)
	b, c := made(t, l)
	b.press("space", "\x1b", "0")
	if eval[bool](b, `document.getElementById('f-only').checked`) {
		b.click("#f-only")
	}
	want(t, "messages of the whole run", b.data("space", "drawn"), c.messages)
	want(t, "lanes", b.data("space", "lanes"), len(c.peers))
	all := b.data("space", "to") - b.data("space", "from")
	b.press("space", "+", "+")
	zoomed := b.data("space", "to") - b.data("space", "from")
	if ratio := float64(zoomed) / float64(all); ratio < .48 || ratio > .5 {
		t.Errorf("two steps show %.2f of the time, want 0.49", ratio)
	}
	from := b.data("space", "from")
	b.press("space", "\u0303") // arrow right
	if moved := b.data("space", "from") - from; moved < zoomed/11 || moved > zoomed/9 {
		t.Errorf("an arrow moves by %d of %d ns, want a tenth", moved, zoomed)
	}
	x, y := b.at("#space", .5, .5)
	b.wheel(x, y, -300)
	if now := b.data("space", "to") - b.data("space", "from"); now >= zoomed {
		t.Error("the wheel does not zoom")
	}
	from = b.data("space", "from")
	b.drag(x, y, -200, 0)
	if b.data("space", "from") <= from {
		t.Error("dragging does not move")
	}
	b.press("space", "0")

	sent := 0
	for _, e := range c.events {
		if e.Kind == "send" && (e.P == "servers-7" || e.Q == "servers-7") {
			sent++
		}
	}
	b.set("f-peer", "servers-7", "input")
	want(t, "messages of servers-7", b.data("space", "drawn"), sent)
	b.set("f-peer", "", "input")
	of := func(name, protocol string) (n int) {
		proto := map[trace.Nth]string{}
		for _, e := range c.events {
			switch {
			case e.Kind == trace.OpStart:
				proto[e.Operation()] = e.Proto
			case e.Kind == trace.Send && (name == "" || proto[e.Operation()] == name) && (protocol == "" || e.Proto == protocol):
				n++
			}
		}
		return n
	}
	for _, f := range []struct{ operation, protocol string }{
		{"kademlia.get", ""}, {"ping", ""}, {"", kad}, {"", ping},
		{"kademlia.get", kad}, {"kademlia.get", ping}, {"ping", ping}, {"ping", kad},
	} {
		b.choose("f-op", f.operation)
		b.choose("f-protocol", f.protocol)
		want(t, fmt.Sprintf("messages of %+v", f), b.data("space", "drawn"), of(f.operation, f.protocol))
	}
	if all, get, pinged := c.messages, of("kademlia.get", ""), of("", ping); get == 0 || pinged == 0 || get+of("ping", "") != all || pinged == of("ping", "") {
		t.Errorf("of %d messages %d are of kademlia.get and %d of %s: the filters cannot be told apart", all, get, pinged, ping)
	}
	b.choose("f-op", "kademlia.get")
	b.choose("f-protocol", "")
	b.press("space", "n")
	want(t, "the first operation", b.data("space", "op"), 1)
	wantText(t, "told", b.text("#d-detail"), "#1 kademlia.get record-0")
	b.press("space", "m")
	wantText(t, "its first message", b.text("#d-detail"), "/sim/kad/1.0.0 · sent")
	if n := b.pixels("space", "#0072b2"); n < 100 {
		t.Errorf("%d pixels of messages", n)
	}
	b.shoot("space-time", "#diagram")
	b.quiet()
}

// TestTraces: the list counts, searches and sorts; a trace has its waterfall, and
// a span of it leads to its place in the diagram.
func TestTraces(t *testing.T) {
	b, c := busy(t)
	want(t, "operations", b.text("#o-count"), fmt.Sprintf("%d operations", c.ops))
	b.set("o-class", "1", "change")
	want(t, "failed", b.text("#o-count"), fmt.Sprintf("%d of %d operations", c.failed, c.ops))
	b.set("o-class", "-1", "change")
	found := 0
	for _, e := range c.events {
		if e.Kind == "op" && strings.Contains(e.Detail, "record-7") {
			found++
		}
	}
	b.set("o-text", "record-7", "input")
	want(t, "found", b.text("#o-count"), fmt.Sprintf("%d of %d operations", found, c.ops))
	b.set("o-text", "", "input")

	b.click("#o-slow")
	slowest, took := int64(0), int64(-1)
	begun := map[trace.Nth]int64{}
	for _, e := range c.events {
		switch {
		case e.Kind == "op":
			begun[e.Operation()] = e.T
		case e.Kind == "opend" && e.T-begun[e.Operation()] > took:
			slowest, took = c.op(e), e.T-begun[e.Operation()]
		}
	}
	want(t, "the slowest", b.text("#o-table tbody tr td"), fmt.Sprint(slowest))
	want(t, "sorted", eval[string](b, `document.querySelector('#o-table th:nth-child(3)').ariaSort`), "descending")
	b.click("#o-table tbody tr:nth-child(2) button")
	op := int64(eval[int](b, `Number(document.querySelector('#o-table tr.on td').textContent)`))
	sent := 0
	for _, e := range c.events {
		if e.Kind == "send" && c.op(e) == op {
			sent++
		}
	}
	want(t, "messages in the waterfall", b.count("#waterfall .message"), sent)
	b.shoot("traces", "#operations")

	b.focus("#waterfall .message")
	for range 2 {
		b.key("\u0303")
	}
	want(t, "the third message", b.text("#w-detail"), eval[string](b, `document.querySelectorAll('#waterfall .message')[2].querySelector('title').textContent.replaceAll('\n', ' · ')`))
	b.key("\u0302")
	want(t, "the second message", b.text("#w-detail"), eval[string](b, `document.querySelectorAll('#waterfall .message')[1].querySelector('title').textContent.replaceAll('\n', ' · ')`))
	eval[bool](b, `(document.activeElement.blur(), scrollTo(0, 0), true)`)
	b.click("#waterfall g:nth-of-type(2) .message")
	want(t, "focus after the jump", eval[string](b, `document.activeElement.id`), "space")
	want(t, "operation after the jump", b.data("space", "op"), int(op))
	wantText(t, "the message after the jump", b.text("#d-detail"), fmt.Sprintf("of #%d kademlia.get", op))
	if top := eval[float64](b, `document.getElementById('diagram').getBoundingClientRect().top`); top < -20 || top > 400 {
		t.Errorf("the diagram is at %g, want it in view", top)
	}
	// Numbers of one column can be told apart by their length.
	want(t, "numbers of decimals of durations and of starts", eval[string](b, `(n => [3, 2].map(n => new Set([...document.querySelectorAll('#o-table td:nth-child(' + n + ')')].map(td => td.textContent.split('.')[1]?.length)).size).join())()`), "1,1")
	b.quiet()
}

// TestTopology: the slider goes through the run, peers and links are counted from
// the log, and regions are on a map.
func TestTopology(t *testing.T) {
	b, c := busy(t)
	want(t, "up at the end", b.data("net", "up"), len(c.up))
	want(t, "links at the end", b.data("net", "links"), len(c.open))
	wantText(t, "told", b.text("#n-detail"), fmt.Sprintf("%d of %d peers up, %d connections", len(c.up), len(c.peers), len(c.open)))
	want(t, "way", b.way(), "map")
	b.set("n-time", "0", "input")
	want(t, "up at first", b.data("net", "up"), 1)
	want(t, "links at first", b.data("net", "links"), 0)
	b.set("n-time", "1000", "input")
	b.shoot("topology", "#network")
	for _, way := range []string{"links", "circle"} {
		wantText(t, "the button", b.text("#n-map"), way)
		b.click("#n-map")
		want(t, "way", b.way(), way)
		b.press("net", "\u0303")
		wantText(t, "the chosen peer", b.text("#n-detail"), "of servers-")
	}
	b.click("#n-map")
	want(t, "way", b.way(), "map")
	b.quiet()
}

// TestFigures: each figure is drawn from its numbers, can be read off by keys, and
// zoomed by the mouse; the picture for a paper is in the file.
func TestFigures(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 5, 10)
	l.Draw(lab.Picture{Name: "x-cdf", Title: "Latency", X: "latency (ms), log scale", Y: "share of operations", Log: true, Lines: []lab.Line{
		{Name: "get", X: []float64{1, 10, 100}, Y: []float64{0, .25, 1}}, {Name: "put", X: []float64{5}, Y: []float64{1}},
	}})
	b, _ := made(t, l)
	const figure = `figure[data-figure="x-cdf"]`
	eval[bool](b, fmt.Sprintf(`(document.querySelector('%s').scrollIntoView(), true)`, figure))
	b.settle()
	want(t, "points", eval[string](b, fmt.Sprintf(`document.querySelector('%s').dataset.points`, figure)), "4")
	want(t, "canvases", b.count(figure+" canvas"), 1)
	b.focus(figure + " .plot")
	for range 2 {
		b.key("\u0303")
	}
	legend := b.text(figure + " .u-legend")
	wantText(t, "values at the second point", legend, "latency5")
	wantText(t, "values at the second point", legend, "put1")
	scale := func() float64 {
		return eval[float64](b, fmt.Sprintf(`(a => a[a.length - 1] - a[0])([...document.querySelector('%s').dataset.shown.split(' ')].map(Number))`, figure))
	}
	before := scale()
	x, y := b.at(figure+" .u-over", .4, .5)
	b.drag(x, y, 100, 0)
	if after := scale(); after >= before {
		t.Errorf("dragging over %g shows %g", before, after)
	}
	href := eval[string](b, fmt.Sprintf(`document.querySelector('%s .links a').href`, figure))
	if !strings.HasPrefix(href, "data:image/svg+xml;base64,") {
		t.Errorf("the SVG is at %.40s, want it in the file", href)
	}
	b.shoot("figures", "#results")
	b.quiet()
}

// TestTheme: the button changes colours, also those on canvases.
func TestTheme(t *testing.T) {
	b, _ := busy(t)
	if n := b.pixels("space", "#ffffff"); n < 10_000 {
		t.Errorf("%d white pixels in light", n)
	}
	b.click("#theme")
	b.click("#theme")
	want(t, "background", eval[string](b, `getComputedStyle(document.body).backgroundColor`), "rgb(20, 23, 26)")
	if n := b.pixels("space", "#14171a"); n < 10_000 {
		t.Errorf("%d dark pixels in dark", n)
	}
	b.quiet()
}

// TestKeys: every key in docs/report.md works as described there.
func TestKeys(t *testing.T) {
	b, _ := busy(t)
	height := func() float64 { return eval[float64](b, `document.getElementById('space').offsetHeight`) }
	b.press("space", "\x1b")
	want(t, "after Escape no operation", b.data("space", "op"), 0)
	b.press("space", "n", "n", "n")
	want(t, "after N, N, N", b.data("space", "op"), 3)
	b.press("space", "p")
	want(t, "after P", b.data("space", "op"), 2)
	b.press("space", "m")
	first := b.text("#d-detail")
	b.press("space", "m")
	if b.text("#d-detail") == first {
		t.Error("M stays at one message")
	}
	b.press("space", "M")
	want(t, "after Shift+M", b.text("#d-detail"), first)
	tall := height()
	b.press("space", "[", "[", "[", "[", "[", "[", "[")
	if low := height(); low >= tall {
		t.Errorf("[ leaves the diagram %g high, which was %g", low, tall)
	}
	b.press("space", "]", "]", "]", "]", "]", "]", "]")
	if again := height(); again != tall {
		t.Errorf("] makes the diagram %g high, which was %g", again, tall)
	}
	key := eval[string](b, `document.getElementById('k-key').value`)
	b.press("kad", "\u0301") // arrow down
	if eval[string](b, `document.getElementById('k-key').value`) == key {
		t.Error("no other key among the replicas")
	}
	b.focus("#l-picture .asked")
	b.key("\r")
	want(t, "focus after Enter on a peer of the lookup", eval[string](b, `document.activeElement.id`), "space")
	b.quiet()
}

// TestReplicas: the picture has the readings of the metric.
func TestReplicas(t *testing.T) {
	b, _ := busy(t)
	want(t, "keys", b.count("#k-key option"), 12)
	wantText(t, "record-0", b.text("#k-detail"), "record-0: least 4, most 10, last 5 replicas")
	b.set("k-key", "3", "change")
	wantText(t, "record-3", b.text("#k-detail"), "record-3: least 4, most 10, last 9 replicas")
	if n := b.pixels("kad", "#0072b2"); n < 100 {
		t.Errorf("%d pixels of the most", n)
	}
	b.quiet()
}
