package gossipsub

import (
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// A tracer hears of a peer's meshes, duplicates and control messages, of which pubsub
// tells nobody else.
type tracer struct {
	in         *instance
	subscriber *subscriber
}

var _ pubsub.RawTracer = (*tracer)(nil)

// Graft implements pubsub.RawTracer.
func (t *tracer) Graft(p peer.ID, topic string) {
	if mesh := t.subscriber.mesh[topic]; mesh != nil {
		mesh[p] = true
	}
}

// Prune implements pubsub.RawTracer.
func (t *tracer) Prune(p peer.ID, topic string) { delete(t.subscriber.mesh[topic], p) }

// OnClosedOutboundStream implements pubsub.RawTracer: who is gone is in no mesh.
func (t *tracer) OnClosedOutboundStream(p peer.ID) {
	for _, mesh := range t.subscriber.mesh {
		delete(mesh, p)
	}
}

// DuplicateMessage implements pubsub.RawTracer.
func (t *tracer) DuplicateMessage(m *pubsub.Message) { t.in.duplicate(t.subscriber, m) }

// SendRPC implements pubsub.RawTracer.
func (t *tracer) SendRPC(rpc *pubsub.RPC, _ peer.ID) { t.in.sent.add(rpc) }

// DropRPC implements pubsub.RawTracer.
func (t *tracer) DropRPC(*pubsub.RPC, peer.ID) { t.in.sent.dropped++ }

// RejectMessage implements pubsub.RawTracer.
func (t *tracer) RejectMessage(_ *pubsub.Message, reason string) {
	switch reason {
	case pubsub.RejectValidationQueueFull, pubsub.RejectValidationThrottled:
		t.in.sent.rejected++
	case pubsub.RejectValidationFailed:
		t.in.sent.invalid++
	}
}

// OnNewOutboundStream implements pubsub.RawTracer, as do all below.
func (*tracer) OnNewOutboundStream(peer.ID, protocol.ID)             {}
func (*tracer) Join(string)                                          {}
func (*tracer) Leave(string)                                         {}
func (*tracer) ValidateMessage(*pubsub.Message)                      {}
func (*tracer) DeliverMessage(*pubsub.Message)                       {}
func (*tracer) ThrottlePeer(peer.ID)                                 {}
func (*tracer) RecvRPC(*pubsub.RPC)                                  {}
func (*tracer) SendRPCCompleted(*pubsub.RPC, peer.ID, time.Duration) {}
func (*tracer) UndeliverableMessage(*pubsub.Message)                 {}

// A control counts what peers tell each other beside messages.
type control struct{ ihave, iwant, idontwant, graft, prune, dropped, rejected, invalid int }

func (c *control) add(rpc *pubsub.RPC) {
	m := rpc.GetControl()
	for _, x := range m.GetIhave() {
		c.ihave += len(x.GetMessageIDs())
	}
	for _, x := range m.GetIwant() {
		c.iwant += len(x.GetMessageIDs())
	}
	for _, x := range m.GetIdontwant() {
		c.idontwant += len(x.GetMessageIDs())
	}
	c.graft += len(m.GetGraft())
	c.prune += len(m.GetPrune())
}
