//go:build simsealed

package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
)

// simulate runs a command line and fails the test if it does not end with the
// exit code.
func simulate(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	return simulateAt(t, 0, want, args...)
}

// simulateAt does so with the memory of runs moved, see seal.Config.
func simulateAt(t *testing.T, shift, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{known: Builtin(), name: "sim", out: &out, err: &errs, shift: shift}
	if code := a.run(args); code != want {
		t.Fatalf("sim %v: exit code %d, want %d\n%s%s", args, code, want, &out, &errs)
	}
	return out.String(), errs.String()
}

func fingerprint(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, trace.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	var m trace.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m.Fingerprint
}

// TestShipped runs every scenario that sim comes with. All expectations hold,
// and fingerprint and summary are those in testdata/shipped, on every machine;
// -update rewrites them. As in sim verify the run that is compared has its memory
// at other addresses than the one whose summary it is compared with.
func TestShipped(t *testing.T) {
	shift := otherAddresses
	if *update {
		shift = 0
	}
	for _, name := range scenarios.Embedded() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			simulateAt(t, shift, exitOK, "run", name, "--progress", "none", "-q", "--out", dir)
			got, err := os.ReadFile(filepath.Join(dir, trace.SummaryFile))
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, got, name+".json")
			if name == "churn" { // the picture in the README
				picture, err := os.ReadFile(filepath.Join(dir, trace.PlotsDir, "kademlia-replicas.svg"))
				if err != nil {
					t.Fatal(err)
				}
				compareGolden(t, picture, "churn-replicas.svg")
			}
			checkLog(t, dir)
			checkEmpty(t, dir)
			checkHeader(t, name, dir)
			checkReasons(t, dir)
			checkCaptions(t, dir)
			checkMarks(t, dir)
			checkOverlaps(t, dir)
		})
	}
}

var plotName = regexp.MustCompile(`plots/([a-z0-9-]+)`)

// checkHeader looks for the figures that the scenario tells its readers to look
// at.
func checkHeader(t *testing.T, name, dir string) {
	t.Helper()
	_, text, err := scenarios.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range plotName.FindAllSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(dir, trace.PlotsDir, string(m[1])+".svg")); err != nil {
			t.Errorf("the header names a figure that is not there: %v", err)
		}
	}
}

// compareGolden holds something against a file in testdata/shipped.
func compareGolden(t *testing.T, got []byte, name string) {
	t.Helper()
	golden := filepath.Join("testdata", "shipped", name)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("this is not %s; if it has a reason, make golden\n%s", golden, got)
	}
}

// checkEmpty looks for files that should not be left in a run directory.
func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch e.Name() {
		case trace.DoneFile, trace.ManifestFile, trace.ScenarioFile, trace.SummaryFile, trace.MetricsFile,
			trace.ParquetFile, trace.EventsFile, trace.PeersFile, trace.NodesFile, trace.TracesDir, trace.HostFile, trace.PlotsDir, page.File:
		default:
			t.Errorf("%s is in the run directory", e.Name())
		}
	}
	if _, err := report.Load(dir); err != nil {
		t.Error(err)
	}
}
