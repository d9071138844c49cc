package kademlia

import "github.com/libp2p-sim/sim/sim"

// PutArgs are the arguments of the workload step "put".
type PutArgs struct {
	Count int          `yaml:"count" doc:"Values to put, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that put values."`
	Key   string       `yaml:"key" doc:"Name of the record; a value put again under the same name takes the place of the older one. Without it every value gets a new record." match:"^[ !#-*.-<>?A-~][ !#-+\\--~]{0,99}$" omitzero:"true"`
	Value string       `yaml:"value" doc:"The value, a text. Without it value_size random bytes." match:"^[^\\x00-\\x1f\\x7f]{1,1000}$" omitzero:"true"`
}

// GetArgs are the arguments of the workload step "get".
type GetArgs struct {
	Count int          `yaml:"count" doc:"Values to get, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that get values."`
	Key   string       `yaml:"key" doc:"Name of the record. Without it records are drawn from those that were put, each for a peer that did not put it." match:"^[ !#-*.-<>?A-~][ !#-+\\--~]{0,99}$" omitzero:"true"`
}

// ProvideArgs are the arguments of the workload step "provide".
type ProvideArgs struct {
	Count int          `yaml:"count" doc:"Contents to provide, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that provide contents."`
	Key   string       `yaml:"key" doc:"Name of the content; its CID is made from it. Without it each is a new content." match:"^[ !#-*.-<>?A-~][ !#-+\\--~]{0,99}$" omitzero:"true"`
}

// FindProvidersArgs are the arguments of the workload step "find-providers".
type FindProvidersArgs struct {
	Count int          `yaml:"count" doc:"Searches, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that search."`
	Key   string       `yaml:"key" doc:"Name of the content. Without it contents are drawn from those that were provided, each for a peer that does not provide it." match:"^[ !#-*.-<>?A-~][ !#-+\\--~]{0,99}$" omitzero:"true"`
}

// FindPeerArgs are the arguments of the workload step "find-peer".
type FindPeerArgs struct {
	Count int          `yaml:"count" doc:"Searches, each by a random peer for a random other one." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that search."`
	Peer  sim.Selector `yaml:"peer" doc:"The peers searched for: each search is for one that is up, if any is."`
}

// ClosestPeersArgs are the arguments of the workload step "get-closest-peers".
type ClosestPeersArgs struct {
	Count int          `yaml:"count" doc:"Lookups, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that look up keys."`
	Key   string       `yaml:"key" doc:"Looks up the peers that store the record of this name. Without it each key is random." match:"^[ !#-*.-<>?A-~][ !#-+\\--~]{0,99}$" omitzero:"true"`
}
