package study

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
)

// A table has a row a cell: the values of its parameters, its seeds, and the mean
// of each measure with its interval.
type table struct {
	head []string
	left int // columns before the measures'
	rows [][]string
}

func (r *Results) table() table {
	var t table
	varying := r.free()
	for _, p := range varying {
		t.head = append(t.head, r.Parameters[p].Name)
	}
	t.head = append(t.head, "seeds")
	t.left = len(t.head)
	for _, m := range r.Measures {
		t.head = append(t.head, m.Expr)
	}
	for c := range r.Cells {
		var row []string
		for _, p := range varying {
			row = append(row, r.Cells[c].Values[p])
		}
		row = append(row, r.seedsOf(c))
		for m := range r.Measures {
			row = append(row, r.Estimate(c, m))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// seedsOf says how many seeds of a cell gave values, "19 of 20" if some did not.
func (r *Results) seedsOf(cell int) string {
	n := len(r.Seeds)
	for _, f := range r.Failures {
		if f.Cell == cell {
			n--
		}
	}
	if n == len(r.Seeds) {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d of %d", n, len(r.Seeds))
}

// Estimate writes the mean of a measure in a cell with half its interval and its
// unit, "412 ± 18 ms", in the unit of the measure's largest mean. The interval of a
// share is not the same to both sides: "94.1 % [92.9, 95.0]". Values without a spread
// have no interval by Student's t: "4 MB in all 5 seeds".
func (r *Results) Estimate(cell, measure int) string {
	s := r.Statistic(cell, measure)
	if s.N == 0 {
		return "no samples"
	}
	unit, _, _ := r.spread(measure, func(c int) []float64 {
		if s := r.Statistic(c, measure); s.N > 0 {
			return []float64{s.Mean}
		}
		return nil
	})
	if r.Measures[measure].Share && s.MeanIn.OK {
		return shareEstimate(s)
	}
	return estimate(s, unit)
}

// Mean writes the mean of a measure in a cell, which has one, without its interval.
func (r *Results) Mean(cell, measure int) string {
	s := r.Statistic(cell, measure)
	if m := r.Measures[measure]; m.dimension() == quantity.Duration || m.Share {
		return quantity.Format(s.Mean, m.dimension())
	}
	s.MeanIn = Interval{}
	return estimate(s, figure.Scale{Unit: strings.TrimPrefix(r.Measures[measure].Unit, "1"), Size: 1})
}

func estimate(s Statistic, unit figure.Scale) string {
	if !s.MeanIn.OK {
		return strings.TrimSpace(decimals(s.Mean/unit.Size, digitsFor(s.Mean/unit.Size, 3)) + " " + unit.Unit)
	}
	half := s.MeanIn.Half() / unit.Size
	if half == 0 {
		mean := strings.TrimSpace(decimals(s.Mean/unit.Size, digitsFor(s.Mean/unit.Size, 3)) + " " + unit.Unit)
		return fmt.Sprintf("%s in all %s", mean, say.Count(s.N, "seed"))
	}
	digits := digitsFor(half, 2)
	return strings.TrimSpace(decimals(s.Mean/unit.Size, digits) + " ± " + decimals(half, digits) + " " + unit.Unit)
}

// shareEstimate writes a share with its interval, as percentages. Only all is 100, and
// only none is 0.
func shareEstimate(s Statistic) string {
	digits := digitsFor(100*s.MeanIn.Half(), 2)
	percent := func(v float64) string {
		if v == 0 || v == 1 {
			return decimals(100*v, 0)
		}
		text := ""
		for d := digits; d <= 9; d++ {
			text = decimals(100*v, d)
			if x, _ := strconv.ParseFloat(text, 64); x != 0 && x != 100 {
				break
			}
		}
		return text
	}
	return fmt.Sprintf("%s %% [%s, %s]", percent(s.Mean), percent(s.MeanIn.Low), percent(s.MeanIn.High))
}

// digitsFor is how many decimals show so many significant digits of v.
func digitsFor(v float64, significant int) int {
	if v == 0 {
		return 0
	}
	s := strconv.FormatFloat(math.Abs(v), 'e', significant-1, 64) // rounds, so 9.96 has the digits of 10
	_, exponent, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exponent)
	return min(max(0, significant-1-e), 9)
}

// decimals writes v with commas in whole numbers.
func decimals(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	whole, frac, has := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || math.Abs(v) < 1000 {
		return s
	}
	if has {
		frac = "." + frac
	}
	return quantity.Thousands(n) + frac
}

// WriteMarkdown writes the table of r: a row a cell, means with 95 % intervals.
func (r *Results) WriteMarkdown(w io.Writer) error {
	t := r.table()
	var b strings.Builder
	row := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + markdown(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(t.head)
	b.WriteString(strings.Repeat("|---", t.left) + strings.Repeat("|--:", len(t.head)-t.left) + "|\n")
	for _, cells := range t.rows {
		row(cells)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown writes s so that it shows as it is in a cell of a table.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "<", "&lt;", ">", "&gt;", "[", "\\[",
		"&", "&amp;", "\n", " ", "\r", " ").Replace(s)
}

// WriteLaTeX writes the table of r as a tabular for the package booktabs.
func (r *Results) WriteLaTeX(w io.Writer) error {
	t := r.table()
	var b strings.Builder
	row := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteString(" & ")
			}
			b.WriteString(latex(c))
		}
		b.WriteString(" \\\\\n")
	}
	b.WriteString("% Means over seeds with 95 % confidence intervals (Student's t; of shares, Korn and Graubard's). Needs \\usepackage{booktabs}.\n")
	b.WriteString("\\begin{tabular}{" + strings.Repeat("l", t.left) + strings.Repeat("r", len(t.head)-t.left) + "}\n\\toprule\n")
	row(t.head)
	b.WriteString("\\midrule\n")
	for _, cells := range t.rows {
		row(cells)
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// latex writes s as text that TeX prints as it is.
func latex(s string) string {
	return strings.NewReplacer("\\", "\\textbackslash{}", "{", "\\{", "}", "\\}", "$", "\\$", "&", "\\&", "#", "\\#", "%", "\\%",
		"_", "\\_", "^", "\\textasciicircum{}", "~", "\\textasciitilde{}", "<", "\\textless{}", ">", "\\textgreater{}",
		"±", "$\\pm$", "µ", "\\textmu{}", "\n", " ", "\r", " ").Replace(s)
}
