package report

import (
	"io"

	"github.com/libp2p-sim/sim/report/internal/figure"
)

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
