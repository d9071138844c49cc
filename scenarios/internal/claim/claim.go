package claim

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Checker holds measures and expectations against the metrics and the groups of a
// scenario, and notes their faults.
type Checker struct {
	*strict.Decoder
	Known   []protocols.Protocol // that a scenario may use
	Used    []protocols.Protocol // that this scenario uses
	Network *spec.Network

	Groups     map[string]*spec.Group // by name
	Names      []string               // of the groups
	Unnumbered bool                   // peers of a group have no numbers
}

// CheckPeers holds the peers that a measure names against the groups.
func (d *Checker) CheckPeers(path string, n *yaml.Node, text string, m expect.Measure) {
	p, col := m.Peers()
	if p.Group == "" {
		return
	}
	fault := func(message, want, hint string) {
		d.FaultIn(path, n, text, col, strict.Subject(path)+": "+message, want, hint)
	}
	switch g := d.Groups[p.Group]; {
	case g == nil:
		fault(fmt.Sprintf("no group is called %q", say.Clip(p.Group)), say.List(d.Names), near.Word(p.Group, d.Names))
	case d.Unnumbered && !p.Whole():
		fault("pods of a group have no numbers", "the whole group, "+p.Group, "")
	case p.To > g.Count:
		fault(fmt.Sprintf("%d goes beyond the %d peers of %s", p.To-1, g.Count, p.Group), fmt.Sprintf("indexes 0 to %d", g.Count-1), "")
	}
}

func (d *Checker) ExpectFault(path string, n *yaml.Node, err error, want string) {
	var syntax *say.Fault
	if !errors.As(err, &syntax) {
		d.Fault(path, n, strict.Subject(path)+": "+err.Error(), want, "")
		return
	}
	d.FaultIn(path, n, strings.TrimRight(n.Value, "\n"), syntax.Column, strict.Subject(path)+": "+syntax.Message, want, "")
}

func (d *Checker) UnknownMetric(path string, n *yaml.Node, name *expect.NameError) {
	text, metric := strings.TrimRight(n.Value, "\n"), name.Name
	for _, p := range d.Known {
		if _, ok := metricNamed(p.Metrics, metric); ok {
			d.FaultIn(path, n, text, name.Col, fmt.Sprintf("metric %q comes from the protocol %s, which this scenario does not use", metric, p.Name),
				fmt.Sprintf("%q under protocols", p.Name+": {}"), "")
			return
		}
	}
	var names []string
	for _, def := range MetricsOf(d.Network, d.Used) {
		names = append(names, def.Name)
	}
	slices.Sort(names)
	d.FaultIn(path, n, text, name.Col, fmt.Sprintf("no metric is called %q", say.Clip(metric)), say.List(names), near.Word(metric, names))
}

// MetricsOf returns the metrics of a run with a network and protocols.
func MetricsOf(n *spec.Network, used []protocols.Protocol) []trace.MetricDef {
	defs := spec.WorldMetrics(n)
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

// MetricFault notes err, the fault of a measure or an expectation.
func (d *Checker) MetricFault(at string, err error, want string) {
	n := d.Node(at)
	var name *expect.NameError
	switch {
	case errors.As(err, &name) && len(name.Candidates) == 0:
		d.UnknownMetric(at, n, name)
	case errors.As(err, &name):
		d.FaultIn(at, n, n.Value, name.Col, strict.Subject(at)+": "+name.Message(), "a name that is one metric's alone", "")
	default:
		d.ExpectFault(at, n, err, want)
	}
}
