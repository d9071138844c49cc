// Command sim runs deterministic simulations of libp2p networks.
package main

import (
	"os"

	"github.com/libp2p-sim/sim/cmd"
)

func main() { os.Exit(cmd.Main(cmd.Builtin())) }
