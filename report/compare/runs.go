package compare

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/diff"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// runs compares the numbers of two runs.
func (c *Comparison) runs(a, b *Run) {
	if a.Fingerprint == b.Fingerprint && a.Fingerprint != "" {
		c.Equal = true
	} else {
		c.note("One run each shows the changes for these seeds, not whether others would agree: it cannot tell noise. Compare sweeps for that.")
	}
	if a.Seed != b.Seed {
		c.note("The seeds differ: %d and %d.", a.Seed, b.Seed)
	}
	if a.Scenario != b.Scenario {
		c.note("The scenarios are called %s and %s.", a.Scenario, b.Scenario)
	}
	c.settings(a, b)
	c.modules(a.Modules, b.Modules)
	if a.Status != b.Status {
		c.Rows = append(c.Rows, Row{Measure: "status", Values: string(a.Status) + " → " + string(b.Status), Real: true, Way: wayOf(1, statusWorse(b.Status)-statusWorse(a.Status))})
	}
	c.expectations(a, b)
	in := map[string]Metric{}
	for _, m := range b.Metrics {
		in[m.Def.Name] = m
	}
	for _, m := range a.Metrics {
		other, ok := in[m.Def.Name]
		delete(in, m.Def.Name)
		if !ok || other.Def.Unit != m.Def.Unit || other.Def.Kind != m.Def.Kind {
			c.note("%s has samples in %s alone.", m.Def.Name, c.A.Path)
			continue
		}
		c.metric(m, other)
	}
	for _, m := range b.Metrics {
		if _, left := in[m.Def.Name]; left {
			c.note("%s has samples in %s alone.", m.Def.Name, c.B.Path)
		}
	}
}

// mostSettings is how many settings, or modules, a note names.
const mostSettings = 6

// modules notes the modules of which both sides tell different versions.
func (c *Comparison) modules(a, b map[string]string) {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if w, ok := b[name]; ok && strings.Contains(name, "/") && a[name] != w {
			parts = append(parts, fmt.Sprintf("%s: %s → %s", name, a[name], w))
		}
	}
	if n := len(parts); n > mostSettings {
		parts = append(parts[:mostSettings], fmt.Sprintf("%d more", n-mostSettings))
	}
	if len(parts) > 0 {
		c.note("The modules differ in %s.", strings.Join(parts, "; "))
	}
}

// settings notes the settings in which the scenarios differ. A baseline has
// their hash alone.
func (c *Comparison) settings(a, b *Run) {
	if a.ScenarioHash == b.ScenarioHash {
		return
	}
	if a.dir == "" || b.dir == "" {
		c.note("The scenarios differ; a baseline does not say in which settings.")
		return
	}
	changes, err := diff.Scenarios(a.dir, b.dir)
	if err != nil {
		c.note("The scenarios differ, and cannot be compared: %v.", err)
		return
	}
	var parts []string
	for i, s := range changes {
		if i == mostSettings {
			parts = append(parts, fmt.Sprintf("%d more", len(changes)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s: %s → %s", s.What, cmp.Or(s.A, "(none)"), cmp.Or(s.B, "(none)")))
	}
	if len(parts) == 0 {
		return // the seed or the name, which have notes of their own
	}
	c.note("The scenarios differ in %s.", strings.Join(parts, "; "))
}

// statusWorse orders how runs end.
func statusWorse(s trace.Status) float64 {
	if s == trace.Complete {
		return 0
	}
	return 1
}

// expectations adds rows of those that both have and of which one failed.
func (c *Comparison) expectations(a, b *Run) {
	met := map[string]bool{}
	for _, e := range a.Expect {
		met[e.Expr] = e.OK
	}
	words := map[bool]string{true: "met", false: "failed"}
	for _, e := range b.Expect {
		was, ok := met[e.Expr]
		if !ok || was == e.OK {
			continue
		}
		row := Row{Measure: e.Expr, Values: words[was] + " → " + words[e.OK] + ": " + e.Actual, Real: true, Way: Better}
		if was {
			row.Way = Worse
		}
		c.Rows = append(c.Rows, row)
	}
}

// metric compares the numbers that tell most of a metric: of durations the
// median and the tail, of all others the mean.
func (c *Comparison) metric(a, b Metric) {
	share := a.Def.Kind == trace.Ratio
	add := func(measure string, x, y float64) {
		if x == y {
			c.Same++
			return
		}
		row := Row{Measure: measure, Unit: a.Def.Unit, A: x, B: y, Real: true}
		row.Values = quantity.Arrow(x, y, quantity.Of(a.Def))
		switch {
		case share:
			by := y - x
			row.Change, row.By = &by, signed(100*by, " points")
		case x != 0:
			by := (y - x) / math.Abs(x)
			row.Change, row.By = &by, signed(100*by, " %")
		}
		row.Way = wayOf(worse(measure, a.Def.Unit, share), y-x)
		c.Rows = append(c.Rows, row)
	}
	if quantity.Of(a.Def) == quantity.Duration {
		add("p50("+a.Def.Name+")", a.Sum.P50, b.Sum.P50)
		add("p99("+a.Def.Name+")", a.Sum.P99, b.Sum.P99)
		return
	}
	add(a.Def.Name, a.Sum.Mean, b.Sum.Mean)
}
