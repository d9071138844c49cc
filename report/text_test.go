package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/sim/trace"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the texts in testdata")

func texts(t *testing.T) map[string]Summary {
	t.Helper()
	churn, err := Load(writeRun(t, churnManifest(), churnSamples(1)))
	if err != nil {
		t.Fatal(err)
	}
	failed := pingRun(t, "p99(z.none) < 3", "count(z.none) == 0", "ping.success >= 66.667%")
	failed.Manifest.Status = trace.Failed
	failed.Manifest.Failure = &trace.Failure{Kind: "panic", Message: "index out of range [3]", VirtualNS: 45e9, Peer: "servers-7"}
	failed.Series[2].Def.Name = "chandy_lamport.snapshot.completions" // does not fit its column
	failed.Series[2].Value, failed.Series[2].T = []float64{-11792359, 0.00000123, 12345.678}, []int64{0, 0, 0}
	failed.Manifest.Expect = failed.Manifest.Expect[2:]
	quiet := pingRun(t)
	quiet.Manifest.Status = trace.Interrupted
	out := map[string]Summary{}
	for name, run := range map[string]*Run{"churn": churn, "failed": failed, "quiet": quiet} {
		if out[name], err = Summarize(run); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestWriteText(t *testing.T) {
	for name, s := range texts(t) {
		var plain, colored strings.Builder
		if err := s.WriteText(&plain, false); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".txt")
		if *rewrite {
			if err := os.WriteFile(path, []byte(plain.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), plain.String()); diff != "" {
			t.Errorf("%s (-rewrite accepts it): %s", path, diff)
		}
		for line := range strings.Lines(plain.String()) {
			if n := utf8.RuneCountInString(line) - 1; n > 100 {
				t.Errorf("%s: %d columns, want at most 100: %s", name, n, line)
			}
			if strings.TrimRight(line, " \n") != strings.TrimRight(line, "\n") {
				t.Errorf("%s: spaces at the end of %q", name, line)
			}
		}
		if err := s.WriteText(&colored, true); err != nil {
			t.Fatal(err)
		}
		bare := strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[1;31m", "", "\x1b[32m", "", "\x1b[0m", "").Replace(colored.String())
		if bare == colored.String() || bare != plain.String() {
			t.Errorf("%s: colour changes more than colour: %s", name, cmp.Diff(plain.String(), bare))
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteTextReportsWriteErrors(t *testing.T) {
	if err := (Summary{}).WriteText(brokenPipe{}, false); err == nil {
		t.Error("no error")
	}
}
