package design

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/sim/budget"
)

// Studies come from strangers as scenarios do.
func TestHostileStudies(t *testing.T) {
	study := func(more string) string {
		return "name: s\nscenario: {name: m.yaml, text: " + fmt.Sprintf("%q", lab.Minimal) + "}\nmeasures: [max(peers.online)]\n" + more
	}
	const duration = "parameters: {d: {path: duration, values: [1h, 2h]}}\n"
	for _, c := range []struct{ name, text, want string }{
		{"a repeat of quintillions", study(duration + "repeat: 5305990293147446037"), "repeat is 5305990293147446037; want 0 to 100000"},
		{"a repeat of billions", study(duration + "repeat: 1000000000"), "repeat is 1000000000; want 0 to 100000"},
		{"all seeds", study(duration + "seeds: 0..18446744073709551615"), "holds more than 100000 seeds"},
		{"seeds one by one", study(duration + "seeds: [" + lab.Many(150_000, "%d,") + "]"), "more than 100000 seeds"},
		{"values one by one", study("repeat: 2\nparameters: {d: {path: duration, values: [" + lab.Many(100_000, "1%dms,") + "]}}"), "at most 10000"},
		{"a range of small steps", study("repeat: 2\nparameters: {d: {path: duration, from: 1ms, to: 1000h, step: 1ms}}"), "more than 10000 values"},
		{"many parameters", study("repeat: 2\nparameters:\n" + lab.Many(20_000, "  p%d: {path: a, values: [1]}\n")), "at most 100"},
		{"many settings", study(duration + "repeat: 2\nset:\n" + lab.Many(50_000, "  a%d: 1\n")), "at most 1000"},
		{"many conditions", study(duration + "repeat: 2\nwhere:\n" + lab.Many(50_000, "- d > %dms\n")), "at most 100"},
		{"many measures", study(duration + "repeat: 2\nmeasures:\n" + lab.Many(30_000, "- p9(peers.online) after %dms\n")), "at most 1000"},
		{"a name that is none, named again", study("repeat: 2\nparameters: {a|b: {path: duration, values: [1h]}}\nwhere: [a|b > 1h]\nzip: [[a|b, c]]\n"), `parameter "a|b"`},
		{"a condition on no parameter", study("repeat: 2\nparameters: {}\nwhere: [k > 1]\n"), `no parameter is called "k"`},
		{"broken parameters after 1000 problems", lab.Many(1001, "u%d: 1\n") + study("repeat: 2\nparameters: {d: {path: duration, from: {a: 1}, step: [2], to: x}}"), "more than 1000 problems"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			budget.Input.Run(t, func() {
				_, err = Load("x.yaml", []byte(strings.Replace(c.text, "measures: [max(peers.online)]\n", "", strings.Count(c.text, "measures:")-1)), Flags{}, lab.Fakes)
			})
			lab.WantError(t, err, c.want)
			if ps, ok := err.(scenarios.Problems); ok && c.name == "a name that is none, named again" && len(ps) != 1 {
				t.Errorf("%d problems of one slip:\n%v", len(ps), err)
			}
		})
	}
}

// Any study loads, and loads again from its resolved form, or has problems.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"../studies/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(err, pattern)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte("name: s\nscenario: ../minimal.yaml\nrepeat: 5305990293147446037\nparameters: {d: {path: duration, from: 1h, to: 9h, step: 1h}}\nmeasures: [max(peers.online)]\n"))
	f.Add([]byte("name: s\nscenario: ../minimal.yaml\nseeds: [1, 0..18446744073709551615]\nparameters: {a|b: {path: duration, values: [1h]}}\nzip: [[a|b, c]]\nwhere: [a|b > 1h]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		budget.Input.Run(t, func() {
			study, err := Load("testdata/bad/f.yaml", data, Flags{}, lab.Fakes)
			if err == nil {
				if again, err := Load("resolved.yaml", study.Resolved(), Flags{}, lab.Fakes); err != nil {
					t.Errorf("does not load again:\n%s\n%v", study.Resolved(), err)
				} else if again.Hash() != study.Hash() {
					t.Errorf("loads as another study:\n%s\n%s", study.Resolved(), again.Resolved())
				}
				return
			}
			var ps scenarios.Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("the error is %#v, want Problems", err)
			}
		})
	})
}

// A study of a scenario that names a large file holds the file, and loads again.
func TestStudyOfALargeFile(t *testing.T) {
	dir := t.TempDir()
	text, _ := lab.Large(t, dir)
	file := filepath.Join(dir, "x.yaml")
	spec, err := scenarios.Load(file, []byte(text), lab.Fakes, nil)
	if err != nil {
		t.Fatal(err)
	}
	study, err := FromFlags(file, []byte(text), Flags{Params: []string{"duration=1h,2h"}, Seeds: "1..3", Measures: []string{"max(peers.online)"}}, lab.Fakes)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // from the file, and from the study that holds it
		again, err := Load("study.yaml", study.Resolved(), Flags{}, lab.Fakes)
		if err != nil {
			t.Fatalf("%.300s", err)
		}
		if again.Hash() != study.Hash() {
			t.Error("the resolved study is another one")
		}
		held, err := FromFlags("resolved.yaml", scenarios.Resolved(spec), Flags{Params: []string{"duration=1h,2h"}, Seeds: "1..3", Measures: []string{"max(peers.online)"}}, lab.Fakes)
		if err != nil {
			t.Fatalf("%.300s", err)
		}
		study = held
	}
}

// A scenario that a study names is a file, and nothing that makes the program wait.
func TestStudyOfAPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(filepath.Join(dir, "s.yaml"), []byte("name: s\nscenario: pipe\nseeds: 1\nparameters: {}\n"), Flags{}, lab.Fakes)
	lab.WantError(t, err, "this is no regular file")
}
