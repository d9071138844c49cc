package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
)

// Reference returns the documentation of every key of the language, as
// Markdown, for scenarios that use the given protocols. It is made from what
// makes the decoder and the schema, and so cannot differ from them.
func Reference(known []protocols.Protocol) []byte {
	m := &manual{}
	m.line("# Scenarios")
	m.line("")
	m.line("Every key of a scenario, made from the source: `go test ./cmd -run TestReference -update`")
	m.line("with the flags of the Makefile rewrites this page. `sim schema` prints the same as a JSON")
	m.line("Schema, `sim validate FILE` checks a file; editors read it through the")
	m.line("line `# yaml-language-server: $schema=…` at the top of the shipped scenarios.")
	m.line("")
	m.line("Keys in **bold** must be there. All times are virtual and count from the start of the run.")
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
	return []byte(strings.TrimRight(m.b.String(), "\n") + "\n")
}

func sortedProtocols(known []protocols.Protocol) []protocols.Protocol {
	return slices.SortedFunc(slices.Values(known), func(a, b protocols.Protocol) int { return strings.Compare(a.Name, b.Name) })
}

// A manual is a page being written.
type manual struct{ b strings.Builder }

func (m *manual) line(s string) { m.b.WriteString(s + "\n") }

func (m *manual) values() {
	m.line("\n## Values\n")
	m.line("| what | how it is written |")
	m.line("| --- | --- |")
	for _, v := range []struct {
		name string
		leaf leaf
	}{
		{"duration", durationLeaf{}}, {"share", shareLeaf{}}, {"rate", rateLeaf}, {"amount", bytesLeaf},
		{"peers", selectorLeaf{}}, {"law", distLeaf{}}, {"loss", lossLeaf{}}, {"jitter", jitterLeaf{}}, {"file", fileLeaf{}},
	} {
		m.line(fmt.Sprintf("| %s | %s |", v.name, cell(v.leaf.noun())))
	}
	m.structure("law", "A duration that varies. One of these keys; or a duration alone, which is constant.", lawType, reflect.Value{})
	m.structure("loss", "One of these keys; or a share alone, for losses that know nothing of each other.", reflect.TypeFor[losses](), reflect.Value{})
	m.structure("file", "What a scenario holds in place of a path. A path may name any regular file of at most 16 MiB, 32 MiB in all, that whoever runs the scenario can read, wherever it is. What is in it goes into scenario.resolved.yaml, and words of a line into messages: read the paths of a scenario from somebody else before you run it.", reflect.TypeFor[heldFile](), reflect.Value{})
}

// structure writes a section on a struct, and on those that are in it.
func (m *manual) structure(name, doc string, t reflect.Type, preset reflect.Value) {
	fields := fieldsOf(t)
	m.line("\n## " + name + "\n")
	if doc != "" {
		m.line(doc + "\n")
	}
	if len(fields) == 0 {
		m.line("No keys.")
		return
	}
	if isChoice(fields) {
		m.line("Exactly one of these keys.\n")
	}
	m.table(fields, preset)
	prefix := name + "."
	if name == "A scenario" {
		prefix = ""
	}
	for _, f := range fields {
		inner := f.typ
		suffix := ""
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice && leafOf(inner) == nil {
			if inner.Kind() == reflect.Slice {
				suffix += "[]"
			}
			inner = inner.Elem()
		}
		if inner == reflect.TypeFor[Latency]() {
			inner = latencyType
		}
		if leafOf(inner) == nil && !(t == latencyType && isLaw(f.name)) {
			m.structure(prefix+f.name+suffix, f.doc, inner, newDefault(inner))
		}
	}
}

// table writes a row a field. Preset, if valid, holds the defaults.
func (m *manual) table(fields []field, preset reflect.Value) {
	m.line("| key | value | default | meaning |")
	m.line("| --- | --- | --- | --- |")
	for _, f := range fields {
		key := "`" + f.name + "`"
		if f.required {
			key = "**" + key + "**"
		}
		usual := ""
		if preset.IsValid() && leafOf(f.typ) != nil && !f.required && !preset.Field(f.index).IsZero() {
			usual = "`" + leafOf(f.typ).encode(preset.Field(f.index)).Value + "`"
			if usual == "``" {
				usual = ""
			}
		}
		m.line(fmt.Sprintf("| %s | %s | %s | %s |", key, cell(kind(f)), usual, cell(f.doc)))
	}
}

func isLaw(name string) bool {
	return slices.Contains(namesOf(fieldsOf(lawType)), name)
}

// kind says in a word or two what a field takes.
func kind(f field) string {
	limits := ""
	switch {
	case f.min != "" && f.max != "":
		limits = ", " + f.min + " to " + f.max
	case f.min != "":
		limits = ", at least " + f.min
	case f.max != "":
		limits = ", at most " + f.max
	}
	if len(f.enum) > 0 {
		return strings.Join(f.enum, ", ")
	}
	t, many := f.typ, ""
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && leafOf(t) == nil {
		if t.Kind() == reflect.Slice {
			many += "list of "
		}
		t = t.Elem()
	}
	word := map[reflect.Type]string{
		reflect.TypeFor[dist.Dist](): "law", reflect.TypeFor[sim.Share](): "share", reflect.TypeFor[sim.Selector](): "peers",
		reflect.TypeFor[sim.Rate](): "rate", reflect.TypeFor[sim.Bytes](): "amount", reflect.TypeFor[File](): "file",
		reflect.TypeFor[link.Loss](): "loss", reflect.TypeFor[Jitter](): "jitter", reflect.TypeFor[[]ProtocolUse](): "mapping of protocols",
		reflect.TypeFor[Step](): "step", reflect.TypeFor[Expectation](): "expectation", reflect.TypeFor[Latency](): "mapping",
	}[t]
	if word == "" {
		if l := leafOf(t); l != nil {
			word, _, _ = strings.Cut(l.noun(), ",")
			word = strings.TrimPrefix(strings.TrimPrefix(word, "a "), "the ")
		} else {
			word = "mapping"
		}
		if strings.HasPrefix(word, "duration with") {
			word = "duration"
		}
	}
	return many + word + limits
}

// cell is a text that may stand in a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|", `\|`), "\n", " ")
}

func (m *manual) steps(known []protocols.Protocol) {
	m.structure("workload[]", "When a step happens. Its other key is the operation, one of "+say.List(opNames(known))+".", reflect.TypeFor[timing](), reflect.Value{})
	m.line("\n## expect[]\n")
	m.line("One line each, such as `p99(ping.rtt) < 300ms`, `kademlia.get.success >= 99% after 30m` or")
	m.line("`min(replicas) >= 1 always`. [expectations.md](expectations.md) is their language. A run whose")
	m.line("expectations do not hold ends with exit code 99.")
}

func (m *manual) metrics(p protocols.Protocol) {
	if len(p.Metrics) == 0 {
		return
	}
	m.line("\n### Metrics of " + p.Name + "\n")
	m.line("| metric | unit | kind | meaning |")
	m.line("| --- | --- | --- | --- |")
	for _, d := range p.Metrics {
		m.line(fmt.Sprintf("| `%s` | %s | %s | %s |", d.Name, d.Unit, d.Kind, cell(d.Help)))
	}
}

func (m *manual) presets() {
	m.line("\n## Churn presets\n")
	for _, p := range ChurnPresets() {
		m.line(fmt.Sprintf("**%s**: session %v, downtime %v. %s Source: %s.\n", p.Name, p.Session, p.Downtime, p.Doc, p.Source))
	}
}

// StudyReference returns the documentation of every key of a study, as tables in
// Markdown.
func StudyReference() []byte {
	m := &manual{}
	m.table(fieldsOf(reflect.TypeFor[Study]()), reflect.Value{})
	m.line("\nA parameter is a mapping:\n")
	m.table(fieldsOf(reflect.TypeFor[variation]()), reflect.Value{})
	return []byte(m.b.String())
}
