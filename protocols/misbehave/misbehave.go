// Package misbehave is a protocol with every fault that a run must survive. It is for
// tests of code that carries out runs, and sim does not come with it.
package misbehave

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
)

// Args say what is to go wrong.
type Args struct {
	How string       `yaml:"how" doc:"Kind of misbehaviour." enum:"panic|spawned-panic|deadlock|livelock|memory|overflow|wall|spin|grow|sleep"`
	By  sim.Selector `yaml:"by" doc:"The peers of which one misbehaves."`
}

// Protocol offers the operation misbehave.
var Protocol = protocols.New(protocols.Definition[struct{}, *misbehaving]{
	Name: "misbehave",
	Doc:  "A protocol with faults, for tests.",
	Ops: []protocols.Op{
		protocols.NewOp("misbehave", "Something goes wrong.", Args{How: "panic", By: "all"}, (*misbehaving).misbehave),
	},
	New: func(w *sim.World, _ struct{}) (*misbehaving, error) { return &misbehaving{world: w}, nil },
})

type misbehaving struct {
	protocols.Idle
	world *sim.World
}

func (*misbehaving) Start(*sim.Node) error { return nil }

func (m *misbehaving) misbehave(a *Args, r *rand.Rand) {
	n := sim.Pick(r, m.world.SelectUp(a.By))
	n.Go(func() {
		switch a.How {
		case "panic":
			_ = m.world.Nodes()[len(m.world.Nodes())]
		case "spawned-panic":
			go func() { panic("spawned by a spawned goroutine") }()
		case "deadlock":
			m.world.BeginOp(n, "misbehave", "two locks", time.Second)
			var x, y sync.Mutex
			x.Lock()
			go func() { y.Lock(); time.Sleep(time.Second); x.Lock() }()
			time.Sleep(time.Millisecond)
			y.Lock()
		case "livelock":
			for c := make(chan bool, 1); ; {
				c <- true
				go func() { <-c }()
			}
		case "wall":
			op := m.world.BeginOp(n, "misbehave", "looks at the wall clock", time.Second)
			m.world.EndOp(op, fmt.Sprint(seal.Wall()))
		case "memory":
			var keep [1 << 20][]byte
			for i := range keep {
				keep[i] = make([]byte, 1<<20)
				time.Sleep(time.Microsecond)
			}
		case "spin":
			for n := 0; ; n++ {
			}
		case "grow":
			var keep [][]byte
			for {
				keep = append(keep, make([]byte, 1<<20))
				keep[len(keep)-1][5] = 1
			}
		case "sleep": // in the kernel, where no signal of ours ends it
			for {
				_ = syscall.Nanosleep(&syscall.Timespec{Sec: 1000}, nil)
			}
		case "overflow":
			var deeper func(int) int
			deeper = func(i int) int { return deeper(i+1) + 1 }
			deeper(0)
		}
	})
}
