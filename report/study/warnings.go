package study

import (
	"fmt"
	"math"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/infer"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/stats"
)

// FewSeeds is below how many seeds an interval rests on the assumption that means
// are normal more than on the data.
const FewSeeds = 5

// mostFailures is how many failed runs are named.
const mostFailures = 10

// Warnings lists the claims that the number of seeds cannot carry, and missing
// results.
func (r *Results) Warnings() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if !r.Complete {
		add("The sweep has not finished.")
	}
	if n := len(r.Failures); n > 0 {
		var names []string
		for _, f := range r.Failures[:min(n, mostFailures)] {
			where := ""
			if label := r.Label(f.Cell); label != "" {
				where = label + ", "
			}
			names = append(names, fmt.Sprintf("%sseed %d (%s)", where, f.Seed, f.What))
		}
		if n > mostFailures {
			names = append(names, fmt.Sprintf("%d more", n-mostFailures))
		}
		add("Of %d runs, %d failed and are left out: %s.", len(r.Cells)*len(r.Seeds), n, strings.Join(names, "; "))
	}
	least := math.MaxInt
	for m := range r.Measures {
		least = min(least, r.fewest(m, add))
	}
	switch {
	case least == 0: // said already
	case least == 1:
		add("A cell with one seed has no interval: nothing can be said about other seeds.")
	case least < FewSeeds:
		add("%d seeds are few: the t interval then rests on the assumption that values are normal. Take at least %d.", least, FewSeeds)
	}
	if need := infer.SeedsFor(stats.P50); least > 0 && least < need {
		add("An interval of a median takes %d seeds, a cell has %d: there is none.", need, least)
	}
	if need := infer.SeedsFor(stats.P90); least > 0 && least < need {
		add("An interval of the 10th or 90th percentile over seeds takes %d seeds, a cell has %d: statistics.csv leaves it empty.", need, least)
	}
	if n, coverage := r.leastCoverage(); coverage < infer.LeastCoverage {
		add("The bootstrap's interval of the 10th or 90th percentile over %d seeds holds the true one in as few as %.1f %%, not in %d %%: "+
			"take %d seeds, or the interval by order statistics beside it in statistics.csv.",
			n, 100*coverage, int(100*Level), infer.SeedsToCover(len(r.Seeds)))
	}
	for m := range r.Measures {
		r.without(m, add)
	}
	if changes := r.FromBaseline(); least > 1 && len(changes) > 0 {
		if w := weakRanks(changes); w != "" {
			list = append(list, w)
		}
	}
	return list
}

// fewest returns how many values of a measure the cell with the fewest has, and
// says so if that is not because of failed runs.
func (r *Results) fewest(measure int, add func(string, ...any)) int {
	failed := make([]int, len(r.Cells))
	for _, f := range r.Failures {
		failed[f.Cell]++
	}
	least, missing, cells := math.MaxInt, 0, 0
	for c := range r.Cells {
		_, v := r.Sample(c, measure)
		least = min(least, len(v))
		if n := len(r.Seeds) - failed[c] - len(v); n > 0 {
			missing += n
			cells++
		}
	}
	if missing > 0 {
		add("%s has no samples in %d runs of %d cells; those runs are left out of it.", r.Measures[measure].Expr, missing, cells)
	}
	return least
}

// without says in how many cells all seeds gave the same share.
func (r *Results) without(measure int, add func(string, ...any)) {
	cells := 0
	for c := range r.Cells {
		if s := r.Statistic(c, measure); s.N > 1 && s.Least == s.Max {
			cells++
		}
	}
	if cells > 0 && r.Measures[measure].Share {
		from := "a seed counts as one trial, because no cell has one"
		if cells < len(r.Cells) {
			from = "a seed counts for as many trials as in the cell of this study where seeds spread most"
		}
		add("In %s all seeds have the same %s, and no spread to take its interval from: %s.", say.Count(cells, "cell"), r.Measures[measure].Expr, from)
	}
}

// leastCoverage returns the least chance with which the bootstrap's interval of p10 or
// p90 holds the true value, of all samples that have one, and the size of that sample; 1
// without any. More seeds may cover less, so that the smallest sample does not do.
func (r *Results) leastCoverage() (n int, coverage float64) {
	coverage = 1
	seen := map[int]bool{}
	for c := range r.Cells {
		for m := range r.Measures {
			_, sample := r.Sample(c, m)
			size := len(sample)
			if seen[size] || size < infer.SeedsFor(stats.P90) {
				continue
			}
			seen[size] = true
			for _, q := range []stats.PPM{stats.P10, stats.P90} {
				if p := infer.Coverage(size, q); p < coverage {
					n, coverage = size, p
				}
			}
		}
	}
	return n, coverage
}

// weakRanks is WeakRanks for the least seeds of changes.
func weakRanks(changes []Change) string {
	n := math.MaxInt
	for _, c := range changes {
		n = min(n, c.N)
	}
	return WeakRanks(n, len(changes))
}

// WeakRanks says if so many comparisons with so few seeds are more than the
// signed-rank test can carry: its least p-value is 2 of the 2^seeds ways to give
// differences their signs. It returns "" if they are not.
func WeakRanks(seeds, comparisons int) string {
	p := leastRankP(seeds) * float64(comparisons)
	if p <= 1-Level {
		return ""
	}
	plural := "s"
	if comparisons == 1 {
		plural = ""
	}
	return fmt.Sprintf("With %d seeds and %d comparison%s the signed-rank test cannot go below p = %.2g after Holm's correction: "+
		"the verdicts on noise rest on the t test alone.", seeds, comparisons, plural, min(1, p))
}
