package scenarios

import (
	"maps"
	"path"
	"path/filepath"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
)

const (
	// maxCells and maxRuns bound a study; more is a slip, not a design.
	maxCells = 10_000
	maxRuns  = 1_000_000
	// maxCellValues bounds the work of checking all cells: their number times the
	// number of values in the scenario.
	maxCellValues = 500_000
)

// LoadStudy reads the study in data. File is the name that problems carry; a
// scenario that the study names is looked for beside it. Known are the protocols
// that the scenario may use. Flags add to what the study says; set and seeds
// take its place. Every cell is loaded and checked.
//
// The error, if any, is of type [Problems] and holds everything that is wrong
// with the study, or with its scenario.
func LoadStudy(file string, data []byte, f StudyFlags, known []protocols.Protocol) (*Study, error) {
	root, ps := parseYAML(file, data)
	if root == nil {
		if ps == nil {
			ps = Problems{emptyProblem(file, data)}
			ps[0].Want = "a study with name, scenario, seeds and parameters"
		}
		return nil, ps.sorted(file)
	}
	d := newDecoder(file, known)
	d.problems, d.faults = ps, len(ps)
	data, _ = takeOut(data)
	d.lines[file] = textLines(string(data))
	d.addFlags(root, f)
	return d.study(root)
}

// study decodes and checks a study.
func (d *decoder) study(root *yaml.Node) (*Study, error) {
	s := &studying{decoder: d, Study: new(Study), held: map[string]string{}, inputs: map[string]string{}}
	d.value("", root, field{}, reflect.ValueOf(s.Study).Elem())
	if root.Kind == yaml.MappingNode {
		s.check()
	}
	if d.faults > 0 {
		return nil, d.problems.sorted(d.file)
	}
	s.settle()
	return s.Study, nil
}

// A studying is a study being loaded.
type studying struct {
	*decoder
	*Study
	file  string            // of the scenario
	text  []byte            // of the scenario, as it was written
	root  *yaml.Node        // of the text
	texts []string          // its lines
	held  map[string]string // files that the study holds

	inputs map[string]string // files that cells have read, by the names they have for them
}

// settle puts s into its canonical form.
func (s *studying) settle() {
	s.Seeds, s.Repeat = s.seeds(), 0
	root, ps := parseYAML(s.file, s.text)
	if ps != nil {
		panic("scenarios: " + ps.Error()) // it has been loaded before
	}
	// Without comments: who changes one does not change the study.
	s.Scenario.Content = string(marshal(root))
	s.Scenario.Name = path.Base(filepath.ToSlash(s.file))
	s.Files = nil
	for _, name := range slices.Sorted(maps.Keys(s.inputs)) {
		s.Files = append(s.Files, File{Name: name, Content: s.inputs[name]})
	}
}

// seeds are those of either key. A repeat that was refused stands for none.
func (s *studying) seeds() Seeds {
	if s.Repeat > 0 && s.sound("repeat") {
		return seedSpan(1, uint64(s.Repeat))
	}
	return s.Seeds
}

func (s *studying) check() {
	s.checkSeeds()
	before := s.faults
	s.checkParameters()
	s.checkZip()
	conditions := s.checkWhere()
	sound := s.faults == before && s.sound("parameters", "zip", "where", "set")
	if s.Scenario.Name == "" || !s.sound("set") || !s.loadBase() {
		return
	}
	s.checkMeasures()
	if sound {
		s.makeCells(conditions)
	}
}

func (s *studying) checkSeeds() {
	switch {
	case s.given("seeds") && s.given("repeat"):
		s.fault("repeat", s.node("repeat"), "both seeds and repeat are there", "one of the two", "")
	case !s.given("seeds") && !s.given("repeat") || s.given("repeat") && s.Repeat == 0 && s.sound("repeat"):
		s.fault("seeds", s.node("seeds"), "seeds is missing", "the seeds that every cell runs with, such as seeds: 1..20", "")
	}
}

// settings are the changes that all cells have in common.
func (s *studying) settings() []string {
	var set []string
	for _, c := range s.Set {
		set = append(set, c.Path+"="+string(c.Value))
	}
	return set
}

// loadBase loads the scenario without a choice of parameters, and reports
// whether it does.
func (s *studying) loadBase() bool {
	for _, f := range s.Files {
		s.held[f.Name] = f.Content
	}
	s.file, s.text = s.Scenario.Name, []byte(s.Scenario.Content)
	d := newDecoder(s.file, s.known)
	d.held = s.held
	root, ps := d.parse(s.text)
	if root != nil {
		s.root, s.texts = root, d.lines[s.file]
		ps = d.loadTree(copyTree(root), s.texts, s.settings())
	}
	s.adoptProblems(ps, nil, "")
	s.Base, s.spec = d.spec, d.spec
	s.groups, s.groupNames = d.groups, d.groupNames
	s.collect(d)
	return ps == nil
}

// collect notes the files that a scenario has read.
func (s *studying) collect(d *decoder) {
	for name, content := range d.read {
		s.inputs[name] = content
	}
}
