package lab

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Store and echo are protocols of which only the language sees anything. Store
// has an option of every type that there is.
var (
	Store = protocols.New(protocols.Definition[StoreOptions, *Fake]{
		Name:    "store",
		Doc:     "The protocol store.",
		Options: StoreOptions{Mode: "auto", Replicas: 20, Limit: 1 << 40, Loss: 0.01, Timeout: time.Minute},
		Ops: []protocols.Op{
			protocols.Traced(protocols.NewOp("put", "Stores records.", StoreArgs{Count: 1, By: "all"}, (*Fake).store), protocols.AboutKey, func(*StoreArgs, sim.Selector, string) {}),
			protocols.NewOp("get", "Reads records.", StoreArgs{Count: 1, By: "all"}, (*Fake).store),
		},
		Metrics: []trace.MetricDef{
			{Name: "store.get.success", Unit: "1", Kind: trace.Ratio},
			{Name: "store.get.latency", Unit: "ns", Kind: trace.Duration},
		},
	})
	Echo = protocols.New(protocols.Definition[struct{}, *Fake]{
		Name: "echo",
		Doc:  "The protocol echo.",
		Ops: []protocols.Op{
			protocols.NewOp("echo", "Echoes.", EchoArgs{Interval: dist.Constant(time.Second)}, func(*Fake, *EchoArgs, *rand.Rand) {}),
		},
		Metrics: []trace.MetricDef{{Name: "echo.rtt", Unit: "ns", Kind: trace.Duration}},
	})
	Fakes = []protocols.Protocol{Store, Echo}
)

type StoreOptions struct {
	Mode     string         `yaml:"mode" doc:"Mode." enum:"auto|client|server"`
	Prefix   string         `yaml:"prefix" doc:"Prefix."`
	Size     sim.Bytes      `yaml:"size" doc:"Size."`
	Replicas int            `yaml:"replicas" doc:"Replicas." min:"1" max:"1000"`
	Limit    uint64         `yaml:"limit" doc:"Limit." min:"1"`
	Factor   float64        `yaml:"factor" doc:"Factor." min:"-1" max:"1"`
	Refresh  bool           `yaml:"refresh" doc:"Refresh."`
	Loss     sim.Share      `yaml:"loss" doc:"Loss." max:"50%"`
	Timeout  time.Duration  `yaml:"timeout" doc:"Timeout." min:"1ms" max:"1h"`
	Grace    *time.Duration `yaml:"grace" doc:"Grace."`
	Cache    *StoreCache    `yaml:"cache" doc:"Cache."`
	Seeds    []sim.Selector `yaml:"seeds" doc:"Seeds."`
	Rules    []StoreCache   `yaml:"rules" doc:"Rules."`
}

type StoreCache struct {
	Size int       `yaml:"size" doc:"Size." required:"true"`
	TTL  dist.Dist `yaml:"ttl" doc:"Time to live."`
}

type StoreArgs struct {
	Count int          `yaml:"count" doc:"Count." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"Peers."`
}

type EchoArgs struct {
	Interval dist.Dist `yaml:"interval" doc:"Interval." min:"1ms"`
}

// Fake is the instance of a protocol that no test of the language runs.
type Fake struct{ protocols.Idle }

func (*Fake) Start(*sim.Node) error        { return nil }
func (*Fake) store(*StoreArgs, *rand.Rand) {}

// Minimal is the shortest scenario with a group called peers.
const Minimal = `name: minimal
duration: 1h
network:
  peers: [{group: peers, count: 10}]
  latency: {constant: 50ms}
`
