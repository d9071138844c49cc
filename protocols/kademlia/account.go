package kademlia

import (
	"context"

	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/peer"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// An account is the cost of one operation. It travels in the operation's
// context, so kad-dht's work for itself, such as refreshing its table, is on
// nobody's account.
type account struct {
	messages    int // requests and messages handed to a stream, each once
	bytes       int // of these and of the answers, with their length prefixes
	dials       int // of peers to which there was no connection
	dialsFailed int // of these, without those that the operation no longer waited for
	asked       map[peer.ID]bool
	queried     int // different peers asked, not counting those asked to store

	chain  map[peer.ID]int // by peer, length of the chain of answers that led to it
	stored []peer.ID       // peers that were asked to store and, if that has an answer, said yes

	newest uint64  // number of the newest value that somebody sent
	source peer.ID // the peer that sent it first, or the first providers
}

type accountKey struct{}

func (a *account) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, accountKey{}, a)
}

// accountOf returns nil outside of operations.
func accountOf(ctx context.Context) *account {
	a, _ := ctx.Value(accountKey{}).(*account)
	return a
}

// newAccount opens an account for a lookup that begins at the peers first.
func newAccount(first []peer.ID) *account {
	a := &account{asked: map[peer.ID]bool{}, chain: map[peer.ID]int{}}
	for _, p := range first {
		a.chain[p] = 1
	}
	return a
}

// hops returns the length of the chain of answers that led to a peer: 1 for one
// that we knew ourselves, 0 for nobody.
func (a *account) hops(p peer.ID) int {
	if p == "" {
		return 0
	}
	return max(a.chain[p], 1)
}

// onWire is the size of a message on a stream.
func onWire(m *pb.Message) int { return protowire.SizeBytes(proto.Size(m)) }

func (a *account) sent(p peer.ID, m *pb.Message) {
	a.messages++
	a.bytes += onWire(m)
	switch m.GetType() {
	case pb.Message_PUT_VALUE, pb.Message_ADD_PROVIDER:
	default:
		if !a.asked[p] {
			a.asked[p] = true
			a.queried++
		}
	}
}

func (a *account) answered(p peer.ID, request, answer *pb.Message) {
	a.bytes += onWire(answer)
	switch request.GetType() {
	case pb.Message_PUT_VALUE:
		a.stored = append(a.stored, p)
	case pb.Message_GET_VALUE:
		if n := sequence(answer.GetRecord().GetValue()); n > a.newest {
			a.newest, a.source = n, p
		}
	case pb.Message_GET_PROVIDERS:
		if len(answer.GetProviderPeers()) > 0 && a.source == "" {
			a.source = p
		}
	}
	next := a.hops(p) + 1
	for _, q := range answer.GetCloserPeers() {
		if _, known := a.chain[peer.ID(q.GetId())]; !known {
			a.chain[peer.ID(q.GetId())] = next
		}
	}
}
