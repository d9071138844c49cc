package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
)

// Reference returns the documentation of every key of the language, as
// Markdown, for scenarios that use the given protocols. It is made from the
// same types and tags as the decoder and the schema, and so cannot differ from
// them.
func Reference(known []protocols.Protocol) []byte {
	m := newReference()
	m.Line("# Scenarios")
	m.Line("")
	m.Line("Every key of a scenario, made from the source: `go test ./cmd -run TestReference -update`")
	m.Line("with the flags of the Makefile rewrites this page. `sim schema` prints the same as a JSON")
	m.Line("Schema, `sim validate FILE` checks a file; editors read it through the")
	m.Line("line `# yaml-language-server: $schema=…` at the top of the shipped scenarios.")
	m.Line("")
	m.Line("Keys in **bold** must be there. A default that is left empty is 0, false or nothing, unless the")
	m.Line("meaning says what happens without the key. All times are virtual and count from the start of the run.")
	m.values()
	m.structure("A scenario", "", reflect.TypeFor[Spec](), reflect.ValueOf(*spec.New()))
	m.steps(known)
	for _, p := range sortedProtocols(known) {
		options := reflect.ValueOf(p.NewOptions()).Elem()
		m.structure("protocols."+p.Name, p.Doc, options.Type(), options)
		for _, op := range p.Ops {
			args := reflect.ValueOf(op.NewArgs()).Elem()
			m.structure("workload: "+op.Name, op.Doc+" An operation of "+p.Name+".", args.Type(), args)
		}
		m.metrics(p)
	}
	m.presets()
	m.regions()
	return []byte(strings.TrimRight(m.String(), "\n") + "\n")
}

// A reference is the manual of scenarios.
type reference struct{ *strict.Manual }

func newReference() *reference {
	return &reference{&strict.Manual{Language: grammar, Words: map[reflect.Type]string{
		reflect.TypeFor[dist.Dist](): "law", reflect.TypeFor[sim.Share](): "share", reflect.TypeFor[sim.Selector](): "peers",
		reflect.TypeFor[sim.Rate](): "rate", reflect.TypeFor[sim.Bytes](): "amount", reflect.TypeFor[File](): "file",
		reflect.TypeFor[link.Loss](): "loss", reflect.TypeFor[Jitter](): "jitter", reflect.TypeFor[[]ProtocolUse](): "mapping of protocols",
		reflect.TypeFor[Step](): "step", reflect.TypeFor[Expectation](): "expectation", reflect.TypeFor[Latency](): "mapping",
		reflect.TypeFor[MetricName](): "metric",
	}}}
}

func sortedProtocols(known []protocols.Protocol) []protocols.Protocol {
	return slices.SortedFunc(slices.Values(known), func(a, b protocols.Protocol) int { return strings.Compare(a.Name, b.Name) })
}

func (m *reference) values() {
	m.Line("\n## Values\n")
	m.Line("| value | notation |")
	m.Line("| --- | --- |")
	for _, v := range []struct {
		name string
		leaf strict.Leaf
	}{
		{"duration", strict.DurationLeaf{}}, {"share", shareLeaf{}}, {"rate", rateLeaf}, {"amount", bytesLeaf},
		{"peers", selectorLeaf{}}, {"law", distLeaf{}}, {"loss", lossLeaf{}}, {"jitter", jitterLeaf{}}, {"file", input.Leaf{}},
	} {
		m.Line(fmt.Sprintf("| %s | %s |", v.name, strict.Cell(v.leaf.Noun())))
	}
	m.structure("law", "A duration that varies. One of these keys; or a duration alone, which is constant.", lawType, reflect.Value{})
	m.structure("loss", "One of these keys; or a share alone, for losses that are independent of each other.", reflect.TypeFor[losses](), reflect.Value{})
	m.structure("file", "A file that a scenario holds in place of a path. A path may name any regular file of at most 16 MiB, 32 MiB in all, wherever it is, that the user who runs the scenario can read. The file's contents go into scenario.resolved.yaml, and words of its lines into messages: read the paths in a scenario from somebody else before you run it.", reflect.TypeFor[input.HeldFile](), reflect.Value{})
}

// structure writes a section on a struct, and on the structs that are in it.
func (m *reference) structure(name, doc string, t reflect.Type, preset reflect.Value) {
	fields := strict.FieldsOf(t)
	m.Line("\n## " + name + "\n")
	if doc != "" {
		m.Line(doc + "\n")
	}
	if len(fields) == 0 {
		m.Line("No keys.")
		return
	}
	if strict.IsChoice(fields) {
		m.Line("Exactly one of these keys.\n")
	}
	m.Table(fields, preset)
	prefix := name + "."
	if name == "A scenario" {
		prefix = ""
	}
	for _, f := range fields {
		inner := f.Type
		suffix := ""
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice && grammar.LeafOf(inner) == nil {
			if inner.Kind() == reflect.Slice {
				suffix += "[]"
			}
			inner = inner.Elem()
		}
		if inner == reflect.TypeFor[Latency]() {
			inner = latencyType
		}
		if grammar.LeafOf(inner) == nil && !(t == latencyType && isLaw(f.Name)) {
			usual := strict.NewDefault(inner)
			if preset.IsValid() && f.Type == inner { // not of a pointer or a list, which is empty
				usual = preset.Field(f.Index)
			}
			m.structure(prefix+f.Name+suffix, f.Doc, inner, usual)
		}
	}
}

func isLaw(name string) bool {
	return slices.Contains(strict.NamesOf(strict.FieldsOf(lawType)), name)
}

func (m *reference) steps(known []protocols.Protocol) {
	m.structure("workload[]", "When a step happens. Its other key is the operation, one of "+say.List(opNames(known))+".", reflect.TypeFor[timing](), reflect.Value{})
	m.Line("\n## expect[]\n")
	m.Line("One line each, such as `p99(ping.rtt) < 300ms`, `kademlia.get.success >= 99% after 30m` or")
	m.Line("`min(replicas) >= 1 always`. [expectations.md](expectations.md) is their language. A run whose")
	m.Line("expectations do not hold ends with exit code 99.")
}

func (m *reference) metrics(p protocols.Protocol) {
	if len(p.Metrics) == 0 {
		return
	}
	m.Line("\n### Metrics of " + p.Name + "\n")
	m.Line("| metric | unit | kind | meaning |")
	m.Line("| --- | --- | --- | --- |")
	for _, d := range p.Metrics {
		m.Line(fmt.Sprintf("| `%s` | %s | %s | %s |", d.Name, d.Unit, d.Kind, strict.Cell(d.Help)))
	}
}

func (m *reference) presets() {
	m.Line("\n## Churn presets\n")
	for _, p := range ChurnPresets() {
		m.Line(fmt.Sprintf("**%s**: session %v, downtime %v. %s Source: %s.\n", p.Name, p.Session, p.Downtime, p.Doc, p.Source))
	}
	m.Line("## NATs that were measured\n")
	for _, p := range spec.NATPresets() {
		m.Line(fmt.Sprintf("**%s**: %s Source: %s.\n", p.Name, p.Doc, p.Source))
	}
}

func (m *reference) regions() {
	m.Line("## Regions of the latency tables")
	for _, name := range link.TableNames() {
		t, _ := link.LookupTable(name)
		names := t.Regions()
		list := "`" + strings.Join(names, "`, `") + "`"
		if len(names) > 40 { // numbers, which say nothing one by one
			list = fmt.Sprintf("%d, `%s` to `%s`", len(names), names[0], names[len(names)-1])
		}
		m.Line(fmt.Sprintf("\n**%s**: %s.", name, list))
	}
}
