package page

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/trace"
)

// File is the page's name in a run directory.
const File = "report.html"

// Write makes or replaces report.html in the run directory dir, as a whole or
// not at all. Files that are missing or damaged are named on the page. It fails if
// dir has neither a manifest that it can read nor an event log.
func Write(dir string) error {
	content, err := render(dir, standard)
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, File), content)
}

// replace writes path so that nobody ever sees half of it.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+File+".*.tmp")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil { // CreateTemp keeps it to its owner
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// render reads dir and makes the page, whose data are within l.
func render(dir string, l limits) ([]byte, error) {
	v, err := begin(dir)
	if err != nil {
		return nil, err
	}
	return v.render(dir, l)
}

// begin begins the view of a run: with its manifest or, if that is missing or
// damaged, with what its log tells.
func begin(dir string) (*view, error) {
	m, err := report.LoadManifest(dir)
	switch {
	case err == nil:
		return &view{Manifest: m}, nil
	case !exists(filepath.Join(dir, trace.EventsFile)):
		return nil, err
	case exists(filepath.Join(dir, trace.ManifestFile)):
		return &view{Manifest: soFar(dir, unknown), Left: []string{fmt.Sprintf(
			"%s is damaged: seed, metrics and how the run ended are not known (%v).", trace.ManifestFile, err)}}, nil
	}
	return &view{Manifest: soFar(dir, unfinished), Left: []string{fmt.Sprintf(
		"The run has no %s: it goes on, or was given up. This is its log as far as it has come.", trace.ManifestFile)}}, nil
}

func (v *view) render(dir string, l limits) ([]byte, error) {
	v.loadSummary(dir)
	v.loadScenario(dir)
	d := newData(v.Manifest)
	v.loadFigures(d, filepath.Join(dir, trace.PlotsDir), l)
	v.Left = append(v.Left, d.loadLog(filepath.Join(dir, trace.EventsFile), l)...)
	v.Left = append(v.Left, d.loadSpans(dir, l)...)
	v.Left = append(v.Left, d.loadPeers(filepath.Join(dir, trace.PeersFile), l)...)
	v.Left = append(v.Left, d.loadMetrics(filepath.Join(dir, trace.MetricsFile), l)...)
	v.describe(d)
	var b bytes.Buffer
	if err := v.write(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
