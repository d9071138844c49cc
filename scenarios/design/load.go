package design

import (
	"maps"
	"path"
	"path/filepath"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

const (
	// maxCells and maxRuns bound a study; more is a slip, not a design.
	maxCells = 10_000
	maxRuns  = 1_000_000
	// maxCellValues bounds the work of checking all cells: their number times the
	// number of values in the scenario.
	maxCellValues = 500_000
)

// Load reads the study in data. File is the name that problems carry; Load looks
// beside the study for a scenario that it names. Known are the protocols that the
// scenario may use. Flags add to the study; a flag for a path that is set
// already, or for the seeds, replaces the study's value. Load loads and checks
// every cell.
//
// The error, if any, is of type [scenarios.Problems] and holds all faults of the
// study and of its scenario.
func Load(file string, data []byte, f Flags, known []protocols.Protocol) (*Study, error) {
	root, ps := strict.Parse(file, data)
	if root == nil {
		if ps == nil {
			ps = scenarios.Problems{strict.EmptyProblem(file, data, "a study with name, scenario, seeds and parameters")}
		}
		return nil, ps.Sorted(file)
	}
	s := newStudying(file, known)
	s.Problems, s.Faults = ps, len(ps)
	s.Lines[file] = strict.LinesOf(data)
	s.addFlags(root, f)
	return s.study(root)
}

// A studying is a study being loaded.
type studying struct {
	*strict.Decoder
	*Study
	known []protocols.Protocol
	held  *input.Files // files that the study names or holds

	tree   *scenarios.Tree   // of the scenario; nil until it is loaded
	inputs map[string]string // files that cells have read, by the names they have for them
}

func newStudying(file string, known []protocols.Protocol) *studying {
	in := &input.Files{BuiltIn: scenarios.Shipped(), Read: map[string]string{}}
	return &studying{
		Decoder: strict.New(file, studyLanguage(in)), Study: new(Study),
		known: known, held: in, inputs: map[string]string{},
	}
}

// words is the language of studies for all uses but decoding.
var words = studyLanguage(nil)

func studyLanguage(in *input.Files) strict.Language {
	return strict.Language{
		reflect.TypeFor[scenarios.File](): input.Leaf{Of: in},
		reflect.TypeFor[Source]():         sourceLeaf{in},
		reflect.TypeFor[[]Setting]():      settingsLeaf{},
		reflect.TypeFor[Seeds]():          seedsLeaf{},
		reflect.TypeFor[[]Parameter]():    parametersLeaf{},
		reflect.TypeFor[Value]():          valueLeaf{},
	}
}

// study decodes and checks a study.
func (s *studying) study(root *yaml.Node) (*Study, error) {
	s.Value("", root, strict.Field{}, reflect.ValueOf(s.Study).Elem())
	if root.Kind == yaml.MappingNode {
		s.check()
	}
	if s.Faults > 0 {
		return nil, s.Problems.Sorted(s.Decoder.File)
	}
	s.settle()
	return s.Study, nil
}

// settle puts s into its canonical form.
func (s *studying) settle() {
	s.Seeds, s.Repeat = s.seeds(), 0
	root, ps := strict.Parse(s.Scenario.Name, []byte(s.Scenario.Content))
	if ps != nil {
		panic("scenarios: " + ps.Error()) // it has been loaded before
	}
	// Without comments: a changed comment does not change the study.
	s.Scenario.Content = string(strict.Marshal(root))
	s.Scenario.Name = path.Base(filepath.ToSlash(s.Scenario.Name))
	s.Files = nil
	for _, name := range slices.Sorted(maps.Keys(s.inputs)) {
		s.Files = append(s.Files, scenarios.File{Name: name, Content: s.inputs[name]})
	}
}

// seeds returns the seeds of either key. A repeat that was refused stands for none.
func (s *studying) seeds() Seeds {
	if s.Repeat > 0 && s.Sound("repeat") {
		return seedSpan(1, uint64(s.Repeat))
	}
	return s.Seeds
}

func (s *studying) check() {
	s.checkSeeds()
	before := s.Faults
	s.checkParameters()
	s.checkZip()
	conditions := s.checkWhere()
	sound := s.Faults == before && s.Sound("parameters", "zip", "where", "set")
	if s.Scenario.Name == "" || !s.Sound("set") || !s.loadBase() {
		return
	}
	measured := s.Faults
	if s.checkMeasures(); s.Faults == measured && s.Sound("parameters", "figures", "baseline") {
		s.checkFigures()
	}
	if sound {
		s.makeCells(conditions)
		if s.Faults == 0 {
			s.checkBaselineCell()
		}
	}
}

func (s *studying) checkSeeds() {
	switch {
	case s.Given("seeds") && s.Given("repeat"):
		s.Fault("repeat", s.Node("repeat"), "both seeds and repeat are there", "one of the two", "")
	case !s.Given("seeds") && !s.Given("repeat") || s.Given("repeat") && s.Repeat == 0 && s.Sound("repeat"):
		s.Fault("seeds", s.Node("seeds"), "seeds is missing", "the seeds that every cell runs with, such as seeds: 1..20", "")
	}
}

// settings returns the changes that all cells have in common, each as "path=value".
func (s *studying) settings() []string {
	var set []string
	for _, c := range s.Set {
		set = append(set, c.Path+"="+string(c.Value))
	}
	return set
}

// loadBase loads the scenario without a choice of parameters, and reports whether
// it loads.
func (s *studying) loadBase() bool {
	tree, ps := scenarios.Parse(s.Scenario.Name, []byte(s.Scenario.Content), s.known)
	if tree != nil {
		tree.Held = map[string]string{}
		for _, f := range s.Files {
			tree.Held[f.Name] = f.Content
		}
		var read map[string]string
		s.tree = tree
		s.Base, read, ps = tree.Load(s.settings())
		maps.Copy(s.inputs, read)
	}
	s.adoptProblems(ps, nil, "")
	return ps == nil
}
