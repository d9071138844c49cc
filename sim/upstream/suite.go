package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

// A suite is the tests of one package.
type suite struct {
	name       string // as it is asked for
	pkg        string // import path
	exceptions []exception
	// sockets leaves the makers of hosts as they are: each test runs on a machine, with
	// the sockets of package sim/inet.
	sockets bool
}

// An exception is a test that fails on simulated hosts, and why it is to.
type exception struct{ test, why string }

// choose returns the suites that are called names, all if there are no names.
func choose(names []string) ([]suite, error) {
	if len(names) == 0 {
		return suites, nil
	}
	var out []suite
	for _, name := range names {
		found := false
		for _, s := range suites {
			if s.name == name {
				out, found = append(out, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no suite %q", name)
		}
	}
	return out, nil
}

// bySockets parts suites: the tests of one package may run both ways, in which its files
// are exchanged otherwise.
func bySockets(all []suite) map[bool][]suite {
	parts := map[bool][]suite{}
	for _, s := range all {
		parts[s.sockets] = append(parts[s.sockets], s)
	}
	return parts
}

// A listing is what the go command knows of a package.
type listing struct {
	Dir, Name, ImportPath     string
	TestGoFiles, XTestGoFiles []string
	Module                    struct{ Path, Dir string }
}

func (s suite) list() (listing, error) {
	var l listing
	cmd := exec.Command("go", "list", "-json=Dir,Name,ImportPath,TestGoFiles,XTestGoFiles,Module", s.pkg)
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &l)
	}
	if err != nil {
		return l, fmt.Errorf("%s: %w%s", cmd, err, stderr(err))
	}
	return l, nil
}

// stderr is what a command said before it failed.
func stderr(err error) string {
	if e, ok := err.(*exec.ExitError); ok && len(e.Stderr) > 0 {
		return "\n" + strings.TrimSpace(string(e.Stderr))
	}
	return ""
}
