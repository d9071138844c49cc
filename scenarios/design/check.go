package design

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/claim"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// maxSettings is how many values of its scenario a study may change in all cells.
const maxSettings = 1000

func (s *studying) checkParameters() {
	if len(s.Set) > maxSettings {
		s.Fault("set", s.Node("set"), fmt.Sprintf("set has %d paths", len(s.Set)), fmt.Sprintf("at most %d", maxSettings), "")
		return
	}
	paths := map[string]bool{}
	for _, set := range s.Set {
		if paths[set.Path] || set.Path == "seed" {
			s.Fault("set", s.placeNode(set.Path), fmt.Sprintf("%s cannot be set", set.Path), "each path once, and seeds as seeds", "")
		}
		paths[set.Path] = true
	}
	for _, p := range s.Parameters {
		at := strict.Join(strict.Join("parameters", p.Name), "path")
		switch {
		case p.Path == "seed":
			s.Fault(at, s.Node(at), "the seed is no parameter", "seeds, which every cell runs with", "")
		case p.Path != "" && paths[p.Path]:
			s.Fault(at, s.Node(at), fmt.Sprintf("%s is set twice", say.Clip(p.Path)), "each path once", "")
		}
		paths[p.Path] = true
	}
}

// checkZip wants parameters that are there, each in one list at most, and as
// many values of each as of the others.
func (s *studying) checkZip() {
	if !s.Sound("parameters") {
		return
	}
	var used, names []string
	for _, p := range s.Parameters {
		names = append(names, p.Name)
	}
	for i, group := range s.Zip {
		at := "zip." + strconv.Itoa(i)
		if len(group) == 1 {
			s.Fault(at, s.Node(at), strict.Subject(at)+" has one parameter", "two or more that vary together", "")
		}
		for j, name := range group {
			item := strict.Join(at, strconv.Itoa(j))
			k := slices.Index(names, name)
			switch {
			case k < 0:
				s.Fault(item, s.Node(item), fmt.Sprintf("no parameter is called %q", say.Clip(name)), say.List(names), near.Word(name, names))
				return
			case slices.Contains(used, name):
				s.Fault(item, s.Node(item), fmt.Sprintf("%s is zipped twice", name), "each parameter once", "")
				return
			}
			used = append(used, name)
			first := s.Parameters[slices.Index(names, group[0])]
			if n := len(s.Parameters[k].Values); n != len(first.Values) && s.Sound("parameters."+name, "parameters."+first.Name) {
				s.Fault(item, s.Node(item), fmt.Sprintf("%s has %d values and %s has %d", name, n, first.Name, len(first.Values)), "as many of each", "")
			}
		}
	}
}

const (
	maxConditions = 100  // of a study
	maxCondition  = 1000 // characters of one, as of an expectation
)

func (s *studying) checkWhere() []condition {
	if len(s.Where) > maxConditions {
		s.Fault("where", s.Node("where"), fmt.Sprintf("where has %d conditions", len(s.Where)), fmt.Sprintf("at most %d", maxConditions), "")
		return nil
	}
	var all []condition
	for i, text := range s.Where {
		at := "where." + strconv.Itoa(i)
		if utf8.RuneCountInString(text) > maxCondition {
			s.Fault(at, s.Node(at), fmt.Sprintf("%s is longer than %d characters", strict.Subject(at), maxCondition), "a condition, such as k <= 20", "")
			continue
		}
		c, bad := parseCondition(text, s.Parameters)
		if bad != nil && s.Sound("parameters") {
			n := s.Node(at)
			s.FaultAt(at, n, s.Shift(n, bad.Column-1), strict.Subject(at)+": "+bad.Message, bad.Want, bad.Hint)
		}
		all = append(all, c)
	}
	return all
}

// measureExpected adds the measures of the scenario's expectations, for a study
// that names none.
func (s *studying) measureExpected(add func(expect.Measure)) {
	for _, e := range s.Base.Expect {
		for _, m := range e.Expr.Measures() {
			add(m)
		}
	}
	for _, m := range s.Measure {
		s.Measures = append(s.Measures, m.String())
	}
	if len(s.Measures) == 0 {
		s.Fault("measures", s.Node("measures"), "measures is missing, and the scenario expects nothing", "a measure of every run, such as p99(ping.rtt)", "")
	}
}

// checker returns a Checker of measures and expectations against the scenario.
func (s *studying) checker() *claim.Checker {
	c := &claim.Checker{Decoder: s.Decoder, Known: s.known, Groups: map[string]*spec.Group{}, Unnumbered: s.Base.Network.Kubernetes != nil, Network: &s.Base.Network}
	for _, use := range s.Base.Protocols {
		c.Used = append(c.Used, use.Protocol)
	}
	groups := s.Base.Network.Peers
	if c.Unnumbered {
		g, err := underlay.Lay(&s.Base.Network)
		if err != nil {
			panic(err) // it has been laid before
		}
		groups = g.Groups
	}
	for i := range groups {
		c.Groups[groups[i].Group] = &groups[i]
		c.Names = append(c.Names, groups[i].Group)
	}
	return c
}

// checkMeasures fills in Measure and Across.
func (s *studying) checkMeasures() {
	for _, l := range []struct {
		key string
		n   int
	}{{"measures", len(s.Measures)}, {"expect", len(s.Expect)}} {
		if l.n > scenarios.MaxExpectations {
			s.Fault(l.key, s.Node(l.key), fmt.Sprintf("%s has %d lines", l.key, l.n), fmt.Sprintf("at most %d", scenarios.MaxExpectations), "")
		}
	}
	if !s.Sound("measures", "expect") {
		return
	}
	check := s.checker()
	defs := claim.MetricsOf(check.Network, check.Used)
	have := map[string]bool{}
	add := func(m expect.Measure) {
		if name := m.String(); !have[name] {
			have[name] = true
			s.Measure = append(s.Measure, m)
		}
	}
	if len(s.Measures) == 0 {
		s.measureExpected(add)
	}
	for i, text := range s.Measures {
		at := "measures." + strconv.Itoa(i)
		m, err := expect.ParseMeasure(text)
		if err == nil {
			m, err = m.Bind(defs)
		}
		if err != nil {
			check.MetricFault(at, err, "a measure, such as p99(ping.rtt) after 30m")
			continue
		}
		check.CheckPeers(at, s.Node(at), text, m)
		add(m)
	}
	for i, text := range s.Expect {
		at := "expect." + strconv.Itoa(i)
		a, err := expect.ParseAcross(text)
		if err == nil {
			a, err = a.Bind(defs)
		}
		if err != nil {
			check.MetricFault(at, err, "a condition that must hold across seeds, such as every seed: ping.success >= 99%")
			continue
		}
		for _, m := range a.Measures() {
			check.CheckPeers(at, s.Node(at), text, m)
			add(m)
		}
		s.Across = append(s.Across, a)
	}
}
