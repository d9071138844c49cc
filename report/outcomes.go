package report

import (
	"fmt"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
)

// outcomes shows the ratios of several operations over time: a line of shares
// for each, and whiskers for their 95 % confidence intervals where samples are
// yes or no. Points of one bin stand side by side.
func outcomes(name string, c caption, curves []curve, end int64) figure {
	time := timeScale(float64(end))
	samples := 0
	for _, curve := range curves {
		samples = max(samples, len(curve.series.T))
	}
	width := binWidth(end, samples)
	f := figure{name: name, title: c.title, x: timeAxis(", bins of "+binLabel(width), end)}
	least, most := 1.0, 0.0
	for i, curve := range curves {
		certain := !yesOrNo(curve.series)
		l := line{
			name:  curve.label,
			label: fmt.Sprintf("%s (n = %s)", words(curve.label), quantity.Thousands(int64(len(curve.series.T)))),
			color: curve.color,
			dots:  true,
			shift: float64(width) / time.size * 0.12 * (float64(i) - float64(len(curves)-1)/2),
		}
		for _, part := range binned(curve.series, end, width) {
			var points []point
			for _, b := range part {
				p := stats.Mean(b.values)
				x := b.middle / time.size
				points = append(points, point{x, 100 * p})
				least, most = min(least, p), max(most, p)
				if certain {
					continue
				}
				low, top := wilson(p, float64(len(b.values)))
				f.note = "whiskers: 95 % confidence"
				l.whiskers = append(l.whiskers, span{x, 100 * low, 100 * top})
				least, most = min(least, low), max(most, top)
			}
			l.parts = append(l.parts, points)
		}
		f.lines = append(f.lines, l)
	}
	f.y = shareAxis(c.what, least, most)
	return f
}
