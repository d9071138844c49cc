//go:build simsealed

package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/trace"
)

// smallStudy has 3 cells of 4 seeds, each some tenths of a second long, so that
// it can be killed often.
const smallStudy = `
name: small
scenario: {name: small.yaml, text: "{name: small, duration: 5m, network: {peers: [{group: a, count: 4}], latency: {uniform: {min: 10ms, max: 50ms}}}, protocols: {ping: {}}, workload: [{every: 1s, ping: {pairs: 2}}]}"}
seeds: 1..4
parameters:
  loss: {path: network.loss, values: [0%, 2%, 4%]}
measures: [p90(ping.rtt), ping.success, p99(ping.rtt) after 2m30s]
`

func writeStudy(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "study.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// resultFiles are those of a study that must be the same, however it was made.
var resultFiles = []string{study.ManifestFile, sweep.ResolvedFile, study.ResultsFile, study.ParquetFile, study.DoneFile}

// sameStudy compares the results of two studies and every file of their runs, and
// looks for files that a sweep should not leave behind.
func sameStudy(t *testing.T, got, want string) {
	t.Helper()
	tree := func(root string) map[string]string {
		files := map[string]string{}
		for _, name := range resultFiles {
			b, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(b)
		}
		err := filepath.WalkDir(filepath.Join(root, study.RunsDir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			name, _ := filepath.Rel(root, path)
			files[name] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	x, y := tree(got), tree(want)
	for name := range x {
		if _, ok := y[name]; !ok {
			t.Errorf("%s should not be there", filepath.Join(got, name))
		}
	}
	for name := range y {
		if x[name] != y[name] {
			t.Errorf("%s is not the same as in %s", filepath.Join(got, name), want)
		}
	}
}

// TestSweepKilled kills a sweep with SIGKILL at 20 moments, each after the one
// before has been resumed; the results are, byte by byte, those of one process
// without a break. A finished run is never done again.
func TestSweepKilled(t *testing.T) {
	file := writeStudy(t, smallStudy)
	whole := filepath.Join(t.TempDir(), "whole")
	began := time.Now()
	simulate(t, exitOK, "sweep", file, "--out", whole, "-q")
	length := time.Since(began)

	r := rand.New(rand.NewPCG(6, 20))
	killed := filepath.Join(t.TempDir(), "killed")
	kept := map[string]time.Time{}
	kills := 0
	for tries := 0; kills < 20; tries++ {
		if tries == 60 {
			t.Fatalf("only %d of %d sweeps could be killed", kills, tries)
		}
		cmd := simCommand(t, "sweep", file, "--out", killed, "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// 20 kills are to lie anywhere in a sweep, not all in its beginning: now and
		// then it starts from nothing.
		time.Sleep(time.Duration(r.Int64N(int64(length))))
		if err := cmd.Process.Signal(syscall.SIGKILL); err == nil {
			var exit *exec.ExitError
			if err := cmd.Wait(); errors.As(err, &exit) && exit.ExitCode() < 0 {
				kills++
			}
		}
		if _, err := os.Stat(filepath.Join(killed, study.DoneFile)); err == nil {
			sameStudy(t, killed, whole)
			if err := os.RemoveAll(killed); err != nil {
				t.Fatal(err)
			}
			clear(kept)
			continue
		}
		stillDone(t, killed, kept)
		kept = doneRuns(t, killed)
	}
	simulate(t, exitOK, "sweep", file, "--out", killed, "-q")
	stillDone(t, killed, kept)
	sameStudy(t, killed, whole)
}

// TestSweepInterrupted: Ctrl-C ends a sweep with exit code 130 and one line; an
// unfinished run leaves nothing, and a finished one is not done again by the same
// command, which gives the results of a sweep without a break. While it runs, no
// other process may write there.
func TestSweepInterrupted(t *testing.T) {
	file := writeStudy(t, strings.Replace(smallStudy, "duration: 5m", "duration: 20m", 1))
	whole := filepath.Join(t.TempDir(), "whole")
	simulate(t, exitOK, "sweep", file, "--out", whole, "-q")
	dir := filepath.Join(t.TempDir(), "study")
	cmd := simCommand(t, "sweep", file, "--out", dir, "-q", "--jobs", "1")
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); len(doneRuns(t, dir)) == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	if _, stderr := simulate(t, exitInternal, "sweep", file, "--out", dir, "-q"); !strings.HasSuffix(stderr, "another sim is writing there\n") {
		t.Errorf("a second sweep said %q", stderr)
	}
	if _, stderr := simulate(t, exitInternal, "sweep", file, "--out", dir, "-q", "--shard", "1/2"); !strings.HasSuffix(stderr, "another sim is writing there\n") {
		t.Errorf("a part of the study beside the whole said %q", stderr)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Fatalf("ended with %v, want exit code %d\n%s", err, exitInterrupted, &errs)
	}
	done := doneRuns(t, dir)
	if len(done) == 0 || len(done) == 12 {
		t.Fatalf("interrupted with %d of 12 runs finished, which shows nothing", len(done))
	}
	if want := fmt.Sprintf("sim: interrupted with %d of 12 runs finished; the same command goes on\n", len(done)); errs.String() != want {
		t.Errorf("said %q, want %q", errs.String(), want)
	}
	left, err := filepath.Glob(filepath.Join(dir, study.RunsDir, "*", "*"))
	if err != nil || len(left) != len(done) {
		t.Errorf("besides the %d runs that have finished, something is left: %v %v", len(done), left, err)
	}
	simulate(t, exitOK, "sweep", file, "--out", dir, "-q")
	stillDone(t, dir, done)
	sameStudy(t, dir, whole)
}

// doneRuns are the runs of a study that have finished, and when they did.
func doneRuns(t *testing.T, dir string) map[string]time.Time {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, study.RunsDir, "*", "s*", trace.DoneFile))
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]time.Time{}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		done[name] = info.ModTime()
	}
	return done
}

// stillDone looks for runs that had finished and were done again.
func stillDone(t *testing.T, dir string, before map[string]time.Time) {
	t.Helper()
	now := doneRuns(t, dir)
	for name, at := range before {
		if now[name] != at {
			t.Errorf("%s had finished and was done again", name)
		}
	}
}

// TestSweepWorkersKilled: a worker that is killed from outside is no result, and
// keeps no other run from its own.
func TestSweepWorkersKilled(t *testing.T) {
	if _, err := os.Stat("/proc/self/task"); err != nil {
		t.Skip("this system does not tell who a process's children are")
	}
	file := writeStudy(t, strings.Replace(smallStudy, "duration: 5m", "duration: 200h", 1))
	dir := filepath.Join(t.TempDir(), "study")
	cmd := simCommand(t, "sweep", file, "--out", dir, "-q", "--jobs", "1")
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitInternal {
				t.Errorf("ended with %v, want exit code %d", err, exitInternal)
			}
			want := "sim: the worker processes of 12 runs were killed; 0 of 12 runs are finished in " + dir + ", and the same command goes on\n"
			if errs.String() != want {
				t.Errorf("said %q, want %q", errs.String(), want)
			}
			return
		case <-time.After(10 * time.Millisecond):
			for _, pid := range children(cmd.Process.Pid) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

// children are the processes that any thread of a process has started.
func children(pid int) []int {
	var all []int
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		b, _ := os.ReadFile(list)
		for word := range strings.FieldsSeq(string(b)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(all, child)
			}
		}
	}
	return all
}

// TestSweepFullDisk sweeps on a file system that is too small: the error names
// the cause in one line, and when there is space the sweep goes on.
func TestSweepFullDisk(t *testing.T) {
	file := writeStudy(t, smallStudy)
	whole := filepath.Join(t.TempDir(), "whole")
	simulate(t, exitOK, "sweep", file, "--out", whole, "-q")
	disk, out := t.TempDir(), t.TempDir()
	cmd := simCommand(t, "sweep", file, "--out", filepath.Join(disk, "study"), "-q")
	script := fmt.Sprintf(`mount -t tmpfs -o size=1m none %[1]q || exit 70
head -c 850000 /dev/zero > %[1]q/ballast
%[2]q %[3]s
test $? = 1 || exit 71
rm %[1]q/ballast
%[2]q %[3]s || exit 72
cp -r %[1]q/study %[4]q
`, disk, cmd.Path, strings.Join(cmd.Args[1:], " "), out)
	for _, flags := range []string{"-m", "-rm"} {
		if exec.Command("unshare", flags, "mount", "-t", "tmpfs", "none", disk).Run() != nil {
			continue
		}
		said, err := exec.Command("unshare", flags, "sh", "-c", script).CombinedOutput()
		if err != nil {
			t.Errorf("ended with %v, want a failure, and then none", err)
		}
		s := string(said)
		if !strings.Contains(s, "no space left on device; ") || !strings.Contains(s, " of 12 runs are finished in ") || strings.Count(s, "\n") != 1 {
			t.Errorf("said %q, want one line about the full disk", s)
		}
		sameStudy(t, filepath.Join(out, "study"), whole)
		return
	}
	t.Skip("this system lets nobody mount a small file system")
}

// TestSweepDamage: a run that has changed since it finished is done again, and
// merge refuses it; two runs of one cell and seed that differ are reported.
func TestSweepDamage(t *testing.T) {
	file := writeStudy(t, smallStudy)
	whole, damaged := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "damaged")
	simulate(t, exitOK, "sweep", file, "--out", whole, "-q")
	for name, spoil := range map[string]func([]byte) []byte{
		trace.MeasuresFile: func(b []byte) []byte { return b[:len(b)/2] },
		trace.SummaryFile:  func(b []byte) []byte { return bytes.Replace(b, []byte("mean"), []byte("moan"), 1) },
		trace.ManifestFile: func([]byte) []byte { return nil },
	} {
		copyStudy(t, whole, damaged)
		runs, err := filepath.Glob(filepath.Join(damaged, study.RunsDir, "*", "s2", name))
		if err != nil || len(runs) != 3 {
			t.Fatalf("%v, %v", runs, err)
		}
		b, err := os.ReadFile(runs[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(runs[1], spoil(b), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, stderr := simulate(t, exitInternal, "merge", damaged); !strings.Contains(stderr, filepath.Dir(runs[1])+" is damaged: ") {
			t.Errorf("merge said %q", stderr)
		}
		if _, stderr := simulate(t, exitOK, "sweep", file, "--out", damaged, "-q"); !strings.Contains(stderr, filepath.Dir(runs[1])+" is damaged: ") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: said %q, want one line about the damage", name, stderr)
		}
		sameStudy(t, damaged, whole)
	}
	// A run of a machine that is not deterministic.
	copyStudy(t, whole, damaged)
	runs, err := filepath.Glob(filepath.Join(damaged, study.RunsDir, "*", "s2", trace.MeasuresFile))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(runs[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(runs[0], bytes.Replace(b, []byte(`"value": `), []byte(`"value": 1`), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, stderr := simulate(t, exitDiffers, "merge", whole, damaged, "--out", filepath.Join(t.TempDir(), "merged")); !strings.Contains(stderr, "not deterministic: ") {
		t.Errorf("merge said %q", stderr)
	}
}

func copyStudy(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
