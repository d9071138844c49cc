package run

import (
	"runtime"
	"runtime/metrics"
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
	CPUSeconds      float64 `json:"cpu_s"`
	ResidentBytes   uint64  `json:"resident_bytes"`     // at most
	Collections     int     `json:"collections"`        // of garbage
	CollectionShare float64 `json:"collections_share"`  // of the processor time
	Goroutines      int     `json:"goroutines"`         // of the worker at most, else now
	Switches        uint64  `json:"switches,omitempty"` // between goroutines; of the worker alone
}

// usedHere returns how much this process has used so far.
func usedHere() used {
	u, err := worker.Self()
	if err != nil {
		panic(err) // the kernel knows us
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	gc := []metrics.Sample{{Name: "/cpu/classes/gc/total:cpu-seconds"}}
	metrics.Read(gc)
	return used{
		CPUSeconds: u.CPU.Seconds(), ResidentBytes: u.Peak, Collections: int(m.NumGC),
		CollectionShare: gc[0].Value.Float64() / u.CPU.Seconds(), Goroutines: runtime.NumGoroutine(),
	}
}

// usedThere returns how much a worker used.
func usedThere(e *ending) used {
	u := used{
		CPUSeconds: e.usage.CPU.Seconds(), ResidentBytes: e.usage.Peak, Collections: e.Cost.Collections,
		Goroutines: e.Cost.Goroutines, Switches: e.Cost.Switches,
	}
	if e.usage.CPU > 0 {
		u.CollectionShare = e.Cost.Collecting.Seconds() / e.usage.CPU.Seconds()
	}
	return u
}

func hostInfo(e *ending, simulated, total time.Duration) host {
	s := simulated.Seconds()
	return host{
		Began:       time.Now().Add(-total).UTC().Format(time.RFC3339),
		WallSeconds: s,
		TotalSecs:   total.Seconds(),
		PeakBytes:   e.Cost.Peak,
		Worker:      usedThere(e),
		Parent:      usedHere(),
		EventsPerS:  float64(e.Events) / s,
		Speed:       time.Duration(e.VirtualNS).Seconds() / s,
		OS:          runtime.GOOS,
		Arch:        runtime.GOARCH,
		CPUs:        seal.CPUs(),
	}
}
