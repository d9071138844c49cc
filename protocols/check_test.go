package protocols

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

type options struct {
	Wait dist.Dist `yaml:"wait" doc:"How long."`
	Part *struct {
		Size int `yaml:"size" doc:"How large."`
	} `yaml:"part" doc:"A part."`
	State int `yaml:"-"` // of the protocol, not the scenario
}

type instance struct{ Idle }

func (*instance) Start(*sim.Node) error { panic("not run") }

type other struct{ instance }

func nothing(*instance, *struct{}, *rand.Rand) {}

// defined is a definition whose options a test may replace.
type defined struct {
	Definition[options, *instance]
	made func(Definition[options, *instance]) Protocol
}

func sound(name, op string) defined {
	return defined{Definition[options, *instance]{
		Name: name, Doc: "A protocol.",
		Ops:     []Op{NewOp(op, "Does it.", struct{}{}, nothing)},
		Metrics: []trace.MetricDef{{Name: name + ".rtt", Unit: "ns", Kind: trace.Duration, Help: "Time."}},
		New:     func(*sim.World, options) (*instance, error) { return &instance{}, nil },
	}, New[options, *instance]}
}

func (d defined) protocol() Protocol { return d.made(d.Definition) }

// withOptions makes of a definition one with options of another type.
func withOptions[O any](o O) func(*defined) {
	return func(d *defined) {
		d.made = func(from Definition[options, *instance]) Protocol {
			return New(Definition[O, *instance]{Name: from.Name, Doc: from.Doc, Ops: from.Ops, Metrics: from.Metrics, Options: o})
		}
	}
}

// TestCheck: each mistake of an author is told, by the name of the wrong part.
func TestCheck(t *testing.T) {
	if err := Check([]Protocol{sound("a", "ask").protocol(), sound("b", "tell").protocol()}); err != nil {
		t.Errorf("what is sound: %v", err)
	}
	with := func(change func(*defined)) []Protocol {
		f := sound("b", "tell")
		change(&f)
		return []Protocol{sound("a", "ask").protocol(), f.protocol()}
	}
	for _, tt := range []struct {
		known []Protocol
		want  string
	}{
		{[]Protocol{sound("a", "ask").protocol(), sound("a", "tell").protocol()}, `protocol "a": another protocol has this name`},
		{[]Protocol{sound("a", "ask").protocol(), sound("b", "ask").protocol()}, `protocol "b": operation "ask" is one of protocol "a" already`},
		{with(func(f *defined) { f.Name = "peers"; f.Metrics = nil }), "the simulator's own metrics begin with this name"},
		{with(func(f *defined) { f.Name = "B c" }), "its name is not one that scenarios can have"},
		{with(func(f *defined) { f.Doc = "" }), `protocol "b": it has no sentence of documentation`},
		{with(withOptions(3)), "its options are a *int; want a pointer to a struct"},
		{with(withOptions(struct {
			Size int `yaml:"size"`
		}{})), "its options: field Size has no doc tag"},
		{with(withOptions(struct{ Size int }{})), "its options: field Size has no yaml tag"},
		{with(withOptions(struct {
			Inner []struct {
				Size int `yaml:"size"`
			} `yaml:"inner" doc:"x"`
		}{})), "its options: field Size has no doc tag"},
		{[]Protocol{{Name: "b", Doc: "x"}}, "it was not made by protocols.New"},
		{with(func(f *defined) { f.Ops[0].Name = "every" }), `operation "every" is called like a key of every step; those are at, every, from, until`},
		{with(func(f *defined) { f.Ops[0] = Op{Name: "tell", Doc: "x"} }), `operation "tell" was not made by protocols.NewOp`},
		{with(func(f *defined) { f.Ops[0] = NewOp("tell", "x", struct{}{}, func(*other, *struct{}, *rand.Rand) {}) }), `operation "tell" is of *protocols.other, the protocol's instances are *protocols.instance`},
		{with(func(f *defined) { f.Ops[0].Doc = "" }), `operation "tell" has no sentence`},
		{with(func(f *defined) { f.New = nil }), `protocol "b": its definition has no New`},
		{with(func(f *defined) { f.Ops[0] = NewOp[struct{}, *instance]("tell", "x", struct{}{}, nil) }), `operation "tell" has nothing to do`},
		{with(func(f *defined) { f.Show.Captions = map[string]trace.Caption{"b.bytes": {}} }), `a caption for "b.bytes", and no operation's metric`},
		{with(func(f *defined) { f.Show.Captions = map[string]trace.Caption{"b.rtt": {}} }), `a caption for "b.rtt", and no operation's metric`},
		{with(func(f *defined) { f.Show.Replicas = "b.replicas" }), `replicas in metric "b.replicas", which is not defined`},
		{with(func(f *defined) { f.Metrics[0].Name = "a.rtt" }), `metric "a.rtt" does not begin with "b."`},
		{with(func(f *defined) { f.Metrics = append(f.Metrics, f.Metrics[0]) }), `metric "b.rtt" is defined twice, by protocol "b" before`},
		{with(func(f *defined) { f.Metrics[0].Name = "b.Rtt" }), `metric "b.Rtt": want small letters`},
		{with(func(f *defined) { f.Metrics[0].Kind = "odd" }), `metric "b.rtt" is of kind "odd"`},
		{with(func(f *defined) { f.Metrics[0].Help = "" }), `metric "b.rtt" lacks a unit or help`},
		{with(func(f *defined) { f.Metrics[0].Unit = "a,b" }), `the unit of metric "b.rtt" holds a comma`},
	} {
		err := Check(tt.known)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q is not said: %v", tt.want, err)
		}
	}
}
