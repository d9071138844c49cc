package markers

import (
	"encoding/binary"
	"fmt"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

const id protocol.ID = "/bugs/markers/1.0.0"

// A frame is what travels on a channel: a payment of so many units, or the marker
// of the snapshot with a number.
type frame struct {
	Marker bool
	N      uint64
}

// A process is a member that is up.
type process struct {
	in      *instance
	node    *sim.Node
	account uint64
	out     map[*sim.Node]*channel
	parts   map[uint64]*part
}

func newProcess(in *instance, n *sim.Node) *process {
	p := &process{in: in, node: n, account: in.options.Balance, out: map[*sim.Node]*channel{}, parts: map[uint64]*part{}}
	for _, m := range in.members() {
		if m != n {
			p.out[m] = &channel{from: p, to: m}
		}
	}
	n.Host().SetStreamHandler(id, p.receive)
	return p
}

// pay takes units from the account and sends them on their way.
func (p *process) pay(to *sim.Node, units uint64) {
	if units <= p.account {
		p.account -= units
		p.out[to].post(frame{N: units})
	}
}

// record takes down the account, once, and tells all others to do so.
func (p *process) record(number uint64) *part {
	if mine := p.parts[number]; mine != nil {
		return mine
	}
	mine := &part{account: p.account, open: map[*process]bool{}}
	p.parts[number] = mine
	p.in.world.Note(p.node, name+".state", nil, fmt.Sprintf("%d units", p.account))
	for _, m := range p.in.members() {
		if m != p.node {
			mine.open[p.in.processes[m]] = true
			p.out[m].mark(number)
		}
	}
	p.complete(number, mine)
	return mine
}

// complete hands a part in once all markers have come.
func (p *process) complete(number uint64, mine *part) {
	if len(mine.open) == 0 {
		p.in.add(number, mine)
	}
}

// receive reads a channel to its end.
func (p *process) receive(s network.Stream) {
	from := p.in.processes[p.in.world.Node(s.Conn().RemotePeer())]
	for {
		var f frame
		if binary.Read(s, binary.BigEndian, &f) != nil {
			_ = s.Reset()
			return
		}
		if f.Marker {
			mine := p.record(f.N)
			delete(mine.open, from)
			p.complete(f.N, mine)
			continue
		}
		p.account += f.N
		for _, mine := range p.parts {
			if mine.open[from] {
				mine.came += f.N
			}
		}
	}
}
