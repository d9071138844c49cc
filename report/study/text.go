package study

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/sim/say"
)

// WriteText writes r for a terminal so many columns wide, 0 for enough: the table, what differs,
// and its warnings.
func (r *Results) WriteText(w io.Writer, width int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s · %s · %s · means over seeds with 95 %% intervals\n\n", r.Name, say.Count(len(r.Cells), "cell"), say.Count(len(r.Seeds), "seed"))
	t := r.table()
	rows := append([][]string{t.head}, t.rows...)
	widths := make([]int, len(t.head))
	for _, row := range rows {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for _, row := range rows {
		line := " "
		for i, c := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c))
			if i < t.left {
				line += " " + c + space + " "
			} else {
				line += " " + space + c + " "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if answer := r.Answer(); answer != "" {
		b.WriteString("\n" + say.Wrap("  "+answer, width, 4) + "\n")
	}
	if warnings := r.Warnings(); len(warnings) > 0 {
		b.WriteString("\n")
		for _, text := range warnings {
			b.WriteString(say.Wrap("  ! "+text, width, 4) + "\n")
		}
	}
	fmt.Fprintf(&b, "\n  results      %s\n", r.Dir)
	_, err := io.WriteString(w, b.String())
	return err
}

// JSON returns r as sim report --format json prints it: the statistics of each
// cell and measure in the measure's unit, null where there is none.
func (r *Results) JSON() ([]byte, error) {
	type estimate struct {
		Value float64     `json:"value"`
		In    *[2]float64 `json:"ci95"`
		Order *[2]float64 `json:"ci95_order,omitempty"` // of p10 and p90
	}
	type statistic struct {
		Measure string    `json:"measure"`
		Unit    string    `json:"unit"`
		N       int       `json:"n"`
		Mean    *estimate `json:"mean"`
		Median  *estimate `json:"median"`
		P10     *estimate `json:"p10"`
		P90     *estimate `json:"p90"`
	}
	type cell struct {
		ID         string            `json:"id"`
		Values     map[string]string `json:"values"`
		Statistics []statistic       `json:"statistics"`
	}
	out := struct {
		Study    string   `json:"study"`
		Seeds    int      `json:"seeds"`
		Failed   int      `json:"failed"`
		Complete bool     `json:"complete"`
		Cells    []cell   `json:"cells"`
		Warnings []string `json:"warnings"`
		Out      string   `json:"out"`
	}{r.Name, len(r.Seeds), len(r.Failures), r.Complete, nil, r.Warnings(), r.Dir}
	for c := range r.Cells {
		to := cell{ID: r.Cells[c].ID, Values: map[string]string{}}
		for p, v := range r.Cells[c].Values {
			to.Values[r.Parameters[p].Name] = v
		}
		for i, m := range r.Measures {
			s := r.Statistic(c, i)
			of := func(v float64, in Interval) *estimate {
				switch {
				case s.N == 0:
					return nil
				case !in.OK:
					return &estimate{v, nil, nil}
				}
				return &estimate{v, &[2]float64{in.Low, in.High}, nil}
			}
			both := func(v float64, in, order Interval) *estimate {
				e := of(v, in)
				if e != nil && order.OK {
					e.Order = &[2]float64{order.Low, order.High}
				}
				return e
			}
			to.Statistics = append(to.Statistics, statistic{m.Expr, m.Unit, s.N,
				of(s.Mean, s.MeanIn), of(s.Median, s.MedianIn), both(s.P10, s.P10In, s.P10Order), both(s.P90, s.P90In, s.P90Order)})
		}
		out.Cells = append(out.Cells, to)
	}
	return json.MarshalIndent(out, "", "  ")
}
