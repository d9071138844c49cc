package design

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Study is a design: a scenario, the parameters that vary in it, and the
// measures. It is inert, as a [scenarios.Spec] is. [Load] fills in everything.
type Study struct {
	Name       string           `yaml:"name" doc:"Name of the study, and of the folder of its results." required:"true" match:"^[a-z0-9-]+$"`
	Question   string           `yaml:"question" doc:"The question that the study asks, in a sentence."`
	Scenario   Source           `yaml:"scenario" doc:"The scenario to run: the path of its file, seen from the study's, or the name of one that is built in." required:"true"`
	Files      []scenarios.File `yaml:"files" doc:"Files that the scenario or a value names. A resolved study holds all of them." omitzero:"true"`
	Set        []Setting        `yaml:"set" doc:"Changes to the scenario that are the same in all cells, as path: value, with the paths of --set." omitzero:"true"`
	Seeds      Seeds            `yaml:"seeds" doc:"The seeds that every cell runs with: 1..20, a number, or a list of both." omitzero:"true"`
	Repeat     int              `yaml:"repeat" doc:"How many seeds every cell runs with, in place of seeds: 20 stands for 1..20." max:"100000" omitzero:"true"`
	Parameters []Parameter      `yaml:"parameters" doc:"The parameters to vary, by names that tables and figures show. A cell is a choice of a value for each; all choices together are the study. {} is one cell, the scenario as it is." required:"true"`
	Zip        [][]string       `yaml:"zip" doc:"Lists of parameters that vary together: the first value of one goes with the first of the others." omitzero:"true"`
	Where      []string         `yaml:"where" doc:"Conditions on cells, such as k <= 20 or session >= 2h. A cell that does not meet all of them is left out." omitzero:"true"`
	Measures   []string         `yaml:"measures" doc:"The measures of every run, such as p99(ping.rtt) after 30m. Default: the measures in the scenario's expectations." omitzero:"true"`
	Expect     []string         `yaml:"expect" doc:"Conditions that must hold across the seeds of every cell, such as median over seeds of ping.success >= 99%." omitzero:"true"`
	Baseline   []Setting        `yaml:"baseline" doc:"The cell that others are compared with, by values of parameters, such as {k: 20}; of those that are left out, the first. Default: the first cell." omitzero:"true"`
	Figures    []Figure         `yaml:"figures" doc:"How the figures of some measures look: titles, labels, axes, limits, order. They can be changed in a study that has run." omitzero:"true"`

	Base    *scenarios.Spec  `yaml:"-"` // the scenario with the changes of Set
	Cells   []Cell           `yaml:"-"` // in the order of the values, the last parameter's first
	Measure []expect.Measure `yaml:"-"` // those of Measures, then others for Expect; bound
	Across  []expect.Across  `yaml:"-"` // those of Expect; bound
}

// Source is a scenario: its file name, for messages, and its text.
type Source struct{ Name, Content string }

// Setting is a change to a scenario.
type Setting struct {
	Path  string
	Value Value
}

// Value is a value of a scenario as it is written after --set path=.
type Value string

// Seeds are ascending, each once.
type Seeds []uint64

// Parameter is a value of the scenario that the study varies.
type Parameter struct {
	Name   string // short, as in a table's head
	Path   string // in the scenario, as for --set
	Values []Value
}

// Cell is a value for every parameter, and the scenario that it gives.
type Cell struct {
	ID     string          // the scenario's ConfigHash
	Values []Value         // one a parameter, in their order
	Spec   *scenarios.Spec // with the scenario's own seed
}

// With returns the scenario of c with a seed.
func (c Cell) With(seed uint64) *scenarios.Spec {
	spec := *c.Spec
	spec.Seed = seed
	return &spec
}

// Runs returns how many runs the study has.
func (s *Study) Runs() int { return len(s.Cells) * len(s.Seeds) }

// Resolved writes s as canonical YAML that needs no other file: the scenario
// and all files that it names are in it. Loading it gives s again.
func (s *Study) Resolved() []byte {
	return strict.Marshal(words.Encode(reflect.ValueOf(*s)))
}

// Hash returns the hex SHA-256 of the text that Resolved returns of s without what changes
// no result, its baseline and figures.
func (s *Study) Hash() string {
	bare := *s
	bare.Baseline, bare.Figures = nil, nil
	sum := sha256.Sum256(bare.Resolved())
	return hex.EncodeToString(sum[:])
}
