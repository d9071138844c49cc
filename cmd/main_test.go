//go:build simsealed

package cmd

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/libp2p-sim/sim/sim/worker"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestMain makes the test binary a sim with one more protocol, which
// misbehaves. Its workers are this binary, too.
func TestMain(m *testing.M) {
	known := append(Builtin(), misbehave{})
	if worker.Is() {
		os.Exit(serve(known))
	}
	testscript.Main(m, map[string]func(){
		"sim":    func() { os.Exit(Main(known)) },
		"cutlog": cutLog,
	})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Defer(func() {
				if err := lawfulLogs(env.WorkDir); err != nil {
					env.T().Fatal(err)
				}
			})
			return nil
		},
	})
}
