package trace_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A line of the event log is an event, and an event is that line.
func Example() {
	line := `{"t":1500000000,"e":"send","p":"a","q":"b","proto":"/ipfs/ping/1.0.0","id":7,"s":1,"n":32,"h":"000000000000002a","at":1550000000}` + "\n"
	e, err := trace.ParseEvent([]byte(line))
	if err != nil {
		panic(err)
	}
	fmt.Println(e.P, "sends", e.Q, e.Size, "bytes at", time.Duration(e.T))
	fmt.Println(string(e.AppendJSON(nil)) == line)
	// Output:
	// a sends b 32 bytes at 1.5s
	// true
}
