package run

import (
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/seal/overlay"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Version of the simulator. The same version, scenario and seed give the same
// bytes.
const Version = "0.1.0"

// manifestOf is the manifest of a run, but for its digests.
func manifestOf(spec *scenarios.Spec, end *ending) *trace.Manifest {
	hash := sha256.Sum256(spec.Resolved())
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
		Versions:     Versions(),
		Metrics:      []trace.MetricDef{scenarios.PeersOnline},
		Expect:       []string{},
	}
	for _, use := range spec.Protocols {
		m.Metrics = append(m.Metrics, use.Protocol.Metrics()...)
	}
	slices.SortFunc(m.Metrics, func(a, b trace.MetricDef) int { return strings.Compare(a.Name, b.Name) })
	for _, e := range spec.Expect {
		m.Expect = append(m.Expect, e.Text)
	}
	return m
}

// Versions are those of all that results depend on.
func Versions() trace.Versions {
	v := trace.Versions{
		Sim:     Version,
		Go:      runtime.Version(),
		Seal:    overlay.Version(),
		Modules: map[string]string{},
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			version := d.Version
			if d.Replace != nil {
				version = d.Replace.Path + "@" + d.Replace.Version
			}
			v.Modules[d.Path] = version
		}
	}
	return v
}
