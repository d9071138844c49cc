package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/infer"
)

// sizes are quantities that a network of a hundredth of the size gets wrong or
// right: a value of each run, and the published one.
var sizes = []struct {
	what, published string
	of              func(*samples) float64
	format          string
}{
	{"hops to the first provider, mean (RFM 7)", "1.74", func(s *samples) float64 { return average(s.hops) }, "%.2f"},
	{"records that a Provide() leaves, of 20, mean (RFM 7: announcements that succeed)", "17.36", func(s *samples) float64 { return average(s.first()) }, "%.2f"},
	{"the same, P5 (RFM 17)", "14", func(s *samples) float64 { return low(s.first(), 0.05) }, "%.1f"},
	{"the same, P50 (RFM 17)", "18", func(s *samples) float64 { return low(s.first(), 0.5) }, "%.1f"},
	{"stale entries of routing tables (RFM 19, by bucket)", "3.8 to 15 %", func(s *samples) float64 { return 100 * average(s.stale) }, "%.1f %%"},
	{"servers that know their 20 closest (RFM 19)", "61.1 %", func(s *samples) float64 { return 100 * average(s.knows) }, "%.1f %%"},
	{"pairs of peers online that are connected at the end", "", func(s *samples) float64 { return 100 * s.connected }, "%.0f %%"},
	{"servers online, mean", "about 15 400", func(s *samples) float64 { return average(values(s.online)) }, "%.0f"},
}

func low(list []float64, p float64) float64 {
	if len(list) == 0 {
		return 0
	}
	return quantile(slices.Sorted(slices.Values(list)), p)
}

func values(readings []reading) []float64 {
	out := make([]float64, len(readings))
	for i, r := range readings {
		out[i] = r.value
	}
	return out
}

// sizeTable writes the effects of the size of the network, at two sizes.
func sizeTable(w func(string, ...any), small, large []*samples) error {
	w("")
	w("## Effects of the size")
	w("")
	w("| K = 20 | published | %d peers | %d peers |", small[0].hosts, large[0].hosts)
	w("|---|--:|--:|--:|")
	for _, row := range sizes {
		line := fmt.Sprintf("| %s | %s |", row.what, row.published)
		for _, runs := range [][]*samples{small, large} {
			var list []float64
			for _, s := range runs {
				list = append(list, row.of(s))
			}
			m, i := infer.Mean(list)
			line += fmt.Sprintf(" "+row.format, m)
			if i.OK {
				line += fmt.Sprintf(" [%.3g, %.3g]", i.Low, i.High)
			}
			line += " |"
		}
		w("%s", line)
	}
	if len(small) == 0 || len(large) == 0 {
		return errors.New("want runs of two sizes")
	}
	w("")
	w("%d and %d seeds. In a network of this size a routing table holds a large part of all servers, so that", len(small), len(large))
	w("a lookup has little to walk: hops grow with the logarithm of the network, and are the first row that a")
	w("larger one mends. There is no connection manager, and nobody closes an idle connection: most pairs that")
	w("ever met stay connected, so that nearly every dial of a Provide() is to a peer that is gone, and peers that")
	w("live cost no dial. In the public network clients keep some hundred connections, and the walk itself takes")
	w("0.6 s (RFM 7); here it takes less. This page compares the time that silent peers cost and the number of holders")
	w("that remain with the public network; not the walk.")
	return nil
}
