package cmd

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/libp2p-sim/sim/report/atomicfile"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A runDir is a run directory being written. The process that writes holds a
// lock on it, which dies with the process.
type runDir struct {
	path    string
	lock    *os.File
	events  *zipped
	spans   *zipped // nil without tracing
	hash    hash.Hash
	samples trace.Witness // of metrics
	metrics *os.File
	peers   *os.File
	others  []string // what was there and is not a run's
}

// owned are the files that a run makes, and may replace.
var owned = []string{
	trace.DoneFile, trace.ManifestFile, trace.ScenarioFile, trace.SummaryFile, trace.MetricsFile,
	trace.ParquetFile, trace.EventsFile, trace.SpansFile, trace.PeersFile, trace.HostFile, page.File,
}

// writtenDirs are the directories of a run in which files are written.
func writtenDirs(run string) []string {
	return []string{run, filepath.Join(run, trace.PlotsDir), filepath.Join(run, trace.TracesDir)}
}

// makeDir makes a directory that the command line names. That it cannot be there is
// wrong usage, a full disk is not.
func makeDir(path string) error {
	err := os.MkdirAll(path, 0o755)
	for _, wrong := range []error{syscall.ENOTDIR, syscall.EEXIST, syscall.EACCES, syscall.EROFS, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EPERM} {
		if errors.Is(err, wrong) {
			return usage(fmt.Errorf("no directory can be made at %s: %w", path, wrong))
		}
	}
	return err
}

// lockDir takes the lock on a directory, which dies with the process or with the file
// that it returns.
func lockDir(path string) (*os.File, error) {
	lock, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s: another sim is writing there", path)
	}
	return lock, nil
}

// createRunDir makes the directory, or empties it of an earlier run. Without
// force it refuses one that holds anything else, or, if it is not ours by name,
// anything at all.
func createRunDir(path string, ours, force bool) (*runDir, error) {
	if err := makeDir(path); err != nil {
		return nil, err
	}
	lock, err := lockDir(path)
	if err != nil {
		return nil, err
	}
	d := &runDir{path: path, lock: lock, hash: sha256.New()}
	if err := d.clear(ours, force); err != nil {
		lock.Close()
		return nil, err
	}
	if err := d.create(true); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// create opens the files that grow while a run lasts, with or without the event
// log.
func (d *runDir) create(log bool) (err error) {
	if d.metrics, err = os.Create(d.file(trace.MetricsFile)); err != nil {
		return err
	}
	if err := d.addMetrics([]byte(trace.MetricsHeader + "\n")); err != nil {
		return err
	}
	if d.peers, err = os.Create(d.file(trace.PeersFile)); err != nil || !log {
		return err
	}
	d.events, err = createZipped(d.file(trace.EventsFile))
	return err
}

func (d *runDir) file(name string) string { return filepath.Join(d.path, name) }

func (d *runDir) clear(ours, force bool) error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return err
	}
	if len(entries) > 0 && !ours && !force {
		return usage(fmt.Errorf("%s is not empty; --force replaces the run in it", d.path))
	}
	for _, name := range owned {
		if err := os.Remove(d.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := atomicfile.Sweep(writtenDirs(d.path)...); err != nil {
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
func (d *runDir) lookAround() error {
	left, err := os.ReadDir(d.path)
	for _, e := range left {
		if name := e.Name(); name != trace.PlotsDir && name != trace.TracesDir {
			d.others = append(d.others, name)
		}
	}
	return err
}

// sink takes what a worker sends into the directory.
func (d *runDir) sink(progress func(worker.Status)) sink {
	return sink{events: d.addEvents, metrics: d.addMetrics, spans: d.addSpans, peers: d.addPeers, progress: progress}
}

func (d *runDir) addEvents(b []byte) error {
	d.hash.Write(b)
	if d.events == nil { // the fingerprint is all that is wanted
		return nil
	}
	_, err := d.events.Write(b)
	return err
}

// openSpans begins the span log.
func (d *runDir) openSpans() (err error) {
	if err := os.MkdirAll(d.file(trace.TracesDir), 0o755); err != nil {
		return err
	}
	d.spans, err = createZipped(d.file(trace.SpansFile))
	return err
}

func (d *runDir) addSpans(b []byte) error {
	if d.spans == nil {
		return nil
	}
	_, err := d.spans.Write(b)
	return err
}

func (d *runDir) addMetrics(b []byte) error {
	_, _ = d.samples.Write(b)
	_, err := d.metrics.Write(b)
	return err
}

func (d *runDir) addPeers(b []byte) error {
	_, err := d.peers.Write(b)
	return err
}

// finish closes what grows and gives the manifest its digests.
func (d *runDir) finish(m *trace.Manifest) error {
	err := cmp.Or(d.events.Close(), d.spans.Close(), d.metrics.Close(), d.peers.Close())
	d.events, d.spans, d.metrics, d.peers = nil, nil, nil, nil
	m.Fingerprint, m.MetricsSHA256 = hex.EncodeToString(d.hash.Sum(nil)), d.samples.Sum()
	return err
}

// close gives the directory up, finished or not.
func (d *runDir) close() {
	_ = cmp.Or(d.events.Close(), d.spans.Close())
	for _, f := range []*os.File{d.metrics, d.peers, d.lock} {
		if f != nil {
			_ = f.Close()
		}
	}
}

// put writes one whole file.
func (d *runDir) put(name string, content []byte) error { return putFile(d.path, name, content) }

func putFile(dir, name string, content []byte) error {
	return atomicfile.Bytes(filepath.Join(dir, name), content)
}

func (d *runDir) putJSON(name string, v any) error {
	b, err := indentedJSON(v)
	if err != nil {
		return err
	}
	return d.put(name, b)
}

func indentedJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
