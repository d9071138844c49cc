package run

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// manifestOf returns the manifest of a run, but for its digests.
func manifestOf(spec *scenarios.Spec, end *ending) *trace.Manifest {
	hash := sha256.Sum256(scenarios.Resolved(spec))
	m := &trace.Manifest{
		Format:       1,
		Scenario:     spec.Name,
		Description:  spec.Description,
		ScenarioHash: hex.EncodeToString(hash[:]),
		Seed:         spec.Seed,
		Status:       end.Status,
		Failure:      end.Failure,
		VirtualNS:    end.VirtualNS,
		DurationNS:   spec.Duration.Nanoseconds(),
		Events:       end.Events,
		Hosts:        end.Hosts,
		Out:          DefaultPlace(spec),
		Versions:     rundir.Versions(),
		Metrics:      scenarios.WorldMetrics(&spec.Network),
		Expect:       []string{},
		Faults:       end.Faults,
		Marks:        end.Marks,
	}
	for _, use := range spec.Protocols {
		m.Metrics = append(m.Metrics, use.Protocol.Metrics...)
	}
	for _, name := range spec.Report.Headline {
		m.Headline = append(m.Headline, string(name))
	}
	m.Protocols = showsOf(spec)
	slices.SortFunc(m.Metrics, func(a, b trace.MetricDef) int { return strings.Compare(a.Name, b.Name) })
	for _, e := range spec.Expect {
		m.Expect = append(m.Expect, e.Text)
	}
	return m
}

// showsOf says how reports are to show the protocols of a scenario.
func showsOf(spec *scenarios.Spec) []trace.Show {
	shows := []trace.Show{}
	for _, use := range spec.Protocols {
		shows = append(shows, use.Protocol.Show)
	}
	return shows
}
