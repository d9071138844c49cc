package kademlia

import (
	"cmp"
	"io"
	"math/rand/v2"
	"time"

	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-msgio"
	"google.golang.org/protobuf/proto"

	"github.com/libp2p-sim/sim/sim"
)

// floodBacklog is how many requests wait for one victim; one more is not made.
const floodBacklog = 64

// A flooder asks one random server after the other for the peers closest to random keys, over
// streams of its own, and throws the answers away.
type flooder struct {
	in    *instance
	node  *sim.Node
	rand  *rand.Rand
	lines map[*sim.Node]chan []byte // of requests to the victims
}

// flood begins what an adversary does that floods.
func (in *instance) flood(n *sim.Node) {
	if n.FloodRate() == 0 {
		return
	}
	f := &flooder{in, n, in.world.Rand("kademlia/flood/" + n.Name), map[*sim.Node]chan []byte{}}
	n.Flooding(f.ask)
}

// ask asks one server.
func (f *flooder) ask() {
	victim, ok := draw(f.rand, f.in.world.Nodes(), func(m *sim.Node) bool { return m.Honest() && f.in.oracle.serves(m) })
	if !ok {
		return
	}
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(f.rand.Uint32())
	}
	request, err := proto.Marshal(pb.NewMessage(pb.Message_FIND_NODE, key, 0))
	if err != nil {
		panic(err) // a message of ours
	}
	line := f.lines[victim]
	if line == nil {
		line = make(chan []byte, floodBacklog)
		f.lines[victim] = line
		f.node.Go(func() { f.serve(victim, line) })
	}
	select {
	case line <- request:
	default:
	}
}

// serve sends requests to a victim for as long as the node is up.
func (f *flooder) serve(victim *sim.Node, line chan []byte) {
	ctx, stop := f.node.Context()
	defer stop()
	h := f.node.Host()
	var s network.Stream
	for {
		select {
		case <-ctx.Done():
			return
		case request := <-line:
			if s == nil {
				h.Peerstore().AddAddrs(victim.ID, victim.AddrInfo().Addrs, time.Hour)
				var err error
				if s, err = h.NewStream(ctx, victim.ID, f.in.protocol()); err != nil {
					s = nil
					continue
				}
				answers := s
				f.node.Go(func() { _, _ = io.Copy(io.Discard, answers) })
			}
			if err := msgio.NewVarintWriter(s).WriteMsg(request); err != nil {
				_ = s.Reset()
				s = nil
				continue
			}
			f.in.flooded++
		}
	}
}

// protocol is that of all requests.
func (in *instance) protocol() protocol.ID {
	o := &in.options
	return cmp.Or(protocol.ID(o.V1ProtocolOverride), protocol.ID(o.ProtocolPrefix+o.ProtocolExtension+"/kad/1.0.0"))
}

// sampleFlood tells how much was asked since the last sample.
func (in *instance) sampleFlood() {
	for _, n := range in.world.Nodes() {
		if n.FloodRate() > 0 {
			in.world.Emit("kademlia.flood", float64(in.flooded), "", "")
			in.flooded = 0
			return
		}
	}
}
