package shrink

import (
	"reflect"
	"slices"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim"
)

// fit removes the parts of a scenario that begin no earlier than its end, and
// lowers numbers for which it has too few peers.
func fit(s *scenarios.Spec) {
	end := s.Duration
	s.Workload = slices.DeleteFunc(s.Workload, func(w scenarios.Step) bool { return w.At >= end || w.From >= end })
	for i := range s.Workload {
		s.Workload[i].Until = min(s.Workload[i].Until, end)
	}
	s.Faults = slices.DeleteFunc(s.Faults, func(f scenarios.Fault) bool { return f.At != nil && *f.At >= end || f.From >= end })
	for i := range s.Faults {
		s.Faults[i].Until = min(s.Faults[i].Until, end)
	}
	s.Churn = slices.DeleteFunc(s.Churn, func(c scenarios.Churn) bool {
		return c.From >= end || c.FlashCrowd != nil && c.FlashCrowd.At >= end || c.MassDeparture != nil && c.MassDeparture.At >= end
	})
	fitGroups(s)
	counts, total := map[string]int{}, 0
	for _, g := range s.Network.Peers {
		counts[g.Group] = g.Count
		total += g.Count
	}
	if total > 0 {
		s.Bootstrap.Degree = min(s.Bootstrap.Degree, total-1)
	}
	for i := range s.Churn {
		c := &s.Churn[i]
		c.Until = min(c.Until, end)
		if n := counts[c.Group]; n > 0 {
			c.Population = min(c.Population, n)
		}
	}
}

// fitGroups takes from groups what they can no longer have: protocols that are gone, behaviours
// that none of the others knows, a place near a peer who is gone.
func fitGroups(s *scenarios.Spec) {
	for i := range s.Network.Peers {
		g := &s.Network.Peers[i]
		g.Without = slices.DeleteFunc(slices.Clone(g.Without), func(name string) bool {
			return !slices.ContainsFunc(s.Protocols, func(u scenarios.ProtocolUse) bool { return u.Protocol.Name == name })
		})
		if g.Adversary == nil {
			continue
		}
		a := *g.Adversary
		a.After = min(a.After, s.Duration)
		if a.Near != nil && a.Near.Peer == "all" {
			a.Near = nil
		}
		g.Adversary = &a
		b := sim.Behaviour(a.Behaviour)
		if b.Own() && !slices.ContainsFunc(s.Protocols, func(u scenarios.ProtocolUse) bool {
			return slices.Contains(u.Protocol.Behaviours, b) && !slices.Contains(g.Without, u.Protocol.Name)
		}) {
			g.Adversary = nil
		}
	}
}

var selectorType = reflect.TypeFor[sim.Selector]()

// selectors replaces every selector that can be reached from v.
func selectors(v reflect.Value, by func(sim.Selector) sim.Selector) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			selectors(v.Elem(), by)
		}
	case reflect.Slice:
		for i := range v.Len() {
			selectors(v.Index(i), by)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				selectors(v.Field(i), by)
			}
		}
	case reflect.String:
		if v.Type() == selectorType && v.CanSet() {
			v.SetString(string(by(sim.Selector(v.String()))))
		}
	}
}
