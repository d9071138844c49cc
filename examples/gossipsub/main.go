// Command gossipsub is sim with one more protocol: GossipSub, as it is in
// go-libp2p-pubsub.
//
// Its nouns are the protocol, which scenarios name under "protocols:"; the
// subscriber, a peer's pubsub at work; and the message, of which it is known
// who was to get it and who did. All peers subscribe to one topic. It does not
// score peers, and changes nothing in pubsub.
package main

import (
	"os"

	"github.com/libp2p-sim/sim/cmd"
)

func main() {
	os.Exit(cmd.Main(append(cmd.Builtin(), Protocol)))
}
