package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/say"
)

// Whatever the file, Load does not panic, every problem lies inside the text
// that it is about, and what loads can be written and loaded again.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(minimal), "seed=2")
	f.Add([]byte(full), "network.peers.clients.count=5")
	f.Add([]byte(minimal+"bootstrap: {graph: line}\n"), "network.peers.peers.count=100000")
	f.Add([]byte(strings.Replace(minimal, "{constant: 50ms}", `{coordinates: {file: {name: c.csv, text: "name,x,y,height\n"}}}`, 1)), "network.jitter={pareto: {}}")
	for _, pattern := range []string{"*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, "duration=5m")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, set string) {
		budget.Input.Run(t, func() {
			check(t, data, string(data), "f.yaml", nil)
			check(t, []byte(minimal), set, "--set ", []string{set})
		})
	})
}

// The same for studies.
func FuzzLoadStudy(f *testing.F) {
	for _, pattern := range []string{"studies/*.yaml", "testdata/badstudy/*.yaml"} {
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
			study, err := LoadStudy("testdata/badstudy/f.yaml", data, StudyFlags{}, fakes)
			if err == nil {
				if again, err := LoadStudy("resolved.yaml", study.Resolved(), StudyFlags{}, fakes); err != nil {
					t.Errorf("does not load again:\n%s\n%v", study.Resolved(), err)
				} else if again.Hash() != study.Hash() {
					t.Errorf("loads as another study:\n%s\n%s", study.Resolved(), again.Resolved())
				}
				return
			}
			var ps Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("the error is %#v, want Problems", err)
			}
		})
	})
}

// Whatever a churn trace says, it is read or refused, line by line.
func FuzzTrace(f *testing.F) {
	f.Add("1s join a-0\n2s put a-0 k\n3s crash a-0 # gone\n")
	f.Add("1s,find-peer,a-0,a-1\n0s leave a-9\n")
	names := map[string]bool{"a-0": true, "a-1": true}
	f.Fuzz(func(t *testing.T, text string) {
		budget.Input.Run(t, func() {
			lines, err := spec.ParseTrace(text, names, spec.TraceOps{Used: fakes, Known: fakes})
			for i := 1; err == nil && i < len(lines); i++ {
				if lines[i].At < lines[i-1].At || !names[lines[i].Peer] {
					t.Errorf("%+v after %+v", lines[i], lines[i-1])
				}
			}
			for _, err := range flatten(err) {
				var odd *say.Fault
				if err != nil && (!errors.As(err, &odd) || odd.Line < 1 || odd.Line > strings.Count(text, "\n")+1) {
					t.Errorf("error %#v", err)
				}
			}
		})
	})
}

// check loads data and holds the problems of one file against its text.
func check(t *testing.T, data []byte, text, file string, set []string) {
	spec, err := Load("f.yaml", data, fakes, set)
	if err == nil {
		if _, err := Load("resolved.yaml", Resolved(spec), fakes, nil); err != nil {
			t.Errorf("does not load again:\n%s\n%v", Resolved(spec), err)
		}
		return
	}
	var ps Problems
	if !errors.As(err, &ps) || len(ps) == 0 {
		t.Fatalf("the error is %#v, want Problems", err)
	}
	lines := textLines(text)
	for _, p := range ps {
		if p.Message == "" || p.Line < 1 || p.Column < 1 {
			t.Errorf("%+v has no message or no place", p)
		}
		if p.File != file && strings.Contains(text, p.File) {
			continue // a file that the scenario holds
		}
		if p.File != file && set == nil {
			t.Errorf("%+v is about another file", p)
		}
		if p.File == "f.yaml" && set != nil {
			continue // the override took away what the file needs
		}
		if p.Line > len(lines) {
			t.Errorf("%v is behind the last line, %d", p, len(lines))
		} else if most := utf8.RuneCountInString(lines[p.Line-1]) + 1; p.Column > most {
			t.Errorf("%v is behind the last column, %d", p, most)
		}
	}
}
