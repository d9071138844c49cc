package main

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// Options of the protocol in a scenario. The defaults are boxo's.
type Options struct {
	SearchDelay         time.Duration `yaml:"search_delay" doc:"How long a session waits for a block before it asks all peers again." min:"1ms"`
	RebroadcastDelay    time.Duration `yaml:"rebroadcast_delay" doc:"How often it asks all peers again for one of the blocks that are missing." min:"1ms"`
	OutstandingBytes    sim.Bytes     `yaml:"max_outstanding_bytes_per_peer" doc:"Bytes that a peer sends to another before the first of them have left." min:"1KiB" carries:"nothing"`
	SendDontHaves       bool          `yaml:"send_dont_haves" doc:"Whether peers say that they do not have a block."`
	ReplaceHasThreshold sim.Bytes     `yaml:"want_have_replace_size" doc:"Blocks up to this size are sent to who asks only whether a peer has them." carries:"nothing"`
	Timeout             time.Duration `yaml:"timeout" doc:"How long a fetch may take." min:"1ms"`
}

func defaults() Options {
	return Options{
		SearchDelay:         time.Second,
		RebroadcastDelay:    time.Minute,
		OutstandingBytes:    1 << 20,
		SendDontHaves:       true,
		ReplaceHasThreshold: 1024,
		Timeout:             5 * time.Minute,
	}
}

// AddArgs are the arguments of the workload step "add".
type AddArgs struct {
	By     sim.Selector `yaml:"by" doc:"The peers that have the file from now on."`
	File   string       `yaml:"file" doc:"Name of the file." match:"^[a-z0-9-]+$" required:"true"`
	Blocks int          `yaml:"blocks" doc:"How many blocks it has." min:"1" max:"100000"`
	Size   sim.Bytes    `yaml:"size" doc:"Bytes of each block." min:"16B" max:"2MiB"`
}

// FetchArgs are the arguments of the workload step "fetch".
type FetchArgs struct {
	By    sim.Selector `yaml:"by" doc:"The peers that fetch."`
	File  string       `yaml:"file" doc:"Name of the file." match:"^[a-z0-9-]+$" required:"true"`
	Count int          `yaml:"count" doc:"How many of them, drawn at random from those that do not have the file. Default: all." min:"1" max:"1000000" omitzero:"true"`
}
