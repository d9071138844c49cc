// Command figure draws what a mesh degree buys and costs: from runs of the
// scenario gossipsub with several degrees it makes one picture, the propagation
// time's CDF beside the duplicates, and prints the numbers as a table.
//
//	figure FILE.svg DEGREE=RUNDIR...
//
// Its nouns are the run, the samples of one run directory's metrics.csv, and
// the panel, one half of the picture. It simulates nothing.
package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

func main() {
	if err := figure(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "figure:", err)
		os.Exit(1)
	}
}

func figure(args []string, out io.Writer) error {
	if len(args) < 2 {
		return fmt.Errorf("want FILE.svg DEGREE=RUNDIR..., such as gossipsub.svg 6=results/d6")
	}
	var runs []*run
	for _, arg := range args[1:] {
		degree, dir, _ := strings.Cut(arg, "=")
		d, err := strconv.Atoi(degree)
		if err != nil || d < 1 || dir == "" {
			return fmt.Errorf("%q: want DEGREE=RUNDIR, such as 6=results/d6", arg)
		}
		r, err := read(d, dir)
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	if err := draw(args[0], runs); err != nil {
		return err
	}
	return table(out, runs)
}

// table writes the numbers of the figure as Markdown.
func table(w io.Writer, runs []*run) error {
	var b strings.Builder
	b.WriteString("| d | mean mesh | delivery p50 | p90 | p99 | duplicates per delivery | mesh - 2 |\n|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range runs {
		fmt.Fprintf(&b, "| %d | %.1f | %.0f ms | %.0f ms | %.0f ms | %.2f | %.2f |\n", r.degree, r.mesh,
			quantile(r.delivery, 0.5), quantile(r.delivery, 0.9), quantile(r.delivery, 0.99), r.duplicates, r.mesh-2)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
