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
			v.Modules[d.Path] = version(d)
		}
	}
	return v
}

// version is that of a module or, if another is there in its place, what that is: another
// release, a fork, or a folder.
func version(m *debug.Module) string {
	switch r := m.Replace; {
	case r == nil:
		return m.Version
	case r.Path == m.Path:
		return r.Version
	case r.Version == "":
		return r.Path
	default:
		return r.Path + "@" + r.Version
	}
}
