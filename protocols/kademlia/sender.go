package kademlia

import (
	"context"
	"fmt"
	"reflect"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// A dialler is the host that kad-dht gets: the node's own, which also notes the
// dials of operations.
type dialler struct{ sim.Host }

// Connect implements host.Host.
func (h dialler) Connect(ctx context.Context, pi peer.AddrInfo) error {
	a := accountOf(ctx)
	if a == nil || connected(h, pi.ID) {
		return h.Host.Connect(ctx, pi)
	}
	a.dials++
	err := h.Host.Connect(ctx, pi)
	if err != nil && ctx.Err() == nil {
		a.dialsFailed++
	}
	return err
}

func connected(h host.Host, p peer.ID) bool {
	return h.Network().Connectedness(p) == network.Connected
}

// A sender is kad-dht's own message sender, which also keeps the accounts. A
// message that it sends again, because a stream turned out to be dead, counts
// once.
type sender struct {
	pb.MessageSenderWithDisconnect
	host     host.Host
	provides map[string]*account // by multihash: see provide
}

// SendRequest implements pb.MessageSender.
func (s *sender) SendRequest(ctx context.Context, p peer.ID, m *pb.Message) (*pb.Message, error) {
	a := accountOf(ctx)
	if a == nil {
		return s.MessageSenderWithDisconnect.SendRequest(ctx, p, m)
	}
	settle := s.send(ctx, a, p, m)
	answer, err := s.MessageSenderWithDisconnect.SendRequest(ctx, p, m)
	if settle(err); err == nil {
		a.answered(p, m, answer)
	}
	return answer, err
}

// SendMessage implements pb.MessageSender. Optimistic provide sends outside of
// the context of its operation.
func (s *sender) SendMessage(ctx context.Context, p peer.ID, m *pb.Message) error {
	a := accountOf(ctx)
	if a == nil {
		a = s.provides[string(m.GetKey())]
	}
	if a == nil {
		return s.MessageSenderWithDisconnect.SendMessage(ctx, p, m)
	}
	settle := s.send(ctx, a, p, m)
	err := s.MessageSenderWithDisconnect.SendMessage(ctx, p, m)
	if settle(err); err == nil {
		a.stored = append(a.stored, p)
	}
	return err
}

// send notes a message that is to go to p: at once over a connection, otherwise
// when settle, which is to be called with the outcome, knows that there was one.
func (s *sender) send(ctx context.Context, a *account, p peer.ID, m *pb.Message) (settle func(error)) {
	if connected(s.host, p) {
		a.sent(p, m)
		return func(error) {}
	}
	a.dials++
	return func(err error) {
		if err == nil || connected(s.host, p) {
			a.sent(p, m)
		} else if ctx.Err() == nil {
			a.dialsFailed++
		}
	}
}

// withSender is an option of kad-dht that wraps its message sender. The option
// that kad-dht has, WithCustomMessageSender, replaces it, and the original is
// in an internal package; so this one looks for it in the configuration.
func withSender(wrap func(host.Host, pb.MessageSenderWithDisconnect) pb.MessageSenderWithDisconnect) dht.Option {
	type builder = func(host.Host, []protocol.ID) pb.MessageSenderWithDisconnect
	apply := func(args []reflect.Value) []reflect.Value {
		field := args[0].Elem().FieldByName("MsgSenderBuilder")
		build, ok := builder(nil), false
		if field.IsValid() {
			build, ok = field.Interface().(builder)
		}
		if !ok {
			err := fmt.Errorf("kademlia: this release of kad-dht has no MsgSenderBuilder of type %v", reflect.TypeFor[builder]())
			return []reflect.Value{reflect.ValueOf(&err).Elem()}
		}
		field.Set(reflect.ValueOf(func(h host.Host, protos []protocol.ID) pb.MessageSenderWithDisconnect {
			return wrap(h, build(h, protos))
		}))
		return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
	}
	return reflect.MakeFunc(reflect.TypeFor[dht.Option](), apply).Interface().(dht.Option)
}
