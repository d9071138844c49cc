package expect_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/scenarios/expect"
)

// An expectation prints as it was meant, and says where it is wrong.
func ExampleParse() {
	e, err := expect.Parse("p99(ping.rtt) of clients < 1.5 * p99(ping.rtt) of servers")
	fmt.Println(e, err)
	_, err = expect.Parse("p99(ping.rtt) < 5 parsecs")
	fmt.Println(err)
	// Output:
	// p99(ping.rtt) of clients < 1.5 * p99(ping.rtt) of servers <nil>
	// column 19: unexpected "parsecs", want nothing more
}
