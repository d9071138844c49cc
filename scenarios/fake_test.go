package scenarios

import (
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// store and echo are protocols of which only the language sees anything. Store
// has an option of every type that there is.
var (
	store = fake{
		name: "store",
		options: func() any {
			return &storeOptions{Mode: "auto", Replicas: 20, Limit: 1 << 40, Loss: 0.01, Timeout: time.Minute}
		},
		ops: []protocols.Op{
			{Name: "put", Doc: "Stores records.", NewArgs: func() any { return &storeArgs{Count: 1, By: "all"} }},
			{Name: "get", Doc: "Reads records.", NewArgs: func() any { return &storeArgs{Count: 1, By: "all"} }},
		},
		metrics: []trace.MetricDef{
			{Name: "store.get.success", Unit: "1", Kind: trace.Ratio},
			{Name: "store.get.latency", Unit: "ns", Kind: trace.Duration},
		},
	}
	echo = fake{
		name:    "echo",
		options: func() any { return &struct{}{} },
		ops: []protocols.Op{
			{Name: "echo", Doc: "Echoes.", NewArgs: func() any { return &echoArgs{Interval: dist.Constant(time.Second)} }},
		},
		metrics: []trace.MetricDef{{Name: "echo.rtt", Unit: "ns", Kind: trace.Duration}},
	}
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

type fake struct {
	name    string
	options func() any
	ops     []protocols.Op
	metrics []trace.MetricDef
}

func (f fake) Name() string               { return f.name }
func (f fake) Doc() string                { return "The protocol " + f.name + "." }
func (f fake) NewOptions() any            { return f.options() }
func (f fake) Ops() []protocols.Op        { return f.ops }
func (f fake) Metrics() []trace.MetricDef { return f.metrics }
func (f fake) New(w *sim.World, _ any) (protocols.Instance, error) {
	panic("not in a test of the language")
}

// minimal is the shortest scenario with a group called peers.
const minimal = `name: minimal
duration: 1h
network:
  peers: [{group: peers, count: 10}]
  latency: {constant: 50ms}
`
