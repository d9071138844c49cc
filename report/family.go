package report

import (
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// family is the common part of the operations of a protocol: the metrics
// kademlia.put.latency and kademlia.get.latency are both of Kademlia's latency.
type family struct {
	protocol, quantity string
	unit               string
	kind               trace.Kind
}

// familyOf returns the family of a metric called protocol.operation.quantity,
// and the operation; other metrics have neither.
func familyOf(def trace.MetricDef) (f family, operation string, ok bool) {
	protocol, rest, _ := strings.Cut(def.Name, ".")
	last := strings.LastIndexByte(rest, '.')
	if protocol == "" || last <= 0 || rest[last+1:] == "" || def.Kind == trace.Gauge {
		return family{}, "", false
	}
	return family{protocol, rest[last+1:], def.Unit, def.Kind}, rest[:last], true
}

// name is the family's, as if there were one operation only.
func (f family) name() string { return f.protocol + "." + f.quantity }

// families are the curves of each family, in the order of the manifest, for
// metrics with samples. An operation has one colour in all figures of its
// protocol, its number among those with a duration or a count.
func families(run *Run) map[family][]curve {
	colors := map[string]map[string]int{} // by protocol and operation
	all := map[family][]curve{}
	for i := range run.Series {
		s := &run.Series[i]
		f, operation, ok := familyOf(s.Def)
		if !ok || len(s.T) == 0 {
			continue
		}
		all[f] = append(all[f], curve{label: operation, series: s})
		if f.kind == trace.Ratio {
			continue
		}
		if colors[f.protocol] == nil {
			colors[f.protocol] = map[string]int{}
		}
		if _, seen := colors[f.protocol][operation]; !seen {
			colors[f.protocol][operation] = len(colors[f.protocol])
		}
	}
	for f, curves := range all {
		if len(curves) == 1 {
			continue // nothing to tell it from
		}
		next := len(colors[f.protocol])
		for i := range curves {
			color, ok := colors[f.protocol][curves[i].label]
			if !ok {
				color, next = next, next+1
			}
			curves[i].color = color
		}
	}
	return all
}

// PerOperation reports whether a metric has a sample an operation, so that a count that is always
// 1 does not stand for events: whether the operation has a duration or a share as often.
func PerOperation(def trace.MetricDef, all map[string]Metric) bool {
	_, operation, ok := familyOf(def)
	if !ok {
		return false
	}
	protocol, _, _ := strings.Cut(def.Name, ".")
	for name, m := range all {
		if strings.HasPrefix(name, protocol+"."+operation+".") && name != def.Name && m.Kind != trace.Count && m.Count == all[def.Name].Count {
			return true
		}
	}
	return false
}
