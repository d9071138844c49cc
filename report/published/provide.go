package main

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/infer"
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
	w("")
	w("## How long it takes")
	w("")
	w("| K | quantile | published | simulated | ratio | |")
	w("|--:|---|--:|--:|--:|---|")
	agree, predicted, worst := 0, 0, 0.0
	counts := ""
	for i, t := range trials {
		n := 0
		for _, s := range t.runs {
			n += len(s.latency)
		}
		counts += fmt.Sprintf("%d of K = %d in %d runs, ", n, t.k, len(t.runs))
		for j, p := range quantiles {
			there := published(t.k)[j]
			here, within, err := t.quantile(p)
			if err != nil {
				return err
			}
			role := "predicted"
			if i == 0 && (p == 0.5 || p == 0.9) {
				role = "**fitted**"
			} else {
				predicted++
				if within.OK && within.Low <= there && there <= within.High {
					agree++
				}
				worst = max(worst, math.Abs(math.Log(here/there)))
			}
			value, ratio := fmt.Sprintf("%.2f s", here), fmt.Sprintf("%.2f", here/there)
			if within.OK {
				least := max(within.Low, 0)
				value += fmt.Sprintf(" [%.2f, %.2f]", least, within.High)
				ratio += fmt.Sprintf(" [%.2f, %.2f]", least/there, within.High/there)
			}
			w("| %d | P%.0f | %.2f s | %s | %s | %s |", t.k, 100*p, there, value, ratio, role)
		}
	}
	alone := slices.Sorted(slices.Values(single.latency))
	if len(alone) == 0 {
		return errors.New("the run with one dial time-out has no Provide()")
	}
	var steps string
	for _, p := range quantiles {
		steps += fmt.Sprintf(" %.2f s,", quantile(alone, p))
	}
	provideText(w, trials[0], alone, counts, steps, agree, predicted, worst)
	return nil
}

// provideText explains the table of provides.
func provideText(w func(string, ...any), first *trial, alone []float64, counts, steps string, agree, predicted int, worst float64) {
	w("")
	w("Provides: %s%d with one time-out.", counts, len(alone))
	w("")
	w("Dials to peers that do not answer decide how long Provide() takes: it has %.1f of them on", mean(first.runs, func(s *samples) []float64 { return s.failed }))
	w("average, and waits for the slowest of those that it needs. With one time-out of 5 s for all dials the times")
	w("are multiples of it, whatever it is: the five quantiles are%s in one run. Peers of the public", steps[:len(steps)-1])
	w("network had one to dozens of addresses, over TCP, QUIC and relays, each with time-outs of its own, so the")
	w("scenario draws the time-out of every dial to a silent peer from a Pareto law: it has a least value,")
	w("below which no dial is given up, and a heavy tail. Its two numbers are **fitted** to P50 and P90 at")
	w("K = %d; the other rows of that K and all of the others are **predicted**. Of the %d predictions, %d have", first.k, predicted, agree)
	w("the published value within their interval; the worst is off by a factor of %.1f. Not reproduced is", math.Exp(worst))
	w("the tail at K = 40: from K = 25 to 40 the published P90 grows %.1f-fold and the published P50 %.1f-fold;", published(40)[4]/published(25)[4], published(40)[2]/published(25)[2])
	w("the slowest of more draws from one law grows as the latter does, so the cause of the former is not in the")
	w("model. That the law is Pareto's is an assumption; a log-normal law was fitted first, and gave up")
	w("on one silent peer in fifteen before an answer could have come.")
}

// quantile is the mean over seeds of a quantile of the time of Provide(), with its
// 95 % confidence interval.
func (t *trial) quantile(p float64) (float64, infer.Interval, error) {
	var of []float64
	for _, s := range t.runs {
		if len(s.latency) == 0 {
			return 0, infer.Interval{}, fmt.Errorf("a run with K = %d has no Provide()", t.k)
		}
		of = append(of, quantile(slices.Sorted(slices.Values(s.latency)), p))
	}
	m, i := infer.Mean(of)
	return m, i, nil
}

// mean is the mean over runs of the mean of the samples in each.
func mean(runs []*samples, of func(*samples) []float64) float64 {
	var sum float64
	for _, s := range runs {
		sum += average(of(s))
	}
	return sum / float64(len(runs))
}

func average(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// quantile is the nearest-rank quantile of sorted values: the ⌈p·n⌉-th.
func quantile(sorted []float64, p float64) float64 {
	return sorted[max(0, int(math.Ceil(p*float64(len(sorted))))-1)]
}
