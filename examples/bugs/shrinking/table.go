package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A measure is a number of each find. Shares are held against each other by their difference,
// other measures by their ratio.
type measure struct {
	name  string
	share bool
	of    func(find) float64
}

var measures = []measure{
	{"changes that keep it failing with its seed", true, func(f find) float64 { return float64(f.own) / float64(f.changes) }},
	{"… with another seed", true, func(f find) float64 { return float64(f.other) / float64(f.changes) }},
	{"runs of the search that are kept", true, func(f find) float64 { return float64(f.kept) / float64(f.runs) }},
	{"runs of the search", false, func(f find) float64 { return float64(f.runs) }},
	{"peers of the result", false, func(f find) float64 { return float64(f.peers) }},
	{"keys of the result", false, func(f find) float64 { return float64(f.keys) }},
	{"seconds of the result", false, func(f find) float64 { return f.seconds }},
}

// scale takes a number to where differences are taken and means are made, unscale takes it back.
func (m measure) scale(x float64) float64 {
	if m.share {
		return x
	}
	return math.Log(x)
}

func (m measure) unscale(x float64) float64 {
	if m.share {
		return x
	}
	return math.Exp(x)
}

// column returns the measure of the finds of a scenario, scaled.
func (m measure) column(finds []find, scenario string) (out []float64) {
	for _, f := range finds {
		if f.scenario == scenario {
			out = append(out, m.scale(m.of(f)))
		}
	}
	return out
}

// level prints a mean: of shares in percent, of others the geometric one.
func (m measure) level(x float64) string {
	switch x = m.unscale(x); {
	case m.share:
		return fmt.Sprintf("%.1f", 100*x)
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// change prints a difference: points of a percentage, or a factor.
func (m measure) change(d float64) string {
	if m.share {
		return fmt.Sprintf("%+.1f", math.Round(1000*d)/10+0) // + 0: nothing is -0.0
	}
	return fmt.Sprintf("×%.2f", m.unscale(d))
}

// interval prints a difference's 95 % interval, nothing if there is none.
func (m measure) interval(middle, half float64) string {
	if math.IsNaN(half) {
		return ""
	}
	return fmt.Sprintf(" (%s to %s)", m.change(middle-half), m.change(middle+half))
}

// welch returns half the width of the 95 % interval of the difference of two means, of samples
// that are independent and may differ in variance (B. L. Welch, Biometrika 34, 1947). It is NaN
// if neither sample varies.
func welch(a, b []float64) float64 {
	va, vb := stat.Variance(a, nil)/float64(len(a)), stat.Variance(b, nil)/float64(len(b))
	freedom := (va + vb) * (va + vb) / (va*va/float64(len(a)-1) + vb*vb/float64(len(b)-1))
	return quantile(freedom) * math.Sqrt(va+vb)
}

// student returns half the width of the 95 % interval of a mean, NaN if nothing varies.
func student(x []float64) float64 {
	v := stat.Variance(x, nil) / float64(len(x))
	if v == 0 {
		return math.NaN()
	}
	return quantile(float64(len(x)-1)) * math.Sqrt(v)
}

func quantile(freedom float64) float64 {
	if !(freedom > 0) {
		return math.NaN()
	}
	return distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile(0.975)
}

// printTable prints what two builds have measured: per scenario before → after with the interval
// of the difference, and the mean of the scenarios' differences with its own.
func printTable(w io.Writer, before, after string) error {
	a, err := read(before)
	if err != nil {
		return err
	}
	b, err := read(after)
	if err != nil {
		return err
	}
	var names []string
	for _, f := range a {
		if !slices.Contains(names, f.scenario) {
			names = append(names, f.scenario)
		}
	}
	fmt.Fprintf(w, "| | %s | all |\n|---|%s\n", strings.Join(names, " | "), strings.Repeat("---:|", len(names)+1))
	fmt.Fprint(w, "| finds |")
	for _, s := range names {
		fmt.Fprintf(w, " %d → %d |", len(measures[0].column(a, s)), len(measures[0].column(b, s)))
	}
	fmt.Fprintln(w, " |")
	for _, m := range measures {
		name := m.name
		if m.share {
			name += ", %"
		}
		fmt.Fprintf(w, "| %s |", name)
		var differences []float64
		for _, s := range names {
			x, y := m.column(a, s), m.column(b, s)
			if min(len(x), len(y)) < 2 {
				return fmt.Errorf("%s: want 2 finds or more in both files", s)
			}
			mx, my := stat.Mean(x, nil), stat.Mean(y, nil)
			differences = append(differences, my-mx)
			fmt.Fprintf(w, " %s → %s%s |", m.level(mx), m.level(my), m.interval(my-mx, welch(x, y)))
		}
		d := stat.Mean(differences, nil)
		fmt.Fprintf(w, " %s%s |\n", m.change(d), m.interval(d, student(differences)))
	}
	return nil
}

// read reads the finds of a file of CSV.
func read(file string) (all []find, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	rest, ok := strings.CutPrefix(string(text), header+"\n")
	if !ok {
		return nil, fmt.Errorf("%s: want the columns %s", file, header)
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i, row := range rows {
		f := find{scenario: row[0]}
		if f.seed, err = strconv.ParseUint(row[1], 10, 64); err == nil {
			f.seconds, err = strconv.ParseFloat(row[len(row)-1], 64)
		}
		for k, to := range []*int{&f.changes, &f.own, &f.other, &f.runs, &f.kept, &f.peers, &f.keys} {
			if err == nil {
				*to, err = strconv.Atoi(row[2+k])
			}
		}
		if err != nil || f.changes < 1 || f.runs < 1 || f.peers < 1 || f.keys < 1 || f.seconds <= 0 {
			return nil, fmt.Errorf("%s:%d: not a find: %v", file, i+2, row)
		}
		all = append(all, f)
	}
	return all, nil
}
