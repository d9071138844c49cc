package page

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/trace"
)

// File is the page's name in a run directory.
const File = "report.html"

// Write makes or replaces report.html in the run directory dir, as a whole or
// not at all. Files that are missing or damaged are named on the page, and of a log that is not
// the one that the run recorded there is a trace.AlteredError, too. It fails if dir has
// neither a manifest that it can read nor an event log.
func Write(dir string) error {
	v, err := begin(dir)
	if err != nil {
		return err
	}
	content, err := v.render(dir, standard)
	if err != nil {
		return err
	}
	if err := atomicfile.Bytes(filepath.Join(dir, File), content); err != nil {
		return err
	}
	if v.altered != nil {
		return fmt.Errorf("%s: %w; %s says so", dir, v.altered, File)
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
// damaged, with the facts that its log has.
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
	v.files(dir)
	v.loadSummary(dir)
	v.loadScenario(dir)
	d := newData(v.Manifest)
	d.Channels = channels(v.Manifest.Protocols)
	v.loadFigures(d, filepath.Join(dir, trace.PlotsDir), l)
	v.Left = append(v.Left, d.loadLog(filepath.Join(dir, trace.EventsFile), l)...)
	v.Left = append(v.Left, d.loadSpans(dir, l)...)
	v.Left = append(v.Left, d.loadPeers(filepath.Join(dir, trace.PeersFile), l)...)
	v.Left = append(v.Left, d.loadNodes(filepath.Join(dir, trace.NodesFile), l)...)
	v.Left = append(v.Left, d.loadMetrics(filepath.Join(dir, trace.MetricsFile), l)...)
	v.altered = d.altered
	v.arrange()
	v.describe(d)
	var b bytes.Buffer
	if err := v.write(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
