package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// total is the key of samples over all groups.
const total = ""

// groups shows a gauge whose keys are groups of peers, a stair a group. With a
// single group beside the total, the total says it all.
func groups(name string, c caption, run *Run, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	byKey := map[string][]figure.Point{}
	var keys []string
	for i, t := range s.T {
		key := run.Name(s.Key[i])
		if _, ok := byKey[key]; !ok {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], figure.Point{X: float64(t) / time.Size, Y: s.Value[i]})
	}
	slices.SortFunc(keys, say.InOrder) // the total comes first
	if len(keys) == 2 && keys[0] == total {
		keys = keys[:1]
	}
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "How many are up, read off every " + figure.TimeLabel(period(s)),
		X: figure.TimeAxis("", end),
		Y: figure.LevelAxis(c.what, figure.Wholes, slices.Min(s.Value), slices.Max(s.Value)),
	}
	most := max(maxPoints/len(keys), 400)
	for i, key := range keys {
		label := key
		if key == total {
			label = "all"
		}
		f.Lines = append(f.Lines, figure.Line{Name: label, Parts: [][]figure.Point{thinSeries(byKey[key], most)}, Color: i, Stair: true})
	}
	return f
}

// keyed reports whether s was read off by key, once at an instant, and not by peer.
func (r *Run) keyed(s *Series) bool {
	type reading struct {
		t   int64
		key uint32
	}
	seen := map[reading]bool{}
	for i, t := range s.T {
		x := reading{t, s.Key[i]}
		if seen[x] {
			return false
		}
		seen[x] = true
	}
	return !slices.ContainsFunc(s.Peer, func(p uint32) bool { return r.Name(p) != "" }) &&
		!slices.ContainsFunc(s.Key, func(k uint32) bool { return r.Name(k) == "" })
}

// keys shows a ratio that is read off by key: a line a key or, if these are too many, how they
// spread.
func keys(name string, c caption, run *Run, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	byKey := map[string][]figure.Point{}
	var names []string
	for i, t := range s.T {
		key := run.Name(s.Key[i])
		if byKey[key] == nil {
			names = append(names, key)
		}
		byKey[key] = append(byKey[key], figure.Point{X: float64(t) / time.Size, Y: 100 * s.Value[i]})
	}
	if len(names) > mostOutcomes {
		return percentages(name, c, s, end)
	}
	slices.SortFunc(names, say.InOrder)
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "Each line is one of them, read off every " + figure.TimeLabel(period(s)),
		X: figure.TimeAxis("", end),
		Y: figure.ShareAxis(c.what, slices.Min(s.Value), slices.Max(s.Value)),
	}
	for i, key := range names {
		f.Lines = append(f.Lines, figure.Line{Name: key, Label: key, Parts: [][]figure.Point{thinSeries(byKey[key], maxPoints/len(names))}, Color: i})
	}
	return f
}

// Splits are what the samples of a metric can be told apart by: the group of the peer that
// measured, its region, or the peer.
var Splits = []string{"group", "region", "peer"}

// A SplitError is about a metric that cannot be split.
type SplitError string

func (e SplitError) Error() string { return string(e) }

// mostParts bounds the curves of a figure that is split, and mostOutcomes those of shares, whose
// points stand side by side in their bins; parts with the fewest samples are one.
const mostParts = 10

// WriteSplit writes a figure of one metric of the run in dir, with a curve for each group,
// region or peer that measured (see [Splits]), in one of [PlotFormats]: the distribution of
// durations and counts, the shares over time of a ratio, the mean over time of a gauge. It
// fails with a [SplitError] if there is nothing to draw.
func WriteSplit(w io.Writer, dir, metric, by, format string) error {
	run, err := Load(dir)
	if err != nil {
		return err
	}
	s := run.Metric(metric)
	if s == nil {
		var known []string
		for i := range run.Series {
			known = append(known, run.Series[i].Def.Name)
		}
		hint := near.Word(metric, known)
		if hint != "" {
			hint = fmt.Sprintf(", did you mean %q?", hint)
		}
		return SplitError(fmt.Sprintf("there is no metric %q%s", metric, hint))
	}
	most := mostParts
	if s.Def.Kind == trace.Ratio {
		most = mostOutcomes
	}
	curves, err := run.split(inOrder(s), by, most)
	if err != nil {
		return err
	}
	c := run.captionOf(s.Def)
	c.title += " by " + by
	name, end := fileName(metric)+"-by-"+by, length(run)
	var f figure.Figure
	switch s.Def.Kind {
	case trace.Ratio:
		f = outcomes(name, c, curves, end)
	case trace.Gauge:
		f = means(name, c, curves, end)
	default:
		f = cdf(name, c, curves)
	}
	return run.marked(f).WriteAs(w, format)
}

// split takes the samples that peers measured apart, into so many parts at most.
func (r *Run) split(s *Series, by string, most int) ([]curve, error) {
	part, err := r.parts(by)
	if err != nil {
		return nil, err
	}
	of := map[string]*Series{}
	var names []string
	for i := range s.T {
		peer := r.Name(s.Peer[i])
		if peer == "" {
			return nil, SplitError(s.Def.Name + " is of the whole network: no peer measured it")
		}
		name := part(peer)
		p := of[name]
		if p == nil {
			p = &Series{Def: s.Def}
			of[name], names = p, append(names, name)
		}
		p.T, p.Value = append(p.T, s.T[i]), append(p.Value, s.Value[i])
		p.Peer, p.Key = append(p.Peer, s.Peer[i]), append(p.Key, s.Key[i])
	}
	if len(names) == 0 {
		return nil, SplitError(s.Def.Name + " has no samples")
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(of[b].T), len(of[a].T)), say.InOrder(a, b))
	})
	others := ""
	if len(names) > most {
		rest := &Series{Def: s.Def}
		for _, name := range names[most-1:] {
			p := of[name]
			rest.T, rest.Value = append(rest.T, p.T...), append(rest.Value, p.Value...)
			rest.Peer, rest.Key = append(rest.Peer, p.Peer...), append(rest.Key, p.Key...)
		}
		others = fmt.Sprintf("%d others", len(names)-most+1)
		names, of[others] = names[:most-1], inOrder(rest)
	}
	slices.SortFunc(names, say.InOrder)
	if others != "" {
		names = append(names, others)
	}
	curves := make([]curve, len(names))
	for i, name := range names {
		curves[i] = curve{label: name, series: of[name], color: i}
	}
	return curves, nil
}

// parts returns which part a peer belongs to, by its name.
func (r *Run) parts(by string) (func(peer string) string, error) {
	if by == "peer" {
		return func(peer string) string { return peer }, nil
	}
	if err := r.readRoster(); err != nil {
		return nil, err
	}
	if by == "group" {
		return func(peer string) string { return r.roster.Seat(peer).Group }, nil
	}
	if len(r.regions) == 0 {
		return nil, SplitError("the peers of this run are in no regions")
	}
	return func(peer string) string { return cmp.Or(r.regions[peer], "no region") }, nil
}

// means shows gauges over time: the mean of the samples of each reading.
func means(name string, c caption, curves []curve, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	least, most := math.Inf(1), math.Inf(-1)
	all := make([][]instant, len(curves))
	for i, curve := range curves {
		all[i] = instants(curve.series, end)
		for _, at := range all[i] {
			m := stats.Mean(at.values)
			least, most = min(least, m), max(most, m)
		}
	}
	def := curves[0].series.Def
	unit := figure.ValueScale(quantity.Of(def), def.Unit, max(most, -least))
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "Mean at each reading, every " + figure.TimeLabel(period(curves[0].series)),
		X: figure.TimeAxis("", end),
		Y: figure.LevelAxis(unit.Label(c.what), unit, least/unit.Size, most/unit.Size),
	}
	for i, curve := range curves {
		var points []figure.Point
		for _, at := range all[i] {
			points = append(points, figure.Point{X: at.t / time.Size, Y: stats.Mean(at.values) / unit.Size})
		}
		f.Lines = append(f.Lines, figure.Line{Name: curve.label, Label: curve.label, Parts: [][]figure.Point{points}, Color: i})
	}
	return f
}
