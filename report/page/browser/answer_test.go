//go:build browser

package browser

import (
	"fmt"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestAnchors: #op= shows an operation, and #t= a moment.
func TestAnchors(t *testing.T) {
	b, _ := busy(t)
	eval[bool](b, `(location.hash = '#op=7', true)`)
	b.settle()
	wantText(t, "the operation", b.text("#waterfall"), "#7 ")
	wantText(t, "what it waited for", b.text("#w-waited"), "it waited for")
	if high := eval[float64](b, `document.querySelector('#w-waited').offsetHeight`); high > 60 {
		t.Errorf("what it waited for is %v px high, want a line or two", high)
	}
	want(t, "bars of it", b.count("#waterfall .waited") > 0, true)
	eval[bool](b, `(location.hash = '#t=nonsense', location.hash = '#op=123456', true)`)
	b.settle()
	wantText(t, "the operation, still", b.text("#waterfall"), "#7 ")
	b.quiet()
}

// TestNumbers: a search leaves the metrics that have its text, in their groups.
func TestNumbers(t *testing.T) {
	b, _ := busy(t)
	shown := func() int {
		return eval[int](b, `[...document.querySelectorAll('#numbers tbody tr')].filter(e => e.getClientRects().length).length`)
	}
	find := func(text string) {
		eval[bool](b, fmt.Sprintf(`(e => (e.value = %q, e.dispatchEvent(new Event('input')), true))(document.getElementById('m-find'))`, text))
	}
	all := shown()
	find("success")
	want(t, "metrics with the text", shown(), 1)
	wantText(t, "their number", b.text("#m-found"), "1 metric")
	find("nothing has this")
	want(t, "metrics with a text that none has", shown(), 0)
	find("")
	want(t, "metrics without a text", shown(), all)
	b.quiet()
}

// TestAxes: a button makes an axis logarithmic, and linear again.
func TestAxes(t *testing.T) {
	l := lab.New(t, "axes")
	lab.Busy(l, 5, 10)
	l.Draw(lab.Picture{Name: "x", Title: "X", Metric: "x.latency", X: "x", Y: "y", Lines: []lab.Line{{Name: "a", X: []float64{1, 10, 100}, Y: []float64{0, .5, 1}}}})
	b, _ := made(t, l)
	const figure = `figure[data-figure="x"]`
	press := func() {
		eval[bool](b, fmt.Sprintf(`(document.querySelector('%s button.axis').click(), true)`, figure))
		b.settle()
	}
	log := func() string {
		return eval[string](b, fmt.Sprintf(`document.querySelector('%s').dataset.logX`, figure))
	}
	eval[bool](b, fmt.Sprintf(`(document.querySelector('%s').scrollIntoView(), true)`, figure))
	b.settle()
	before := log()
	press()
	want(t, "logarithmic", log() != before, true)
	press()
	want(t, "as before", log(), before)
	want(t, "drawn", b.count(figure+" .uplot"), 1)
	b.quiet()
}
