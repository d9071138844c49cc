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
	"github.com/libp2p-sim/sim/report/expect"
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
		d.faultAt(path, n, d.shift(n, name.Col-1), subject(path)+": "+name.Message(), "a name that is one metric's alone", "")
	case err != nil:
		d.expectFault(path, n, err, "")
	}
	v.Set(reflect.ValueOf(Expectation{s, bound}))
}

func (expectLeaf) encode(v reflect.Value) *yaml.Node {
	return textNode(v.Interface().(Expectation).Text)
}

func (d *decoder) expectFault(path string, n *yaml.Node, err error, want string) {
	var syntax *expect.SyntaxError
	if !errors.As(err, &syntax) {
		d.fault(path, n, subject(path)+": "+err.Error(), want, "")
		return
	}
	d.faultAt(path, n, d.shift(n, syntax.Col-1), subject(path)+": "+syntax.Msg, want, "")
}

func (d *decoder) unknownMetric(path string, n *yaml.Node, name *expect.NameError) {
	shift, metric := d.shift(n, name.Col-1), name.Name
	for _, p := range d.known {
		if _, ok := metricNamed(p.Metrics(), metric); ok {
			d.faultAt(path, n, shift, fmt.Sprintf("metric %q comes from the protocol %s, which this scenario does not use", metric, p.Name()),
				fmt.Sprintf("%q under protocols", p.Name()+": {}"), "")
			return
		}
	}
	var names []string
	for _, def := range metricsOf(d.used()) {
		names = append(names, def.Name)
	}
	slices.Sort(names)
	d.faultAt(path, n, shift, fmt.Sprintf("no metric is called %q", clip(metric)), list(names), nearest(metric, names))
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
	defs := []trace.MetricDef{PeersOnline}
	for _, p := range used {
		defs = append(defs, p.Metrics()...)
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
