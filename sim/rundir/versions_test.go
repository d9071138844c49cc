package rundir

import (
	"runtime/debug"
	"testing"
)

// Whoever reads a manifest sees what a module was replaced by.
func TestVersionsOfReplacedModules(t *testing.T) {
	for want, m := range map[string]*debug.Module{
		"v0.42.1":                     {Path: "a/b", Version: "v0.42.1"},
		"v0.36.0":                     {Path: "a/b", Version: "v0.42.1", Replace: &debug.Module{Path: "a/b", Version: "v0.36.0"}},
		"you/b@v0.0.1-0.2026-1234567": {Path: "a/b", Version: "v0.42.1", Replace: &debug.Module{Path: "you/b", Version: "v0.0.1-0.2026-1234567"}},
		"../b":                        {Path: "a/b", Version: "v0.42.1", Replace: &debug.Module{Path: "../b"}},
	} {
		if got := version(m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
