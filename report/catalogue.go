package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// peersOnline has a figure that its kind alone does not tell.
const peersOnline = "peers.online"

// mostOutcomes bounds the operations that share a figure of shares: more lines
// with their intervals would hide each other.
const mostOutcomes = 6

// chart is a figure to be: the name of its files, the metrics in it, and how to draw it.
type chart struct {
	name    string
	metrics []string
	draw    func(name string) figure.Figure
}

// figures returns all figures of run, in the order in which the manifest has the
// first metric of each. Every metric with samples is in one figure, but for those
// without a distribution: see [spreads]. Which ones share is for [catalogue]. The
// figures' names differ.
func figures(run *Run) []figure.Plan {
	var plans []figure.Plan
	taken := map[string]bool{}
	for _, c := range catalogue(run) {
		name := c.name
		for n := 2; taken[name]; n++ {
			name = c.name + "-" + strconv.Itoa(n)
		}
		taken[name] = true
		plans = append(plans, figure.Plan{Name: name, Draw: func() figure.Figure {
			f := run.marked(c.draw(name))
			f.Metrics = c.metrics
			return f
		}})
	}
	return plans
}

// catalogue lists the figures of run. Metrics share one where that lets them be
// compared:
//
//   - durations and counts called protocol.operation.quantity, by protocol and
//     quantity: protocol-quantity-cdf, a curve for each operation; hops in a
//     network that grew also have protocol-operation-hops-scaling;
//   - ratios called so: protocol-quantity, a line for each operation, if there
//     are 2 to mostOutcomes with samples; else each has its own figure;
//   - ratios that are read off by key alone: a line a key, up to mostOutcomes;
//   - gauges x, x_min and x_max: x, a line in a band;
//   - gauges by numbered key, and the values that theory predicts: see [theories].
//
// Others have a figure of their own.
func catalogue(run *Run) []chart {
	c := &cataloguer{run: run, end: length(run), operations: families(run), drawn: map[*Series]bool{}}
	c.envelopes, c.theories = envelopes(run, c.drawn), theories(run, c.drawn)
	for i := range run.Series {
		if s := &run.Series[i]; len(s.T) > 0 && !c.drawn[s] {
			c.place(s)
		}
	}
	return c.charts
}

// A cataloguer chooses figures.
type cataloguer struct {
	run        *Run
	end        int64              // of axes of time
	operations map[family][]curve // see families
	drawn      map[*Series]bool   // in the figure of another
	envelopes  map[*Series]*envelope
	theories   map[*Series]*Series
	charts     []chart
}

func (c *cataloguer) add(name string, draw func(name string) figure.Figure, metrics ...string) {
	c.charts = append(c.charts, chart{name, metrics, draw})
}

// share marks curves as drawn, in one figure, and returns the names of their metrics.
func (c *cataloguer) share(curves []curve) (metrics []string) {
	for _, curve := range curves {
		c.drawn[curve.series] = true
		metrics = append(metrics, curve.series.Def.Name)
	}
	return metrics
}

// place chooses the figure of s.
func (c *cataloguer) place(s *Series) {
	run, end, own := c.run, c.end, s.Def.Name
	alone, name := run.captionOf(s.Def), cmp.Or(s.Def.Figure, fileName(own))
	family, _, inFamily := familyOf(s.Def)
	switch {
	case s.Def.Kind == trace.Ratio:
		c.placeRatio(s, name, family, inFamily)
	case s.Def.Kind != trace.Gauge && inFamily:
		c.placeFamily(family)
	case s.Def.Kind == trace.Count && allOnes(s):
		c.add(name, func(name string) figure.Figure { return events(name, alone, inOrder(s), end) }, own)
	case s.Def.Kind != trace.Gauge:
		if curves := []curve{{series: s}}; spreads(curves) {
			c.add(name+"-cdf", func(name string) figure.Figure { return cdf(name, alone, curves) }, own)
		}
	case own == peersOnline:
		c.add(name, func(name string) figure.Figure { return groups(name, alone, run, inOrder(s), end) }, own)
	case c.theories[s] != nil:
		theory := c.theories[s]
		c.add(name, func(name string) figure.Figure { return profile(name, alone, run, s, theory, end) }, own, theory.Def.Name)
	case c.envelopes[s] != nil:
		e := c.envelopes[s]
		c.add(name, func(name string) figure.Figure { return e.draw(name, alone, inOrder(s), end) }, own, e.least.Def.Name, e.most.Def.Name)
	default:
		c.add(name, func(name string) figure.Figure { return levels(name, alone, inOrder(s), end) }, own)
	}
}

// placeRatio chooses the figure of shares.
func (c *cataloguer) placeRatio(s *Series, name string, family family, inFamily bool) {
	run, end := c.run, c.end
	alone, curves := run.captionOf(s.Def), c.operations[family]
	if inFamily && 2 <= len(curves) && len(curves) <= mostOutcomes {
		shared := run.sharedCaption(family)
		c.add(fileName(family.name()), func(name string) figure.Figure { return outcomes(name, shared, curves, end) }, c.share(curves)...)
		return
	}
	if whole := run.ofWhole(s); whole != nil {
		c.add(name, func(name string) figure.Figure { return percentages(name, alone, inOrder(whole), end) }, s.Def.Name)
		return
	}
	if run.keyed(s) {
		c.add(name, func(name string) figure.Figure { return keys(name, alone, run, inOrder(s), end) }, s.Def.Name)
		return
	}
	c.add(name, func(name string) figure.Figure { return shares(name, alone, s, end) }, s.Def.Name)
}

// placeFamily chooses the figures of durations or counts of the operations of a protocol.
func (c *cataloguer) placeFamily(family family) {
	curves, shared := c.operations[family], c.run.sharedCaption(family)
	for _, curve := range curves {
		if draw, ok := scaling(c.run, curve.series); ok {
			c.add(fileName(curve.series.Def.Name)+"-scaling", draw, curve.series.Def.Name)
		}
	}
	metrics := c.share(curves)
	if spreads(curves) {
		c.add(fileName(family.name())+"-cdf", func(name string) figure.Figure { return cdf(name, shared, curves) }, metrics...)
	}
}

// length is where the time axes of run end, in virtual nanoseconds.
func length(run *Run) int64 {
	end := run.Manifest.VirtualNS
	if end == 0 { // it ended before its first event; an axis needs a length
		end = 1e9
	}
	for i := range run.Series {
		for _, t := range run.Series[i].T {
			end = max(end, t)
		}
	}
	return end
}

// ofWhole returns the part of s that was read off for the whole network, nil if
// there is none, as of a quantity that is measured once for each operation.
func (r *Run) ofWhole(s *Series) *Series {
	at := r.Samples(s.Def.Name).Whole()
	if at == nil {
		return nil
	}
	return s.only(at)
}

// allOnes reports whether s counts events, one a sample. The counts of
// operations never do: that all lookups took 1 hop says how far they went.
func allOnes(s *Series) bool {
	return !slices.ContainsFunc(s.Value, func(v float64) bool { return v != 1 })
}

// Headlines lists the metrics that answer a run's question, the first first: those that
// the scenario names, or those that it has expectations of, then latencies, successes
// and replicas.
func Headlines(m *trace.Manifest) []string {
	if len(m.Headline) > 0 {
		return m.Headline
	}
	var names []string
	for _, line := range m.Expect {
		e, err := expect.Parse(line)
		if err != nil {
			continue // the summary says so
		}
		for _, measure := range e.Measures() {
			if measure, err = measure.Bind(m.Metrics); err == nil {
				names = append(names, measure.Metric())
			}
		}
	}
	for _, suffix := range []string{".latency", ".rtt", ".success", ".replicas"} {
		for _, def := range m.Metrics {
			if strings.HasSuffix(def.Name, suffix) {
				names = append(names, def.Name)
			}
		}
	}
	for _, show := range m.Protocols {
		if show.Replicas != "" {
			names = append(names, show.Replicas)
		}
	}
	return names
}
