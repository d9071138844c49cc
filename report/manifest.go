package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/trace"
)

// manifestFormat is the trace.Manifest.Format that this package reads.
const manifestFormat = 1

// LoadManifest reads the manifest of a run directory. Its errors name the file,
// and the line where there is one.
func LoadManifest(dir string) (trace.Manifest, error) {
	var m trace.Manifest
	path := filepath.Join(dir, trace.ManifestFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return m, err
		}
		return m, fmt.Errorf("%s is not a run directory: it has no %s", dir, trace.ManifestFile)
	}
	if err != nil {
		return m, err
	}
	if err := parseManifest(data, &m); err != nil {
		return m, fmt.Errorf("%s%w", path, err)
	}
	return m, nil
}

// parseManifest's errors begin with ":line: " or ": ", to follow a path.
func parseManifest(data []byte, m *trace.Manifest) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New(": empty, the run directory is half-written")
	}
	if err := json.Unmarshal(data, m); err != nil {
		return fmt.Errorf(":%d: %w", 1+bytes.Count(data[:errorOffset(err, len(data))], []byte("\n")), err)
	}
	if m.Format != manifestFormat {
		return fmt.Errorf(": format %d, want %d: another version of sim wrote it", m.Format, manifestFormat)
	}
	seen := map[string]bool{}
	for i, def := range m.Metrics {
		switch {
		case def.Name == "":
			return fmt.Errorf(": metrics[%d] has no name", i)
		case seen[def.Name]:
			return fmt.Errorf(": metrics[%d]: %s is defined twice", i, def.Name)
		}
		seen[def.Name] = true
		switch def.Kind {
		case trace.Duration, trace.Ratio, trace.Gauge, trace.Count:
		default:
			return fmt.Errorf(": metrics[%d]: %s has unknown kind %q, want duration, ratio, gauge or count", i, def.Name, def.Kind)
		}
	}
	return nil
}

// errorOffset returns where in the input of n bytes the decoder stopped.
func errorOffset(err error, n int) int {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return min(int(syntax.Offset), n)
	case errors.As(err, &mismatch):
		return min(int(mismatch.Offset), n)
	}
	return 0
}
