package trace

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
)

// A Packet is one line of the packet log: what one machine sent to another, a datagram of
// UDP or a burst of TCP, as it was on the way outside of NATs.
type Packet struct {
	T        int64  // virtual ns since the start of the run, when it was sent
	P, Q     string // sender, and to whom it went
	Kind     string // udp or unreachable; syn, syn-ack, ack, data, fin, rst, window or probe of TCP
	Src, Dst netip.AddrPort
	Seq, Ack int64 // of TCP: number of the first byte, from 0, and how many bytes came from Q before
	Arrive   int64 // when it arrives, ns; -1 if it is lost
	Data     []byte
}

// UDP reports whether the packet is a datagram, or about one.
func (p *Packet) UDP() bool { return p.Kind == "udp" || p.Kind == "unreachable" }

// AppendJSON appends the canonical form of p, one line.
func (p *Packet) AppendJSON(b []byte) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, p.T, 10)
	b = appendText(b, `,"p":`, p.P)
	b = appendText(b, `,"q":`, p.Q)
	b = appendText(b, `,"kind":`, p.Kind)
	b = append(p.Src.AppendTo(append(b, `,"src":"`...)), '"')
	b = append(p.Dst.AppendTo(append(b, `,"dst":"`...)), '"')
	b = appendNumber(b, `,"seq":`, p.Seq)
	b = appendNumber(b, `,"ack":`, p.Ack)
	b = appendNumber(b, `,"at":`, p.Arrive)
	if len(p.Data) > 0 {
		b = append(base64.StdEncoding.AppendEncode(append(b, `,"data":"`...), p.Data), '"')
	}
	return append(b, '}', '\n')
}

// ParsePacket reads one line of a packet log.
func ParsePacket(line []byte) (Packet, error) {
	var j struct {
		T        *int64
		P, Q     string
		Kind     string
		Src, Dst netip.AddrPort
		Seq, Ack int64
		At       int64
		Data     []byte
	}
	if err := json.Unmarshal(line, &j); err != nil {
		return Packet{}, fmt.Errorf("packet %.80q: %w", line, err)
	}
	if j.T == nil || j.Kind == "" {
		return Packet{}, fmt.Errorf("packet %.80q has no t or no kind", line)
	}
	return Packet{*j.T, j.P, j.Q, j.Kind, j.Src, j.Dst, j.Seq, j.Ack, j.At, j.Data}, nil
}
