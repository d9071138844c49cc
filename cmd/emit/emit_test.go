package emit

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sweep is a study of 10 runs; its file has characters that a shell or YAML might
// trip over.
func sweep() Sweep {
	return Sweep{
		Name: "k-x", Hash: "0123456789abcdef", Runs: 10, Jobs: 2, Memory: "4GiB", Out: "out/k's results",
		Study: []byte("name: k-x\nquestion: \"$HOME `x` \\\\ 'y'\"\nSTUDY\n  # deep\n\n\tlast: \u00fc"),
		Args:  []string{"--keep=all"}, MaxArraySize: 1001, Image: "registry.example/sim:1", Claim: "results",
	}
}

func written(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tools is a folder of programs that write down how they are called; it is all
// of the PATH but for the system's.
type tools struct {
	t   *testing.T
	dir string
}

func newTools(t *testing.T) *tools { return &tools{t, t.TempDir()} }

func (x *tools) add(name, script string) {
	x.t.Helper()
	if err := os.WriteFile(filepath.Join(x.dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		x.t.Fatal(err)
	}
}

// sim writes down its arguments in calls, one a line, and ends with the code in
// code, if there is one.
func (x *tools) sim() {
	x.add("sim", `for a; do printf '[%s]' "$a"; done >> "`+x.dir+`/calls"; echo >> "`+x.dir+`/calls"
cat "$2" > "`+x.dir+`/study" 2> /dev/null; exit $(cat "`+x.dir+`/code" 2> /dev/null || echo 0)
`)
}

// run runs a script in a folder of its own and returns its output.
func (x *tools) run(script string, args ...string) string {
	x.t.Helper()
	file := filepath.Join(x.dir, "script")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		x.t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{file}, args...)...)
	cmd.Dir = x.t.TempDir()
	cmd.Env = append(os.Environ(), "PATH="+x.dir+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		x.t.Fatalf("%v\n%s\n%s", err, out, script)
	}
	return string(out)
}

func (x *tools) read(name string) string {
	x.t.Helper()
	content, err := os.ReadFile(filepath.Join(x.dir, name))
	if err != nil {
		x.t.Fatal(err)
	}
	return string(content)
}

// wantCalls are those of n shards and of the merge.
func wantCalls(n int, more ...string) (want []string) {
	for i := 1; i <= n; i++ {
		call := fmt.Sprintf("[sweep][out/k's results.study.yaml][--shard][%d/%d][--out][out/k's results][--jobs][2][--memory][3072MiB]", i, n)
		for _, m := range more {
			call += "[" + m + "]"
		}
		call += "[--keep=all]"
		want = append(want, call)
	}
	return append(want, "[merge][out/k's results]")
}

func compareCalls(t *testing.T, got string, want []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if !slices.Equal(lines, want) {
		t.Errorf("sim was called\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// TestRefused: a sweep that cannot be run is an error that says why.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		change func(*Sweep)
		want   string
	}{
		{func(s *Sweep) { s.Runs = 0 }, "the study has no runs"},
		{func(s *Sweep) { s.Jobs = 0 }, "0 runs at once"},
		{func(s *Sweep) { s.Shards = -1 }, "-1 shards"},
		{func(s *Sweep) { s.Memory = "4" }, `memory "4": want MiB or GiB`},
		{func(s *Sweep) { s.Memory = "75%" }, `memory "75%": want MiB or GiB`},
		{func(s *Sweep) { s.Memory = "-1GiB" }, "want MiB or GiB"},
		{func(s *Sweep) { s.Memory = "1e9GiB" }, "want MiB or GiB"},
		{func(s *Sweep) { s.Name = "a\nb" }, "want a name of a-z"},
		{func(s *Sweep) { s.Hash = "" }, "a hash in hexadecimal"},
		{func(s *Sweep) { s.Out = "a\nrm x" }, "whose name can be printed"},
		{func(s *Sweep) { s.Out = "" }, "whose name can be printed"},
	} {
		s := sweep()
		tt.change(&s)
		for name, write := range map[string]func(io.Writer) error{"Slurm": s.Slurm, "Shell": s.Shell, "Kubernetes": s.Kubernetes} {
			var b bytes.Buffer
			if err := write(&b); err == nil || !strings.Contains(err.Error(), tt.want) || b.Len() > 0 {
				t.Errorf("%s: %v with %d bytes, want %q", name, err, b.Len(), tt.want)
			}
		}
	}
}

// TestQuote: a shell takes a quoted text as it was.
func TestQuote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.StringOfN(rapid.RuneFrom([]rune("a'\"\\$`!\n\t *;&|<>()#~ü-")), 0, 12, -1).Draw(t, "text"), "\x00", "")
		out, err := exec.Command("sh", "-c", "printf %s "+quote(text)).Output()
		if err != nil || string(out) != text {
			t.Fatalf("%q became %q (%v)", text, out, err)
		}
	})
}

// TestHostilePlaces: a folder may be called as file systems let it, and stays
// that folder for a shell, for sim and for Kubernetes.
func TestHostilePlaces(t *testing.T) {
	for out, want := range map[string]struct{ shell, kubernetes string }{
		"-x":         {"./-x", "/results/-x"},
		"a $(id)`b`": {"a $(id)`b`", "/results/a $$(id)`b`"},
		"a/..":       {"a/..", "/results/k-x-01234567"},
		"/":          {"", "/results/k-x-01234567"},
		"{}{#}":      {"", "/results/{}{#}"},
	} {
		s := sweep()
		s.Out = out
		_, shards, merge := decode(t, written(t, s.Kubernetes))
		for _, args := range [][]string{shards.Spec.Template.Spec.Containers[0].Args, merge.Spec.Template.Spec.Containers[0].Args} {
			if !slices.Contains(args, want.kubernetes) {
				t.Errorf("%s: Kubernetes calls sim with %q, want %q", out, args, want.kubernetes)
			}
		}
		if out == "{}{#}" {
			if err := s.Shell(io.Discard); err == nil || !strings.Contains(err.Error(), "GNU parallel") {
				t.Errorf("%s: %v", out, err)
			}
		}
		if want.shell == "" {
			continue // braces are refused, and nobody may write to /
		}
		x := newTools(t)
		x.sim()
		x.add("sbatch", "exit 1")
		x.add("parallel", `echo "$@"`)
		x.run(written(t, s.Shell))
		if calls := x.read("calls"); calls != "[merge]["+want.shell+"]\n" {
			t.Errorf("%s: sim was called %s", out, calls)
		}
	}
}
