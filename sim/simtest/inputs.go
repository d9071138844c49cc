package simtest

import (
	"flag"
	"os"
	"strings"
)

// An inputs is the list of all that a run's process has read of the environment and
// of files. Go's cache of test results goes by all that a test has read: inputs that
// only the run's process reads must be the parent's, too, or a stale result passes
// for a new one.
type inputs struct{ file string } // "" where nothing is cached

func newInputs() (inputs, error) {
	if f := flag.Lookup("test.testlogfile"); f == nil || f.Value.String() == "" {
		return inputs{}, nil
	}
	f, err := os.CreateTemp("", "simtest-inputs-")
	if err != nil {
		return inputs{}, err
	}
	return inputs{f.Name()}, f.Close()
}

// adopt reads in this process all that the run's process has read, and removes the
// list.
func (in inputs) adopt() error {
	if in.file == "" {
		return nil
	}
	defer os.Remove(in.file)
	list, err := os.ReadFile(in.file)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(list)) {
		kind, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if name == in.file {
			continue
		}
		switch kind {
		case "getenv":
			_ = os.Getenv(name)
		case "stat":
			_, _ = os.Stat(name)
		case "open":
			if f, err := os.Open(name); err == nil {
				_ = f.Close()
			}
		}
	}
	return nil
}
