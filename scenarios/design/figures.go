package design

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A Figure says how the figures of a measure look. It changes no result, and is no part
// of the study's hash.
type Figure struct {
	Measure     string  `yaml:"measure" doc:"The measure whose figures these are, as it stands under measures." required:"true"`
	Title       string  `yaml:"title" doc:"Their title. Default: the measure." omitzero:"true"`
	Label       string  `yaml:"label" doc:"Label of the measure's axis; its unit is added. Default: what the figure shows." omitzero:"true"`
	Across      string  `yaml:"across" doc:"The parameter across. Default: the one with the most values that are numbers." omitzero:"true"`
	AcrossLabel string  `yaml:"across_label" doc:"Label of the axis across; its unit is added. Default: the parameter's name." omitzero:"true"`
	AcrossAxis  string  `yaml:"across_axis" doc:"Scale of the axis across: linear or logarithmic. Default: by how far its values are apart." enum:"linear|log" omitzero:"true"`
	Order       []Value `yaml:"order" doc:"All values of across, from left to right, each in a place of the same width." omitzero:"true"`
	Lines       string  `yaml:"lines" doc:"The parameter with a line for each of its values." omitzero:"true"`
	Axis        string  `yaml:"axis" doc:"Scale of the measure's axis: linear, which is the default, or logarithmic." enum:"linear|log" omitzero:"true"`
	From        *Value  `yaml:"from" doc:"Where the measure's axis begins, with the measure's unit." omitzero:"true"`
	To          *Value  `yaml:"to" doc:"Where the measure's axis ends. What is beyond is not drawn, and the figure says how much that is." omitzero:"true"`
	Intervals   string  `yaml:"intervals" doc:"How the intervals of means are drawn: as a band, as error bars, or not. Default: a band where numbers are across, else bars." enum:"band|bars|none" omitzero:"true"`
}

// maxText is how many characters a title or a label has.
const maxText = 200

// checkFigures holds figures and the baseline against parameters, measures and cells.
func (s *studying) checkFigures() {
	var names, measures []string
	for _, p := range s.Parameters {
		names = append(names, p.Name)
	}
	for _, m := range s.Measure {
		measures = append(measures, m.String())
	}
	seen := map[string]bool{}
	for i := range s.Figures {
		f, at := &s.Figures[i], "figures."+strconv.Itoa(i)
		fault := func(key, what, want, hint string) {
			item := strict.Join(at, key)
			s.Fault(item, s.Node(item), what, want, hint)
		}
		m, err := expect.ParseMeasure(f.Measure)
		if err == nil {
			f.Measure = m.String()
		}
		which := slices.Index(measures, f.Measure)
		switch {
		case which < 0:
			fault("measure", fmt.Sprintf("%q is no measure of the study", say.Clip(f.Measure)), say.List(measures), near.Word(f.Measure, measures))
			continue
		case seen[f.Measure]:
			fault("measure", fmt.Sprintf("%s has figures already", say.Clip(f.Measure)), "each measure once", "")
		}
		seen[f.Measure] = true
		for _, x := range []struct{ key, name string }{{"across", f.Across}, {"lines", f.Lines}} {
			if x.name != "" && !slices.Contains(names, x.name) {
				fault(x.key, fmt.Sprintf("no parameter is called %q", say.Clip(x.name)), say.List(names), near.Word(x.name, names))
			}
		}
		if f.Across != "" && f.Across == f.Lines {
			fault("lines", f.Lines+" is across as well", "another parameter", "")
		}
		for _, x := range []struct{ key, text string }{{"title", f.Title}, {"label", f.Label}, {"across_label", f.AcrossLabel}} {
			if len(x.text) > maxText {
				fault(x.key, fmt.Sprintf("%s is longer than %d characters", x.key, maxText), "a shorter one", "")
			}
		}
		s.checkOrder(f, fault)
		s.checkLimits(f, s.Measure[which], fault)
	}
	s.checkBaseline(names)
}

// checkOrder wants an order to have each value of the parameter across once.
func (s *studying) checkOrder(f *Figure, fault func(key, what, want, hint string)) {
	if len(f.Order) == 0 {
		return
	}
	i := slices.IndexFunc(s.Parameters, func(p Parameter) bool { return p.Name == f.Across })
	if i < 0 {
		fault("order", "an order of nothing", "across: the parameter whose values these are", "")
		return
	}
	have, want := slices.Sorted(slices.Values(f.Order)), slices.Sorted(slices.Values(s.Parameters[i].Values))
	if !slices.Equal(have, want) {
		fault("order", "order has other values than "+f.Across, fmt.Sprintf("each of %s once", say.List(values(want))), "")
	}
}

func values(list []Value) (texts []string) {
	for _, v := range list {
		texts = append(texts, string(v))
	}
	return texts
}

// checkLimits wants limits in the measure's unit, the first below the second, and above 0
// on a logarithmic axis.
func (s *studying) checkLimits(f *Figure, m expect.Measure, fault func(key, what, want, hint string)) {
	kinds, want := []dimension{aNumber}, "a number"
	switch {
	case m.Unit() == "ns":
		kinds, want = []dimension{aDuration}, "a duration, such as 200ms"
	case m.Unit() == "B":
		kinds, want = []dimension{anAmount}, "an amount of data, such as 64KiB"
	case m.Share():
		kinds, want = []dimension{aNumber, aShare}, "a share, such as 90%"
	}
	limits := [2]*quantity{}
	for i, x := range []struct {
		key   string
		value *Value
	}{{"from", f.From}, {"to", f.To}} {
		if x.value == nil {
			continue
		}
		q := quantityOf(string(*x.value))
		switch {
		case !slices.Contains(kinds, q.kind):
			fault(x.key, fmt.Sprintf("%s %s is %s, but %s is not", x.key, say.Clip(q.text), q.kind, f.Measure), want, "")
			return
		case f.Axis == "log" && q.v.Sign() <= 0:
			fault(x.key, x.key+" is not above 0, and the axis is logarithmic", want+" above 0", "")
			return
		}
		limits[i] = &q
	}
	if from, to := limits[0], limits[1]; from != nil && to != nil && from.v.Cmp(to.v) >= 0 {
		fault("to", fmt.Sprintf("to %s is not above from %s", to.text, from.text), "from below to", "")
	}
}

// Limits returns where the measure's axis begins and ends, in the measure's unit, nil
// where nothing is said.
func (f *Figure) Limits() (from, to *float64) {
	number := func(v *Value) *float64 {
		if v == nil {
			return nil
		}
		x, _ := quantityOf(string(*v)).v.Float64()
		return &x
	}
	return number(f.From), number(f.To)
}

// checkBaseline wants a value of each parameter that it names.
func (s *studying) checkBaseline(names []string) {
	for _, b := range s.Baseline {
		i := slices.Index(names, b.Path)
		switch {
		case i < 0:
			s.Fault("baseline", s.Node("baseline"), fmt.Sprintf("baseline: no parameter is called %q", say.Clip(b.Path)), say.List(names), near.Word(b.Path, names))
		case !slices.Contains(s.Parameters[i].Values, b.Value):
			s.Fault("baseline", s.Node("baseline"), fmt.Sprintf("baseline: %s has no value %s", b.Path, say.Clip(string(b.Value))), "one of "+say.List(values(s.Parameters[i].Values)), "")
		}
	}
}

// checkBaselineCell wants a cell with the values of the baseline; the first such is it.
func (s *studying) checkBaselineCell() {
	if len(s.Baseline) > 0 && s.Sound("baseline") && s.BaselineCell() < 0 {
		s.Fault("baseline", s.Node("baseline"), "no cell has the values of the baseline", "values that go together", "")
	}
}

// BaselineCell returns the index of the cell that others are compared with, -1 if no cell
// has the values of the baseline.
func (s *Study) BaselineCell() int {
	return slices.IndexFunc(s.Cells, func(c Cell) bool {
		for _, b := range s.Baseline {
			i := slices.IndexFunc(s.Parameters, func(p Parameter) bool { return p.Name == b.Path })
			if i < 0 || c.Values[i] != b.Value {
				return false
			}
		}
		return true
	})
}
