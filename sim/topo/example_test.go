package topo_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p-sim/sim/sim/topo"
)

// A hundred peers of which each newcomer dials two that were there before it.
func Example() {
	g, err := topo.ScaleFree(100, 2, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%v; connected: %v\n", g, g.Connected())
	fmt.Println("the last peer has", g.Degrees()[99], "neighbours")
	// Output:
	// 100 peers, 197 dials; connected: true
	// the last peer has 2 neighbours
}

// A list that people write has names, and its faults are told by the line.
func ExampleFromEdges() {
	names := map[string]int{"a": 0, "b": 1, "c": 2}
	index := func(name string) (int, bool) { i, ok := names[name]; return i, ok }
	g, err := topo.FromEdges([]byte("a b # a dials b\nc,a\n"), 3, 10, index)
	fmt.Println(g.Edges, err)
	_, err = topo.FromEdges([]byte("a b\na d\n"), 3, 10, index)
	fmt.Println(err)
	// Output:
	// [[0 1] [2 0]] <nil>
	// line 2: unknown peer "d", want a name or a number from 0 to 2
}
