//go:build simsealed

package main

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/cmd"
	"github.com/libp2p-sim/sim/examples/bugs/counter"
	"github.com/libp2p-sim/sim/examples/bugs/markers"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// TestMain lets the test binary be the program, and the program's workers.
func TestMain(m *testing.M) {
	if worker.Is() || os.Getenv("BE_BUGS") != "" {
		main()
	}
	os.Exit(m.Run())
}

// bugs runs the program in a directory that looks like the repository, and returns
// its output and its exit code.
func bugs(t *testing.T, dir string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = filepath.Join(t.TempDir(), "bugs") // as go run calls it
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "BE_BUGS=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 99 {
		t.Fatalf("%s: exit code %d\n%s%s", strings.Join(args, " "), code, out, stderr.String())
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// lawful holds the logs of all runs in a directory against the invariants of
// trace.Validator, and returns how many there are.
func lawful(t *testing.T, dir string) (runs int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != trace.EventsFile {
			return err
		}
		runs++
		l, err := log.Open(filepath.Dir(path))
		if err != nil {
			return err
		}
		return l.Validate()
	})
	if err != nil {
		t.Error(err)
	}
	return runs
}

// place returns a directory with the examples in it.
func place(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "examples"), filepath.Join(dir, "examples")); err != nil {
		t.Fatal(err)
	}
	return dir
}

var update = flag.Bool("update", false, "rewrite what docs/explore.md says that is printed")

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")
	fingerprint  = regexp.MustCompile(`fingerprint +([0-9a-f]{64})`)
	reproduce    = regexp.MustCompile(`reproduce +bugs (.+)`)
)

// TestFound: both bugs are found, shrunk to at most ten peers and one fault, and
// break again when the command that it prints is run; as the documentation has it,
// letter by letter. Mended, neither they nor their shrunk scenarios break.
func TestFound(t *testing.T) {
	docs, err := os.ReadFile("../../docs/explore.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, block := range consoleBlock.FindAllStringSubmatch(string(docs), -1) {
		command, ok := strings.CutPrefix(block[1], "$ go run ./examples/bugs explore ")
		if !ok {
			continue
		}
		command, want, _ := strings.Cut(command, "\n")
		args := strings.Fields(command)
		found++
		t.Run(args[0], func(t *testing.T) {
			dir := place(t)
			out, code := bugs(t, dir, append([]string{"explore", "--progress", "none"}, args...)...)
			if code != 99 {
				t.Errorf("exit code %d, want 99", code)
			}
			if *update {
				docs = bytes.Replace(docs, []byte(want), []byte(out), 1)
			} else if diff := cmp.Diff(want, out); diff != "" {
				t.Errorf("docs/explore.md (-documented +printed):\n%s", diff)
			}
			left := args[len(args)-1] // of --out
			checkSmall(t, filepath.Join(dir, left))
			line := reproduce.FindStringSubmatch(out)
			if line == nil {
				t.Fatalf("it prints no command of this program that reproduces:\n%s", out)
			}
			again, code := bugs(t, dir, append(strings.Fields(line[1]), "--progress", "none")...)
			if code != 99 || !strings.Contains(again, fingerprint.FindStringSubmatch(out)[1]) {
				t.Errorf("what is left ends with %d and\n%s", code, again)
			}
			if lawful(t, dir) == 0 {
				t.Error("there is no log of what is left")
			}
			name := strings.TrimSuffix(filepath.Base(args[0]), ".yaml")
			mended := "protocols." + name + ".careful=true"
			if out, code := bugs(t, dir, "run", left, "--progress", "none", "--force", "--set", mended); code != 0 {
				t.Errorf("mended, what is left ends with %d and\n%s", code, out)
			}
			lawful(t, dir)
			out, code = bugs(t, dir, "explore", args[0], "--seeds", "1..10", "--progress", "none", "--set", mended)
			if code != 0 || out != name+": nothing breaks with 10 seeds\n" {
				t.Errorf("mended, it ends with %d and\n%s", code, out)
			}
		})
	}
	if *update {
		if err := os.WriteFile("../../docs/explore.md", docs, 0o644); err != nil {
			t.Error(err)
		}
	}
	if found != 2 {
		t.Errorf("docs/explore.md finds %d bugs, want 2", found)
	}
}

func checkSmall(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	known := append(cmd.Builtin(), counter.Protocol, markers.Protocol)
	spec, err := scenarios.Load(file, data, known, nil)
	if err != nil {
		t.Fatal(err)
	}
	if peers := underlay.Hosts(spec); peers > 10 || len(spec.Faults) > 1 || len(spec.Churn) > 0 {
		t.Errorf("%d peers, %d faults and %d entries of churn are left:\n%s", peers, len(spec.Faults), len(spec.Churn), data)
	}
}

// TestJobs: however many run at once, the same is found and left.
func TestJobs(t *testing.T) {
	explore := func(jobs string) string {
		out, _ := bugs(t, place(t), "explore", "examples/bugs/counter.yaml", "--seeds", "5..20", "--shrink-runs", "40", "--jobs", jobs, "--progress", "none")
		return out
	}
	if diff := cmp.Diff(explore("1"), explore("3")); diff != "" {
		t.Errorf("(-one at a time +three)\n%s", diff)
	}
}
