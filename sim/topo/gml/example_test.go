package gml_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/topo/gml"
)

// From Paris to Oslo the way over London is shorter than the direct one.
func Example() {
	n, err := gml.Parse([]byte(`graph [
  node [ id 7 label "Paris" ]
  node [ id 8 label "London" ]
  node [ id 9 label "Oslo" ]
  edge [ source 7 target 8 latency "5 ms" packet_loss 0.1 ]
  edge [ source 8 target 9 latency "15 ms" packet_loss 0.1 ]
  edge [ source 7 target 9 latency "30 ms" ]
]`))
	if err != nil {
		panic(err)
	}
	paris, _ := n.Index(7)
	oslo, _ := n.Index(9)
	for _, shortest := range []bool{true, false} {
		p, err := n.Path(paris, oslo, shortest)
		fmt.Printf("%v, %.2f lost, %v\n", p.Latency, p.Loss, err)
	}
	// Output:
	// 20ms, 0.19 lost, <nil>
	// 30ms, 0.00 lost, <nil>
}
