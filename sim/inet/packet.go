package inet

import "net/netip"

// A Packet is what one machine sends to another.
type Packet struct {
	At, Arrive int64 // nanoseconds since the start; Arrive is -1 if it is lost
	From       string
	To         string // "" if nobody has the address
	Kind       string // syn, syn-ack, ack, data, fin, rst or window of TCP; udp; or unreachable
	Src, Dst   netip.AddrPort
	Seq, Ack   int64  // of TCP: number of the first byte, from 0, and of the byte that is expected
	Data       []byte // not to be kept
}

// UDP reports whether the packet is one of UDP, or about one.
func (p *Packet) UDP() bool { return p.Kind == kindUDP || p.Kind == kindUnreachable }

// The kinds of packets.
const (
	kindSYN         = "syn"
	kindSYNACK      = "syn-ack"
	kindACK         = "ack"
	kindData        = "data"
	kindFIN         = "fin"
	kindRST         = "rst"
	kindWindow      = "window"
	kindProbe       = "probe"
	kindUDP         = "udp"
	kindUnreachable = "unreachable"
)

// A packet is a Packet on its way.
type packet struct {
	kind     string
	src, dst netip.AddrPort
	data     []byte
	seq      int64 // of the first byte, or of the end of the stream
	window   int64 // bytes read so far
	ack      int64 // bytes that have come so far; for the record alone
}

func (n *Net) record(from, to *Machine, now, arrive instant, p *packet) {
	if n.cfg.Record == nil {
		return
	}
	out := Packet{At: int64(now), Arrive: int64(arrive), From: from.Name, Kind: p.kind, Src: p.src, Dst: p.dst, Seq: p.seq, Ack: p.ack, Data: p.data}
	if to != nil {
		out.To = to.Name
	}
	if arrive == never {
		out.Arrive = -1
	}
	n.cfg.Record(&out)
}

// take gives a packet that has arrived to the machine.
func (m *Machine) take(p *packet) {
	if m.off {
		return
	}
	switch p.kind {
	case kindUDP:
		m.takeDatagram(p)
	case kindUnreachable:
		m.unreachable(p)
	default:
		m.takeSegment(p)
	}
}
