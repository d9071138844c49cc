package say_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

func Example() {
	known := []string{"count", "group", "region"}
	fault := &say.Fault{
		File: "a.yaml", Line: 3, Column: 5,
		Message: `unknown key "cuont"`, Want: say.List(known), Hint: near.Word("cuont", known),
	}
	fmt.Println(fault)
	fmt.Println(say.Count(1, "run"), "and", say.Count(3, "run"))
	// Output:
	// a.yaml:3:5: unknown key "cuont"; want count, group or region; did you mean "count"?
	// 1 run and 3 runs
}
