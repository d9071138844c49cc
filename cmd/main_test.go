//go:build simsealed

package cmd

import (
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/libp2p-sim/sim/protocols/misbehave"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/worker"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestMain makes the test binary a sim with one more protocol, which
// misbehaves. Its workers are this binary, too.
func TestMain(m *testing.M) {
	known := append(Builtin(), misbehave.Protocol)
	if worker.Is() {
		os.Exit(run.Serve(known))
	}
	if strings.HasSuffix(filepath.Base(os.Args[0]), ".test") {
		// Whoever runs the tests may ignore SIGHUP, as nohup and some CIs do. What a
		// process handles, and not what it ignores, its children have the default of.
		hup := make(chan os.Signal, 1)
		signal.Notify(hup, syscall.SIGHUP)
		go func() {
			<-hup
			os.Exit(1)
		}()
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
