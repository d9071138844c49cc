package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// quantiles of the time of Provide() that were published.
var quantiles = []float64{0.05, 0.25, 0.50, 0.75, 0.90}

// published returns the quantiles of the time of Provide() in RFM 17, in
// seconds, nil if there are none for k.
func published(k int) []float64 {
	return map[int][]float64{
		15: {1.85, 5.90, 10.45, 19.65, 38.03},
		20: {2.97, 7.01, 12.64, 23.33, 48.98},
		25: {3.38, 7.66, 14.21, 25.02, 53.44},
		40: {4.69, 10.41, 21.27, 47.58, 167.74},
	}[k]
}

// provideTable writes the times of Provide().
func provideTable(w func(string, ...any), trials []*trial, single *samples) error {
	head, rule := "| time of Provide() |", "|---|"
	counts := ""
	for i, t := range trials {
		what := "predicted"
		if i == 0 {
			what = "fitted"
		}
		head += fmt.Sprintf(" K = %d, published | %s | ratio |", t.k, what)
		rule += "--:|--:|--:|"
		counts += fmt.Sprintf("%d of K = %d, ", len(t.latencies()), t.k)
	}
	w("")
	w("## How long it takes")
	w("")
	w("%s all dials time out after 5 s | ratio |\n%s--:|--:|", head, rule)
	alone := slices.Sorted(slices.Values(single.latency))
	if len(alone) == 0 {
		return errors.New("the run with one dial time-out has no Provide()")
	}
	within, worst := 0, 0.0
	for i, p := range quantiles {
		row := fmt.Sprintf("| P%.0f |", 100*p)
		for j, t := range trials {
			all := t.latencies()
			if len(all) == 0 {
				return fmt.Errorf("runs with K = %d have no Provide()", t.k)
			}
			there, here := published(t.k)[i], quantile(all, p)
			row += fmt.Sprintf(" %.2f s | %.2f s | %.2f |", there, here, here/there)
			if j > 0 && (p == 0.5 || p == 0.9) {
				if off := math.Abs(here/there - 1); off <= 0.3 {
					within++
				} else {
					worst = max(worst, off)
				}
			}
		}
		here := quantile(alone, p)
		w("%s %.2f s | %.2f |", row, here, here/published(trials[0].k)[i])
	}
	w("")
	w("Provides: %s%d with one time-out.", counts, len(alone))
	w("")
	w("Dials to peers that do not answer decide how long Provide() takes: the median one has %.0f", quantile(trials[0].failed(), 0.5))
	w("of them, and waits for the slowest. With one time-out for all dials the times are multiples")
	w("of it, whatever it is (last columns). Peers of the public network had one to dozens of addresses,")
	w("over TCP, QUIC and relays, each with time-outs of its own, so the scenario draws the time-out")
	w("of every dial from a log-normal law. Its two numbers are **fitted** to P50 and P90 at K = %d, the", trials[0].k)
	w("other rows of that column and all of the other columns are **predicted**. Of the %d predictions", 2*(len(trials)-1))
	w("at P50 and P90, %d are within 30%%.", within)
	if worst > 0 {
		w("The worst is off by %.0f%%.", 100*worst)
	}
	w("A law of two numbers that is fitted at P50 and P90 need not hold at P5, and does not. From K = 25 to 40")
	w("the published P90 grows %.1f-fold and the published P50 %.1f-fold; the slowest of more draws from one law", published(40)[4]/published(25)[4], published(40)[2]/published(25)[2])
	w("grows as the latter does, so whatever made the former is not in the model.")
	return nil
}

// latencies returns the times of all Provide() in seconds, sorted.
func (t *trial) latencies() []float64 {
	return t.sorted(func(s *samples) []float64 { return s.latency })
}

// failed returns the failed dials of each Provide(), sorted.
func (t *trial) failed() []float64 {
	return t.sorted(func(s *samples) []float64 { return s.failed })
}

func (t *trial) sorted(of func(*samples) []float64) []float64 {
	var all []float64
	for _, s := range t.runs {
		all = append(all, of(s)...)
	}
	slices.Sort(all)
	return all
}

// quantile is the nearest-rank quantile of sorted values: the ⌈p·n⌉-th.
func quantile(sorted []float64, p float64) float64 {
	return sorted[max(0, int(math.Ceil(p*float64(len(sorted))))-1)]
}
