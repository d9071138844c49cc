package dist

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestForms: a form gives the parameters from which a law was made, every parameter
// has a place of its own in Params, and every law has a form.
func TestForms(t *testing.T) {
	laws := []Dist{
		Constant(time.Second), Uniform(time.Second, time.Minute), Exponential(time.Second),
		Weibull(0.5, time.Second), WeibullScale(0.5, time.Second), Normal(time.Second, time.Second),
		LogNormal(time.Second, 1), LogNormalMean(time.Second, 1), LogNormalQuantiles(time.Second, time.Minute),
		Pareto(2, time.Second), ParetoScale(2, time.Second), ShiftedPareto(2, time.Second), ShiftedParetoScale(2, time.Second),
		Gamma(2, time.Second), GammaScale(2, time.Second), Empirical(time.Second),
	}
	met := map[Law]int{}
	for _, d := range laws {
		p := d.Params()
		f := FormOf(p.Law)
		met[p.Law]++
		if f.Sets != nil {
			if slices.Equal(f.Given(p), f.Given(Params{Law: p.Law, Mean: p.Mean})) && p.Scale > 0 {
				t.Errorf("%v: the mean is given, not the scale", d)
			}
		}
		again := Params{Law: p.Law}
		for _, x := range f.Params {
			if slices.Contains(f.Given(p), x.Name) {
				to, from := reflect.ValueOf(x.Of(&again)).Elem(), reflect.ValueOf(x.Of(&p)).Elem()
				if from.IsZero() {
					t.Errorf("%v: %s is given and 0", d, x.Name)
				}
				to.Set(from)
			}
		}
		if made, err := New(again); err != nil || made != d {
			t.Errorf("%v, made again from what was given: %v, %v", d, made, err)
		}
	}
	for _, f := range Forms() {
		if met[f.Law] != max(1, len(f.Sets)) {
			t.Errorf("%s: %d laws here, want one for each of the sets of parameters %v", f.Law, met[f.Law], f.Sets)
		}
		if f.Doc == "" || slices.ContainsFunc(f.Params, func(x Param) bool { return x.Doc == "" }) {
			t.Errorf("%s is not documented", f.Law)
		}
	}
}
