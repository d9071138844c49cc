package report

import (
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Write reports the run in dir: it makes or replaces summary.json,
// metrics.parquet, and in plots/ a .svg, a .png, a .pdf, a .csv and a .json a figure, from
// manifest.json and metrics.csv alone. Figures of an earlier report that it does not
// make are removed. Each file is replaced as a whole or not
// at all. Expectations that are not met are no error; see [Summary.Expect].
func Write(dir string) (Summary, error) { return WriteWith(dir, nil) }

// WriteWith is [Write] that calls drawn, if that is not nil, with the number of figures
// that are done, of all; one call after another.
func WriteWith(dir string, drawn func(done, of int)) (Summary, error) {
	run, err := Load(dir)
	if err != nil {
		return Summary{}, err
	}
	summary, err := Summarize(run)
	if err != nil {
		return Summary{}, err
	}
	content, err := summary.JSON()
	if err != nil {
		return Summary{}, err
	}
	if err := atomicfile.Bytes(filepath.Join(dir, trace.SummaryFile), content); err != nil {
		return Summary{}, err
	}
	plots := filepath.Join(dir, trace.PlotsDir)
	if err := os.MkdirAll(plots, 0o755); err != nil {
		return Summary{}, err
	}
	plans := figures(run)
	if err := figure.Clean(plots, plans); err != nil {
		return Summary{}, err
	}
	jobs := []func() error{
		func() error { return atomicfile.Write(filepath.Join(dir, trace.ParquetFile), run.writeParquet) },
	}
	var mu sync.Mutex
	done := 0
	for _, plan := range plans {
		jobs = append(jobs, func() error {
			err := plan.Draw().Write(plots)
			mu.Lock()
			defer mu.Unlock()
			if done++; drawn != nil {
				drawn(done, len(plans))
			}
			return err
		})
	}
	errs := make([]error, len(jobs))
	inParallel(len(jobs), func(i int) { errs[i] = jobs[i]() })
	for _, err := range errs {
		if err != nil {
			return Summary{}, err
		}
	}
	return summary, nil
}

// PlotFormats returns the forms that figures come in.
func PlotFormats() []string { return figure.Formats }

// UnknownPlotError is about a figure that a run or study does not have.
type UnknownPlotError = figure.UnknownError

// WritePlot writes one figure of the run in dir, by its name in plots/ and in one
// of [PlotFormats]. It fails with an [UnknownPlotError] if there is no such figure.
func WritePlot(w io.Writer, dir, name, format string) error {
	run, err := Load(dir)
	if err != nil {
		return err
	}
	return figure.WritePlan(w, figures(run), name, format)
}
