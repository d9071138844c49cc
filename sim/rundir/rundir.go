// Package rundir writes the record of a run: the event log, the samples, the span
// log and the peers, in the files that a run directory has.
//
// Its nouns are the [Writer], which takes lines as they come, and the digests, by
// which two runs are told to be the same. It does not know the content of the lines,
// and makes no manifest, summary or report.
package rundir

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A Writer writes the files of a run that grow while it lasts.
type Writer struct {
	dir      string
	events   *Zipped       // nil: only the digest is wanted
	spans    *Zipped       // nil without tracing
	hash     hash.Hash     // of the event log's lines
	spanHash hash.Hash     // of the span log's lines
	packets  *Zipped       // nil without packets
	packHash hash.Hash     // of the packet log's lines
	samples  trace.Witness // of metrics
	metrics  *os.File
	peers    *os.File
}

// Create opens the files in a directory that is there, each empty or anew. Without
// logs there is no event log and no span log, only their digests.
func Create(dir string, logs, traces bool) (*Writer, error) {
	w := &Writer{dir: dir, hash: sha256.New(), spanHash: sha256.New(), packHash: sha256.New()}
	if err := w.create(logs, logs && traces); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func (w *Writer) create(logs, traces bool) (err error) {
	if w.metrics, err = os.Create(w.file(trace.MetricsFile)); err != nil {
		return err
	}
	if err := w.Metrics([]byte(trace.MetricsHeader + "\n")); err != nil {
		return err
	}
	if w.peers, err = os.Create(w.file(trace.PeersFile)); err != nil || !logs {
		return err
	}
	if w.events, err = CreateZipped(w.file(trace.EventsFile)); err != nil || !traces {
		return err
	}
	if err := os.MkdirAll(w.file(trace.TracesDir), 0o755); err != nil {
		return err
	}
	w.spans, err = CreateZipped(w.file(trace.SpansFile))
	return err
}

func (w *Writer) file(name string) string { return filepath.Join(w.dir, name) }

// Events takes lines of the event log.
func (w *Writer) Events(lines []byte) error {
	w.hash.Write(lines)
	if w.events == nil {
		return nil
	}
	_, err := w.events.Write(lines)
	return err
}

// Spans takes lines of the span log.
func (w *Writer) Spans(lines []byte) error {
	w.spanHash.Write(lines)
	if w.spans == nil {
		return nil
	}
	_, err := w.spans.Write(lines)
	return err
}

// Packets takes lines of the packet log, whose file the first make.
func (w *Writer) Packets(lines []byte) (err error) {
	w.packHash.Write(lines)
	if w.events == nil {
		return nil
	}
	if w.packets == nil {
		if w.packets, err = CreateZipped(w.file(trace.PacketsFile)); err != nil {
			return err
		}
	}
	_, err = w.packets.Write(lines)
	return err
}

// Metrics takes lines of the samples, see trace.Sample.
func (w *Writer) Metrics(lines []byte) error {
	_, _ = w.samples.Write(lines)
	_, err := w.metrics.Write(lines)
	return err
}

// Peers takes lines of the list of peers.
func (w *Writer) Peers(lines []byte) error {
	_, err := w.peers.Write(lines)
	return err
}

// Digests are hexadecimal SHA-256 of the lines of logs that the manifest does not have.
type Digests struct{ Spans, Packets string }

// Finish closes the files, gives the manifest its digests, and returns the others.
func (w *Writer) Finish(m *trace.Manifest) (d Digests, err error) {
	err = w.close()
	m.Fingerprint, m.MetricsSHA256 = hex.EncodeToString(w.hash.Sum(nil)), w.samples.Sum()
	return Digests{hex.EncodeToString(w.spanHash.Sum(nil)), hex.EncodeToString(w.packHash.Sum(nil))}, err
}

// Close gives up files that are not finished.
func (w *Writer) Close() { _ = w.close() }

func (w *Writer) close() error {
	err := cmp.Or(w.events.Close(), w.spans.Close(), w.packets.Close())
	for _, f := range []*os.File{w.metrics, w.peers} {
		if f != nil {
			err = cmp.Or(err, f.Close())
		}
	}
	w.events, w.spans, w.packets, w.metrics, w.peers = nil, nil, nil, nil, nil
	return err
}

// JSON writes a value as the files of a run directory have it.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
