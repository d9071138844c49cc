package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Across is an expectation of a study, which must hold across runs that differ
// in nothing but their seeds. The zero Across is not valid; [ParseAcross] makes
// them.
type Across struct {
	expr  Expr
	every bool    // of each run by itself
	share literal // of the runs that must meet it, if not every; text is "" without
}

// aggregate is a function of the values of one measure, one a run.
type aggregate struct {
	name string
	of   Measure // only its method take is used
}

// A Value is the result of one run for a measure.
type Value struct {
	V  float64
	OK bool // false if there were no samples
}

// SeedRun is a run of a study, with a value for each of [Across.Measures].
type SeedRun struct {
	Seed   uint64
	Values []Value
}

// Bind is [Expr.Bind].
func (a Across) Bind(defs []trace.MetricDef) (Across, error) {
	var err error
	a.expr, err = a.expr.Bind(defs)
	return a, err
}

// Measures returns the measures of every run that a compares.
func (a Across) Measures() []Measure {
	ms := a.expr.Measures()
	for i := range ms {
		ms[i].over = nil
	}
	return ms
}

// String returns a in canonical spacing. Parsing it gives a again.
func (a Across) String() string {
	switch {
	case a.every:
		return "every seed: " + a.expr.String()
	case a.share.text != "":
		return a.share.text + " of seeds: " + a.expr.String()
	}
	return a.expr.String()
}

// Eval holds a, which is bound, against the runs of a cell. A run without
// samples meets nothing.
func (a Across) Eval(runs []SeedRun) Result {
	r := Result{Expr: a.String()}
	switch {
	case len(runs) == 0:
		r.Actual = "no runs"
	case a.every || a.share.text != "":
		a.each(&r, runs)
	default:
		a.together(&r, runs)
	}
	return r
}

// each counts the runs that meet the expectation by themselves.
func (a Across) each(r *Result, runs []SeedRun) {
	met, worst := 0, -1
	var worstBy float64
	for i, run := range runs {
		v, limit, ok := a.sides(run)
		if ok && a.expr.holds(v, limit) {
			met++
			continue
		}
		// Runs without samples come before those whose value is wrong.
		by := v - limit
		if worst < 0 || !ok && a.known(runs[worst]) || ok && a.known(runs[worst]) && a.expr.worse(by, worstBy, 0) {
			worst, worstBy = i, by
		}
	}
	r.OK = met == len(runs)
	if !a.every {
		r.OK = float64(met) >= float64(a.share.value*float64(len(runs)))
	}
	r.Actual = fmt.Sprintf("%d of %d seeds", met, len(runs))
	if !r.OK {
		a.accuse(r, runs[worst])
	}
}

// oneSeed says why there is no value over seeds, where each seed has one.
const oneSeed = "one seed has no standard deviation"

// together compares the values of all runs at once.
func (a Across) together(r *Result, runs []SeedRun) {
	var sides [2][]float64
	for _, run := range runs {
		if !a.known(run) {
			a.accuse(r, run)
			r.Actual = noSamples
			return
		}
		for i, v := range run.Values {
			sides[i] = append(sides[i], v.V)
		}
	}
	e, dim := a.expr, a.expr.left.dimension()
	limit, told := e.right.literal.value, ""
	if m := e.right.measure; m != nil {
		v, ok := m.over.of.take(sides[1])
		if !ok {
			r.Actual = oneSeed
			return
		}
		limit = e.right.times(v)
		told = " against " + quantity.Format(limit, dim)
	}
	v, ok := e.left.over.of.take(sides[0])
	if !ok {
		r.Actual = oneSeed
		return
	}
	r.OK = e.holds(v, limit)
	r.Actual = fmt.Sprintf("%s%s over %d seeds", e.tell(v, limit), told, len(runs))
	if r.OK {
		return
	}
	worst := runs[0]
	for _, run := range runs {
		if e.worse(run.Values[0].V, worst.Values[0].V, limit) {
			worst = run
		}
	}
	a.accuse(r, worst)
}

// sides returns both sides of the comparison in one run.
func (a Across) sides(run SeedRun) (v, limit float64, ok bool) {
	if !a.known(run) {
		return 0, 0, false
	}
	if a.expr.right.measure == nil {
		return run.Values[0].V, a.expr.right.literal.value, true
	}
	return run.Values[0].V, a.expr.right.times(run.Values[1].V), true
}

func (a Across) known(run SeedRun) bool {
	for _, v := range run.Values {
		if !v.OK {
			return false
		}
	}
	return true
}

// accuse notes the run that is most at fault.
func (a Across) accuse(r *Result, run SeedRun) {
	r.Where.Seed = fmt.Sprint(run.Seed)
	r.Where.Value = noSamples
	if a.known(run) {
		r.Where.Value = quantity.Format(run.Values[0].V, a.expr.left.dimension())
	}
}
