package trace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A Witness sees a file of a run go by and then tells whether it is still the file
// that the run recorded, so that nothing is read twice for that. The zero value is
// ready for use.
type Witness struct {
	hash  hash.Hash
	lines int64
}

// Write implements io.Writer and does not fail.
func (w *Witness) Write(b []byte) (int, error) {
	if w.hash == nil {
		w.hash = sha256.New()
	}
	w.lines += int64(bytes.Count(b, []byte("\n")))
	return w.hash.Write(b)
}

// Sum returns the SHA-256 of all that was seen, in hex.
func (w *Witness) Sum() string {
	_, _ = w.Write(nil)
	return hex.EncodeToString(w.hash.Sum(nil))
}

// An AlteredError says that a file of a run is not the one that the run
// recorded.
type AlteredError struct {
	File string // its name in the run directory
	How  string
}

func (e *AlteredError) Error() string {
	return fmt.Sprintf("%s is not what the run recorded: %s", e.File, e.How)
}

// Log holds a whole event log, uncompressed, against a manifest. One without a
// fingerprint, of a run that goes on, says nothing.
func (w *Witness) Log(m *Manifest) error {
	switch sum := w.Sum(); {
	case m.Fingerprint == "" || sum == m.Fingerprint:
		return nil
	case w.lines != m.Events:
		return &AlteredError{EventsFile, fmt.Sprintf("it has %d events, and %s says %d", w.lines, ManifestFile, m.Events)}
	default:
		return &AlteredError{EventsFile, fmt.Sprintf("its fingerprint is %s, and %s says %s", sum, ManifestFile, m.Fingerprint)}
	}
}

// Samples holds a whole metrics.csv against a manifest. One by an earlier version,
// which does not name its digest, says nothing.
func (w *Witness) Samples(m *Manifest) error {
	if sum := w.Sum(); m.MetricsSHA256 != "" && sum != m.MetricsSHA256 {
		return &AlteredError{MetricsFile, fmt.Sprintf("its SHA-256 is %s, and %s says %s", sum, ManifestFile, m.MetricsSHA256)}
	}
	return nil
}

// CheckSamples reads metrics.csv of a run directory for [Witness.Samples]. A directory
// without one has nothing that could be another.
func CheckSamples(dir string, m *Manifest) error {
	f, err := os.Open(filepath.Join(dir, MetricsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	var w Witness
	if _, err := io.Copy(&w, f); err != nil {
		return err
	}
	if err := w.Samples(m); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	return nil
}
