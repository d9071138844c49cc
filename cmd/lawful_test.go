package cmd

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/sim/trace"
)

// lawfulLogs holds the log of every finished run below a folder against the invariants
// of trace.Validator.
func lawfulLogs(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != trace.DoneFile {
			return err
		}
		dir := filepath.Dir(path)
		has := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }
		if has(study.ManifestFile) || has(trace.MeasuresFile) && !has(trace.EventsFile) { // a study, or a run that kept its numbers alone
			return nil
		}
		l, err := log.Open(dir)
		if err != nil {
			return err
		}
		return l.Validate()
	})
}

// lawfulDir is a folder for runs whose logs are held against the invariants when the
// test ends.
func lawfulDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		if err := lawfulLogs(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestLawfulLogs: an unlawful log is found, wherever it lies; an unfinished log is
// passed over.
func TestLawfulLogs(t *testing.T) {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	put := func(dir, events, done string) {
		t.Helper()
		err := os.MkdirAll(dir, 0o755)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, trace.EventsFile), z.EncodeAll([]byte(events), nil), 0o644)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, done), nil, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const up, unlawful = `{"t":0,"e":"up","p":"a"}` + "\n", `{"t":1,"e":"dial","p":"b","q":"a"}` + "\n"
	root := t.TempDir()
	put(filepath.Join(root, "a"), up, trace.DoneFile)
	put(filepath.Join(root, "b"), up+unlawful, "unfinished")
	if err := lawfulLogs(root); err != nil {
		t.Errorf("lawful logs: %v", err)
	}
	put(filepath.Join(root, "c", "d"), up+unlawful, trace.DoneFile)
	if err := lawfulLogs(root); err == nil || !strings.Contains(err.Error(), "event 2: b acts while it is down") {
		t.Errorf("an unlawful log: %v", err)
	}
}
