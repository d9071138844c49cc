//go:build simsealed

package cmd

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestExploreInterrupted: Ctrl-C ends a search with exit code 130, and leaves no
// file behind.
func TestExploreInterrupted(t *testing.T) {
	tmp := t.TempDir()
	cmd := simCommand(t, "explore", "ping", "--seeds", "1..50000", "--progress", "tty")
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	stderr, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(stderr)
	if _, err := in.ReadString(','); err != nil { // "1 of 50000 seeds,"
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = in.ReadString('\n')
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("got %v, want exit code %d", err, exitInterrupted)
	}
	if files, err := filepath.Glob(filepath.Join(tmp, "sim-explore-*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}
