//go:build simsealed

package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
)

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")
	yamlBlock    = regexp.MustCompile("(?s)```yaml\n(.*?)```")
)

// TestDocumentedCommands runs every command of the README, of CONTRIBUTING and of
// docs/study.md. Make targets, which would run this test in turn, must be among the
// targets that CI runs.
func TestDocumentedCommands(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	ci, makefile := read(".ci/run"), read("Makefile")
	// A place that looks like the repository, but takes results.
	t.Chdir(lawfulDir(t))
	if err := os.Symlink(filepath.Join(root, "scenarios"), "scenarios"); err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, doc := range []string{"README.md", "CONTRIBUTING.md", "docs/study.md"} {
		for _, block := range consoleBlock.FindAllStringSubmatch(read(doc), -1) {
			for line := range strings.Lines(block[1]) {
				command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
				if !ok {
					t.Errorf("%s: %q is no command", doc, line)
					continue
				}
				commands++
				if target, ok := strings.CutPrefix(command, "make "); ok {
					if !strings.Contains(makefile, "\n"+target+":") || !strings.Contains(ci, "make "+target+"\n") {
						t.Errorf("%s: make %s is no target that CI runs", doc, target)
					}
					continue
				}
				args := strings.Fields(command)
				if args[0] != "sim" {
					t.Errorf("%s: %q is neither make nor sim", doc, command)
					continue
				}
				if args[1] == "view" { // goes on until it is stopped
					url, stop := startView(t, nil, args[2:]...)
					fetch(t, url)
					stop(os.Interrupt)
					continue
				}
				simulate(t, exitOK, args[1:]...)
			}
		}
	}
	if commands < 8 {
		t.Errorf("found %d commands", commands)
	}
}

// TestDocumentedScenarios loads and runs every scenario of the README.
func TestDocumentedScenarios(t *testing.T) {
	b, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := yamlBlock.FindAllSubmatch(b, -1)
	if len(blocks) == 0 {
		t.Error("no scenario in the README")
	}
	for _, block := range blocks {
		if _, err := scenarios.Load("README.md", block[1], Builtin(), nil); err != nil {
			t.Error(err)
			continue
		}
		file := filepath.Join(t.TempDir(), "readme.yaml")
		if err := os.WriteFile(file, block[1], 0o644); err != nil {
			t.Fatal(err)
		}
		simulate(t, exitOK, "run", file, "-q", "--out", filepath.Join(lawfulDir(t), "run"))
	}
}
