package report

import (
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/stats"
)

// binWidths are the bins of shares, in nanoseconds.
var binWidths = []int64{
	1e6, 2e6, 5e6, 10e6, 20e6, 50e6, 100e6, 200e6, 500e6,
	1e9, 2e9, 5e9, 10e9, 15e9, 30e9,
	60e9, 120e9, 300e9, 600e9, 900e9, 1800e9,
	3600e9, 7200e9, 3 * 3600e9, 6 * 3600e9, 12 * 3600e9, 24 * 3600e9,
}

// Bins of shares: enough to see a change, wide enough to hold a share.
const (
	mostBins   = 48
	fewBins    = 12
	fullEnough = 30 // samples in a bin, on average
)

// shares shows a ratio over time: the share of successes of each bin, its 95 %
// confidence interval, and below it how many samples the bin holds. Bins
// without samples are gaps. If samples are shares themselves, not yes or no, it
// shows how these spread instead of the interval.
func shares(name string, c caption, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	width := binWidth(end, len(s.T))
	f := figure.Figure{
		Name: name, Title: c.title,
		Caption: "Share in each bin, with its 95 % confidence interval, and below how many " + c.noun + " the bin has; none is a gap",
		X:       figure.TimeAxis(", bins of "+figure.TimeLabel(width), end),
	}
	share := figure.Line{Name: "share", Label: "share per bin", Dots: true}
	interval := figure.Band{Label: "95 % confidence", Low: "ci95 low", Top: "ci95 high"}
	limits := func(share float64, values []float64) (low, top float64) {
		return stats.Wilson(share, float64(len(values)))
	}
	if !yesOrNo(s) {
		f.Caption = "Mean in each bin, from the 10 % to the 90 % quantile, and below how many " + c.noun + " the bin has; none is a gap"
		interval = figure.Band{Label: "10–90 %", Low: "p10", Top: "p90", Strong: true}
		limits = func(_ float64, values []float64) (low, top float64) {
			slices.Sort(values)
			return stats.Quantile(values, stats.P10), stats.Quantile(values, stats.P90)
		}
	}
	var tops []figure.Point
	fullest, least, most := 0.0, 1.0, 0.0
	for _, part := range binned(s, end, width) {
		var points []figure.Point
		var spans []figure.Span
		for _, b := range part {
			x, p, n := b.middle/time.Size, stats.Mean(b.values), float64(len(b.values))
			low, top := limits(p, b.values)
			points = append(points, figure.Point{X: x, Y: 100 * p})
			spans = append(spans, figure.Span{X: x, Low: 100 * low, Top: 100 * top})
			tops = append(tops, figure.Point{X: x, Y: n})
			fullest, least, most = max(fullest, n), min(least, p, low), max(most, p, top)
		}
		share.Parts, interval.Parts = append(share.Parts, points), append(interval.Parts, spans)
	}
	f.Y = figure.ShareAxis(shortened(c.what), least, most)
	f.Lines = []figure.Line{share}
	f.Bands = []figure.Band{interval}
	f.Bars = &figure.Bars{
		Label: c.noun,
		Width: float64(width) / time.Size,
		Y:     figure.LevelAxis(barsLabel(c.noun), figure.Wholes, 0, fullest),
		Tops:  tops,
	}
	f.Bars.Y.Ticks = []figure.Tick{f.Bars.Y.Ticks[0], f.Bars.Y.Ticks[len(f.Bars.Y.Ticks)-1]}
	return f
}

// shortened is the last word of a label that has no room beside an axis with bars below
// it: the title has all of it.
func shortened(what string) string {
	if len(what) <= len("of the k closest peers") {
		return what
	}
	return what[strings.LastIndexByte(what, ' ')+1:]
}

// barsLabel names the low axis of bars, which has no room for a long word.
func barsLabel(noun string) string {
	if len(noun) > len("samples") {
		return "n"
	}
	return noun
}

// bin is the samples of a stretch of time.
type bin struct {
	middle float64 // virtual nanoseconds
	values []float64
}

// binned divides [0, end] into bins of the given width, both in virtual
// nanoseconds, and returns those with samples, in runs without a gap.
func binned(s *Series, end, width int64) [][]bin {
	all := make([][]float64, (end+width-1)/width)
	for i, t := range s.T {
		bin := min(t/width, int64(len(all))-1) // the last bin holds its end
		all[bin] = append(all[bin], s.Value[i])
	}
	var parts [][]bin
	gap := true
	for i, values := range all {
		if len(values) == 0 {
			gap = true
			continue
		}
		if gap {
			parts = append(parts, nil)
			gap = false
		}
		from := int64(i) * width
		last := len(parts) - 1
		parts[last] = append(parts[last], bin{float64(from+min(from+width, end)) / 2, values})
	}
	return parts
}

// yesOrNo reports whether all samples of s are 0 or 1, so that a share of them
// is one of independent trials.
func yesOrNo(s *Series) bool {
	return !slices.ContainsFunc(s.Value, func(v float64) bool { return v != 0 && v != 1 })
}

// binWidth is the smallest width that gives at most mostBins bins of which each
// is fullEnough on average; the latter does not push it below fewBins bins.
func binWidth(end int64, samples int) int64 {
	for _, w := range binWidths {
		bins := (end + w - 1) / w
		if bins <= mostBins && (bins <= fewBins || int64(samples) >= fullEnough*bins) {
			return w
		}
	}
	return end/mostBins + 1
}
