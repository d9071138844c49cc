package expect

import (
	"cmp"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
)

// ParseAcross reads one expectation of a study. Its errors are of type
// *[say.Fault], with a byte column.
func ParseAcross(s string) (Across, error) {
	p, err := newParser(s)
	if err != nil {
		return Across{}, err
	}
	a, err := p.across()
	if err != nil {
		return Across{}, err
	}
	return a, nil
}

func (p *parser) across() (a Across, err *say.Fault) {
	switch {
	case p.tok.kind == value:
		if a.share, err = p.literal("a share of seeds"); err != nil {
			return a, err
		}
		if a.share.dim != quantity.Share || a.share.value <= 0 || a.share.value > 1 {
			return a, errorAt(a.share.col, "%s is no share of seeds, want one such as 90%%", a.share.text)
		}
		err = p.words("of", "seeds", ":")
	case p.tok.is("every") && p.seedFollows():
		a.every = true
		err = p.words("every", "seed", ":")
	default:
		p.seeds = true
	}
	if err != nil {
		return a, err
	}
	start := p.tok.col
	if a.expr, err = p.claim(); err != nil {
		return a, err
	}
	if word := cmp.Or(a.expr.instants, map[bool]string{true: "optional"}[a.expr.optional]); word != "" {
		return a, errorAt(start, `"%s" holds within a run: it belongs under expect of the scenario`, word)
	}
	for _, m := range a.expr.Measures() {
		if p.seeds && m.over == nil {
			return a, errorAt(m.col, `%s is a number of each run: say what of all, as in "every seed: …" or "median over seeds of %s"`, m.subject(), m.subject())
		}
	}
	return a, nil
}

// seedFollows reports whether the word after the current one is seed: a metric
// may be called every.
func (p *parser) seedFollows() bool {
	l := p.lexer
	return l.next().is("seed")
}

// words reads the words that have to follow.
func (p *parser) words(words ...string) *say.Fault {
	for _, w := range words {
		if !p.tok.is(w) {
			return p.unexpected("\""+w+"\"", w)
		}
		p.next()
	}
	return nil
}

// overSeeds reads "over seeds of" and the measure that follows fn.
func (p *parser) overSeeds(m *Measure, fn token) *say.Fault {
	if !p.seeds {
		return errorAt(p.tok.col, `"over seeds" compares the runs of a study: it belongs under expect of the study`)
	}
	f, q, err := functionNamed(fn)
	if err != nil {
		return err
	}
	if f == count || f == sum {
		return errorAt(fn.col, "the %s over seeds says nothing of a run (functions: min max mean median p90)", fn.text)
	}
	if err := p.words("over", "seeds", "of"); err != nil {
		return err
	}
	p.seeds = false // not twice
	err = p.subject(m)
	p.seeds = true
	m.over = &aggregate{fn.text, Measure{fn: f, quantile: q}}
	return err
}
