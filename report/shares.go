package report

import (
	"math"
	"strconv"

	"github.com/libp2p-sim/sim/report/internal/stats"
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
// without samples are gaps.
func shares(name, title, what, noun string, s *Series, end int64) figure {
	time := timeScale(float64(end))
	width := binWidth(end, len(s.T))
	bins := make([][]float64, (end+width-1)/width)
	for i, t := range s.T {
		bin := min(t/width, int64(len(bins))-1) // the last bin holds its end
		bins[bin] = append(bins[bin], s.Value[i])
	}
	f := figure{name: name, title: title, x: timeAxis(", bins of "+binLabel(width), end)}
	var tops []point
	var shares [][]point
	var intervals [][]span
	most, least, gap := 0.0, 1.0, true
	for i, bin := range bins {
		if len(bin) == 0 {
			gap = true
			continue
		}
		if gap {
			shares, intervals = append(shares, nil), append(intervals, nil)
			gap = false
		}
		from := int64(i) * width
		x := float64(from+min(from+width, end)) / 2 / time.size
		p, n := stats.Mean(bin), float64(len(bin))
		low, top := wilson(p, n)
		last := len(shares) - 1
		shares[last] = append(shares[last], point{x, 100 * p})
		intervals[last] = append(intervals[last], span{x, 100 * low, 100 * top})
		tops = append(tops, point{x, n})
		most, least = max(most, n), min(least, low)
	}
	f.y = shareAxis(what, least)
	f.lines = []line{{name: "share", label: "share per bin", parts: shares, dots: true}}
	f.bands = []band{{label: "95 % confidence", low: "ci95 low", top: "ci95 high", parts: intervals}}
	f.bars = &bars{
		label: noun,
		width: float64(width) / time.size,
		y:     levelAxis(noun, wholes, 0, most),
		tops:  tops,
	}
	f.bars.y.ticks = []tick{f.bars.y.ticks[0], f.bars.y.ticks[len(f.bars.y.ticks)-1]}
	return f
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

// shareAxis spans 0 to 100 %, or a smaller part if all shares are high.
func shareAxis(what string, least float64) axis {
	low := 0.0
	for _, from := range []float64{50, 80, 90} {
		if 100*least >= from {
			low = from
		}
	}
	a := axis{label: what + " (%)", low: low, high: 100}
	a.ticks = ticksEvery(scale{}.step(100-low, ticksUp), low, 100)
	return a
}

// wilson is the 95 % score interval of a share p of n trials (Wilson 1927).
func wilson(p, n float64) (low, high float64) {
	const z = 1.959963984540054 // the 97.5 % quantile of the normal distribution
	// float64(...) keeps a processor from fusing a product into the next sum.
	middle := p + z*z/(2*n)
	spread := z * math.Sqrt(float64(p*(1-p)/n)+z*z/(4*n*n))
	total := 1 + z*z/n
	return max(0, (middle-float64(spread))/total), min(1, (middle+float64(spread))/total)
}

// binLabel writes a width of binWidths as an axis does, "5 min".
func binLabel(width int64) string {
	s := timeScale(float64(width))
	for _, t := range timeScales { // the largest unit that is whole
		if float64(width) >= t.size && width%int64(t.size) == 0 {
			s = t.scale
		}
	}
	return strconv.FormatFloat(float64(width)/s.size, 'f', -1, 64) + " " + s.unit
}
