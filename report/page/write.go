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
// not at all. It fails if dir has no manifest that it can read; other files
// that are missing or damaged are named on the page.
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
	m, err := report.LoadManifest(dir)
	if err != nil {
		return nil, err
	}
	v := view{Manifest: m}
	return v.render(dir, l)
}

func (v *view) render(dir string, l limits) ([]byte, error) {
	v.loadSummary(dir)
	v.loadScenario(dir)
	d := newData(v.Manifest)
	v.loadFigures(d, filepath.Join(dir, trace.PlotsDir), l)
	v.Left = append(v.Left, d.loadLog(filepath.Join(dir, trace.EventsFile), l)...)
	v.Left = append(v.Left, d.loadPeers(filepath.Join(dir, trace.PeersFile))...)
	v.Left = append(v.Left, d.loadMetrics(filepath.Join(dir, trace.MetricsFile), v.units(), l)...)
	v.describe(d)
	var b bytes.Buffer
	if err := v.write(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
