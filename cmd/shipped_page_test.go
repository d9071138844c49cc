//go:build simsealed

package cmd

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// explained is the least share of an operation's time that has a reason.
const explained = 0.95

// checkReasons holds the log of a run against the claim that nearly all of the time of
// every operation has a reason, which the waterfall of report.html shows.
func checkReasons(t *testing.T, dir string) {
	t.Helper()
	l, err := log.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var ledger log.Ledger
	for e, err := range l.Events() {
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, s := ledger.Add(&e.Event); s != nil && s.Explained() < explained {
			t.Errorf("of operation %v, %d ns long, %.3f has a reason, want %v: %v", s.Op, s.End-s.Begin, s.Explained(), explained, s.By())
		}
	}
}

// checkCaptions sees to it that no two figures of a run are worded alike, and that each
// says how to read it.
func checkCaptions(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, trace.PlotsDir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d figures (%v)", len(files), err)
	}
	titles := map[string]string{}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var f struct{ Title, Note, Caption string }
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if f.Caption == "" {
			t.Errorf("%s does not say how to read it", filepath.Base(path))
		}
		if other, taken := titles[f.Title+f.Note]; taken {
			t.Errorf("%s and %s are both called %q", filepath.Base(path), other, f.Title)
		}
		titles[f.Title+f.Note] = filepath.Base(path)
	}
}

// checkMarks sees to it that each fault of a run that hit something is marked.
func checkMarks(t *testing.T, dir string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, trace.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	var m trace.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Faults {
		if f.Hits > 0 && !slices.ContainsFunc(m.Marks, func(k trace.Mark) bool { return k.Kind == "fault" && k.Text == f.What }) {
			t.Errorf("the fault %s is not marked: %+v", f.What, m.Marks)
		}
	}
	if !slices.IsSortedFunc(m.Marks, func(a, b trace.Mark) int { return cmp.Compare(a.FromNS, b.FromNS) }) {
		t.Errorf("marks are not in order: %+v", m.Marks)
	}
}
