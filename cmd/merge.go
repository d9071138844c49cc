package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
)

func (a *app) mergeCommand() *cobra.Command {
	var out string
	var quiet bool
	c := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Make the results of a study that was done in parts",
		Long: "Make results.csv and results.parquet of a study whose parts sim sweep --shard has\n" +
			"done, all in one directory or each in one of its own. Of several directories, the\n" +
			"finished runs are copied to --out, by default where sim sweep puts the study.\n" +
			"If runs are missing, they are listed and the exit code is 4; what has been copied\n" +
			"stays, and sim sweep or another sim merge goes on from there.",
		Example: "  sim merge results/studies/replication-factor-1a2b3c4d\n" +
			"  sim merge a b c --out merged",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.merge(args, out, quiet)
		},
	}
	c.Flags().StringVar(&out, "out", "", "study directory for the runs of all")
	quietVar(c, &quiet, "no summary")
	return c
}

func (a *app) merge(from []string, out string, quiet bool) error {
	s, err := a.studyOf(from)
	if err != nil {
		return err
	}
	switch {
	case out == "" && len(from) == 1:
		out = from[0]
	case out == "":
		out = studyPlace(s)
	}
	d, err := openStudyDir(out, s, part{1, 1})
	if err != nil {
		return err
	}
	defer d.close()
	m := &sweeping{app: a, study: s, dir: d, share: part{1, 1}}
	if err := m.sweepUp(); err != nil {
		return err
	}
	list := runsOf(len(s.Cells), len(s.Seeds), m.share)
	for _, dir := range from {
		if err := m.adopt(dir, list); err != nil {
			return err
		}
	}
	runs, missing, err := d.gather(list)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		if err := d.unfinish(); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "sim: %d of %d runs are missing:\n", len(missing), len(list))
		for i := 0; i < len(missing); {
			cell := missing[i].cell
			var seeds scenarios.Seeds
			for ; i < len(missing) && missing[i].cell == cell; i++ {
				seeds = append(seeds, s.Seeds[missing[i].seed])
			}
			fmt.Fprintf(a.err, "  %s  %s  seeds %v\n", s.Cells[cell].ID, s.CellName(s.Cells[cell]), seeds)
		}
		return &failure{exitNothing, nil}
	}
	return a.conclude(s, d, runs, quiet)
}

// studyOf returns the study that all the directories are about.
func (a *app) studyOf(dirs []string) (*scenarios.Study, error) {
	var first []byte
	for _, dir := range dirs {
		b, err := os.ReadFile(filepath.Join(dir, study.ManifestFile))
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, usage(fmt.Errorf("%s is no study directory: it has no %s", dir, study.ManifestFile))
		case err != nil:
			return nil, err
		case first == nil:
			first = b
		case !bytes.Equal(b, first):
			return nil, usage(fmt.Errorf("%s and %s hold different studies, or runs of different versions of sim", dirs[0], dir))
		}
	}
	file := filepath.Join(dirs[0], resolvedStudy)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s, err := scenarios.LoadStudy(file, text, scenarios.StudyFlags{}, a.known)
	return s, a.explain(err)
}

// adopt copies the finished runs of another directory, as a whole or not at
// all. A run that is in both must be the same in both.
func (s *sweeping) adopt(from string, list []cellSeed) error {
	if same, err := sameDir(from, s.dir.path); same || err != nil {
		return err
	}
	other := &studyDir{path: from, study: s.dir.study}
	for _, r := range list {
		cell, seed := s.study.Cells[r.cell].ID, s.study.Seeds[r.seed]
		theirs, err := other.loadRun(cell, seed)
		if err != nil {
			return err
		}
		if theirs == nil {
			continue
		}
		source, final := other.file(runPlace(cell, seed)), s.dir.file(runPlace(cell, seed))
		ours, err := s.dir.loadRun(cell, seed)
		if err != nil {
			return err
		}
		if ours != nil {
			if err := sameRun(source, final); err != nil {
				return err
			}
			continue
		}
		tmp := filepath.Join(filepath.Dir(final), s.tmpName(r))
		if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
			return err
		}
		if err := os.CopyFS(tmp, os.DirFS(source)); err != nil {
			_ = os.RemoveAll(tmp)
			return err
		}
		if err := os.Rename(tmp, final); err != nil {
			return err
		}
	}
	return nil
}

func sameDir(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	y, err := os.Stat(b)
	if err != nil {
		return false, err
	}
	return os.SameFile(x, y), nil
}

// sameRun compares two runs of one cell and seed. That they differ is what must
// never be.
func sameRun(a, b string) error {
	for _, name := range []string{trace.ManifestFile, trace.MeasuresFile} {
		x, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			return err
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			return err
		}
		if !bytes.Equal(x, y) {
			return &failure{exitDiffers, fmt.Errorf("not deterministic: %s and %s are runs of the same scenario and seed, and differ in %s", a, b, name)}
		}
	}
	return nil
}
