package ping

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// pingPongID is the protocol of our own service. On a stream of its own, the
// peer that pings writes the four bytes "PING", a space and its traceparent
// (W3C Trace Context), 60 bytes in all, and the other, after processing,
// "PONG".
const pingPongID = "/sim/pingpong/1.0.0"

const (
	pingText = "PING "
	pongText = "PONG"
)

// pingPong is a service whose peers take time to process a message.
type pingPong struct {
	world  *sim.World
	tracer oteltrace.Tracer
	own    *protocols.OwnOptions[Options]
	rands  map[*sim.Node]*rand.Rand // outlive the hosts
}

func newPingPong(w *sim.World, own *protocols.OwnOptions[Options]) *pingPong {
	return &pingPong{
		world:  w,
		tracer: w.TracerProvider(nil).Tracer("github.com/libp2p-sim/sim/protocols/ping"),
		own:    own,
		rands:  map[*sim.Node]*rand.Rand{},
	}
}

func (s *pingPong) serve(n *sim.Node) {
	if s.rands[n] == nil {
		s.rands[n] = s.world.Rand("ping/processing/" + n.Name)
	}
	n.Host().SetStreamHandler(pingPongID, func(stream network.Stream) { s.answer(n, stream) })
}

// answer processes one PING.
func (s *pingPong) answer(n *sim.Node, stream network.Stream) {
	err := expect(stream, pingText)
	traceparent := make([]byte, sim.TraceparentSize)
	if err == nil {
		_, err = io.ReadFull(stream, traceparent)
	}
	ctx := context.Background()
	if err == nil {
		ctx, err = s.world.Continue(ctx, string(traceparent))
	}
	if err != nil {
		_ = stream.Reset()
		return
	}
	_, span := s.tracer.Start(ctx, "PING", oteltrace.WithSpanKind(oteltrace.SpanKindServer))
	defer span.End()
	time.Sleep(s.own.Of(n).Processing.Sample(s.rands[n]))
	if _, err := stream.Write([]byte(pongText)); err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.Close()
}

func (s *pingPong) ping(ctx context.Context, n *sim.Node, to peer.ID) (time.Duration, error) {
	stream, err := n.Host().NewStream(ctx, to, pingPongID)
	if err != nil {
		return 0, err
	}
	stop := context.AfterFunc(ctx, func() { _ = stream.Reset() })
	defer stop()
	ctx, span := s.tracer.Start(ctx, "PING", oteltrace.WithSpanKind(oteltrace.SpanKindClient))
	defer span.End()
	begin := time.Now()
	if _, err := stream.Write([]byte(pingText + s.world.Traceparent(ctx))); err != nil {
		return 0, err
	}
	if err := expect(stream, pongText); err != nil {
		_ = stream.Reset()
		return 0, err
	}
	_ = stream.Close()
	select {
	case <-time.After(s.own.Of(n).Processing.Sample(s.rands[n])):
		return time.Since(begin), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// expect reads a message that must be the given text.
func expect(r io.Reader, what string) error {
	got := make([]byte, len(what))
	if _, err := io.ReadFull(r, got); err != nil {
		return err
	}
	if string(got) != what {
		return fmt.Errorf("got %q, want %q", got, what)
	}
	return nil
}
