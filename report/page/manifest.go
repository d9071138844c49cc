package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/trace"
)

// manifestFormat is the trace.Manifest.Format that this package reads.
const manifestFormat = 1

func loadManifest(dir string) (m trace.Manifest, err error) {
	path := filepath.Join(dir, trace.ManifestFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return m, err
		}
		return m, fmt.Errorf("%s is not a run directory: it has no %s", dir, trace.ManifestFile)
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(content, &m); err != nil {
		line := 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line += bytes.Count(content[:min(int(syntax.Offset), len(content))], []byte("\n"))
		}
		return m, fmt.Errorf("%s:%d: %w", path, line, err)
	}
	if m.Format != manifestFormat {
		return m, fmt.Errorf("%s: format %d, want %d: another version of sim wrote it", path, m.Format, manifestFormat)
	}
	return m, nil
}

// loadSummary fills in expectations and metrics.
func (v *view) loadSummary(dir string) {
	content, err := os.ReadFile(filepath.Join(dir, trace.SummaryFile))
	if errors.Is(err, fs.ErrNotExist) {
		v.Left = append(v.Left, trace.SummaryFile+" is missing: there are no expectations and no key numbers.")
		return
	}
	var s report.Summary
	if err == nil {
		err = json.Unmarshal(content, &s)
	}
	if err != nil {
		v.Left = append(v.Left, fmt.Sprintf("%s is damaged: there are no expectations and no key numbers (%v).", trace.SummaryFile, err))
		return
	}
	v.expectations(s)
	v.metrics(s)
}

// loadScenario takes the scenario as it is, or its beginning.
func (v *view) loadScenario(dir string) {
	content, err := os.ReadFile(filepath.Join(dir, trace.ScenarioFile))
	if err != nil {
		v.Left = append(v.Left, trace.ScenarioFile+" is missing.")
		return
	}
	if len(content) > standard.scenario {
		v.Left = append(v.Left, fmt.Sprintf("Of the scenario's %s it shows the first %s.",
			plural(int64(len(content)), "byte"), plural(int64(standard.scenario), "byte")))
		content = content[:standard.scenario]
	}
	v.Scenario = string(bytes.ToValidUTF8(content, []byte("�")))
}
