package scenarios

import (
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/claim"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

const wantExpectation = "an expectation, such as p99(ping.rtt) < 500ms"

type expectLeaf struct{ in *loader }

func (expectLeaf) Noun() string { return wantExpectation }

func (l expectLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	s = strings.TrimRight(s, "\n") // of a block text
	if utf8.RuneCountInString(s) > 1000 {
		d.Fault(path, n, strict.Subject(path)+" is longer than 1000 characters", wantExpectation, "")
		return
	}
	expr, err := expect.Parse(s)
	if err != nil {
		d.checker().ExpectFault(path, n, err, wantExpectation)
		return
	}
	bound, err := expr.Bind(claim.MetricsOf(&d.spec.Network, d.used()))
	var name *expect.NameError
	switch {
	case errors.As(err, &name) && len(name.Candidates) == 0:
		d.checker().UnknownMetric(path, n, name)
	case errors.As(err, &name):
		d.FaultIn(path, n, s, name.Col, strict.Subject(path)+": "+name.Message(), "a name that is one metric's alone", "")
	case err != nil:
		d.checker().ExpectFault(path, n, err, "")
	}
	v.Set(reflect.ValueOf(Expectation{Text: s, Expr: bound}))
	d.claims = append(d.claims, stated{path, n, s, bound})
}

func (expectLeaf) Encode(v reflect.Value) *yaml.Node {
	return strict.TextNode(v.Interface().(Expectation).Text)
}

type metricLeaf struct{ in *loader }

func (metricLeaf) Noun() string { return "a metric, such as ping.rtt" }

func (l metricLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	d := l.in
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	for _, def := range claim.MetricsOf(&d.spec.Network, d.used()) {
		if def.Name == s {
			v.SetString(s)
			return
		}
	}
	d.checker().UnknownMetric(path, n, &expect.NameError{Name: s, Col: 1})
}

func (metricLeaf) Encode(v reflect.Value) *yaml.Node { return strict.TextNode(v.String()) }

// A stated is an expectation that parses, and its place.
type stated struct {
	path string
	node *yaml.Node
	text string
	expr expect.Expr
}

// checkExpectations holds the peers that expectations name against the groups.
func (d *loader) checkExpectations() {
	if !d.groupsSound {
		return
	}
	check := d.checker()
	for _, c := range d.claims {
		for _, m := range c.expr.Measures() {
			check.CheckPeers(c.path, c.node, c.text, m)
		}
	}
}

// checker returns a Checker of expectations against this scenario.
func (d *loader) checker() *claim.Checker {
	return &claim.Checker{
		Decoder: d.Decoder, Known: d.known, Used: d.used(),
		Groups: d.groups, Names: d.groupNames, Unnumbered: d.spec.Network.Kubernetes != nil, Network: &d.spec.Network,
	}
}
