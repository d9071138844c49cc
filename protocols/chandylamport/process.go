package chandylamport

import (
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/peer"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
	"github.com/libp2p-sim/sim/sim"
)

// A process is one start of a node. Nothing in it waits but what reads and
// writes streams, so that each event of it happens at once.
type process struct {
	in   *instance
	node *sim.Node
	host sim.Host
	disk *disk
	ref  ref
	gone bool

	identified event.Subscription // to peers whose protocols are known

	account uint64
	inward  []*inbound  // channels that were accepted and have not ended
	outward []*outbound // channels that are open
	lastOut uint64      // number of the last channel out

	recent      []*part // recorded less than the time-out ago, oldest first
	seen        map[snapshotID]bool
	collections map[snapshotID]*collection // of the snapshots it initiated
	visits      map[peer.ID]*visit
}

func newProcess(in *instance, n *sim.Node, d *disk) *process {
	p := &process{
		in: in, node: n, host: n.Host(), disk: d,
		ref:         ref{n.ID, d.boots},
		account:     uint64(in.options.Balance),
		seen:        map[snapshotID]bool{},
		collections: map[snapshotID]*collection{},
		visits:      map[peer.ID]*visit{},
	}
	in.observer.Join(p.label(), int64(p.account))
	return p
}

// stop ends the process.
func (p *process) stop() {
	p.gone = true
	p.node.Go(func() { _ = p.identified.Close() }) // Close waits for its goroutines
}

func (p *process) label() string { return p.in.label(p.ref) }

// record is the marker sending rule: the process records its state and, before
// it sends anything else, sends a marker over every channel. Without a part in
// the snapshot so far it gets one; it returns nil if it had one that is over.
func (p *process) record(m marker) *part {
	p.forgetOld()
	if p.seen[m.id] {
		for _, part := range p.recent {
			if part.marker.id == m.id {
				return part
			}
		}
		return nil
	}
	p.seen[m.id] = true
	p.dropClosed()
	part := newPart(p, m)
	p.in.world.Note(p.node, name+".state", nil, part.state())
	p.recent = append(p.recent, part)
	p.in.observer.Cut(p.in.key(m.id), p.label(), part.text)
	part.begin()
	for _, c := range p.outward {
		c.mark(part.marker)
	}
	return part
}

// marked is the marker receiving rule: a process that has not recorded its
// state does so, with the channel empty; else the channel's state is the
// messages that came since it did.
func (p *process) marked(c *inbound, m marker) {
	if part := p.record(m); part != nil {
		part.close(c)
	}
}

// received takes in a transfer, for the account and for every snapshot in which
// the channel is still being recorded.
func (p *process) received(c *inbound, m *message) {
	_, span := p.in.tracer.Start(p.in.goOn(m.trace), "receive", oteltrace.WithSpanKind(oteltrace.SpanKindConsumer))
	defer span.End()
	p.in.observer.Receive(c.watched(p), m.seq)
	p.account += m.amount
	p.forgetOld()
	for _, part := range p.recent {
		part.keep(c, m)
	}
}

// forgetOld drops parts in snapshots that are over: their initiators have given
// up by now, if not completed. A marker that is later still is ignored.
func (p *process) forgetOld() {
	for len(p.recent) > 0 && time.Since(p.recent[0].at) >= p.in.options.Timeout {
		p.recent[0].end()
		p.recent = p.recent[1:]
	}
}

// dropClosed forgets channels out whose connections have ended.
func (p *process) dropClosed() {
	p.outward = slices.DeleteFunc(p.outward, func(c *outbound) bool {
		if !c.broken() {
			return false
		}
		p.in.observer.Close(c.watched(p), p.label())
		return true
	})
}

// watched is a channel as the observer knows it.
func (c *inbound) watched(p *process) verify.Channel {
	return verify.Channel{From: p.in.label(c.end.ref), To: p.label(), Number: c.end.number}
}

func (c *outbound) watched(p *process) verify.Channel {
	return verify.Channel{From: p.label(), To: p.in.label(c.end.ref), Number: c.end.number}
}
