package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// A goTest says how tests are run.
type goTest struct {
	overlay string // of the sealed runtime
	modfile string
	only    string // regular expression of tests, "" for all
}

// An outcome is what became of a test, and what it said.
type outcome struct {
	verdict string // pass, fail or skip
	said    strings.Builder
}

// An event is a line of go test -json.
type event struct{ Action, Test, Output string }

// run runs the tests of a suite and returns the outcome of each.
func (g goTest) run(s suite) (map[string]*outcome, error) {
	args := []string{"test", "-json", "-count=1", "-vet=off", "-timeout=30m", "-tags=simsealed", "-overlay=" + g.overlay, "-modfile=" + g.modfile}
	if g.only != "" {
		args = append(args, "-run="+g.only)
	}
	cmd := exec.Command("go", append(args, s.pkg)...)
	cmd.Env = environment(os.Environ())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	outcomes, rest, err := collect(out)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	err = cmd.Wait()
	for _, o := range outcomes {
		if o.verdict == "" || o.verdict == "fail" {
			return outcomes, nil // a test is the reason
		}
	}
	if err != nil || len(outcomes) == 0 {
		return nil, fmt.Errorf("%s: no test failed, and it ended with %v\n%s", cmd, err, rest)
	}
	return outcomes, nil
}

// environment is the environment of tests: without what makes libraries and their tests
// behave otherwise, as CI=true does, at which some tests skip themselves.
func environment(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool {
		name, _, _ := strings.Cut(s, "=")
		for _, p := range []string{"TEST_", "GOLOG_", "LIBP2P_", "QUIC_GO_", "QLOG"} {
			if strings.HasPrefix(name, p) {
				return true
			}
		}
		return name == "CI"
	})
}

// collect reads the events of go test -json. It returns the outcomes of tests, to which
// what their subtests say belongs, and what no test said.
func collect(r io.Reader) (map[string]*outcome, string, error) {
	outcomes := map[string]*outcome{}
	var rest strings.Builder
	for d := json.NewDecoder(r); ; {
		var e event
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return outcomes, rest.String(), nil
		} else if err != nil {
			return nil, "", err
		}
		name, _, sub := strings.Cut(e.Test, "/")
		if name == "" {
			rest.WriteString(e.Output)
			continue
		}
		o := outcomes[name]
		if o == nil {
			o = &outcome{}
			outcomes[name] = o
		}
		switch e.Action {
		case "output":
			o.said.WriteString(e.Output)
		case "pass", "fail", "skip":
			if !sub {
				o.verdict = e.Action
			}
		}
	}
}
