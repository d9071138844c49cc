//go:build simsealed

package gossipsub_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/protocols/gossipsub"
)

// Options are those of the protocol in a scenario, with pubsub's defaults.
func Example() {
	o := gossipsub.Protocol.NewOptions().(*gossipsub.Options)
	fmt.Println(o.D, o.Heartbeat, o.Deadline)
	o.D, o.Heartbeat = 8, 700*time.Millisecond
	fmt.Println(gossipsub.Protocol.Check(o))
	o.DHigh = 7
	fmt.Println(gossipsub.Protocol.Check(o))
	// Output:
	// 6 1s 10s
	// <nil>
	// d is 8, want it between d_low 6 and d_high 7
}
