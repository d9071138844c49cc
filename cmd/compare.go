package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report/compare"
)

// compareFlags are those of sim compare.
type compareFlags struct {
	baseline, save, format, tolerance string
	fail, quiet                       bool
}

func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	c := &cobra.Command{
		Use:   "compare A B",
		Short: "Show the changes between two runs or studies, and whether they are noise",
		Long: "Compare two runs or two studies, each a directory or a baseline that --save kept:\n" +
			"every change, its size, and whether it is noise.\n\n" +
			"Cells of studies are matched by their parameters and compared over the seeds that\n" +
			"both have, with Student's paired t and Holm's correction for all comparisons. One run\n" +
			"each shows the changes for one seed, and cannot tell noise.\n\n" +
			"--fail-on-regression exits with 99 if a measure got worse by more than --tolerance\n" +
			"and that is not noise. More is worse of durations, bytes, hops, messages and\n" +
			"failures; less is worse of shares, replicas and records.",
		Example: "  sim compare results/studies/churn-1b2c3d4e results/studies/churn-5e6f7a8b\n" +
			"  sim compare --save base.json results/studies/churn-1b\n" +
			"  sim compare --baseline base.json results/studies/churn-5e --fail-on-regression",
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: completeDirs,
		RunE:              func(_ *cobra.Command, args []string) error { return a.compare(args, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.baseline, "baseline", "", "compare with this file, which --save wrote")
	flags.StringVar(&f.save, "save", "", "keep a run or study in this file, and compare nothing")
	flags.BoolVar(&f.fail, "fail-on-regression", false, "exit with 99 if something got worse")
	flags.StringVar(&f.tolerance, "tolerance", "5%", "how much worse is no regression, of the value or, for shares, in points")
	quietVar(c, &f.quiet, "print nothing: the exit code tells")
	flags.StringVar(&f.format, "format", "text", "text, json or markdown")
	return c
}

func (a *app) compare(args []string, f compareFlags) error {
	tolerance, err := percentage(f.tolerance)
	switch {
	case err != nil:
		return usage(fmt.Errorf("--tolerance: %w", err))
	case !slices.Contains([]string{"text", "json", "markdown"}, f.format):
		return usage(fmt.Errorf("--format %q: want text, json or markdown", f.format))
	case f.save != "" && (f.baseline != "" || f.fail || len(args) != 1):
		return usage(errors.New("--save takes one run or study and nothing else"))
	case f.save != "":
		if err := compare.Save(args[0], f.save); err != nil {
			return usage(err)
		}
		return nil
	case f.baseline != "" && len(args) != 1:
		return usage(errors.New("--baseline compares one run or study with the file"))
	case f.baseline != "":
		args = []string{f.baseline, args[0]}
	case len(args) != 2:
		return usage(errors.New("compare takes two runs or studies, or one and --baseline; see sim compare --help"))
	}
	c, err := a.compareSides(args[0], args[1])
	if err != nil {
		return usage(err)
	}
	c.Tolerance = tolerance
	switch {
	case f.quiet:
	case f.format == "json":
		err = c.WriteJSON(a.out, tolerance)
	case f.format == "markdown":
		err = c.WriteMarkdown(a.out)
	default:
		err = c.WriteText(a.out)
	}
	worse := c.Regressions(tolerance)
	if err != nil || !f.fail || len(worse) == 0 {
		return err
	}
	var names []string
	for _, r := range worse {
		names = append(names, "  "+r.String())
	}
	if f.quiet {
		return &failure{exitExpectation, nil}
	}
	return &failure{exitExpectation, fmt.Errorf("worse by more than %s:\n%s", f.tolerance, strings.Join(names, "\n"))}
}

func (a *app) compareSides(x, y string) (compare.Comparison, error) {
	var sides [2]compare.Side
	for i, path := range []string{x, y} {
		var err error
		if sides[i], err = compare.Open(path); err != nil {
			return compare.Comparison{}, err
		}
	}
	return compare.Compare(sides[0], sides[1])
}

// percentage reads "5%".
func percentage(s string) (float64, error) {
	number, ok := strings.CutSuffix(s, "%")
	v, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(v >= 0) || v > 1e6 {
		return 0, fmt.Errorf("%q is no percentage such as 5%%", s)
	}
	return v / 100, nil
}
