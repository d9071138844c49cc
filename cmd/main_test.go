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

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/misbehave"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim"
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
		// The parent of the tests may ignore SIGHUP, as nohup and some CIs do.
		// Children of a process have the default for signals that it handles, but not
		// for those that it ignores.
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
		"buggy":  func() { os.Exit(Main(withOptions(options{}))) },
		"unlawful": func() {
			os.Exit(Main(withOptions(struct {
				Size int `yaml:"size" doc:"Size." min:"1"`
			}{})))
		},
	})
}

type options struct{}

type idle struct{ protocols.Idle }

func (idle) Start(*sim.Node) error { return nil }

// withOptions are protocols of which the options have defaults, and a check that panics.
func withOptions[O any](o O) []protocols.Protocol {
	return []protocols.Protocol{protocols.New(protocols.Definition[O, idle]{
		Name: "idle", Doc: "A protocol.", Options: o,
		Check: func(*O) error { panic("a check of an author") },
		New:   func(*sim.World, O) (idle, error) { return idle{}, nil },
	})}
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
