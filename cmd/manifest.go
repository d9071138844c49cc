package cmd

import (
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/seal/overlay"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// Version of the simulator. The same version, scenario and seed give the same
// bytes.
const Version = "0.1.0"

func (a *app) manifest(spec *scenarios.Spec, end *ending) (*trace.Manifest, error) {
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
		Out:          place(spec),
		Versions:     versions(),
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
	return m, nil
}

func versions() trace.Versions {
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

// A host tells what depends on the machine and on the moment.
type host struct {
	Began       string  `json:"began"`
	WallSeconds float64 `json:"wall_s"`     // of the simulation
	TotalSecs   float64 `json:"total_s"`    // with the report
	PeakBytes   uint64  `json:"peak_bytes"` // largest heap of the worker
	Worker      used    `json:"worker"`
	Parent      used    `json:"parent"`
	EventsPerS  float64 `json:"events_per_s"`
	Speed       float64 `json:"speed"` // virtual seconds a wall second
	OS          string  `json:"os"`
	Arch        string  `json:"arch"`
	CPUs        int     `json:"cpus"`
}

// Used is what a process used of the machine.
type used struct {
	CPUSeconds    float64 `json:"cpu_s"`
	ResidentBytes uint64  `json:"resident_bytes"` // at most
	Collections   int     `json:"collections"`    // of garbage
}

// usedHere is what this process has used so far.
func usedHere() used {
	u, err := worker.Self()
	if err != nil {
		panic(err) // the kernel knows us
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return used{u.CPU.Seconds(), u.Peak, int(m.NumGC)}
}

func hostInfo(e *ending, simulated, total time.Duration) host {
	s := simulated.Seconds()
	return host{
		Began:       time.Now().Add(-total).UTC().Format(time.RFC3339),
		WallSeconds: s,
		TotalSecs:   total.Seconds(),
		PeakBytes:   e.Peak,
		Worker:      used{e.usage.CPU.Seconds(), e.usage.Peak, e.Collections},
		Parent:      usedHere(),
		EventsPerS:  float64(e.Events) / s,
		Speed:       time.Duration(e.VirtualNS).Seconds() / s,
		OS:          runtime.GOOS,
		Arch:        runtime.GOARCH,
		CPUs:        seal.CPUs(),
	}
}
