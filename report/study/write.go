package study

import (
	"io"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// Files that [Results.Write] makes in a study directory.
const (
	FiguresDir     = "figures"
	ReportFile     = "report.md"
	TableFile      = "table.md"
	LaTeXFile      = "table.tex"
	StatisticsFile = "statistics.csv"
	ReproduceFile  = "reproduce.sh"
)

// Write reports the study in its directory: it makes or replaces figures/, table.md,
// table.tex, statistics.csv, report.md and reproduce.sh from study.json and
// results.csv alone. The same study gives the same bytes. Each file is replaced as
// a whole or not at all.
func (r *Results) Write() error {
	figures := filepath.Join(r.Dir, FiguresDir)
	if err := os.MkdirAll(figures, 0o755); err != nil {
		return err
	}
	plans, left := r.allPlans()
	if err := figure.Clean(figures, plans); err != nil {
		return err
	}
	for _, p := range plans {
		if err := p.Draw().Write(figures); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{TableFile, r.WriteMarkdown},
		{LaTeXFile, r.WriteLaTeX},
		{StatisticsFile, r.WriteStatistics},
		{ReportFile, func(w io.Writer) error { return r.writePage(w, plans, left) }},
		{ReproduceFile, r.writeScript},
	} {
		if err := atomicfile.Write(filepath.Join(r.Dir, f.name), f.write); err != nil {
			return err
		}
	}
	return os.Chmod(filepath.Join(r.Dir, ReproduceFile), 0o755)
}
