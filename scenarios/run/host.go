package run

import (
	"runtime"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A host is the content of host.json: it depends on the machine and on the moment.
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

// used tells how much a process used of the machine.
type used struct {
	CPUSeconds    float64 `json:"cpu_s"`
	ResidentBytes uint64  `json:"resident_bytes"` // at most
	Collections   int     `json:"collections"`    // of garbage
}

// usedHere returns how much this process has used so far.
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
