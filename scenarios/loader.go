package scenarios

import (
	"reflect"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// A loader is a decoder of scenarios: it knows their types, and the rules between
// values that are right one by one.
type loader struct {
	*strict.Decoder
	known   []protocols.Protocol
	spec    *Spec
	inputs  *input.Files
	samples int // of all empirical laws

	selectors []string // paths of selectors, checked once groups are known
	claims    []stated // expectations, checked then, too

	ground      *underlay.Underlay // nil while anything is wrong with the network
	places      *underlay.Underlay // as ground, or with its latency alone; nil while that is wrong
	groups      map[string]*Group  // by name; set by indexGroups
	groupNames  []string
	peerNames   map[string]bool // of all peers; set by checkTrace
	groupsSound bool
}

func newLoader(file string, known []protocols.Protocol) *loader {
	l := &loader{known: known, spec: spec.New(), inputs: &input.Files{BuiltIn: embedded, Read: map[string]string{}}}
	l.Decoder = strict.New(file, languageOf(l))
	return l
}

// grammar is the language of scenarios for all uses but decoding.
var grammar = languageOf(nil)

// languageOf returns the language of scenarios, whose leaves note in l such
// values as selectors and expectations.
func languageOf(l *loader) strict.Language {
	var in *input.Files
	if l != nil {
		in = l.inputs
	}
	return strict.Language{
		reflect.TypeFor[sim.Share]():     shareLeaf{},
		reflect.TypeFor[sim.Selector]():  selectorLeaf{l},
		reflect.TypeFor[dist.Dist]():     distLeaf{l},
		reflect.TypeFor[sim.Rate]():      rateLeaf,
		reflect.TypeFor[sim.Bytes]():     bytesLeaf,
		reflect.TypeFor[File]():          input.Leaf{Of: in},
		reflect.TypeFor[Latency]():       latencyLeaf{l},
		reflect.TypeFor[link.Loss]():     lossLeaf{},
		reflect.TypeFor[Jitter]():        jitterLeaf{l},
		reflect.TypeFor[[]ProtocolUse](): protocolsLeaf{l},
		reflect.TypeFor[Step]():          stepLeaf{l},
		reflect.TypeFor[Expectation]():   expectLeaf{l},
		reflect.TypeFor[MetricName]():    metricLeaf{l},
	}
}
