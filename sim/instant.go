package sim

import (
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

func sinceEpoch(ns int64) int64 { return ns - seal.Epoch.UnixNano() }

func now() int64 { return sinceEpoch(time.Now().UnixNano()) }
