package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/diff"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// diffContext is how many lines around a difference, and how many events of
// each peer before it, are shown.
const diffContext = 5

func (a *app) diffCommand() *cobra.Command {
	var quiet bool
	c := &cobra.Command{
		Use:   "diff RUN_A RUN_B",
		Short: "Show where two runs part, and the events before",
		Long: "Compare two run directories: scenario, seed and versions; the first event in which\n" +
			"they differ, the events around it, and the last events of its peers before it;\n" +
			"the first sample that differs; and the expectations and metrics that differ.\n\n" +
			"The exit code is as that of diff: 0 if events, metrics and status are the same, 1\n" +
			"if they are not, 2 if the runs cannot be compared. Other versions of sim are no\n" +
			"difference if the same happened.",
		Example:           "  sim diff results/churn/1b2c3d4e-s42 results/churn/1b2c3d4e-s43",
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: completeDirs,
		RunE: func(_ *cobra.Command, args []string) error {
			if quiet {
				silent := *a
				silent.out = io.Discard
				a = &silent
			}
			same, err := a.diffRuns(args[0], args[1])
			if err != nil {
				return usage(err)
			}
			if !same {
				return &failure{exitInternal, nil} // 1, as diff has it
			}
			return nil
		},
	}
	quietVar(c, &quiet, "print nothing: the exit code tells")
	return c
}

// diffRuns prints the differences of two runs and reports whether the same
// happened in both.
func (a *app) diffRuns(x, y string) (bool, error) {
	var runs [2]*log.Log
	for i, dir := range []string{x, y} {
		l, err := log.Open(dir)
		if err != nil {
			return false, err
		}
		if l.Manifest.Format == 0 {
			return false, fmt.Errorf("%s has no %s: the run is not complete", dir, trace.ManifestFile)
		}
		runs[i] = l
	}
	fmt.Fprintf(a.out, "1 is %s\n2 is %s\n", x, y)
	p, q := &runs[0].Manifest, &runs[1].Manifest
	a.printChanges("", diff.Runs(runs[0], runs[1]))
	for i, dir := range []string{x, y} {
		if err := trace.CheckSamples(dir, &runs[i].Manifest); err != nil {
			return false, err
		}
	}
	same := p.Status == q.Status
	differs, err := a.diffEvents(runs)
	if err != nil {
		return false, err
	}
	same = same && !differs
	if differs, err = firstDifference(a.out, trace.MetricsFile, filepath.Join(x, trace.MetricsFile), filepath.Join(y, trace.MetricsFile)); err != nil {
		return false, err
	}
	same = same && !differs
	if !same {
		return false, a.diffSummaries(x, y)
	}
	fmt.Fprintf(a.out, "the same %d events and metrics\n", p.Events)
	return true, nil
}

func (a *app) printChanges(indent string, changes []diff.Change) {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, c := range changes {
		fmt.Fprintf(w, "%s%s\t%s\t%s\n", indent, c.What, orNone(c.A), orNone(c.B))
	}
	_ = w.Flush() // stdout: Fprintf's errors are not looked at either
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// diffEvents shows the first event that differs and those before it.
func (a *app) diffEvents(runs [2]*log.Log) (bool, error) {
	p, err := diff.Part(runs[0], runs[1], diffContext)
	if err != nil || p == nil {
		return false, err
	}
	showDifference(a.out, &p.Difference, "events")
	if len(p.Fields) > 0 {
		fmt.Fprintln(a.out, "they differ in:")
		a.printChanges("  ", p.Fields)
	}
	for _, peer := range p.Peers {
		fmt.Fprintf(a.out, "%s before that, in both:\n", peer)
		lines := log.NewPrinter(a.out)
		for _, e := range p.Last[peer] {
			if err := lines.Print(&e); err != nil {
				return false, err
			}
		}
		if len(p.Last[peer]) == 0 {
			fmt.Fprintln(a.out, "nothing")
		}
	}
	return true, nil
}

// diffSummaries shows the expectations and metrics that differ. A run without a
// summary is passed over: its events and samples have been compared.
func (a *app) diffSummaries(x, y string) error {
	var s [2]report.Summary
	for i, dir := range []string{x, y} {
		data, err := os.ReadFile(filepath.Join(dir, trace.SummaryFile))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			err = json.Unmarshal(data, &s[i])
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w", dir, trace.SummaryFile, err)
		}
	}
	var verdicts, metrics changes
	for i := range s {
		for _, e := range s[i].Expect {
			ok := "met"
			if !e.OK {
				ok = "FAILED"
			}
			verdicts.set(e.Expr, i, fmt.Sprintf("%s (%s)", ok, e.Actual))
		}
		for name, m := range s[i].Metrics {
			metrics.set(name, i, inShort(m))
		}
	}
	if list := verdicts.list(); len(list) > 0 {
		fmt.Fprintln(a.out, "expectations:")
		a.printChanges("  ", list)
	}
	if list := metrics.list(); len(list) > 0 {
		fmt.Fprintln(a.out, "metrics, their means:")
		a.printChanges("  ", list)
	}
	return nil
}

func inShort(m report.Metric) string {
	if m.Count == 0 {
		return "no samples"
	}
	mean := fmt.Sprintf("%.6g %s", m.Mean, m.Unit)
	if m.Unit == "ns" {
		mean = time.Duration(m.Mean).String()
	}
	return fmt.Sprintf("%s (%d)", strings.TrimSuffix(mean, " 1"), m.Count)
}

// changes pairs the values that two runs have for the same names.
type changes map[string]*diff.Change

func (c *changes) set(name string, run int, value string) {
	if *c == nil {
		*c = changes{}
	}
	if (*c)[name] == nil {
		(*c)[name] = &diff.Change{What: name}
	}
	if run == 0 {
		(*c)[name].A = value
	} else {
		(*c)[name].B = value
	}
}

// list returns the differences, by name.
func (c changes) list() []diff.Change {
	var out []diff.Change
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if x := c[name]; x.A != x.B {
			out = append(out, *x)
		}
	}
	return out
}
