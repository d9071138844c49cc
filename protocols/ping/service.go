package ping

import (
	"context"
	"errors"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	libp2pping "github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim"
)

// A service answers pings and sends them.
type service interface {
	// serve lets a node that has come up answer.
	serve(n *sim.Node)
	// ping sends one ping and returns its round-trip time. It ends with ctx.
	ping(ctx context.Context, n *sim.Node, to peer.ID) (time.Duration, error)
}

// libp2pService is go-libp2p's own, as it is.
type libp2pService struct{}

func (libp2pService) serve(n *sim.Node) { libp2pping.NewPingService(n.Host()) }

func (libp2pService) ping(ctx context.Context, n *sim.Node, to peer.ID) (time.Duration, error) {
	result, ok := <-libp2pping.Ping(ctx, n.Host(), to)
	if !ok {
		return 0, errors.New("the stream ended") // with ctx: the service says no more
	}
	return result.RTT, result.Error
}
