package chandylamport

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// The applications that Options.App names.
const (
	appTransfers = "transfers"
	appTestbed   = "testbed"
)

// The values of Options.Channels.
const (
	channelsConnections = "connections"
	channelsAll         = "all"
)

// Options of the protocol in a scenario.
type Options struct {
	App              string        `yaml:"app" doc:"The application to record: accounts between which money is transferred; with testbed, also the pet and the connections of the original demonstration." enum:"transfers|testbed"`
	Channels         string        `yaml:"channels" doc:"Pairs of peers between which channels run: those that are connected anyway, or all, for which each peer dials all that come after it." enum:"connections|all"`
	Balance          int           `yaml:"balance" doc:"Units in the account of a peer that starts."`
	TransferInterval time.Duration `yaml:"transfer_interval" doc:"Mean time between two transfers of a peer, exponentially distributed; 0s leaves transfers to the workload."`
	Timeout          time.Duration `yaml:"timeout" doc:"How long a snapshot may take before it is aborted." min:"1ms"`
	FIFO             bool          `yaml:"fifo" doc:"Channels keep the order of messages, as the algorithm needs. Without, snapshots must come out inconsistent."`
	ExtraDelay       dist.Dist     `yaml:"extra_delay" doc:"With fifo false, extra time that each transfer and marker waits on its own."`
}

func defaults() Options {
	return Options{
		App:              appTransfers,
		Channels:         channelsConnections,
		Balance:          1000,
		TransferInterval: time.Second,
		Timeout:          30 * time.Second,
		FIFO:             true,
		ExtraDelay:       dist.Uniform(0, 200*time.Millisecond),
	}
}

// check finds faults that the tags of Options cannot.
func (o *Options) check() error {
	switch {
	case o.App != appTransfers && o.App != appTestbed:
		return fmt.Errorf("chandylamport: unknown app %q, want %s or %s", o.App, appTransfers, appTestbed)
	case o.Channels != channelsConnections && o.Channels != channelsAll:
		return fmt.Errorf("chandylamport: unknown channels %q, want %s or %s", o.Channels, channelsConnections, channelsAll)
	case o.Balance < 0:
		return fmt.Errorf("chandylamport: balance %d, want at least 0", o.Balance)
	case o.TransferInterval < 0 || o.TransferInterval > dist.Longest:
		return fmt.Errorf("chandylamport: transfer_interval %v, want 0s to 100 years", o.TransferInterval)
	case o.Timeout <= 0:
		return fmt.Errorf("chandylamport: timeout %v, want more than 0s", o.Timeout)
	}
	return nil
}

// SnapshotArgs are the arguments of the workload step "snapshot".
type SnapshotArgs struct {
	Count int          `yaml:"count" doc:"Snapshots to take at once, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that initiate snapshots."`
}

// TransferArgs are the arguments of the workload step "transfer".
type TransferArgs struct {
	Count int          `yaml:"count" doc:"Transfers to make, each from a random peer to a random neighbour." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that pay."`
}
