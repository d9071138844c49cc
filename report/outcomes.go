package report

import (
	"fmt"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
)

// outcomes shows the ratios of several operations over time: a line of shares
// for each, and whiskers for their 95 % confidence intervals where samples are
// yes or no. Points of one bin stand side by side.
func outcomes(name string, c caption, curves []curve, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	samples := 0
	for _, curve := range curves {
		samples = max(samples, len(curve.series.T))
	}
	width := binWidth(end, samples)
	f := figure.Figure{Name: name, Title: c.title, Caption: "Share in each bin of time; a bin without any is a gap", X: figure.TimeAxis(", bins of "+figure.TimeLabel(width), end)}
	least, most := 1.0, 0.0
	for i, curve := range curves {
		certain := !yesOrNo(curve.series)
		l := figure.Line{
			Name:  curve.label,
			Label: fmt.Sprintf("%s (n = %s)", words(curve.label), quantity.Thousands(int64(len(curve.series.T)))),
			Color: curve.color,
			Dots:  true,
			Shift: float64(width) / time.Size * 0.12 * (float64(i) - float64(len(curves)-1)/2),
		}
		for _, part := range binned(curve.series, end, width) {
			var points []figure.Point
			for _, b := range part {
				p := stats.Mean(b.values)
				x := b.middle / time.Size
				points = append(points, figure.Point{X: x, Y: 100 * p})
				least, most = min(least, p), max(most, p)
				if certain {
					continue
				}
				low, top := stats.Wilson(p, float64(len(b.values)))
				f.Note = "whiskers: 95 % confidence"
				f.Caption = "Share in each bin of time, with its 95 % confidence interval; a bin without any is a gap"
				l.Whiskers = append(l.Whiskers, figure.Span{X: x, Low: 100 * low, Top: 100 * top})
				least, most = min(least, low), max(most, top)
			}
			l.Parts = append(l.Parts, points)
		}
		f.Lines = append(f.Lines, l)
	}
	f.Y = figure.ShareAxis(c.what, least, most)
	return f
}
