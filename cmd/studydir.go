package cmd

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

	"github.com/libp2p-sim/sim/report/atomicfile"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
)

// A studyDir is a study directory that this process may write to. Whoever does
// all of a study has it alone; those that do parts of it share it.
type studyDir struct {
	path  string
	study study.Study
	lock  *os.File
	own   *os.File // a part's lock against another process with the same part
}

const (
	resolvedStudy = "study.resolved.yaml"
	lockFile      = ".lock"
	tmpPrefix     = ".tmp-"
)

// manifestOf is the study.json of a study.
func manifestOf(s *scenarios.Study) study.Study {
	m := study.Study{
		Name: s.Name, Question: s.Question, Scenario: s.Base.Name,
		ScenarioHash: s.Base.ConfigHash(), StudyHash: s.Hash(), Seeds: s.Seeds,
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
	v := versions()
	maps.Copy(m.Versions, v.Modules)
	m.Versions["sim"], m.Versions["go"], m.Versions["seal"] = v.Sim, v.Go, v.Seal
	return m
}

func texts(values []scenarios.Value) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// openStudyDir makes the directory of a study, or opens the one that an earlier
// sweep has left. It refuses one that holds anything else, that another
// process has, or that another version of sim has begun.
func openStudyDir(path string, s *scenarios.Study, share part) (*studyDir, error) {
	if err := checkEmptyOrStudy(path); err != nil {
		return nil, err
	}
	d, err := lockStudyDir(path, share)
	if err != nil {
		return nil, err
	}
	d.study = manifestOf(s)
	if err := d.begin(s); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// checkEmptyOrStudy refuses a directory with other things in it.
func checkEmptyOrStudy(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return usage(err)
	}
	begun := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == study.ManifestFile })
	for _, e := range entries {
		// What a sweep makes before there is a study.json.
		name := e.Name()
		if !begun && !strings.HasPrefix(name, lockFile) && !atomicfile.Leftover(name) && name != resolvedStudy {
			return usage(fmt.Errorf("%s is not empty, and no study directory", path))
		}
	}
	return nil
}

func lockStudyDir(path string, share part) (*studyDir, error) {
	if err := makeDir(path); err != nil {
		return nil, err
	}
	d := &studyDir{path: path}
	how := syscall.LOCK_EX
	if !share.whole() {
		how = syscall.LOCK_SH
	}
	var err error
	if d.lock, err = lock(filepath.Join(path, lockFile), how); err == nil && !share.whole() {
		d.own, err = lock(filepath.Join(path, fmt.Sprintf("%s-%d-of-%d", lockFile, share.number, share.of)), syscall.LOCK_EX)
	}
	if err != nil {
		d.close()
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

// close gives the directory up. The locks' files stay: to remove one that
// another process is about to lock would let two in.
func (d *studyDir) close() {
	for _, f := range []*os.File{d.own, d.lock} {
		if f != nil {
			_ = f.Close()
		}
	}
}

func (d *studyDir) file(name string) string { return filepath.Join(d.path, name) }

// begin writes what is known before the first run, or holds what is there
// against it.
func (d *studyDir) begin(s *scenarios.Study) error {
	want, err := indentedJSON(d.study)
	if err != nil {
		return err
	}
	have, err := os.ReadFile(d.file(study.ManifestFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := putFile(d.path, resolvedStudy, s.Resolved()); err != nil {
			return err
		}
		return putFile(d.path, study.ManifestFile, want) // last: a directory with it has all
	case err != nil:
		return err
	case bytes.Equal(have, want):
		return nil
	}
	return usage(fmt.Errorf("%s holds %w; name another directory with --out", d.path, otherStudy(have, &d.study)))
}

// otherStudy says how the study of a study.json differs from one.
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
