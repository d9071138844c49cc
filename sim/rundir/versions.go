package rundir

import (
	"runtime"
	"runtime/debug"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Version of the simulator. The same version, scenario and seed give the same
// bytes.
const Version = "0.1.0"

// Versions returns those of all that results depend on.
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
