//go:build browser

package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestMoments: #t= shows a moment in the middle of the diagram, and #figure- a figure.
func TestMoments(t *testing.T) {
	dir := run(t, "churn")
	b := open(t, dir).ready()
	follow := func(hash string) {
		t.Helper()
		eval[bool](b, fmt.Sprintf(`(location.hash = %q, true)`, hash))
		b.settle()
	}
	for hash, at := range map[string]int{"#t=12m": 12 * 60e9, "#t=1h30m2.5s": 5402.5e9} {
		eval[bool](b, `(scrollTo(0, 0), true)`)
		follow(hash)
		from, to := b.data("space", "from"), b.data("space", "to")
		if middle := (from + to) / 2; middle < at-1e6 || middle > at+1e6 || to-from > 4*3600e9/100 {
			t.Errorf("%s shows %d to %d, want a stretch around %d", hash, from, to, at)
		}
		want(t, hash+": focus", eval[string](b, `document.activeElement.id`), "space")
		if top := eval[float64](b, `document.getElementById('diagram').getBoundingClientRect().top`); top < -20 || top > 400 {
			t.Errorf("after %s the diagram is at %g, want it in view", hash, top)
		}
	}
	name := eval[string](b, `[...document.querySelectorAll('figure')].at(-1).id`)
	eval[bool](b, `(scrollTo(0, 0), true)`)
	follow("#" + name)
	if !strings.HasPrefix(name, "figure-") || !b.seen("#"+name) {
		t.Errorf("#%s is not in view", name)
	}
	b.quiet()
}

// seen reports whether all of an element is in the window.
func (b *tab) seen(selector string) bool {
	b.t.Helper()
	return eval[bool](b, fmt.Sprintf(`(r => r.width > 0 && r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth)(document.querySelector(%q).getBoundingClientRect())`, selector))
}

// TestAtFirstSight: on a laptop the page of churn opens on whether records survive: its figure
// of replicas is drawn, and nobody has to scroll to it.
func TestAtFirstSight(t *testing.T) {
	b := open(t, run(t, "churn")).ready()
	b.window(1400, 900)
	b.settle()
	want(t, "scrolled by", eval[float64](b, `scrollY`), 0)
	const figure = "#figure-kademlia-replicas"
	want(t, "the picture of replicas in the window", b.seen(figure+" canvas"), true)
	want(t, "its caption in the window", b.seen(figure+" figcaption strong"), true)
	b.quiet()
}

// TestSeries: a click on a series in a figure's legend takes its line away, another brings it
// back.
func TestSeries(t *testing.T) {
	l := lab.New(t, "series")
	lab.Busy(l, 5, 10)
	l.Draw(lab.Picture{Name: "x", Title: "X", Metric: "x.latency", X: "x", Y: "y", Lines: []lab.Line{
		{Name: "one", X: []float64{1, 2, 3}, Y: []float64{1, 1, 1}}, {Name: "two", X: []float64{1, 2, 3}, Y: []float64{2, 2, 2}},
		{Name: "from 0 to 3", X: []float64{1, 3}, Y: []float64{0, 3}},
	}})
	b, _ := made(t, l)
	const figure = `figure[data-figure="x"]`
	eval[bool](b, fmt.Sprintf(`(document.querySelector('%s').scrollIntoView(), document.querySelector('%s canvas').id = 'x', true)`, figure, figure))
	b.settle()
	both := [2]int{b.pixels("x", "#0072b2"), b.pixels("x", "#d55e00")}
	if both[0] < 50 || both[1] < 50 {
		t.Fatalf("%v pixels of two lines", both)
	}
	entry := fmt.Sprintf(`[...document.querySelectorAll('%s .u-legend .u-series')].find(e => e.textContent.startsWith('two'))`, figure)
	press := func() {
		eval[bool](b, fmt.Sprintf(`(%s.querySelector('th').click(), true)`, entry))
		b.settle()
	}
	press()
	want(t, "pixels without the second", [2]int{b.pixels("x", "#0072b2"), b.pixels("x", "#d55e00")}, [2]int{both[0], 0})
	want(t, "its entry is marked", eval[bool](b, entry+`.classList.contains('u-off')`), true)
	press()
	want(t, "pixels of both", [2]int{b.pixels("x", "#0072b2"), b.pixels("x", "#d55e00")}, both)
	b.quiet()
}

// unexplained lists the operations of whose duration the stretches that they waited for cover
// less than 95 %, stretches without a reason left out; and of some, spread over all, those for
// which the waterfall draws other stretches.
const unexplained = `(async () => {
	const { ops, spent } = JSON.parse(document.getElementById('data').textContent), out = [], sums = new Map();
	const reasons = spent.whys.map(why => why !== 'something else');
	const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
	spent.op.forEach((op, n) => { if (reasons[spent.why[n]]) sums.set(op, (sums.get(op) ?? 0) + spent.took[n]); });
	const timed = ops.id.map((id, i) => [id, ops.took[i]]).filter(([, took]) => took > 0);
	for (const [id, took] of timed) {
		const share = (sums.get(id) ?? 0) / took;
		if (share < .95) out.push('#' + id + ' to ' + Math.round(100 * share) + ' %');
	}
	for (const [id] of timed.filter((_, n) => n % Math.ceil(timed.length / 50) === 0)) {
		location.hash = '#op=' + id;
		for (let n = 0; n < 50 && !document.querySelector('#waterfall strong')?.textContent.startsWith('#' + id + ' '); n++) await frame();
		const bar = document.querySelector('#waterfall .bar'), from = +bar.getAttribute('x'), to = from + +bar.getAttribute('width');
		let sum = 0, end = from;
		for (const e of document.querySelectorAll('#waterfall .waited')) {
			const x = +e.getAttribute('x'), until = x + +e.getAttribute('width');
			sum += Math.max(0, Math.min(to, until) - Math.max(end, x));
			end = Math.max(end, until);
		}
		if (sum < .95 * (to - from)) out.push('#' + id + ' drawn to ' + Math.round(100 * sum / (to - from)) + ' %');
	}
	return JSON.stringify({ looked: timed.length, out });
})()`

// TestExplained: of each operation the stretches of waiting that the waterfall draws are at
// least 95 % of its duration.
func TestExplained(t *testing.T) {
	for _, scenario := range shownTo() {
		b := open(t, run(t, scenario)).ready()
		var got struct {
			Looked int
			Out    []string
		}
		ask(b, unexplained, &got)
		if got.Looked == 0 || len(got.Out) > 0 {
			t.Errorf("%s: of %d operations these are explained to less than 95 %%: %q", scenario, got.Looked, got.Out[:min(8, len(got.Out))])
		}
	}
}
