package emit

import (
	"fmt"
	"io"
	"strings"
)

// defaultShards is into how many shards a sweep is divided for machines of
// which nothing is known.
const defaultShards = 64

// Shell writes a script for GNU parallel, on this machine or by ssh on others.
func (s Sweep) Shell(w io.Writer) error {
	if strings.Contains(s.Out, "{") {
		return fmt.Errorf("results in %q: GNU parallel takes what is in braces for its own", s.Out)
	}
	shards := s.Shards
	if shards == 0 {
		shards = min(defaultShards, s.Runs)
	}
	return s.write(w, "shell.sh", shards)
}

// Percent returns how many shards a machine runs at once, in percent of its cores.
func (f file) Percent() int { return max(1, 100/f.Jobs) }
