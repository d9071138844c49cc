package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Adopt copies the finished runs of another directory, as a whole or not at
// all. A run that is in both must be the same in both.
func (d *Dir) Adopt(from string, s *design.Study) error {
	if same, err := sameDir(from, d.Path); same || err != nil {
		return err
	}
	other := &Dir{Path: from, study: d.study}
	for _, r := range RunsOf(s, Whole) {
		cell, seed := s.Cells[r.Cell].ID, s.Seeds[r.Seed]
		theirs, err := other.load(cell, seed)
		if err != nil {
			return err
		}
		if theirs == nil {
			continue
		}
		source, final := other.RunPath(cell, seed), d.RunPath(cell, seed)
		ours, err := d.load(cell, seed)
		if err != nil {
			return err
		}
		if ours != nil {
			if err := sameRun(source, final); err != nil {
				return err
			}
			continue
		}
		tmp := filepath.Join(filepath.Dir(final), tmpName(Whole, seed))
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

// sameRun compares two runs of one cell and seed, which must never differ.
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
			return &DiffersError{a, b, name}
		}
	}
	return nil
}

// A DiffersError says that two runs of one cell and seed differ in a file.
type DiffersError struct{ A, B, File string }

func (e *DiffersError) Error() string {
	return fmt.Sprintf("not deterministic: %s and %s are runs of the same scenario and seed, and differ in %s", e.A, e.B, e.File)
}

// SweepUp removes the unfinished runs of processes that were killed.
func (d *Dir) SweepUp() error { return d.sweepUp(Whole) }

// ReadStudy returns the study that all the directories are about.
func ReadStudy(dirs []string, known []protocols.Protocol) (*design.Study, error) {
	var first []byte
	for _, dir := range dirs {
		b, err := os.ReadFile(filepath.Join(dir, study.ManifestFile))
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, placeError(fmt.Errorf("%s is no study directory: it has no %s", dir, study.ManifestFile))
		case err != nil:
			return nil, err
		case first == nil:
			first = b
		case !bytes.Equal(b, first):
			return nil, placeError(fmt.Errorf("%s and %s hold different studies, or runs of different versions of sim", dirs[0], dir))
		}
	}
	file := filepath.Join(dirs[0], ResolvedFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return design.Load(file, text, design.Flags{}, known)
}
