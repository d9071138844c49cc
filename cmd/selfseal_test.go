package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlainBinarySealsItself builds sim the plain way. Its first run says that
// it builds the sealed twin, and gives the same fingerprint; the second finds
// the twin in the cache.
func TestPlainBinarySealsItself(t *testing.T) {
	goEnv := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	tmp := lawfulDir(t)
	bin := filepath.Join(tmp, "sim")
	if out, err := exec.Command("go", "build", "-o", bin, "./sim").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(name string) string {
		cmd := exec.Command(bin, "run", "ping", "--progress", "none", "-q", "--out", filepath.Join(tmp, name))
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+tmp, "HOME="+tmp,
			"GOCACHE="+goEnv("GOCACHE"), "GOMODCACHE="+goEnv("GOMODCACHE"), "GOPATH="+goEnv("GOPATH"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if out := run("a"); !strings.HasPrefix(out, "sealing the runtime: building ") {
		t.Errorf("the first run said %q", out)
	}
	if out := run("b"); out != "" {
		t.Errorf("the second run said %q, want nothing", out)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "shipped", "ping.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		got, err := os.ReadFile(filepath.Join(tmp, name, "summary.json"))
		if err != nil || string(got) != string(want) {
			t.Errorf("run %s: %v, another summary than that of the sealed binary:\n%s", name, err, got)
		}
	}

	// Without Go, one clear sentence.
	cmd := exec.Command(bin, "run", "ping", "--out", filepath.Join(tmp, "c"))
	cmd.Env = []string{"PATH=/nowhere", "HOME=" + tmp}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "no go command in PATH") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("without Go: %v, %q", err, out)
	}
	if _, err := os.Stat(filepath.Join(tmp, "c")); err == nil {
		t.Error("without Go it left a run directory")
	}
}
