package duration_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim/duration"
)

func Example() {
	d, err := duration.Parse("1d12h")
	fmt.Println(d, err)
	fmt.Println(duration.Format(90 * time.Minute))
	_, err = duration.Parse("5")
	fmt.Println(err)
	// Output:
	// 36h0m0s <nil>
	// 1h30m
	// 5 has no unit; want a duration with its unit, such as 50ms, 1h30m or 2d; did you mean "5s"?
}
