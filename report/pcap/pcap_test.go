package pcap_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/pcap"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestWrite: a capture has each packet on its sender's interface, at its time, with headers
// that fit together; a burst is cut into segments, and a loss says so.
func TestWrite(t *testing.T) {
	a, b := netip.MustParseAddrPort("10.0.0.1:4001"), netip.MustParseAddrPort("10.0.0.2:80")
	six, seven := netip.MustParseAddrPort("[2001:db8::6]:1"), netip.MustParseAddrPort("[2001:db8::7]:2")
	burst := bytes.Repeat([]byte("0123456789"), 300)
	l := packets(t,
		trace.Packet{T: 0, P: "a", Q: "b", Kind: "syn", Src: a, Dst: b, Arrive: 10},
		trace.Packet{T: 10, P: "b", Q: "a", Kind: "syn-ack", Src: b, Dst: a, Arrive: 20},
		trace.Packet{T: 20, P: "a", Q: "b", Kind: "data", Src: a, Dst: b, Arrive: -1, Data: burst},
		trace.Packet{T: 30, P: "b", Q: "a", Kind: "fin", Src: b, Dst: a, Ack: 3000, Arrive: 40},
		trace.Packet{T: 50, P: "six", Q: "seven", Kind: "udp", Src: six, Dst: seven, Arrive: 60, Data: []byte("hello")},
		trace.Packet{T: 60, P: "seven", Q: "six", Kind: "unreachable", Src: seven, Dst: six, Arrive: 70},
		trace.Packet{T: 80, P: "b", Q: "a", Kind: "unreachable", Src: b, Dst: a, Arrive: 90},
	)
	var file bytes.Buffer
	filter, err := (&log.Query{}).Filter()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := pcap.Write(&file, l, filter); n != 7 || err != nil {
		t.Fatalf("%d packets are written, %v", n, err)
	}
	r, err := pcapgo.NewNgReader(&file, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	var next uint32
	kinds := ""
	for i := 0; ; i++ {
		data, ci, opts, err := r.ReadPacketDataWithOptions()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		p := gopacket.NewPacket(data, layers.LinkTypeRaw, gopacket.Default)
		if f := p.ErrorLayer(); f != nil {
			t.Fatalf("packet %d: %v", i, f.Error())
		}
		if over, ok := p.TransportLayer().(interface {
			SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
		}); ok {
			_ = over.SetNetworkLayerForChecksum(p.NetworkLayer())
		}
		if icmp, ok := p.Layer(layers.LayerTypeICMPv6).(*layers.ICMPv6); ok {
			_ = icmp.SetNetworkLayerForChecksum(p.NetworkLayer())
		}
		if errs, wrong := p.VerifyChecksums(); errs != nil || len(wrong) > 0 {
			t.Errorf("packet %d: %v %v", i, errs, wrong)
		}
		on, err := r.Interface(ci.InterfaceIndex)
		if err != nil {
			t.Fatal(err)
		}
		top := p.Layers()[1].LayerType().String()
		if tcp, ok := p.TransportLayer().(*layers.TCP); ok && ci.Timestamp == log.Epoch.Add(20) {
			if len(opts.Comments) != 1 || on.Name != "a" || next != 0 && tcp.Seq != next {
				t.Errorf("segment %d of %s has comments %q", tcp.Seq, on.Name, opts.Comments)
			}
			got = append(got, tcp.Payload...)
			next = tcp.Seq + uint32(len(tcp.Payload))
		}
		kinds += on.Name + " " + top + " " + ci.Timestamp.Sub(log.Epoch).String() + "\n"
	}
	if !bytes.Equal(got, burst) {
		t.Errorf("segments have %d bytes, want the %d of the burst", len(got), len(burst))
	}
	const want = "a TCP 0s\nb TCP 10ns\na TCP 20ns\na TCP 20ns\na TCP 20ns\nb TCP 30ns\nsix UDP 50ns\nseven ICMPv6 60ns\nb ICMPv4 80ns\n"
	if kinds != want {
		t.Errorf("the capture has\n%swant\n%s", kinds, want)
	}
}

// TestNoPackets: a run without packets says how to have them.
func TestNoPackets(t *testing.T) {
	filter, err := (&log.Query{}).Filter()
	if err != nil {
		t.Fatal(err)
	}
	n, err := pcap.Write(io.Discard, &log.Log{Dir: t.TempDir()}, filter)
	if n != 0 || !errors.Is(err, pcap.ErrNoPackets) {
		t.Errorf("%d packets, %v", n, err)
	}
}

// packets makes a run directory with a packet log.
func packets(t *testing.T, list ...trace.Packet) *log.Log {
	dir := t.TempDir()
	w, err := rundir.Create(dir, true, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if err := w.Packets(p.AppendJSON(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Finish(&trace.Manifest{VirtualNS: int64(time.Second)}); err != nil {
		t.Fatal(err)
	}
	return &log.Log{Dir: dir}
}
