package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/trace"
)

const wantExpectation = "an expectation, such as p99(ping.rtt) < 500ms"

type expectLeaf struct{}

func (expectLeaf) noun() string { return wantExpectation }

func (l expectLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, false, l.noun())
	if !ok {
		return
	}
	s = strings.TrimRight(s, "\n") // of a block text
	if utf8.RuneCountInString(s) > 1000 {
		d.fault(path, n, subject(path)+" is longer than 1000 characters", wantExpectation, "")
		return
	}
	expr, err := expect.Parse(s)
	if err != nil {
		d.expectFault(path, n, err, wantExpectation)
		return
	}
	bound, err := expr.Bind(metricsOf(d.used()))
	var name *expect.NameError
	switch {
	case errors.As(err, &name) && len(name.Candidates) == 0:
		d.unknownMetric(path, n, name)
	case errors.As(err, &name):
		d.faultIn(path, n, s, name.Col, subject(path)+": "+name.Message(), "a name that is one metric's alone", "")
	case err != nil:
		d.expectFault(path, n, err, "")
	}
	v.Set(reflect.ValueOf(Expectation{Text: s, Expr: bound}))
	d.claims = append(d.claims, claim{path, n, s, bound})
}

func (expectLeaf) encode(v reflect.Value) *yaml.Node {
	return textNode(v.Interface().(Expectation).Text)
}

// A claim is an expectation that parses, and where it stands.
type claim struct {
	path string
	node *yaml.Node
	text string
	expr expect.Expr
}

// faultIn notes a problem at a byte column of an expectation.
func (d *decoder) faultIn(path string, n *yaml.Node, text string, col int, message, want, hint string) {
	full := d.problems.full()
	d.faultAt(path, n, d.shift(n, col-1), message, want, hint)
	if !full && utf8.RuneCountInString(text) <= excerptWidth {
		d.problems[len(d.problems)-1].Excerpt = expect.Caret(text, col)
	}
}

// excerptWidth is the longest expectation that is shown with a caret.
const excerptWidth = 200

// checkExpectations holds the peers that expectations name against the groups.
func (d *decoder) checkExpectations() {
	if !d.groupsSound {
		return
	}
	for _, c := range d.claims {
		for _, m := range c.expr.Measures() {
			d.checkPeers(c.path, c.node, c.text, m)
		}
	}
}

// checkPeers holds the peers that a measure names against the groups.
func (d *decoder) checkPeers(path string, n *yaml.Node, text string, m expect.Measure) {
	group, _, to, col := m.Peers()
	if group == "" {
		return
	}
	fault := func(message, want, hint string) {
		d.faultIn(path, n, text, col, subject(path)+": "+message, want, hint)
	}
	switch g := d.groups[group]; {
	case g == nil:
		fault(fmt.Sprintf("no group is called %q", say.Clip(group)), say.List(d.groupNames), near.Word(group, d.groupNames))
	case d.spec.Network.Kubernetes != nil && to >= 0:
		fault("pods of a group have no numbers", "the whole group, "+group, "")
	case to > g.Count:
		fault(fmt.Sprintf("%d goes beyond the %d peers of %s", to-1, g.Count, group), fmt.Sprintf("indexes 0 to %d", g.Count-1), "")
	}
}

func (d *decoder) expectFault(path string, n *yaml.Node, err error, want string) {
	var syntax *say.Fault
	if !errors.As(err, &syntax) {
		d.fault(path, n, subject(path)+": "+err.Error(), want, "")
		return
	}
	d.faultIn(path, n, strings.TrimRight(n.Value, "\n"), syntax.Column, subject(path)+": "+syntax.Message, want, "")
}

func (d *decoder) unknownMetric(path string, n *yaml.Node, name *expect.NameError) {
	text, metric := strings.TrimRight(n.Value, "\n"), name.Name
	for _, p := range d.known {
		if _, ok := metricNamed(p.Metrics, metric); ok {
			d.faultIn(path, n, text, name.Col, fmt.Sprintf("metric %q comes from the protocol %s, which this scenario does not use", metric, p.Name),
				fmt.Sprintf("%q under protocols", p.Name+": {}"), "")
			return
		}
	}
	var names []string
	for _, def := range metricsOf(d.used()) {
		names = append(names, def.Name)
	}
	slices.Sort(names)
	d.faultIn(path, n, text, name.Col, fmt.Sprintf("no metric is called %q", say.Clip(metric)), say.List(names), near.Word(metric, names))
}

// shift turns a byte offset in the value of n into characters from the start
// of n in its file. Where the value is not in the file as it stands, with
// escapes or over several lines, it is 0.
func (d *decoder) shift(n *yaml.Node, offset int) int {
	lines := d.lines[d.fileOf(n)]
	if n.Line > len(lines) || offset > len(n.Value) {
		return 0
	}
	line := []rune(lines[n.Line-1])
	if n.Column > len(line) {
		return 0
	}
	quote := 0
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		quote = 1
	}
	rest := line[min(len(line), n.Column-1+quote):]
	if !strings.HasPrefix(string(rest), n.Value) {
		return 0
	}
	return quote + utf8.RuneCountInString(n.Value[:offset])
}

// metricsOf returns the metrics of a run with the given protocols.
func metricsOf(used []protocols.Protocol) []trace.MetricDef {
	defs := []trace.MetricDef{spec.PeersOnline}
	for _, p := range used {
		defs = append(defs, p.Metrics...)
	}
	return defs
}

func metricNamed(defs []trace.MetricDef, name string) (trace.MetricDef, bool) {
	for _, def := range defs {
		if def.Name == name {
			return def, true
		}
	}
	return trace.MetricDef{}, false
}
