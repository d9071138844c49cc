package study

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
)

// How intervals of means are drawn.
const (
	asBand  = "band"
	asBars  = "bars"
	noneOf  = "none"
	linear  = "linear"
	logMark = "log"
)

// style is how figures of a measure look, the zero Style if the study says nothing.
func (r *Results) style(measure int) Style {
	i := slices.IndexFunc(r.Figures, func(s Style) bool { return s.Measure == r.Measures[measure].Expr })
	if i < 0 {
		return Style{}
	}
	return r.Figures[i]
}

// parameter returns the index of a parameter, -1 if there is none of that name.
func (s *Study) parameter(name string) int {
	return slices.IndexFunc(s.Parameters, func(p Parameter) bool { return p.Name == name })
}

// checkStyles wants styles to be of measures and parameters that there are.
func (s *Study) checkStyles() error {
	if s.Baseline != "" && s.cell(s.Baseline) < 0 {
		return fmt.Errorf("baseline: there is no cell %s", s.Baseline)
	}
	for i, f := range s.Figures {
		switch {
		case s.measure(f.Measure) < 0:
			return fmt.Errorf("figures[%d]: %q is no measure", i, f.Measure)
		case f.Across != "" && s.parameter(f.Across) < 0, f.Lines != "" && s.parameter(f.Lines) < 0:
			return fmt.Errorf("figures[%d]: %q or %q is no parameter", i, f.Across, f.Lines)
		case f.From != nil && f.To != nil && !(*f.From < *f.To), f.Log && (f.From != nil && !(*f.From > 0) || f.To != nil && !(*f.To > 0)):
			return fmt.Errorf("figures[%d]: no axis has such limits", i)
		}
		if len(f.Order) > 0 {
			p := s.parameter(f.Across)
			if p < 0 || !slices.Equal(slices.Sorted(slices.Values(f.Order)), slices.Sorted(slices.Values(s.Parameters[p].Values))) {
				return fmt.Errorf("figures[%d]: the order has not each value of %q once", i, f.Across)
			}
		}
	}
	return nil
}

// title is that of the figures of a measure.
func (r *Results) title(measure int) string {
	return cmp.Or(r.style(measure).Title, r.Measures[measure].Expr)
}

// styled gives the axis of a measure the scale and the limits of its style. Values that
// are shown are from least to most, in unit.
func (r *Results) styled(a figure.Axis, measure int, label string, unit figure.Scale, least, most float64) figure.Axis {
	st := r.style(measure)
	label = cmp.Or(st.Label, label)
	low, high := a.Low, a.High
	if st.From != nil {
		low = *st.From / unit.Size
	}
	if st.To != nil {
		high = *st.To / unit.Size
	}
	switch {
	case st.Log && least > 0 && most > 0:
		if st.From == nil {
			low = least / 1.2
		}
		if st.To == nil {
			high = most * 1.2
		}
		if r.Measures[measure].dimension() == quantity.Share {
			unit.Unit = "%"
		}
		return figure.LogCountAxis(label, unit, low, max(high, low*2))
	case st.From != nil || st.To != nil:
		if high <= low { // one limit, and all values beyond it
			high = low + 1
		}
		return figure.LinearAxis(unit.Label(label), unit, low, high, figure.TicksUp)
	case st.Label != "":
		a.Label = unit.Label(label)
	}
	return a
}

// unlogged says that an axis is not logarithmic although the study asks for it.
func unlogged(wanted bool, a figure.Axis, what string) string {
	if !wanted || a.Log {
		return ""
	}
	return fmt.Sprintf("; %s has values that are no numbers above 0, and no logarithm", what)
}

// beyond says how many values of a figure lie outside of an axis that has limits.
func (r *Results) beyond(measure int, a figure.Axis, what string, values []float64) string {
	if st := r.style(measure); st.From == nil && st.To == nil {
		return ""
	}
	out := 0
	for _, v := range values {
		if v < a.Low || v > a.High {
			out++
		}
	}
	if out == 0 {
		return ""
	}
	return fmt.Sprintf("; %d of %s outside", out, say.Count(len(values), what))
}
