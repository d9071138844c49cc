package run

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

	"github.com/libp2p-sim/sim/report/atomicfile"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A dir is a run directory being written. The process that writes holds a
// lock on it, which dies with the process.
type dir struct {
	path     string
	lock     *os.File
	events   *Zipped
	spans    *Zipped       // nil without tracing
	hash     hash.Hash     // of the event log's lines
	spanHash hash.Hash     // of the span log's lines
	samples  trace.Witness // of metrics
	metrics  *os.File
	peers    *os.File
	others   []string // what was there and is not a run's
}

// owned are the files that a run makes, and may replace.
var owned = []string{
	trace.DoneFile, trace.ManifestFile, trace.ScenarioFile, trace.SummaryFile, trace.MetricsFile,
	trace.ParquetFile, trace.EventsFile, trace.SpansFile, trace.PeersFile, trace.HostFile, page.File,
}

// openDir makes the directory, or empties it of an earlier run where it may, and
// opens the files that grow while a run lasts.
func openDir(path string, place Place, keep Keep) (*dir, error) {
	if err := MakeDir(path); err != nil {
		return nil, err
	}
	lock, err := Lock(path)
	if err != nil {
		return nil, err
	}
	d := &dir{path: path, lock: lock, hash: sha256.New(), spanHash: sha256.New()}
	if err := d.clear(place); err != nil {
		lock.Close()
		return nil, err
	}
	if err := d.create(keep); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// create opens the files that grow while a run lasts; the event log only where it is
// kept.
func (d *dir) create(keep Keep) (err error) {
	if d.metrics, err = os.Create(d.file(trace.MetricsFile)); err != nil {
		return err
	}
	if err := d.addMetrics([]byte(trace.MetricsHeader + "\n")); err != nil {
		return err
	}
	if d.peers, err = os.Create(d.file(trace.PeersFile)); err != nil || keep == Summary || keep == Metrics {
		return err
	}
	d.events, err = CreateZipped(d.file(trace.EventsFile))
	return err
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
	return sink{events: d.addEvents, metrics: d.addMetrics, spans: d.addSpans, peers: d.addPeers, progress: progress, profiles: o.Profiles}
}

func (d *dir) addEvents(b []byte) error {
	d.hash.Write(b)
	if d.events == nil { // the fingerprint is all that is wanted
		return nil
	}
	_, err := d.events.Write(b)
	return err
}

func (d *dir) addSpans(b []byte) error {
	d.spanHash.Write(b)
	if d.spans == nil {
		return nil
	}
	_, err := d.spans.Write(b)
	return err
}

// openSpans begins the span log.
func (d *dir) openSpans() (err error) {
	if err := os.MkdirAll(d.file(trace.TracesDir), 0o755); err != nil {
		return err
	}
	d.spans, err = CreateZipped(d.file(trace.SpansFile))
	return err
}

func (d *dir) addMetrics(b []byte) error {
	_, _ = d.samples.Write(b)
	_, err := d.metrics.Write(b)
	return err
}

func (d *dir) addPeers(b []byte) error {
	_, err := d.peers.Write(b)
	return err
}

// finish closes what grows, gives the manifest its digests, and returns that of the
// span log.
func (d *dir) finish(m *trace.Manifest) (spans string, err error) {
	err = cmp.Or(d.events.Close(), d.spans.Close(), d.metrics.Close(), d.peers.Close())
	d.events, d.spans, d.metrics, d.peers = nil, nil, nil, nil
	m.Fingerprint, m.MetricsSHA256 = hex.EncodeToString(d.hash.Sum(nil)), d.samples.Sum()
	return hex.EncodeToString(d.spanHash.Sum(nil)), err
}

// close gives the directory up, finished or not.
func (d *dir) close() {
	_ = cmp.Or(d.events.Close(), d.spans.Close())
	for _, f := range []*os.File{d.metrics, d.peers, d.lock} {
		if f != nil {
			_ = f.Close()
		}
	}
}

// put writes one whole file.
func (d *dir) put(name string, content []byte) error {
	return atomicfile.Bytes(d.file(name), content)
}

func (d *dir) putJSON(name string, v any) error {
	b, err := JSON(v)
	if err != nil {
		return err
	}
	return d.put(name, b)
}

// JSON writes a value as the files of a run have it.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
