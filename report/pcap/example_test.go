package pcap_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/pcap"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// The packet log of a run becomes a capture.
func Example() {
	dir, err := os.MkdirTemp("", "pcap")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	w, err := rundir.Create(dir, true, false)
	if err != nil {
		panic(err)
	}
	p := trace.Packet{
		P: "a", Q: "b", Kind: "udp", Arrive: 1, Data: []byte("hello"),
		Src: netip.MustParseAddrPort("1.0.1.1:4001"), Dst: netip.MustParseAddrPort("31.239.1.2:4001"),
	}
	if err := w.Packets(p.AppendJSON(nil)); err != nil {
		panic(err)
	}
	if _, err := w.Finish(&trace.Manifest{}); err != nil {
		panic(err)
	}
	all, err := (&log.Query{}).Filter()
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	n, err := pcap.Write(&file, &log.Log{Dir: dir}, all)
	fmt.Println(n, "packet,", file.Len() > 0, err)
	// Output: 1 packet, true <nil>
}
