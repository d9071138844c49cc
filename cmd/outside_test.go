//go:build simsealed

package cmd

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// simCommand returns this test binary as the command sim.
func simCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	link := filepath.Join(t.TempDir(), "sim")
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, link)
	}
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(link, args...)
}

// TestOutsideDoesNotMatter runs one scenario in every kind of surroundings.
func TestOutsideDoesNotMatter(t *testing.T) {
	run := func(t *testing.T, prefix []string, env ...string) string {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "run")
		cmd := simCommand(t, "run", "churn", "--until", "20m", "--progress", "none", "-q", "--out", dir)
		if len(prefix) > 0 {
			tool, err := exec.LookPath(prefix[0])
			if err != nil {
				t.Fatal(err)
			}
			cmd.Args = append(append(prefix, cmd.Path), cmd.Args[1:]...)
			cmd.Path = tool
		}
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitExpectation {
				t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
			}
		}
		return fingerprint(t, dir)
	}
	want := run(t, nil)
	for _, env := range []string{
		"GOMAXPROCS=7", "GOGC=5", "GOGC=off", "GODEBUG=cpu.aes=off,madvdontneed=1,asyncpreemptoff=1",
		"TZ=Asia/Tokyo", "GOMEMLIMIT=100MiB", "GODEBUG=fips140=on",
	} {
		t.Run(env, func(t *testing.T) {
			t.Parallel()
			if got := run(t, nil, env); got != want {
				t.Errorf("fingerprint %s, want %s", got, want)
			}
		})
	}
	t.Run("two busy loops", func(t *testing.T) {
		t.Parallel()
		for range 2 {
			busy := exec.Command("sh", "-c", "while :; do :; done")
			if err := busy.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = busy.Process.Kill(); _ = busy.Wait() }()
		}
		if got := run(t, nil); got != want {
			t.Errorf("fingerprint %s, want %s", got, want)
		}
	})
	t.Run("no network interfaces", func(t *testing.T) {
		t.Parallel()
		// As root, or as a user in a user namespace, where the kernel allows it.
		for _, prefix := range [][]string{{"unshare", "-n"}, {"unshare", "-rn"}} {
			if exec.Command(prefix[0], append(prefix[1:], "true")...).Run() == nil {
				if got := run(t, prefix); got != want {
					t.Errorf("fingerprint %s, want %s", got, want)
				}
				return
			}
		}
		t.Skip("this system lets nobody make a network namespace")
	})
}

// TestInterrupt: Ctrl-C leaves a directory that is complete up to that instant
// and says so; its log is the beginning of the whole run's.
func TestInterrupt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cmd := simCommand(t, "run", "churn", "--progress", "none", "--out", dir)
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitForGrowth(t, filepath.Join(dir, trace.EventsFile))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Fatalf("ended with %v, want exit code %d\n%s", err, exitInterrupted, &errs)
	}
	if !strings.Contains(errs.String(), "sim: interrupted at ") {
		t.Errorf("stderr %q does not say that it was interrupted", &errs)
	}
	if done, err := os.ReadFile(filepath.Join(dir, trace.DoneFile)); err != nil || string(done) != "interrupted\n" {
		t.Errorf("DONE says %q, %v", done, err)
	}
	checkLog(t, dir)
	checkEmpty(t, dir)
}

// TestKilled: a run that is killed leaves no DONE and no process, and its
// directory can be used again at once.
func TestKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cmd := simCommand(t, "run", "churn", "--progress", "none", "--out", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitForGrowth(t, filepath.Join(dir, trace.EventsFile))
	second := simCommand(t, "run", "ping", "--progress", "none", "--out", dir, "--force")
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "another sim is writing there") {
		t.Errorf("a second run into the same directory: %v, %s", err, out)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if _, err := os.Stat(filepath.Join(dir, trace.DoneFile)); err == nil {
		t.Error("there is a DONE")
	}
	simulate(t, exitOK, "run", "ping", "--progress", "none", "-q", "--out", dir, "--force")
	checkLog(t, dir)
}

func waitForGrowth(t *testing.T, file string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if info, err := os.Stat(file); err == nil && info.Size() > 0 {
			return
		}
	}
	t.Fatalf("%s does not grow", file)
}

// TestFullDisk writes to a file system of one megabyte.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	cmd := simCommand(t, "run", "churn", "--progress", "none", "--out", filepath.Join(dir, "run"))
	script := fmt.Sprintf("mount -t tmpfs -o size=1m none %q && exec %q %s", dir, cmd.Path, strings.Join(cmd.Args[1:], " "))
	for _, flags := range []string{"-m", "-rm"} {
		if exec.Command("unshare", flags, "mount", "-t", "tmpfs", "none", dir).Run() != nil {
			continue
		}
		out, err := exec.Command("unshare", flags, "sh", "-c", script).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitInternal {
			t.Errorf("ended with %v, want exit code %d", err, exitInternal)
		}
		if s := string(out); !strings.Contains(s, "no space left on device") || !strings.Contains(s, "is incomplete") || strings.Count(s, "\n") != 1 {
			t.Errorf("said %q, want one line about the full disk", s)
		}
		return
	}
	t.Skip("this system lets nobody mount a small file system")
}
