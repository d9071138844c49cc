package chandylamport

import (
	"maps"
	"slices"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// A visit is a connection to an initiator that is no neighbour, made to report
// to it. It carries no channel and ends with the last report: a measurement of
// a network must not change it.
type visit struct {
	conn    network.Conn // nil while it is dialled
	reports int          // that go on
}

// visit notes that a report to a peer begins, and whether it is a visit.
func (p *process) visit(to peer.ID) bool {
	v := p.visiting(to)
	if v == nil {
		if p.host.Network().Connectedness(to) == network.Connected {
			return false
		}
		v = &visit{}
		p.visits[to] = v
	}
	v.reports++
	return true
}

// visiting returns the visit to a peer that goes on, nil if there is none.
func (p *process) visiting(to peer.ID) *visit {
	v := p.visits[to]
	if v != nil && v.conn != nil && v.conn.IsClosed() {
		delete(p.visits, to)
		return nil
	}
	return v
}

// reported notes that a report which was a visit is over.
func (p *process) reported(to peer.ID) {
	if v := p.visits[to]; v != nil {
		v.reports--
		p.goHome(to)
	}
}

// goHome ends a visit that neither side has a use for any more: while this
// process collects, the other may at any moment report over the visit.
func (p *process) goHome(to peer.ID) {
	v := p.visiting(to)
	if v == nil || v.reports > 0 || len(p.collections) > 0 {
		return
	}
	if v.conn == nil {
		delete(p.visits, to) // never got there
	} else if !inUse(v.conn) {
		delete(p.visits, to)
		_ = v.conn.Close()
	}
}

// inUse reports whether a connection has streams of this protocol; others, such as
// those of identify, are no reason to stay.
func inUse(c network.Conn) bool {
	return slices.ContainsFunc(c.GetStreams(), func(s network.Stream) bool {
		return slices.Contains([]protocol.ID{channelID, markerID, reportID}, s.Protocol())
	})
}

// allGoHome ends all visits that nobody has a use for.
func (p *process) allGoHome() {
	for _, to := range slices.Sorted(maps.Keys(p.visits)) {
		p.goHome(to)
	}
}
