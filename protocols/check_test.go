package protocols

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

type fake struct {
	name, doc string
	options   any
	ops       []Op
	metrics   []trace.MetricDef
}

func (f fake) Name() string                        { return f.name }
func (f fake) Doc() string                         { return f.doc }
func (f fake) NewOptions() any                     { return f.options }
func (f fake) Ops() []Op                           { return f.ops }
func (f fake) Metrics() []trace.MetricDef          { return f.metrics }
func (fake) New(*sim.World, any) (Instance, error) { panic("not run") }

type options struct {
	Wait dist.Dist `yaml:"wait" doc:"How long."`
	Part *struct {
		Size int `yaml:"size" doc:"How large."`
	} `yaml:"part" doc:"A part."`
	State int `yaml:"-"` // of the protocol, not the scenario
}

func sound(name, op string) fake {
	return fake{
		name: name, doc: "A protocol.", options: &options{},
		ops:     []Op{{Name: op, Doc: "Does it.", NewArgs: func() any { return &struct{}{} }}},
		metrics: []trace.MetricDef{{Name: name + ".rtt", Unit: "ns", Kind: trace.Duration, Help: "Time."}},
	}
}

// TestCheck: each mistake of an author is told, by the name of what is wrong.
func TestCheck(t *testing.T) {
	if err := Check([]Protocol{sound("a", "ask"), sound("b", "tell")}); err != nil {
		t.Errorf("what is sound: %v", err)
	}
	with := func(change func(*fake)) []Protocol {
		f := sound("b", "tell")
		change(&f)
		return []Protocol{sound("a", "ask"), f}
	}
	for _, tt := range []struct {
		known []Protocol
		want  string
	}{
		{[]Protocol{sound("a", "ask"), sound("a", "tell")}, `protocol "a": another protocol has this name`},
		{[]Protocol{sound("a", "ask"), sound("b", "ask")}, `protocol "b": operation "ask" is one of protocol "a" already`},
		{with(func(f *fake) { f.name = "peers"; f.metrics = nil }), "the simulator's own metrics begin with this name"},
		{with(func(f *fake) { f.name = "B c" }), "its name is not one that scenarios can have"},
		{with(func(f *fake) { f.doc = "" }), `protocol "b": it has no sentence of documentation`},
		{with(func(f *fake) { f.options = options{} }), "its options are a protocols.options; want a pointer to a struct"},
		{with(func(f *fake) { f.options = nil }), "its options are a <nil>; want a pointer to a struct"},
		{with(func(f *fake) {
			f.options = &struct {
				Size int `yaml:"size"`
			}{}
		}), "its options: field Size has no doc tag"},
		{with(func(f *fake) { f.options = &struct{ Size int }{} }), "its options: field Size has no yaml tag"},
		{with(func(f *fake) {
			f.options = &struct {
				Inner []struct {
					Size int `yaml:"size"`
				} `yaml:"inner" doc:"x"`
			}{}
		}), "its options: field Size has no doc tag"},
		{with(func(f *fake) { f.ops[0].Name = "every" }), `operation "every" is called like a key of every step; those are at, every, from, until`},
		{with(func(f *fake) { f.ops[0].NewArgs = nil }), `operation "tell" has no NewArgs`},
		{with(func(f *fake) { f.ops[0].Doc = "" }), `operation "tell" has no sentence`},
		{with(func(f *fake) { f.metrics[0].Name = "a.rtt" }), `metric "a.rtt" does not begin with "b."`},
		{with(func(f *fake) { f.metrics = append(f.metrics, f.metrics[0]) }), `metric "b.rtt" is defined twice, by protocol "b" before`},
		{with(func(f *fake) { f.metrics[0].Name = "b.Rtt" }), `metric "b.Rtt": want small letters`},
		{with(func(f *fake) { f.metrics[0].Kind = "odd" }), `metric "b.rtt" is of kind "odd"`},
		{with(func(f *fake) { f.metrics[0].Help = "" }), `metric "b.rtt" lacks a unit or help`},
	} {
		err := Check(tt.known)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q is not said: %v", tt.want, err)
		}
	}
}
