package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/say"
)

// Load panics on no file, every problem lies inside the text that it is about, and
// a scenario that loads can be written and loaded again.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(lab.Minimal), "seed=2")
	f.Add([]byte(full), "network.peers.clients.count=5")
	f.Add([]byte(lab.Minimal+"bootstrap: {graph: line}\n"), "network.peers.peers.count=100000")
	f.Add([]byte(strings.Replace(lab.Minimal, "{constant: 50ms}", `{coordinates: {file: {name: c.csv, text: "name,x,y,height\n"}}}`, 1)), "network.jitter={pareto: {}}")
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
			check(t, []byte(lab.Minimal), set, "--set ", []string{set})
		})
	})
}

// Any churn trace is read or refused, line by line.
func FuzzTrace(f *testing.F) {
	f.Add("1s join a-0\n2s put a-0 k\n3s crash a-0 # gone\n")
	f.Add("1s,find-peer,a-0,a-1\n0s leave a-9\n")
	names := map[string]bool{"a-0": true, "a-1": true}
	f.Fuzz(func(t *testing.T, text string) {
		budget.Input.Run(t, func() {
			lines, err := spec.ParseTrace(text, names, spec.TraceOps{Used: lab.Fakes, Known: lab.Fakes})
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
	spec, err := Load("f.yaml", data, lab.Fakes, set)
	if err == nil {
		if _, err := Load("resolved.yaml", Resolved(spec), lab.Fakes, nil); err != nil {
			t.Errorf("does not load again:\n%s\n%v", Resolved(spec), err)
		}
		return
	}
	var ps Problems
	if !errors.As(err, &ps) || len(ps) == 0 {
		t.Fatalf("the error is %#v, want Problems", err)
	}
	lines := strict.TextLines(text)
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
			continue // the override took away keys that the file needs
		}
		if p.Line > len(lines) {
			t.Errorf("%v is behind the last line, %d", p, len(lines))
		} else if most := utf8.RuneCountInString(lines[p.Line-1]) + 1; p.Column > most {
			t.Errorf("%v is behind the last column, %d", p, most)
		}
	}
}
