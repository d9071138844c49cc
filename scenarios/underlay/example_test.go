package underlay_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
)

// The network section of a scenario becomes a model that gives pairs their routes.
func ExampleLay() {
	text := `name: two-cities
duration: 1m
network:
  peers: [{group: home, count: 2, region: home}, {group: office, count: 1, region: office}]
  latency:
    matrix: {kind: rtt, symmetric: true, file: {name: cities.csv, text: "x,home,office\nhome,2,36\noffice,36,1\n"}}
`
	spec, err := scenarios.Load("two-cities.yaml", []byte(text), nil, nil)
	if err != nil {
		panic(err)
	}
	u, err := underlay.Lay(&spec.Network)
	if err != nil {
		panic(err)
	}
	nodes := u.Nodes(&spec.Network, sim.Seed(1).Stream)
	for _, n := range nodes {
		fmt.Println(n.Name, "in", n.Region)
	}
	fmt.Println(u.Model.Route(nodes[0].Place, nodes[2].Place, nil).RTT())
	// Output:
	// home-0 in home
	// home-1 in home
	// office-0 in office
	// 36ms
}
