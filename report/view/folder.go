package view

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Limits of a search for runs.
const (
	maxDepth   = 8
	maxFolders = 20_000
)

// A folder is the part of the file system that is shown. Paths in it have
// slashes; "." is itself. os.Root keeps links and dots from leading out of it.
type folder struct{ root *os.Root }

// errNone says that there is nothing to show, be it that it is not there or that
// it is not to be seen.
var errNone = errors.New("there is nothing here")

// path returns where a path in the folder is in the file system.
func (f folder) path(p string) string { return filepath.Join(f.root.Name(), filepath.FromSlash(p)) }

// regular returns a file's info if it is a regular file inside the folder.
func (f folder) regular(p string) (fs.FileInfo, error) {
	info, err := f.root.Stat(p)
	if err != nil || !info.Mode().IsRegular() || !visible(p) {
		return nil, errNone
	}
	return info, nil
}

// visible reports whether a path names nothing hidden and stays in the folder.
func visible(p string) bool {
	if !fs.ValidPath(p) || strings.ContainsAny(p, "\\\x00") {
		return false
	}
	for part := range strings.SplitSeq(p, "/") {
		if part != "." && strings.HasPrefix(part, ".") {
			return false
		}
	}
	return true
}

func (f folder) has(p string) bool {
	_, err := f.regular(p)
	return err == nil
}

// isRun reports whether a folder is a run directory, complete or begun.
func (f folder) isRun(p string) bool {
	return f.has(path.Join(p, trace.ManifestFile)) || f.has(path.Join(p, trace.EventsFile))
}

func (f folder) isStudy(p string) bool { return f.has(path.Join(p, study.ManifestFile)) }

// done reports whether a run has come to its end, be it a bad one.
func (f folder) done(p string) bool { return f.has(path.Join(p, trace.DoneFile)) }

// sound reports whether all that a page reads of a run lies inside the folder:
// its readers open files by their path.
func (f folder) sound(run string) error {
	for _, name := range []string{
		trace.ManifestFile, trace.ScenarioFile, trace.EventsFile, trace.MetricsFile, trace.PeersFile, trace.NodesFile, trace.SummaryFile, trace.DoneFile,
	} {
		if info, err := f.root.Stat(path.Join(run, name)); err == nil && !info.Mode().IsRegular() {
			return errNone
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errNone
		}
	}
	plots, err := fs.ReadDir(f.root.FS(), path.Join(run, trace.PlotsDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errNone
	}
	for _, p := range plots {
		if !p.Type().IsRegular() && !p.IsDir() {
			return errNone
		}
	}
	return nil
}

// find returns the runs and the studies of the folder, by path. The runs of a
// study are its own. It reports whether there was more than it looked at.
func (f folder) find() (runs, studies []string, more bool) {
	seen := 0
	_ = fs.WalkDir(f.root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // an entry that cannot be read is not shown
		}
		if seen++; seen > maxFolders {
			more = true
			return fs.SkipAll
		}
		switch {
		case !visible(p):
			return fs.SkipDir
		case f.isStudy(p):
			studies = append(studies, p)
			return fs.SkipDir
		case f.isRun(p):
			runs = append(runs, p)
			return fs.SkipDir
		case strings.Count(p, "/") >= maxDepth:
			more = true
			return fs.SkipDir
		}
		return nil
	})
	return runs, studies, more
}

// roster knows the groups of a run's peers, as far as its list of them is there
// and sound, and beyond by their names.
func (f folder) roster(run string) *trace.Roster {
	list, err := f.root.Open(path.Join(run, trace.PeersFile))
	if err != nil {
		return nil
	}
	defer list.Close()
	roster := &trace.Roster{}
	_ = trace.ReadPeers(list, func(p trace.Peer) error { roster.Add(p); return nil }) // a run that goes on may have half a line
	return roster
}
