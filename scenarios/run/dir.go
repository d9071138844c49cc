package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A dir is a run directory being written. The process that writes holds a
// lock on it, which dies with the process.
type dir struct {
	*rundir.Writer
	path   string
	lock   *os.File
	others []string // what was there and is not a run's
}

// owned are the files that a run makes, and may replace.
var owned = []string{
	trace.DoneFile, trace.ManifestFile, trace.ShowFile, trace.ScenarioFile, trace.SummaryFile, trace.MetricsFile,
	trace.ParquetFile, trace.EventsFile, trace.SpansFile, trace.PeersFile, trace.HostFile, page.File,
}

// openDir makes the directory, or empties it of an earlier run where it may, and
// opens the files that grow while a run lasts.
func openDir(path string, place Place, logs, traces bool) (*dir, error) {
	if err := MakeDir(path); err != nil {
		return nil, err
	}
	lock, err := Lock(path)
	if err != nil {
		return nil, err
	}
	d := &dir{path: path, lock: lock}
	if err := d.clear(place); err != nil {
		lock.Close()
		return nil, err
	}
	if d.Writer, err = rundir.Create(path, logs, traces); err != nil {
		lock.Close()
		return nil, err
	}
	return d, nil
}

func (d *dir) file(name string) string { return filepath.Join(d.path, name) }

func (d *dir) clear(place Place) error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return err
	}
	if len(entries) > 0 && place == Empty {
		return &PlaceError{fmt.Errorf("%s is not empty; --force replaces the run in it", d.path)}
	}
	for _, name := range owned {
		if err := os.Remove(d.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := atomicfile.Sweep(WrittenDirs(d.path)...); err != nil {
		return err
	}
	plots, err := os.ReadDir(d.file(trace.PlotsDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, p := range plots {
		switch filepath.Ext(p.Name()) {
		case ".svg", ".png", ".pdf", ".csv":
			if err := os.Remove(filepath.Join(d.file(trace.PlotsDir), p.Name())); err != nil {
				return err
			}
		}
	}
	return d.lookAround()
}

// lookAround notes what is left in a directory that has been emptied of a run.
func (d *dir) lookAround() error {
	left, err := os.ReadDir(d.path)
	for _, e := range left {
		if name := e.Name(); name != trace.PlotsDir && name != trace.TracesDir {
			d.others = append(d.others, name)
		}
	}
	return err
}

// sink takes what a worker sends into the directory.
func (d *dir) sink(o *Options) sink {
	progress := o.Progress
	if progress == nil {
		progress = func(worker.Status) {}
	}
	return sink{events: d.Events, metrics: d.Metrics, spans: d.Spans, peers: d.Peers, progress: progress, profiles: o.Profiles}
}

// close gives the directory up, finished or not.
func (d *dir) close() {
	d.Writer.Close()
	_ = d.lock.Close()
}

// put writes one whole file.
func (d *dir) put(name string, content []byte) error {
	return atomicfile.Bytes(d.file(name), content)
}

func (d *dir) putJSON(name string, v any) error {
	b, err := rundir.JSON(v)
	if err != nil {
		return err
	}
	return d.put(name, b)
}
