package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/rundir"
)

// A Dir is a study directory that this process may write to. A process that does
// all of a study has it alone; those that do shards of it share it.
type Dir struct {
	Path  string
	study study.Study
	lock  *os.File
	own   *os.File // a shard's lock against another process with the same shard
}

// ResolvedFile of a study directory is the study with all changes of the command line.
const ResolvedFile = "study.resolved.yaml"

const (
	lockFile  = ".lock"
	tmpPrefix = ".tmp-"
)

// manifestOf returns the study.json of a study.
func manifestOf(s *design.Study) study.Study {
	m := study.Study{
		Name: s.Name, Question: s.Question, Scenario: s.Base.Name,
		ScenarioHash: scenarios.ConfigHash(s.Base), StudyHash: s.Hash(), Seeds: s.Seeds,
		Versions: map[string]string{},
	}
	for _, x := range s.Set {
		m.Settings = append(m.Settings, study.Setting{Path: x.Path, Value: string(x.Value)})
	}
	for _, p := range s.Parameters {
		m.Parameters = append(m.Parameters, study.Parameter{Name: p.Name, Path: p.Path, Values: texts(p.Values)})
	}
	for _, c := range s.Cells {
		m.Cells = append(m.Cells, study.Cell{ID: c.ID, Values: texts(c.Values)})
	}
	for _, x := range s.Measure {
		m.Measures = append(m.Measures, study.Measure{Expr: x.String(), Unit: x.Unit(), Share: x.Share()})
	}
	if len(s.Baseline) > 0 {
		m.Baseline = s.Cells[s.BaselineCell()].ID
	}
	for _, f := range s.Figures {
		m.Figures = append(m.Figures, styleOf(&f))
	}
	v := rundir.Versions()
	maps.Copy(m.Versions, v.Modules)
	m.Versions["sim"], m.Versions["go"], m.Versions["seal"] = v.Sim, v.Go, v.Seal
	return m
}

func styleOf(f *design.Figure) study.Style {
	from, to := f.Limits()
	return study.Style{
		Measure: f.Measure, Title: f.Title, Label: f.Label, Log: f.Axis == "log", From: from, To: to, Intervals: f.Intervals,
		Across: f.Across, AcrossLabel: f.AcrossLabel, AcrossAxis: f.AcrossAxis, Order: texts(f.Order), Lines: f.Lines,
	}
}

func texts(values []design.Value) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// Open makes the directory of a study, or opens the one that an earlier
// sweep has left. It refuses one that holds anything else, that another
// process has, or that another version of sim has begun.
func Open(path string, s *design.Study, shard Shard) (*Dir, error) {
	if err := checkEmptyOrStudy(path); err != nil {
		return nil, err
	}
	d, err := lockDir(path, shard)
	if err != nil {
		return nil, err
	}
	d.study = manifestOf(s)
	if err := d.begin(s); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// A PlaceError says that a study cannot be written, or read, where it should.
type PlaceError struct{ error }

func (e *PlaceError) Unwrap() error { return e.error }

func placeError(err error) error { return &PlaceError{err} }

// checkEmptyOrStudy refuses a directory with other things in it.
func checkEmptyOrStudy(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return placeError(err)
	}
	begun := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == study.ManifestFile })
	for _, e := range entries {
		// A sweep makes these before there is a study.json.
		name := e.Name()
		if !begun && !strings.HasPrefix(name, lockFile) && !atomicfile.Leftover(name) && name != ResolvedFile {
			return placeError(fmt.Errorf("%s is not empty, and no study directory", path))
		}
	}
	return nil
}

func lockDir(path string, shard Shard) (*Dir, error) {
	if err := run.MakeDir(path); err != nil {
		return nil, err
	}
	d := &Dir{Path: path}
	how := syscall.LOCK_EX
	if !shard.Whole() {
		how = syscall.LOCK_SH
	}
	var err error
	if d.lock, err = lock(filepath.Join(path, lockFile), how); err == nil && !shard.Whole() {
		d.own, err = lock(filepath.Join(path, fmt.Sprintf("%s-%d-of-%d", lockFile, shard.Number, shard.Of)), syscall.LOCK_EX)
	}
	if err != nil {
		d.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = fmt.Errorf("%s: another sim is writing there", path)
		}
		return nil, err
	}
	return d, nil
}

func lock(file string, how int) (*os.File, error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return f, nil
}

// Close gives the directory up. The locks' files stay: to remove one that
// another process is about to lock would let two in.
func (d *Dir) Close() {
	for _, f := range []*os.File{d.own, d.lock} {
		if f != nil {
			_ = f.Close()
		}
	}
}

func (d *Dir) file(name string) string { return filepath.Join(d.Path, name) }

// begin writes the study before the first run, or compares it with the study that is
// there.
func (d *Dir) begin(s *design.Study) error {
	want, err := rundir.JSON(d.study)
	if err != nil {
		return err
	}
	have, err := os.ReadFile(d.file(study.ManifestFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case bytes.Equal(have, want):
		return nil
	case !d.looksAlone(have, want):
		return placeError(fmt.Errorf("%s holds %w; name another directory with --out", d.Path, otherStudy(have, &d.study)))
	}
	if err := atomicfile.Bytes(d.file(ResolvedFile), s.Resolved()); err != nil {
		return err
	}
	return atomicfile.Bytes(d.file(study.ManifestFile), want) // last: a directory with it has all
}

// looksAlone reports whether two study.json differ in nothing but baseline and figures.
func (d *Dir) looksAlone(have, want []byte) bool {
	var bare [2][]byte
	for i, b := range [][]byte{have, want} {
		var s study.Study
		if json.Unmarshal(b, &s) != nil {
			return false
		}
		s.Baseline, s.Figures = "", nil
		var err error
		if bare[i], err = rundir.JSON(s); err != nil {
			return false
		}
	}
	return bytes.Equal(bare[0], bare[1])
}

// otherStudy says how the study of a study.json differs from want.
func otherStudy(have []byte, want *study.Study) error {
	var m study.Study
	if err := json.Unmarshal(have, &m); err != nil {
		return fmt.Errorf("a damaged %s: %w", study.ManifestFile, err)
	}
	if m.StudyHash != want.StudyHash {
		return fmt.Errorf("another study: %s with hash %.8s, this is %s with hash %.8s", m.Name, m.StudyHash, want.Name, want.StudyHash)
	}
	for _, name := range slices.Sorted(maps.Keys(want.Versions)) {
		if m.Versions[name] != want.Versions[name] {
			return fmt.Errorf("runs of %s %s, this is %s", name, m.Versions[name], want.Versions[name])
		}
	}
	return errors.New("runs of another build of sim")
}
