package study

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WriteStatistics writes everything that intervals were taken of, as CSV: a row a
// cell and measure, in the measure's unit. A statistic that there is not is
// empty.
func (r *Results) WriteStatistics(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{"cell"}
	for _, p := range r.Parameters {
		head = append(head, p.Name)
	}
	rows := [][]string{append(head, "metric", "unit", "n",
		"mean", "mean_low", "mean_high", "median", "median_low", "median_high",
		"p10", "p10_low", "p10_high", "p90", "p90_low", "p90_high", "min", "max",
		"p10_order_low", "p10_order_high", "p90_order_low", "p90_order_high")}
	for c, cell := range r.Cells {
		for i, m := range r.Measures {
			s := r.Statistic(c, i)
			row := append(append([]string{cell.ID}, cell.Values...), m.Expr, m.Unit, strconv.Itoa(s.N))
			number := func(v float64, ok bool) {
				text := ""
				if ok && s.N > 0 {
					text = strconv.FormatFloat(v, 'g', -1, 64)
				}
				row = append(row, text)
			}
			for _, e := range []struct {
				v  float64
				in Interval
			}{{s.Mean, s.MeanIn}, {s.Median, s.MedianIn}, {s.P10, s.P10In}, {s.P90, s.P90In}} {
				number(e.v, true)
				number(e.in.Low, e.in.OK)
				number(e.in.High, e.in.OK)
			}
			number(s.Least, true)
			number(s.Max, true)
			for _, in := range []Interval{s.P10Order, s.P90Order} {
				number(in.Low, in.OK)
				number(in.High, in.OK)
			}
			rows = append(rows, row)
		}
	}
	return out.WriteAll(rows)
}
