package trace_test

import (
	"net/netip"
	"reflect"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestPacket: a line of the packet log is read as it was written.
func TestPacket(t *testing.T) {
	for _, p := range []trace.Packet{
		{T: 0, P: "a", Q: "b", Kind: "udp", Src: netip.MustParseAddrPort("1.2.3.4:5"), Dst: netip.MustParseAddrPort("[2001::1]:7"), Arrive: -1, Data: []byte{0, 255}},
		{T: 7, P: "a", Q: "b", Kind: "data", Src: netip.MustParseAddrPort("1.2.3.4:5"), Dst: netip.MustParseAddrPort("1.2.3.5:7"), Seq: 9, Ack: 8, Arrive: 11, Data: []byte("x")},
	} {
		got, err := trace.ParsePacket(p.AppendJSON(nil))
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%+v is read as %+v, %v", p, got, err)
		}
	}
	for _, line := range []string{"", "{}", `{"t":1}`, `{"t":1,"kind":"udp","src":"x"}`} {
		if p, err := trace.ParsePacket([]byte(line)); err == nil {
			t.Errorf("%q is read as %+v", line, p)
		}
	}
}
