// Package logtest writes run directories that tests of the readers of logs need.
package logtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Write writes the event log and the manifest of a run to dir.
func Write(t testing.TB, dir, events string, m trace.Manifest) {
	t.Helper()
	m.Format = 1
	manifest, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		trace.EventsFile: z.EncodeAll([]byte(events), nil), trace.ManifestFile: manifest,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
