package link_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// A model gives the route between two places; that of one constant is the same for all.
func Example() {
	jitter, err := link.JitterOf(dist.Exponential(5 * time.Millisecond))
	if err != nil {
		panic(err)
	}
	model := link.With(link.Constant(40*time.Millisecond), jitter, link.Independent(0.01))
	route := model.Route(link.Place{}, link.Place{}, nil)
	fmt.Println(route.RTT(), "there and back, without packets that are lost")
	// Output: 90ms there and back, without packets that are lost
}

// Tables are built in, or read from CSV.
func ExampleParseMatrix() {
	table, err := link.ParseMatrix([]byte("from\\to,home,office\nhome,2,36\noffice,36,1\n"), link.RTT, true)
	if err != nil {
		panic(err)
	}
	route := table.Route(link.Place{Region: 0}, link.Place{Region: 1}, nil)
	fmt.Println(table.Regions(), route.There.Delay)
	// Output: [home office] 18ms
}
