// Package pcap makes captures of what hosts sent over their sockets, for Wireshark, of the
// packet log of a run.
//
// Its only noun is the capture, a file in pcapng. It knows nothing of what is inside the
// packets.
package pcap

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path/filepath"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// ErrNoPackets says that a run has no packet log.
var ErrNoPackets = errors.New("the run has no packets recorded; a scenario has them with network: {stack: libp2p, record: packets}")

// Packets yields the packets of a run's packet log. An error ends it.
func Packets(l *log.Log) iter.Seq2[*trace.Packet, error] {
	return func(yield func(*trace.Packet, error) bool) {
		path := filepath.Join(l.Dir, trace.PacketsFile)
		r, err := log.OpenZipped(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = ErrNoPackets
		}
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.Close()
		in := log.Lines(r)
		for in.Scan() {
			p, err := trace.ParsePacket(in.Bytes())
			if err != nil {
				yield(nil, fmt.Errorf("%s: %w", path, err))
				return
			}
			if !yield(&p, nil) {
				return
			}
		}
		if err := in.Err(); err != nil {
			yield(nil, fmt.Errorf("%s: %w", path, err))
		}
	}
}

// Write writes the packets that the filter keeps as a capture in pcapng, with an interface
// for each sender, on which a packet is seen when it is sent. It makes the headers that
// the simulation does not send: sequence numbers of TCP begin with 0, and what left in one
// burst is cut into segments. Packets that are lost say so in a comment. It returns how
// many packets there are.
func Write(w io.Writer, l *log.Log, f *log.Filter) (n int64, err error) {
	var c *capture
	for p, err := range Packets(l) {
		if err != nil {
			return n, err
		}
		proto := "tcp"
		if p.UDP() {
			proto = "udp"
		}
		if !f.Keep(&log.Event{Event: trace.Event{T: p.T, Kind: trace.Send, P: p.P, Q: p.Q, Proto: proto}}) {
			continue
		}
		if c == nil {
			if c, err = newCapture(w, p.P); err != nil {
				return n, err
			}
		}
		if err := c.packet(p); err != nil {
			return n, err
		}
		n++
	}
	if c == nil {
		return 0, nil
	}
	return n, c.w.Flush()
}

// A capture is a pcapng file being written.
type capture struct {
	w    *pcapgo.NgWriter
	on   map[string]int // interface of each sender
	buf  gopacket.SerializeBuffer
	more gopacket.SerializeOptions
}

// maker is the program that files name.
const maker = "libp2p-sim"

func newCapture(w io.Writer, first string) (*capture, error) {
	ng, err := pcapgo.NewNgWriterInterface(w, senderOf(first), pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: maker}})
	if err != nil {
		return nil, err
	}
	return &capture{
		w: ng, on: map[string]int{first: 0}, buf: gopacket.NewSerializeBuffer(),
		more: gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
	}, nil
}

// nanoseconds is the resolution of times, as a power of ten.
const nanoseconds = 9

func senderOf(peer string) pcapgo.NgInterface {
	return pcapgo.NgInterface{Name: peer, LinkType: layers.LinkTypeRaw, TimestampResolution: nanoseconds}
}

// segment is the largest payload of a TCP segment: an MTU of 1500 less the headers with
// time stamps.
const segment = 1448

func (c *capture) packet(p *trace.Packet) error {
	id, ok := c.on[p.P]
	if !ok {
		var err error
		if id, err = c.w.AddInterface(senderOf(p.P)); err != nil {
			return err
		}
		c.on[p.P] = id
	}
	switch p.Kind {
	case "udp":
		return c.write(id, p, &layers.UDP{SrcPort: layers.UDPPort(p.Src.Port()), DstPort: layers.UDPPort(p.Dst.Port())}, p.Data)
	case "unreachable":
		return c.unreachable(id, p)
	}
	for first := 0; ; first += segment {
		data := p.Data[first:min(first+segment, len(p.Data))]
		if err := c.write(id, p, segmentOf(p, first), data); err != nil {
			return err
		}
		if first+segment >= len(p.Data) {
			return nil
		}
	}
}

// segmentOf is the header of a TCP segment that begins at an offset of what was sent.
func segmentOf(p *trace.Packet, first int) *layers.TCP {
	t := &layers.TCP{
		SrcPort: layers.TCPPort(p.Src.Port()), DstPort: layers.TCPPort(p.Dst.Port()),
		Seq: uint32(1 + p.Seq + int64(first)), Ack: uint32(1 + p.Ack), ACK: true, Window: 1<<16 - 1,
	}
	switch p.Kind {
	case "syn", "syn-ack":
		t.Seq, t.SYN, t.ACK = 0, true, p.Kind == "syn-ack"
		t.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{segment >> 8, segment & 0xff}},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{7}},
		}
		if !t.ACK {
			t.Ack = 0
		}
	case "data":
		t.PSH = first+segment >= len(p.Data)
	case "fin":
		t.FIN = true
	case "rst":
		t.RST = true
	}
	return t
}

// unreachable writes what a machine says of a datagram to a port that nobody has.
func (c *capture) unreachable(id int, p *trace.Packet) error {
	about := &layers.UDP{SrcPort: layers.UDPPort(p.Dst.Port()), DstPort: layers.UDPPort(p.Src.Port()), Length: 8}
	back := *p
	back.Src, back.Dst = p.Dst, p.Src
	quoted := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(quoted, gopacket.SerializeOptions{FixLengths: true}, append(headers(&back, layers.IPProtocolUDP), about)...); err != nil {
		return err
	}
	if p.Src.Addr().Is4() {
		return c.write(id, p, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodePort)}, quoted.Bytes())
	}
	return c.write(id, p, &layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(layers.ICMPv6TypeDestinationUnreachable, layers.ICMPv6CodePortUnreachable)}, append(make([]byte, 4), quoted.Bytes()...))
}

// ttl is what the simulation does not count.
const ttl = 64

// headers are those below a protocol.
func headers(p *trace.Packet, proto layers.IPProtocol) []gopacket.SerializableLayer {
	if p.Src.Addr().Is4() {
		return []gopacket.SerializableLayer{&layers.IPv4{Version: 4, TTL: ttl, Protocol: proto, SrcIP: p.Src.Addr().AsSlice(), DstIP: p.Dst.Addr().AsSlice()}}
	}
	return []gopacket.SerializableLayer{&layers.IPv6{Version: 6, HopLimit: ttl, NextHeader: proto, SrcIP: p.Src.Addr().AsSlice(), DstIP: p.Dst.Addr().AsSlice()}}
}

// A transportLayer is above IP, whose addresses its checksum has.
type transportLayer interface {
	gopacket.SerializableLayer
	LayerType() gopacket.LayerType
}

func (c *capture) write(id int, p *trace.Packet, over transportLayer, data []byte) error {
	proto := map[gopacket.LayerType]layers.IPProtocol{
		layers.LayerTypeUDP: layers.IPProtocolUDP, layers.LayerTypeTCP: layers.IPProtocolTCP,
		layers.LayerTypeICMPv4: layers.IPProtocolICMPv4, layers.LayerTypeICMPv6: layers.IPProtocolICMPv6,
	}[over.LayerType()]
	all := headers(p, proto)
	if s, ok := over.(interface {
		SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
	}); ok {
		if err := s.SetNetworkLayerForChecksum(all[0].(gopacket.NetworkLayer)); err != nil {
			return err
		}
	}
	if err := gopacket.SerializeLayers(c.buf, c.more, append(all, over, gopacket.Payload(data))...); err != nil {
		return err
	}
	b := c.buf.Bytes()
	var o pcapgo.NgPacketOptions
	if p.Arrive == -1 {
		o.Comments = []string{"lost on its way to " + p.Q}
	}
	return c.w.WritePacketWithOptions(gopacket.CaptureInfo{
		Timestamp: log.Epoch.Add(time.Duration(p.T)), CaptureLength: len(b), Length: len(b), InterfaceIndex: id,
	}, b, o)
}
