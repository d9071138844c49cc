package scenarios

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/sim"
)

func defaulting[O, A any](options O, args A) []protocols.Protocol {
	return []protocols.Protocol{protocols.New(protocols.Definition[O, *lab.Fake]{
		Name: "p", Options: options,
		Ops: []protocols.Op{protocols.NewOp("act", "", args, func(*lab.Fake, *A, *rand.Rand) {})},
	})}
}

// TestCheckDefaults: an author's default must be a value that a scenario may have,
// since resolved scenarios have it.
func TestCheckDefaults(t *testing.T) {
	if err := CheckDefaults(lab.Fakes); err != nil {
		t.Errorf("what is sound: %v", err)
	}
	type size struct {
		Size int `yaml:"size" doc:"Size." min:"1" max:"9"`
	}
	type must struct {
		Size int `yaml:"size" doc:"Size." min:"1" required:"true"`
	}
	type mode struct {
		Mode string `yaml:"mode" doc:"Mode." enum:"a|b"`
	}
	type sizes struct {
		Inner []size `yaml:"inner" doc:"Sizes."`
	}
	type table struct {
		Table map[string]int `yaml:"table" doc:"Table."`
	}
	type odd struct {
		Size int `yaml:"size" doc:"Size." max:"many"`
	}
	type who struct {
		By sim.Selector `yaml:"by" doc:"Who."`
	}
	for _, sound := range [][]protocols.Protocol{
		defaulting(size{1}, mode{"a"}), defaulting(must{}, struct{}{}), defaulting(sizes{}, who{"all"}),
	} {
		if err := CheckDefaults(sound); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct {
		known []protocols.Protocol
		want  string
	}{
		{defaulting(size{0}, struct{}{}), `protocol "p": a default in options: size is 0`},
		{defaulting(struct{}{}, size{10}), `protocol "p": a default in act: size is 10`},
		{defaulting(mode{"c"}, struct{}{}), "a default in options: mode"},
		{defaulting(mode{}, struct{}{}), "a default in options: mode"},
		{defaulting(sizes{[]size{{1}, {11}}}, struct{}{}), "a default in options: size is 11"},
		{defaulting(table{}, struct{}{}), `protocol "p": options: scenarios: the language has no map[string]int`},
		{defaulting(struct{}{}, odd{}), `protocol "p": act: `},
	} {
		if err := CheckDefaults(c.known); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q is not said: %v", c.want, err)
		}
	}
}
