package scenarios

import (
	"fmt"
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Load reads the scenario in data. File is the name that problems carry. Known
// are the protocols that the scenario may use. Each set is an override
// "path=value": a path of keys, indexes and group names with dots between, as
// in "network.peers.servers.count=50", and a value in YAML; later ones win.
//
// The error, if any, is of type [Problems] and holds everything that is wrong
// with the file and the overrides.
func Load(file string, data []byte, known []protocols.Protocol, set []string) (*Spec, error) {
	t, ps := Parse(file, data, known)
	if ps != nil {
		return nil, ps
	}
	if input.IsStudy(t.root) {
		return nil, Problems{{File: file, Message: "this is a study", Want: "a scenario; sim sweep runs studies, and checks them with --dry-run"}}
	}
	s, _, ps := t.load(t.root, set)
	if ps != nil {
		return nil, ps
	}
	return s, nil
}

// A Tree is the text of a scenario, parsed once to be loaded with many overrides.
type Tree struct {
	Held map[string]string // files that need not be read, by their names in the scenario

	file     string
	known    []protocols.Protocol
	root     *yaml.Node
	lines    []string
	problems Problems // that leave a tree
}

// Parse reads the text of a scenario as [Load] does, as far as it needs no overrides.
// It returns a tree, or problems that leave none.
func Parse(file string, data []byte, known []protocols.Protocol) (*Tree, Problems) {
	root, ps := strict.Parse(file, data)
	if root == nil {
		if ps == nil {
			ps = Problems{strict.EmptyProblem(file, data, "a scenario with name, duration and network")}
		}
		return nil, ps.Sorted(file)
	}
	return &Tree{file: file, known: known, root: root, lines: strict.LinesOf(data), problems: ps}, nil
}

// Load is [Load] with a parsed text. It also returns the files that the scenario names, by
// the names that it has for them.
func (t *Tree) Load(set []string) (*Spec, map[string]string, Problems) {
	return t.load(strict.CopyTree(t.root), set)
}

// Values returns how many values the text has: a measure of the work of loading it.
func (t *Tree) Values() int { return strict.NodesIn(t.root) }

// load decodes and checks the scenario of a tree of nodes, which it changes.
func (t *Tree) load(root *yaml.Node, set []string) (*Spec, map[string]string, Problems) {
	d := newLoader(t.file, t.known)
	d.inputs.Held = t.Held
	d.Problems, d.Faults = t.problems, len(t.problems)
	d.Lines[d.File] = t.lines
	for _, s := range set {
		d.Override(root, s)
	}
	d.Value("", root, strict.Field{}, reflect.ValueOf(d.spec).Elem())
	if root.Kind == yaml.MappingNode {
		d.check()
	}
	if d.Faults == 0 {
		d.checkResolved(t.lines)
	}
	if d.Faults > 0 {
		return nil, d.inputs.Read, d.Problems.Sorted(d.File)
	}
	return d.spec, d.inputs.Read, nil
}

// checkResolved refuses a scenario that grows too large with its defaults to be loaded
// again from its resolved form, as every run does.
func (d *loader) checkResolved(lines []string) {
	size := d.samples + d.inputs.Size
	for _, l := range lines {
		size += len(l)
	}
	if size < strict.MaxFile/16 {
		return // no key becomes more than a line of defaults
	}
	var held []string
	if n := len(strict.Marshal(strict.WithoutHeld(grammar.Encode(reflect.ValueOf(*d.spec)), &held))); n > strict.MaxFile {
		d.Fault("", d.Node(""), fmt.Sprintf("with its defaults the scenario has %d bytes", n), fmt.Sprintf("at most %d, without the files that it holds", strict.MaxFile), "")
	}
}
