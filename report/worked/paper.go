package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/compare"
	"github.com/libp2p-sim/sim/report/study"
)

// A paper is the source from which a template takes numbers.
type paper struct {
	*study.Results
	Before *study.Results // the same study, swept before by something else; nil if it compares nothing
}

// compared holds the earlier sweep against this one.
func (p paper) compared() (compare.Comparison, error) {
	if p.Before == nil {
		return compare.Comparison{}, fmt.Errorf("the study has no folder %s to compare with", Before)
	}
	return compare.Compare(compare.Side{Path: Before, Study: p.Before}, compare.Side{Path: "after", Study: p.Results})
}

// Comparison returns a row a change from the earlier sweep to this one, as sim compare makes it.
func (p paper) Comparison() (string, error) {
	c, err := p.compared()
	if err != nil {
		return "", err
	}
	c.Notes = nil
	var b strings.Builder
	if err := c.WriteMarkdown(&b); err != nil {
		return "", err
	}
	_, table, _ := strings.Cut(b.String(), "\n\n")
	return strings.TrimRight(table, "\n"), nil
}

// Compared returns how many measures were compared, in all cells.
func (p paper) Compared() (int, error) {
	c, err := p.compared()
	return len(c.Rows) + c.Same, err
}

// Differences returns the changes that are told from noise.
func (p paper) Differences() ([]compare.Row, error) {
	c, err := p.compared()
	return slices.DeleteFunc(c.Rows, func(r compare.Row) bool { return !r.Real }), err
}

// Changes returns the changes of a measure, in all cells.
func (p paper) Changes(measure string) ([]compare.Row, error) {
	c, err := p.compared()
	return slices.DeleteFunc(c.Rows, func(r compare.Row) bool { return r.Measure != measure }), err
}

// Widest returns the greatest change, in percent of the earlier value or in percentage points, that the
// interval of any comparison of measures whose name begins so leaves possible: what the study could not see
// would be smaller.
func (p paper) Widest(measure string) (string, error) {
	c, err := p.compared()
	if err != nil {
		return "", err
	}
	widest := -1.0
	for _, r := range c.Rows {
		if r.Paired == nil || !strings.Contains(r.Measure, measure) || r.A == 0 {
			continue
		}
		size := max(math.Abs(r.Paired.In[0]), math.Abs(r.Paired.In[1]))
		if r.Unit != "1" || r.A > 1 {
			size /= math.Abs(r.A)
		}
		widest = max(widest, size)
	}
	if widest < 0 {
		return "", fmt.Errorf("no change was seen of a measure of %q", measure)
	}
	return fmt.Sprintf("%.1f %%", 100*widest), nil
}

// Runs returns the number of runs of the study.
func (p paper) Runs() int { return len(p.Cells) * len(p.Seeds) }

// Level returns the confidence of all intervals.
func (p paper) Level() string { return fmt.Sprintf("%g %%", 100*study.Level) }

// Table returns a row a cell, as sim report makes it.
func (p paper) Table() (string, error) {
	var b strings.Builder
	err := p.WriteMarkdown(&b)
	return strings.TrimRight(b.String(), "\n"), err
}

// Values returns those of a parameter, in order.
func (p paper) Values(name string) ([]string, error) {
	i, err := p.parameter(name)
	if err != nil {
		return nil, err
	}
	return p.Parameters[i].Values, nil
}

// Last returns the last value of a parameter.
func (p paper) Last(name string) (string, error) {
	values, err := p.Values(name)
	if err != nil {
		return "", err
	}
	return values[len(values)-1], nil
}

// Setting returns the value that the study has set in the scenario at a path.
func (p paper) Setting(path string) (string, error) {
	for _, s := range p.Settings {
		if s.Path == path {
			return s.Value, nil
		}
	}
	return "", fmt.Errorf("the study does not set %q", path)
}

// Estimate returns the mean of a measure in a cell, with its interval. The cell is
// named by as many parameters as it takes: "k=10 session=1h".
func (p paper) Estimate(cell, measure string) (string, error) {
	c, err := p.cell(cell)
	if err != nil {
		return "", err
	}
	m, err := p.measure(measure)
	if err != nil {
		return "", err
	}
	return p.Results.Estimate(c, m), nil
}

// Range returns the least and the greatest mean of a measure over all cells, "5.0 s to 5.8
// s"; one of them if they read the same.
func (p paper) Range(measure string) (string, error) {
	m, err := p.measure(measure)
	if err != nil {
		return "", err
	}
	least, most := -1, -1
	for c := range p.Cells {
		s := p.Statistic(c, m)
		if s.N == 0 {
			continue
		}
		if least < 0 || s.Mean < p.Statistic(least, m).Mean {
			least = c
		}
		if most < 0 || s.Mean > p.Statistic(most, m).Mean {
			most = c
		}
	}
	if least < 0 {
		return "", fmt.Errorf("no run has samples of %q", measure)
	}
	from, to := p.Mean(least, m), p.Mean(most, m)
	if from == to {
		return from, nil
	}
	return from + " to " + to, nil
}

// Smallest returns the first value of a parameter with which the mean of a measure is
// at least a percentage, the other parameters being as cell says; "" if there is
// none.
func (p paper) Smallest(name, cell, measure, level string) (string, error) {
	percent, err := strconv.ParseFloat(strings.TrimRight(level, " %"), 64)
	if err != nil {
		return "", fmt.Errorf("%q is no percentage", level)
	}
	values, err := p.Values(name)
	if err != nil {
		return "", err
	}
	m, err := p.measure(measure)
	if err != nil {
		return "", err
	}
	for _, v := range values {
		c, err := p.cell(cell + " " + name + "=" + v)
		if err != nil {
			return "", err
		}
		if s := p.Statistic(c, m); s.N > 0 && s.Mean >= percent/100 {
			return v, nil
		}
	}
	return "", nil
}

// A Step is how measures change from one cell to another.
type Step struct{ From, To, Difference, Verdict string }

// Steps returns the changes of a measure from each value of a parameter to the next,
// for each value of another. Their p-values are corrected together.
func (p paper) Steps(name, other, measure string) ([]Step, error) {
	values, err := p.Values(name)
	if err != nil {
		return nil, err
	}
	others, err := p.Values(other)
	if err != nil {
		return nil, err
	}
	if _, err := p.measure(measure); err != nil {
		return nil, err
	}
	var steps []Step
	var changes []study.Change
	for _, o := range others {
		for i := 1; i < len(values); i++ {
			from := fmt.Sprintf("%s=%s %s=%s", other, o, name, values[i-1])
			to := fmt.Sprintf("%s=%s %s=%s", other, o, name, values[i])
			a, err := p.cell(from)
			if err != nil {
				return nil, err
			}
			b, err := p.cell(to)
			if err != nil {
				return nil, err
			}
			for _, c := range study.Between(p.Results, a, p.Results, b, "") {
				if c.Measure.Expr == measure {
					changes = append(changes, c)
					steps = append(steps, Step{From: from, To: to})
				}
			}
		}
	}
	study.Correct(changes)
	for i, c := range changes {
		steps[i].Difference, steps[i].Verdict = c.Difference(), c.Verdict()
	}
	return steps, nil
}

func (p paper) parameter(name string) (int, error) {
	i := slices.IndexFunc(p.Parameters, func(x study.Parameter) bool { return x.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("no parameter is called %q", name)
	}
	return i, nil
}

func (p paper) measure(expr string) (int, error) {
	i := slices.IndexFunc(p.Measures, func(m study.Measure) bool { return m.Expr == expr })
	if i < 0 {
		return 0, fmt.Errorf("the study does not measure %q", expr)
	}
	return i, nil
}

// cell finds the only cell with the values that are named.
func (p paper) cell(text string) (int, error) {
	found := -1
	for i, c := range p.Cells {
		fits := true
		for word := range strings.FieldsSeq(text) {
			name, value, _ := strings.Cut(word, "=")
			j, err := p.parameter(name)
			if err != nil {
				return 0, err
			}
			fits = fits && c.Values[j] == value
		}
		switch {
		case fits && found >= 0:
			return 0, fmt.Errorf("%q could be several cells", text)
		case fits:
			found = i
		}
	}
	if found < 0 {
		return 0, fmt.Errorf("no cell is %q", text)
	}
	return found, nil
}
