package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/underlay"
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
	others []string // files that were there and are not a run's
}

// owned are the files that a run makes, and may replace.
var owned = []string{
	trace.DoneFile, trace.ManifestFile, trace.ShowFile, trace.ScenarioFile, trace.SummaryFile, trace.MetricsFile,
	trace.ParquetFile, trace.EventsFile, trace.SpansFile, trace.PacketsFile, trace.PeersFile, trace.NodesFile, trace.HostFile, page.File,
}

// openDir makes the directory, or empties it of an earlier run where it may, writes the
// scenario, by which a directory is known as a run's from its first moment, and opens
// the files that grow while a run lasts.
func openDir(path string, place Place, scenario []byte, logs, traces bool) (*dir, error) {
	if err := MakeDir(path); err != nil {
		return nil, err
	}
	lock, err := Lock(path)
	if err != nil {
		return nil, err
	}
	d := &dir{path: path, lock: lock}
	if err := d.clear(place, scenario); err != nil {
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

// clear empties the directory of an earlier run and puts the scenario there. Whenever
// it ends early, the files that are left are known as a run's that has not finished.
func (d *dir) clear(place Place, scenario []byte) error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return err
	}
	if len(entries) > 0 && place == Empty {
		return &PlaceError{fmt.Errorf("%s is not empty; --force replaces the run in it", d.path)}
	}
	ours, err := d.ours()
	if err != nil {
		return err
	}
	if len(ours) > 0 && !holdsRun(d.path) {
		return &PlaceError{fmt.Errorf("%s holds no run, but %s, which a run would replace: name another directory", d.path, ours[0])}
	}
	if err := os.Remove(d.file(trace.DoneFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.put(trace.ScenarioFile, scenario); err != nil {
		return err
	}
	for _, name := range ours {
		if name == trace.DoneFile || name == trace.ScenarioFile {
			continue
		}
		if err := os.Remove(d.file(name)); err != nil {
			return err
		}
	}
	if err := atomicfile.Sweep(WrittenDirs(d.path)...); err != nil {
		return err
	}
	return d.lookAround()
}

// ours returns the files in the directory that have the names of a run's files.
func (d *dir) ours() (names []string, err error) {
	for _, name := range owned {
		if _, err := os.Lstat(d.file(name)); err == nil {
			names = append(names, name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	plots, err := os.ReadDir(d.file(trace.PlotsDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, p := range plots {
		switch filepath.Ext(p.Name()) {
		case ".svg", ".png", ".pdf", ".csv":
			names = append(names, filepath.Join(trace.PlotsDir, p.Name()))
		}
	}
	return names, nil
}

// holdsRun reports whether a directory is a run's, finished or not. The names of files
// alone do not say so: other directories have a manifest.json, too.
func holdsRun(path string) bool {
	if _, err := os.Stat(filepath.Join(path, trace.ScenarioFile)); err == nil {
		return true
	}
	m, err := report.LoadManifest(path) // a test's run has no scenario
	return err == nil && m.Format > 0 && m.Versions.Sim != ""
}

// lookAround notes the files that are left in a directory that has been emptied of a run.
func (d *dir) lookAround() error {
	left, err := os.ReadDir(d.path)
	for _, e := range left {
		if name := e.Name(); name != trace.ScenarioFile && name != trace.PlotsDir && name != trace.TracesDir {
			d.others = append(d.others, name)
		}
	}
	return err
}

// sink returns a sink that takes the frames of a worker into the directory.
func (d *dir) sink(o *Options) sink {
	progress := o.Progress
	if progress == nil {
		progress = func(worker.Status) {}
	}
	return sink{events: d.Events, metrics: d.Metrics, spans: d.Spans, packets: d.Packets, peers: d.Peers, progress: progress, profiles: o.Profiles}
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

// putNodes writes the nodes of a Kubernetes cluster, if the scenario has one.
func (d *dir) putNodes(spec *scenarios.Spec) error {
	if spec.Network.Kubernetes == nil {
		return nil
	}
	u, err := underlay.Lay(&spec.Network)
	if err != nil {
		return err
	}
	var lines []byte
	for _, n := range u.ClusterNodes() {
		lines = n.AppendJSON(lines)
	}
	return d.put(trace.NodesFile, lines)
}
