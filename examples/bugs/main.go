// Command bugs is sim with two protocols that have a bug each, to be found by
// sim explore: a counter that loses updates, and a snapshot that forgets a
// marker.
//
// Its nouns are the two protocols, each a package of its own with an option that
// mends it. It repairs nothing by itself: both bugs are switched on by default.
package main

import (
	"os"

	"github.com/libp2p-sim/sim/cmd"
	"github.com/libp2p-sim/sim/examples/bugs/counter"
	"github.com/libp2p-sim/sim/examples/bugs/markers"
)

func main() {
	os.Exit(cmd.Main(append(cmd.Builtin(), counter.Protocol, markers.Protocol)))
}
