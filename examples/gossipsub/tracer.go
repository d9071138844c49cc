package main

import (
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// A tracer hears of a peer's mesh and of duplicates, which pubsub tells nobody
// else.
type tracer struct {
	in         *instance
	node       *sim.Node
	subscriber *subscriber
}

var _ pubsub.RawTracer = (*tracer)(nil)

// Graft implements pubsub.RawTracer.
func (t *tracer) Graft(p peer.ID, _ string) { t.subscriber.mesh[p] = true }

// Prune implements pubsub.RawTracer.
func (t *tracer) Prune(p peer.ID, _ string) { delete(t.subscriber.mesh, p) }

// OnClosedOutboundStream implements pubsub.RawTracer: who is gone is in no mesh.
func (t *tracer) OnClosedOutboundStream(p peer.ID) { delete(t.subscriber.mesh, p) }

// DuplicateMessage implements pubsub.RawTracer.
func (t *tracer) DuplicateMessage(m *pubsub.Message) { t.in.duplicate(t.node, m) }

// OnNewOutboundStream implements pubsub.RawTracer, as do all below.
func (*tracer) OnNewOutboundStream(peer.ID, protocol.ID) {}
func (*tracer) Join(string)                              {}
func (*tracer) Leave(string)                             {}
func (*tracer) ValidateMessage(*pubsub.Message)          {}
func (*tracer) DeliverMessage(*pubsub.Message)           {}
func (*tracer) RejectMessage(*pubsub.Message, string)    {}
func (*tracer) ThrottlePeer(peer.ID)                     {}
func (*tracer) RecvRPC(*pubsub.RPC)                      {}
func (*tracer) SendRPC(*pubsub.RPC, peer.ID)             {}
func (*tracer) DropRPC(*pubsub.RPC, peer.ID)             {}
func (*tracer) UndeliverableMessage(*pubsub.Message)     {}
