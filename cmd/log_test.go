//go:build simsealed

package cmd

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// checkLog checks the event log of a run for properties of every log: its hash is
// the fingerprint, and it obeys the invariants of trace.Validator.
func checkLog(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, trace.EventsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	h := sha256.New()
	var v trace.Validator
	lines := bufio.NewScanner(io.TeeReader(z, h))
	for n := 1; lines.Scan(); n++ {
		e, err := trace.ParseEvent(lines.Bytes())
		if err == nil {
			err = v.Add(&e)
		}
		if err != nil {
			t.Fatalf("event %d: %v: %s", n, err, lines.Bytes())
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(h.Sum(nil)), fingerprint(t, dir); got != want {
		t.Errorf("the log's hash is %s, the fingerprint %s", got, want)
	}
}
