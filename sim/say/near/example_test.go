package near_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/say/near"
)

func Example() {
	names := []string{"latency", "jitter", "loss"}
	fmt.Printf("%q\n", near.Word("latnecy", names))
	fmt.Printf("%q\n", near.Word("bandwidth", names))
	fmt.Println(near.Distance("jiter", "jitter"))
	// Output:
	// "latency"
	// ""
	// 1
}
