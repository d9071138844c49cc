// Command bitswap is sim with one more protocol: Bitswap, as it is in boxo.
//
// Its nouns are the protocol, which scenarios name under "protocols:"; the file, a list
// of blocks of which it is known who has how many; and the exchange, a peer's bitswap at work
// over its block store. It changes nothing in boxo, and looks for providers nowhere:
// peers ask those to whom they are connected.
package main

import (
	"os"

	"github.com/libp2p-sim/sim/cmd"
)

func main() {
	os.Exit(cmd.Main(append(cmd.Builtin(), Protocol)))
}
