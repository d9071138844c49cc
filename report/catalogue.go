package report

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/trace"
)

// peersOnline has a figure that its kind alone does not tell.
const peersOnline = "peers.online"

// mostOutcomes bounds the operations that share a figure of shares: more lines
// with their intervals would hide each other.
const mostOutcomes = 6

// chart is a figure to be: the name of its files, and how to draw it.
type chart struct {
	name string
	draw func(name string) figure.Figure
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
		plans = append(plans, figure.Plan{Name: name, Draw: func() figure.Figure { return c.draw(name) }})
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
//   - gauges x, x_min and x_max: x, a line in a band;
//   - gauges by numbered key, and the values that theory predicts: see [theories].
//
// Others have a figure of their own.
func catalogue(run *Run) []chart {
	end := length(run)
	operations := families(run)
	drawn := map[*Series]bool{} // in the figure of another
	envelopes := envelopes(run, drawn)
	theories := theories(run, drawn)
	var charts []chart
	for i := range run.Series {
		s := &run.Series[i]
		if len(s.T) == 0 || drawn[s] {
			continue
		}
		alone := run.captionOf(s.Def)
		name := cmp.Or(s.Def.Figure, fileName(s.Def.Name))
		add := func(name string, draw func(name string) figure.Figure) {
			charts = append(charts, chart{name, draw})
		}
		family, _, inFamily := familyOf(s.Def)
		curves := operations[family]
		shared := run.sharedCaption(family)
		switch {
		case s.Def.Kind == trace.Ratio && inFamily && 2 <= len(curves) && len(curves) <= mostOutcomes:
			markDrawn(drawn, curves)
			add(fileName(family.name()), func(name string) figure.Figure { return outcomes(name, shared, curves, end) })
		case s.Def.Kind == trace.Ratio && run.ofWhole(s) != nil:
			whole := run.ofWhole(s)
			add(name, func(name string) figure.Figure { return percentages(name, alone, inOrder(whole), end) })
		case s.Def.Kind == trace.Ratio:
			add(name, func(name string) figure.Figure { return shares(name, alone, s, end) })
		case s.Def.Kind != trace.Gauge && inFamily:
			for _, c := range curves {
				if draw, ok := scaling(run, c.series); ok {
					add(fileName(c.series.Def.Name)+"-scaling", draw)
				}
			}
			markDrawn(drawn, curves)
			if spreads(curves) {
				add(fileName(family.name())+"-cdf", func(name string) figure.Figure { return cdf(name, shared, curves) })
			}
		case s.Def.Kind == trace.Count && allOnes(s):
			add(name, func(name string) figure.Figure { return events(name, alone, inOrder(s), end) })
		case s.Def.Kind != trace.Gauge:
			if curves := []curve{{series: s}}; spreads(curves) {
				add(name+"-cdf", func(name string) figure.Figure { return cdf(name, alone, curves) })
			}
		case s.Def.Name == peersOnline:
			add(name, func(name string) figure.Figure { return groups(name, alone, run, inOrder(s), end) })
		case theories[s] != nil:
			add(name, func(name string) figure.Figure { return profile(name, alone, run, s, theories[s], end) })
		case envelopes[s] != nil:
			add(name, func(name string) figure.Figure { return envelopes[s].draw(name, alone, inOrder(s), end) })
		default:
			add(name, func(name string) figure.Figure { return levels(name, alone, inOrder(s), end) })
		}
	}
	return charts
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

func markDrawn(drawn map[*Series]bool, curves []curve) {
	for _, c := range curves {
		drawn[c.series] = true
	}
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
