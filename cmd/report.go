package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// reportFlags are those of sim report.
type reportFlags struct {
	format  string
	metrics string
	plot    string
	by      string
	out     string
	quiet   bool
}

func (a *app) reportCommand() *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:   "report DIR",
		Short: "Make summary, tables and plots of a run or study again",
		Long: "Make summary.json, metrics.parquet, the plots and report.html of a run directory\n" +
			"again, from the records of the run, and print the summary.\n\n" +
			"Of a study, which sim sweep leaves behind, make figures/, table.md, table.tex,\n" +
			"statistics.csv, report.md and reproduce.sh, and print the table.\n\n" +
			"With --plot, draw one figure instead, by its name in plots/ or figures/, and change\n" +
			"nothing in the directory. With --by as well, draw one metric, by its name, with a curve\n" +
			"for each group, region or peer that measured it.",
		Example: "  sim report results/churn/1b2c3d4e-s42\n" +
			"  sim report results/churn/1b2c3d4e-s42 --plot kademlia-replicas -o replicas.svg\n" +
			"  sim report results/wan --plot ping.rtt --by region -o rtt.svg",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeDirs,
		RunE: func(_ *cobra.Command, args []string) error {
			if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
				return usage(fmt.Errorf("%s is no run or study directory", args[0]))
			}
			switch {
			case f.by != "" && f.plot == "":
				return usage(errors.New("--by is for --plot: it draws one metric, such as --plot ping.rtt --by group"))
			case f.by != "" && !slices.Contains(report.Splits, f.by):
				return usage(fmt.Errorf("--by %q: want %s", f.by, strings.Join(report.Splits, ", ")))
			case f.by != "" && study.Is(args[0]):
				return usage(errors.New("--by is for runs"))
			case f.plot != "":
				return a.plot(args[0], f)
			}
			return a.report(args[0], f)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "", "summary as text or json; with --plot, csv, pdf, png or svg (default text, or as -o ends, or svg)")
	metricsVar(c, &f.metrics)
	flags.StringVar(&f.plot, "plot", "", "draw this figure alone")
	flags.StringVar(&f.by, "by", "", "split the metric that --plot names by group, region or peer")
	flags.StringVarP(&f.out, "output", "o", "", "file for --plot; stdout without")
	quietVar(c, &f.quiet, "print nothing")
	return c
}

func (a *app) report(dir string, f reportFlags) error {
	format := cmp.Or(f.format, "text")
	if f.out != "" {
		return usage(errors.New("-o is for --plot"))
	}
	if !slices.Contains([]string{"text", "json"}, format) {
		return usage(fmt.Errorf("--format %q: want text or json", format))
	}
	if err := report.CheckMetrics(f.metrics); err != nil {
		return usage(fmt.Errorf("--metrics: %w", err))
	}
	if f.metrics != "" && study.Is(dir) {
		return usage(errors.New("--metrics is for runs: the table of a study has the measures that the study names"))
	}
	lock, err := run.Lock(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	if study.Is(dir) {
		return a.reportStudy(dir, format, f.quiet)
	}
	if err := atomicfile.Sweep(run.WrittenDirs(dir)...); err != nil {
		return err
	}
	mode := "auto"
	if f.quiet {
		mode = "none"
	}
	p := newProgress(a.err, mode, dir, 0)
	s, err := report.WriteWith(dir, p.drawn)
	if err != nil {
		p.clear()
		if page.Write(dir) == nil {
			err = fmt.Errorf("%w; %s shows what there is", err, page.File)
		}
		return err
	}
	err = page.Write(dir)
	if p.clear(); err != nil || f.quiet {
		return err
	}
	return a.print(s, dir, format, f.metrics)
}

func (a *app) reportStudy(dir, format string, quiet bool) error {
	r, err := study.Load(dir)
	if err != nil {
		return usage(err)
	}
	if err := atomicfile.Sweep(dir, filepath.Join(dir, study.FiguresDir)); err != nil {
		return err
	}
	if err := r.Write(); err != nil || quiet {
		return err
	}
	if format == "text" {
		return r.WriteText(a.out, width(a.out))
	}
	b, err := r.JSON()
	if err != nil {
		return err
	}
	_, err = a.out.Write(append(b, '\n'))
	return err
}

// plot draws one figure.
func (a *app) plot(dir string, f reportFlags) error {
	format := cmp.Or(f.format, strings.TrimPrefix(strings.ToLower(filepath.Ext(f.out)), "."), "svg")
	if known := slices.Sorted(slices.Values(report.PlotFormats())); !slices.Contains(known, format) {
		return usage(fmt.Errorf("a figure as %q: want --format %s", format, strings.Join(known, ", ")))
	}
	if binary := format == "pdf" || format == "png"; binary && f.out == "" && terminal(a.out) {
		return usage(fmt.Errorf("a %s is nothing for a terminal: name a file with -o", format))
	}
	_, err := a.toFile(f.out, func(w io.Writer) (int64, error) {
		if f.by != "" {
			return 1, report.WriteSplit(w, dir, f.plot, f.by, format)
		}
		if !study.Is(dir) {
			return 1, report.WritePlot(w, dir, f.plot, format)
		}
		r, err := study.Load(dir)
		if err != nil {
			return 0, usage(err)
		}
		return 1, r.WritePlot(w, f.plot, format)
	})
	unknown, split := (*report.UnknownPlotError)(nil), report.SplitError("")
	if errors.As(err, &unknown) || errors.As(err, &split) {
		return usage(fmt.Errorf("%s: %w", dir, err))
	}
	return err
}
