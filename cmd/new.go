package cmd

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/say"
)

// newScenario is what sim new writes.
//
//go:embed new.yaml
var newScenario []byte

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new FILE",
		Short: "Write a first scenario, with comments, to begin from",
		Long: "Write a first scenario to FILE, which must not exist: a small network with ping and\n" +
			"Kademlia, a fault and expectations, with a comment for each knob. It runs as it is.\n\n" +
			"sim show NAME prints a scenario that is built in, which may be closer to what you want.",
		Example: "  sim new my.yaml\n  sim run my.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			switch _, err := os.Lstat(args[0]); {
			case err == nil:
				return usage(fmt.Errorf("%s exists, and is left as it is", args[0]))
			case !errors.Is(err, fs.ErrNotExist):
				return usage(err)
			}
			spec, err := scenarios.Load(args[0], newScenario, a.known, nil)
			if err != nil { // a program without kademlia or ping
				return fmt.Errorf("the scenario is of protocols that %s does not have: %w", a.name, err)
			}
			if err := atomicfile.Bytes(args[0], newScenario); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s is a scenario of %s. Run it:\n\n  %s\n", args[0], say.Count(underlay.Hosts(spec), "host"), a.again(args[0]))
			return err
		},
	}
}
