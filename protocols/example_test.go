package protocols_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

type options struct {
	Timeout time.Duration `yaml:"timeout" doc:"How long an answer may take." min:"1ms"`
}

type args struct {
	By sim.Selector `yaml:"by" doc:"Who asks."`
}

// A greeter is the protocol in one run.
type greeter struct {
	protocols.Idle
	world *sim.World
}

func (g *greeter) Start(n *sim.Node) error { return nil } // it would set a stream handler here

func (g *greeter) greet(a *args, r *rand.Rand) {
	n := sim.Pick(r, g.world.SelectUp(a.By))
	n.Go(func() {}) // it would open a stream here
}

// A protocol is defined with typed values, and is checked before any scenario is.
func Example() {
	greeting := protocols.New(protocols.Definition[options, *greeter]{
		Name:    "greeting",
		Doc:     "Peers greet each other.",
		Options: options{Timeout: 5 * time.Second},
		Ops:     []protocols.Op{protocols.NewOp("greet", "A random peer greets.", args{By: "all"}, (*greeter).greet)},
		New:     func(w *sim.World, o options) (*greeter, error) { return &greeter{world: w}, nil },
	})
	fmt.Println(greeting.Name, greeting.NewOptions())
	fmt.Println(protocols.Check([]protocols.Protocol{greeting}))
	fmt.Println(protocols.Check([]protocols.Protocol{greeting, greeting}))
	// Output:
	// greeting &{5s}
	// <nil>
	// protocol "greeting": another protocol has this name
	// protocol "greeting": operation "greet" is one of protocol "greeting" already; a step names its operation alone
}
