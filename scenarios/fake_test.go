package scenarios

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// store and echo are protocols of which only the language sees anything. Store
// has an option of every type that there is.
var (
	store = protocols.New(protocols.Definition[storeOptions, *fake]{
		Name:    "store",
		Doc:     "The protocol store.",
		Options: storeOptions{Mode: "auto", Replicas: 20, Limit: 1 << 40, Loss: 0.01, Timeout: time.Minute},
		Ops: []protocols.Op{
			protocols.Traced(protocols.NewOp("put", "Stores records.", storeArgs{Count: 1, By: "all"}, (*fake).store), protocols.AboutKey, func(*storeArgs, sim.Selector, string) {}),
			protocols.NewOp("get", "Reads records.", storeArgs{Count: 1, By: "all"}, (*fake).store),
		},
		Metrics: []trace.MetricDef{
			{Name: "store.get.success", Unit: "1", Kind: trace.Ratio},
			{Name: "store.get.latency", Unit: "ns", Kind: trace.Duration},
		},
	})
	echo = protocols.New(protocols.Definition[struct{}, *fake]{
		Name: "echo",
		Doc:  "The protocol echo.",
		Ops: []protocols.Op{
			protocols.NewOp("echo", "Echoes.", echoArgs{Interval: dist.Constant(time.Second)}, func(*fake, *echoArgs, *rand.Rand) {}),
		},
		Metrics: []trace.MetricDef{{Name: "echo.rtt", Unit: "ns", Kind: trace.Duration}},
	})
	fakes = []protocols.Protocol{store, echo}
)

type storeOptions struct {
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
	Cache    *storeCache    `yaml:"cache" doc:"Cache."`
	Seeds    []sim.Selector `yaml:"seeds" doc:"Seeds."`
	Rules    []storeCache   `yaml:"rules" doc:"Rules."`
}

type storeCache struct {
	Size int       `yaml:"size" doc:"Size." required:"true"`
	TTL  dist.Dist `yaml:"ttl" doc:"Time to live."`
}

type storeArgs struct {
	Count int          `yaml:"count" doc:"Count." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"Who."`
}

type echoArgs struct {
	Interval dist.Dist `yaml:"interval" doc:"Interval." min:"1ms"`
}

// fake is the instance of a protocol that no test of the language runs.
type fake struct{ protocols.Idle }

func (*fake) Start(*sim.Node) error        { return nil }
func (*fake) store(*storeArgs, *rand.Rand) {}

// minimal is the shortest scenario with a group called peers.
const minimal = `name: minimal
duration: 1h
network:
  peers: [{group: peers, count: 10}]
  latency: {constant: 50ms}
`
