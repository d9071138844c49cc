package overlay_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
)

// A Go release that the edits were not tested with is refused.
func ExampleCheckGo() {
	fmt.Println(overlay.CheckGo("go1.26.4"))
	fmt.Println(overlay.CheckGo("go1.25.1"))
	// Output:
	// <nil>
	// sealing the runtime needs go1.26, not go1.25.1
}
