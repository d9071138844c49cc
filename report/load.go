package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Load reads manifest.json and metrics.csv of a run directory. It fails on a
// directory that is none, is half-written, is damaged or was kept as a summary by
// a sweep, and names the file and, where there is one, the line.
func Load(dir string) (*Run, error) {
	m, err := LoadManifest(dir)
	if err != nil {
		return nil, err
	}
	r := &Run{Dir: dir, Manifest: m, Series: make([]Series, len(m.Metrics))}
	for i, def := range m.Metrics {
		r.Series[i].Def = def
	}
	path := filepath.Join(dir, trace.MetricsFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if keptSummary(dir) {
			return nil, fmt.Errorf("%s was kept as a summary by a sweep: it has no %s to report; sim sweep --keep metrics keeps that", dir, trace.MetricsFile)
		}
		return nil, fmt.Errorf("%s is a half-written run directory: it has a %s but no %s", dir, trace.ManifestFile, trace.MetricsFile)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var w trace.Witness
	if err := r.readSamples(io.TeeReader(f, &w)); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := w.Samples(&m); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return r, nil
}

// keptSummary reports whether dir is a run of which a sweep kept the summary, its
// default, which has neither samples nor peers.
func keptSummary(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, trace.MeasuresFile))
	_, peers := os.Stat(filepath.Join(dir, trace.PeersFile))
	return err == nil && errors.Is(peers, fs.ErrNotExist)
}
