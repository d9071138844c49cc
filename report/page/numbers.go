package page

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A numberGroup is the metrics of a protocol.
type numberGroup struct {
	Title string
	Rows  []row
}

// A row is a metric in the table of numbers: quantiles, or what says it all.
type row struct {
	Name, Help, Count string
	Cells             []string
	All               string // in place of Cells: a share, a number of events
	First             bool   // of an operation
}

// metrics fills in the numbers, by protocol and operation.
func (v *view) metrics(s report.Summary) {
	defs := slices.Clone(v.Manifest.Metrics)
	slices.SortFunc(defs, func(a, b trace.MetricDef) int { return strings.Compare(a.Name, b.Name) })
	groups, last := map[string]int{}, ""
	for _, def := range defs {
		m, ok := s.Metrics[def.Name]
		if !ok || m.Count == 0 {
			v.Silent = append(v.Silent, clip(def.Name, 200))
			continue
		}
		title := v.protocolTitle(def.Name)
		i, ok := groups[title]
		if !ok {
			i = len(v.Numbers)
			groups[title] = i
			v.Numbers = append(v.Numbers, numberGroup{Title: title})
		}
		r := v.row(def, m, s)
		operation := def.Name[:strings.LastIndexByte("."+def.Name, '.')]
		r.First = operation != last && len(v.Numbers[i].Rows) > 0
		last = operation
		v.Numbers[i].Rows = append(v.Numbers[i].Rows, r)
	}
}

func (v *view) row(def trace.MetricDef, m report.Metric, s report.Summary) row {
	dim := quantity.Of(def)
	r := row{Name: clip(def.Name, 200), Help: clip(def.Help, 500), Count: quantity.Thousands(m.Count)}
	unit := clip(def.Unit, 40)
	if dim == quantity.Duration || dim == quantity.Bytes || unit == "1" {
		unit = "" // the cells have it
	}
	switch {
	case dim == quantity.Share: // quantiles of yes and no say nothing
		r.All = quantity.Format(m.Mean, dim)
	case def.Kind == trace.Count && m.Min == 1 && m.Max == 1 && !report.PerOperation(def, s.Metrics): // events
		r.All = quantity.Count(m.Count, "time")
		if s := float64(v.Manifest.VirtualNS) / 1e9; s > 0 {
			r.All += ", " + quantity.Format(float64(m.Count)/s, quantity.Number) + " a second"
		}
	case m.Min == m.Max:
		if m.Mean == 1 {
			unit = singular(unit)
		}
		r.All = "always " + strings.TrimSpace(quantity.Format(m.Mean, dim)+" "+unit)
	default:
		for _, x := range []float64{m.Min, m.Mean, m.P50, m.P90, m.P95, m.P99, m.Max} {
			r.Cells = append(r.Cells, quantity.Format(x, dim))
		}
		r.Cells = append(r.Cells, unit)
	}
	return r
}

// singular is a unit for one: hop for hops.
func singular(unit string) string {
	if plural.MatchString(unit) {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// plural are words, and no symbols of units such as ms.
var plural = regexp.MustCompile(`^[a-z]{2,}[^s]s$`)

// protocolTitle is the title of the protocol that a metric belongs to.
func (v *view) protocolTitle(metric string) string {
	protocol, _, found := strings.Cut(metric, ".")
	if !found {
		return "Others"
	}
	for _, show := range v.Manifest.Protocols {
		if show.Protocol == protocol {
			return cmp.Or(clip(show.Title, 60), say.Capital(strings.ReplaceAll(clip(protocol, 60), "_", " ")))
		}
	}
	return say.Capital(strings.ReplaceAll(clip(protocol, 60), "_", " "))
}
