//go:build simsealed

package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestManyMachines runs every command of docs/many-machines.md.
func TestManyMachines(t *testing.T) {
	content, err := os.ReadFile("../docs/many-machines.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	study := "name: x\nscenario: ping\nset: {expect: []}\nrepeat: 3\nparameters:\n  way: {path: network.latency.constant, values: [10ms, 50ms]}\nmeasures: [p99(ping.rtt)]\n"
	if err := os.WriteFile("study.yaml", []byte(study), 0o644); err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, block := range consoleBlock.FindAllStringSubmatch(string(content), -1) {
		for line := range strings.Lines(block[1]) {
			args := strings.Fields(line)
			if len(args) < 3 || args[0] != "$" || args[1] != "sim" {
				t.Errorf("%q is no command of sim", line)
				continue
			}
			commands++
			if out, _ := simulate(t, exitOK, args[2:]...); !strings.Contains(out, "# Study x: 6 runs in 6 ") {
				t.Errorf("%s writes\n%s", line, out)
			}
		}
	}
	if commands != 3 {
		t.Errorf("%d commands, want 3", commands)
	}
	if left, err := filepath.Glob("*"); err != nil || len(left) != 1 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}
