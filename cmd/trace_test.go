package cmd

import (
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/seal"
)

// TestExportsHaveTheRunsEpoch: package report/log may not import seal, and so
// says by itself when a run begins.
func TestExportsHaveTheRunsEpoch(t *testing.T) {
	if !log.Epoch.Equal(seal.Epoch) {
		t.Errorf("exports begin at %v, runs at %v", log.Epoch, seal.Epoch)
	}
}
