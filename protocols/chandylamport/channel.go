package chandylamport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// The protocols of the streams. Markers have one of their own on channels that
// are not to be FIFO.
const (
	channelID protocol.ID = "/sim/chandylamport/channel/1.0.0"
	markerID  protocol.ID = "/sim/chandylamport/marker/1.0.0"
	reportID  protocol.ID = "/sim/chandylamport/report/1.0.0"
)

// An inbound is a channel from a neighbour.
type inbound struct{ end end }

// An outbound is a channel to a neighbour.
type outbound struct {
	end     end
	process *process
	conn    network.Conn
	data    *outbox
	markers *outbox // the same as data if the channel is FIFO
	sent    uint64  // number of the last transfer
}

// broken reports whether nothing more can be sent.
func (c *outbound) broken() bool { return c.conn.IsClosed() || c.data.failed || c.markers.failed }

// mark sends a marker.
func (c *outbound) mark(m marker) {
	b := (&message{kind: kindMarker, marker: m}).append(nil)
	if cost := c.process.in.costs[m.id]; cost != nil {
		cost.markers++
		cost.bytes += len(b)
	}
	c.post(c.markers, b, m.trace)
}

// post sends now, or after a while of its own if the channel is not FIFO.
func (c *outbound) post(o *outbox, b []byte, trace string) {
	p := c.process
	if p.in.options.FIFO {
		o.send(b, trace)
		return
	}
	wait := p.in.options.ExtraDelay.Sample(p.disk.extra)
	p.node.Go(func() {
		time.Sleep(wait)
		o.send(b, trace)
	})
}

// listen makes the process open and accept channels, and collect.
func (p *process) listen() error {
	p.host.SetStreamHandler(channelID, p.accept)
	p.host.SetStreamHandler(reportID, p.collect)
	if !p.in.options.FIFO {
		p.host.SetStreamHandler(markerID, p.acceptMarkers)
	}
	sub, err := p.host.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted))
	if err != nil {
		return err
	}
	p.identified = sub
	p.node.Go(func() {
		for e := range sub.Out() {
			known := e.(event.EvtPeerIdentificationCompleted)
			if slices.Contains(known.Protocols, channelID) {
				p.node.Go(func() { p.connect(known.Peer) })
			}
		}
	})
	return nil
}

// connect opens the channel to a peer that the process has a connection to. If
// it cannot, the peer is no neighbour: the next connection tries again.
func (p *process) connect(to peer.ID) {
	if p.gone || p.visiting(to) != nil {
		return
	}
	ctx, cancel := p.node.Context()
	defer cancel()
	ctx = network.WithNoDial(ctx, name)
	s, err := p.host.NewStream(ctx, to, channelID)
	if err != nil {
		return
	}
	p.lastOut++
	c := &outbound{end: end{number: p.lastOut}, process: p, conn: s.Conn(), data: &outbox{process: p, stream: s}}
	c.end.ref.peer = to
	answer, err := c.offer(s)
	if err == nil && !p.in.options.FIFO {
		s, err = p.host.NewStream(ctx, to, markerID)
	}
	if err != nil || p.gone {
		_ = c.data.stream.Reset()
		return
	}
	c.markers = c.data
	if !p.in.options.FIFO {
		c.markers = &outbox{process: p, stream: s}
	}
	c.end.ref.boot = answer.boot
	// From here on nothing waits: snapshots that the receiver had a part in
	// when it accepted come before the channel's first message, and so do those
	// that this process has a part in now.
	for _, m := range answer.markers {
		p.record(m)
	}
	p.forgetOld()
	p.outward = append(p.outward, c)
	p.in.observer.Open(c.watched(p), p.label())
	for _, t := range p.recent {
		c.mark(t.marker)
	}
}

// offer asks the receiver to accept the channel.
func (c *outbound) offer(s network.Stream) (*message, error) {
	p := c.process
	m := &message{kind: kindOpen, boot: p.ref.boot, number: c.end.number, trace: p.in.world.Traceparent(context.Background())}
	if _, err := s.Write(m.append(nil)); err != nil {
		return nil, err
	}
	answer, err := readMessage(bufio.NewReaderSize(s, 64))
	if err == nil && answer.kind != kindAccept {
		err = fmt.Errorf("chandylamport: message of kind %d, want accept", answer.kind)
	}
	return answer, err
}

// accept takes a channel from a neighbour and all that comes over it.
func (p *process) accept(s network.Stream) {
	in := bufio.NewReaderSize(s, 512)
	first, err := readMessage(in)
	if err != nil || first.kind != kindOpen || p.gone || p.visiting(s.Conn().RemotePeer()) != nil {
		_ = s.Reset()
		p.goHome(s.Conn().RemotePeer()) // the visit may have waited for this stream alone
		return
	}
	p.in.goOn(first.trace)
	c := &inbound{end{ref{s.Conn().RemotePeer(), first.boot}, first.number}}
	p.forgetOld()
	p.inward = append(p.inward, c)
	p.in.observer.Open(c.watched(p), p.label())
	answer := &message{kind: kindAccept, boot: p.ref.boot}
	for _, t := range p.recent {
		answer.markers = append(answer.markers, t.marker)
	}
	if _, err = s.Write(answer.append(nil)); err == nil {
		_ = s.CloseWrite()
		err = p.read(c, in)
	}
	if p.gone {
		return
	}
	p.inward = slices.DeleteFunc(p.inward, func(d *inbound) bool { return d == c })
	p.in.observer.Close(c.watched(p), p.label())
	if err != nil {
		_ = s.Reset()
	}
}

// read takes in messages until the channel ends.
func (p *process) read(c *inbound, in *bufio.Reader) error {
	for {
		m, err := readMessage(in)
		switch {
		case err != nil:
			return err
		case p.gone:
			return errors.New("chandylamport: the process has ended")
		case m.kind == kindTransfer:
			p.received(c, m)
		case m.kind == kindMarker:
			p.marked(c, m.marker)
		default:
			return fmt.Errorf("chandylamport: message of kind %d on a channel", m.kind)
		}
	}
}

// acceptMarkers takes the markers of a channel that is not FIFO.
func (p *process) acceptMarkers(s network.Stream) {
	in := bufio.NewReaderSize(s, 512)
	for {
		m, err := readMessage(in)
		if err != nil || m.kind != kindMarker || p.gone {
			_ = s.Reset()
			return
		}
		from := s.Conn().RemotePeer()
		for _, c := range p.inward {
			if c.end.ref.peer == from {
				p.marked(c, m.marker)
				break
			}
		}
	}
}
