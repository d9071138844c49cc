//go:build simsealed && linux

package stack_test

import (
	"testing"

	"github.com/libp2p/go-libp2p"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"

	"github.com/libp2p-sim/sim/sim/seal"
)

// TestResourceLimits: the limits that libp2p.New takes from its machine, a share of the
// memory and of the files that a process may open, are the same on every machine.
func TestResourceLimits(t *testing.T) {
	var got rcmgr.ResourceLimits
	if _, err := seal.Run(seal.Config{}, func() {
		limits := rcmgr.DefaultLimits
		libp2p.SetDefaultServiceLimits(&limits)
		c := limits.AutoScale()
		got = c.ToPartialLimitConfig().System
	}); err != nil {
		t.Fatal(err)
	}
	// Of 16 GiB and 16384 files go-libp2p takes an eighth, and a half.
	if got.FD != 8192 || got.ConnsInbound != 64+64*2 || got.Memory != 128<<20+2<<30 {
		t.Errorf("limits of the system are %+v", got)
	}
}
