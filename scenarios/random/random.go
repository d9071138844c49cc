// Package random makes scenarios that no author would write, and that are sound.
//
// Its one function is [Scenario], which draws a small network with everything that
// the language has: stacks, groups, latencies, jitter, loss, capacities, dials, bootstrap
// graphs, churn, adversaries, faults, protocols, steps and tracing. Package scenarios loads
// each of them without a problem; the tests hold it to that. The package runs
// nothing.
package random

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Scenario returns the scenario with a number, as YAML: the same number, the same
// scenario.
func Scenario(number uint64) string {
	d := &drawer{rand.New(rand.NewPCG(number, 0x5ca1ab1e)), rand.New(rand.NewPCG(number, 0x50cce75)), rand.New(rand.NewPCG(number, 0xadbad)), rand.New(rand.NewPCG(number, 0x7c9)), &strings.Builder{}}
	d.scenario(number)
	return d.out.String()
}

type drawer struct {
	r     *rand.Rand
	stack *rand.Rand // draws the stack alone
	late  *rand.Rand // draws what the language did not have at first: GossipSub and adversaries
	later *rand.Rand // draws congestion windows
	out   *strings.Builder
}

func (d *drawer) line(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// maybe returns true with a probability in percent.
func (d *drawer) maybe(percent int) bool { return d.r.IntN(100) < percent }

func (d *drawer) between(low, high int) int { return low + d.r.IntN(high-low+1) }

func pick[T any](d *drawer, list ...T) T { return list[d.r.IntN(len(list))] }

// ms returns a duration of whole milliseconds.
func (d *drawer) ms(low, high int) string { return fmt.Sprintf("%dms", d.between(low, high)) }

// law returns a law of durations whose mean is about mean milliseconds.
func (d *drawer) law(mean int) string {
	switch d.r.IntN(9) {
	case 0:
		return fmt.Sprintf("%dms", mean)
	case 1:
		return fmt.Sprintf("{uniform: {min: %dms, max: %dms}}", max(mean/2, 1), mean+mean/2+1)
	case 2:
		return fmt.Sprintf("{weibull: {shape: 0.%d, mean: %dms}}", d.between(5, 9), mean)
	case 3:
		return fmt.Sprintf("{lognormal: {median: %dms, sigma: 0.%d}}", mean, d.between(1, 9))
	case 4:
		return fmt.Sprintf("{pareto: {shape: %d, mean: %dms}}", d.between(2, 4), mean)
	case 5:
		return fmt.Sprintf("{shifted-pareto: {shape: %d, mean: %dms}}", d.between(2, 4), mean)
	case 6:
		return fmt.Sprintf("{gamma: {shape: %d, mean: %dms}}", d.between(1, 5), mean)
	case 7:
		return fmt.Sprintf("{empirical: {samples: [%dms, %dms, %dms]}}", max(mean/3, 1), mean, 2*mean)
	default:
		return fmt.Sprintf("{exponential: {mean: %dms}}", mean)
	}
}

// A peers is the groups of a scenario.
type peers struct {
	names  []string
	counts []int
	lan    string // of the first group, "" for none
}

// some selects peers: all, a group, a part of one, or one.
func (p *peers) some(d *drawer) string {
	i := d.r.IntN(len(p.names))
	switch d.r.IntN(4) {
	case 0:
		return "all"
	case 1:
		return p.names[i]
	case 2:
		return fmt.Sprintf(`"%s[%d]"`, p.names[i], d.r.IntN(p.counts[i]))
	default:
		from := d.r.IntN(p.counts[i])
		return fmt.Sprintf(`"%s[%d:%d]"`, p.names[i], from, d.between(from+1, p.counts[i]))
	}
}

// scenario draws a whole scenario of a few virtual minutes.
func (d *drawer) scenario(number uint64) {
	minutes := d.between(1, 5)
	d.line("name: random-%d", number)
	d.line("seed: %d", d.r.Uint64N(1000))
	if d.maybe(20) {
		d.line("order: %d", d.r.IntN(5))
	}
	d.line("duration: %dm", minutes)
	if d.maybe(30) {
		d.line("sample: %ds", d.between(1, 30))
	}
	p := d.network()
	d.bootstrap(p)
	d.churn(p, minutes)
	used := d.protocols(p)
	d.workload(p, used, minutes)
	d.faults(p, minutes)
	if d.maybe(20) {
		d.line("tracing: {rate: %d%%, slow: %s, failed: %t}", d.between(1, 100), d.ms(1, 3000), d.maybe(50))
	}
}
