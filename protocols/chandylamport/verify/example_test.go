package verify_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
)

// A pays B 3 units between the two cuts: a snapshot that has them on the channel, or
// nowhere, is inconsistent.
func Example() {
	var o verify.Observer
	o.Join("a", 10)
	o.Join("b", 10)
	ab := verify.Channel{From: "a", To: "b", Number: 1}
	o.Open(ab, "a")
	o.Open(ab, "b")
	for _, id := range []string{"right", "wrong"} {
		o.Cut(id, "b", "")
	}
	o.Send(ab, verify.Message{Seq: 1, Money: 3})
	for _, id := range []string{"right", "wrong"} {
		o.Cut(id, "a", "")
	}
	o.Receive(ab, 1)
	states := []verify.State{{Process: "a", Money: 7}, {Process: "b", Money: 10}}
	transit := verify.Transit{Channel: ab, Messages: []verify.Message{{Seq: 1, Money: 3}}}
	fmt.Println(o.Judge(verify.Snapshot{ID: "right", States: states, Transits: []verify.Transit{transit}}))
	fmt.Println(o.Judge(verify.Snapshot{ID: "wrong", States: states}))
	// Output:
	// consistent
	// channel a>b is said to hold nothing, it held #[1]; and 1 more
}
