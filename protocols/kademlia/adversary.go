package kademlia

import (
	"io"
	"slices"
	"time"

	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	recpb "github.com/libp2p/go-libp2p-record/pb"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-msgio"
	"google.golang.org/protobuf/proto"

	"github.com/libp2p-sim/sim/sim"
)

// behaviours are those of adversaries that the protocol knows. One that drops keeps no
// record that it is told to, and routes as kad-dht does: see store.Put. One that lies
// answers all requests itself: see liar.
var behaviours = []sim.Behaviour{sim.Drop, sim.Lie, sim.Flood}

// A liar is the host that kad-dht gets on a node that is to lie. Streams that others open
// while the node lies get answers that lead to liars alone: as the peers closest to any key,
// and as the providers of any content. It confirms what it is told to store, and stores
// nothing. A value that it made up would not be valid: of a record that has been put more than
// once it serves the first value, which is, and else none. Streams that were opened before go on
// as they began.
type liar struct {
	dialler
	in   *instance
	node *sim.Node
}

// SetStreamHandler implements host.Host.
func (l liar) SetStreamHandler(p protocol.ID, handle network.StreamHandler) {
	l.dialler.SetStreamHandler(p, func(s network.Stream) {
		if !l.node.Behaves(sim.Lie) {
			handle(s)
			return
		}
		if err := l.answer(s); err != nil {
			_ = s.Reset()
			return
		}
		_ = s.Close()
	})
}

// streamIdle is how long kad-dht leaves a stream open on which no request comes
// (dhtStreamIdleTimeout).
const streamIdle = time.Minute

// answer answers the requests on a stream until it ends.
func (l liar) answer(s network.Stream) error {
	idle := time.AfterFunc(streamIdle, func() { _ = s.Reset() })
	defer idle.Stop()
	r, w := msgio.NewVarintReaderSize(s, network.MessageSizeMax), msgio.NewVarintWriter(s)
	for {
		b, err := r.ReadMsg()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		idle.Reset(streamIdle)
		var m pb.Message
		err = proto.Unmarshal(b, &m)
		r.ReleaseMsg(b)
		if err != nil {
			return err
		}
		answer := l.lie(&m)
		if answer == nil {
			continue
		}
		if b, err = proto.Marshal(answer); err != nil {
			return err
		}
		if err := w.WriteMsg(b); err != nil {
			return err
		}
	}
}

// lie returns the answer to a request, nil if it wants none.
func (l liar) lie(m *pb.Message) *pb.Message {
	switch m.GetType() {
	case pb.Message_ADD_PROVIDER:
		return nil
	case pb.Message_PUT_VALUE, pb.Message_PING:
		return m
	}
	liars := pb.RawPeerInfosToPBPeers(l.in.liars(m.GetKey()))
	answer := &pb.Message{Type: m.Type, Key: m.Key, CloserPeers: liars}
	switch m.GetType() {
	case pb.Message_GET_PROVIDERS:
		answer.ProviderPeers = liars
	case pb.Message_GET_VALUE:
		if rec := l.in.stored[datastoreKey(string(m.GetKey()))]; rec != nil && len(rec.values) > 1 {
			answer.Record = &recpb.Record{Key: m.GetKey(), Value: rec.values[0].bytes}
		}
	}
	return answer
}

// liars returns the liars closest to a key, at most k.
func (in *instance) liars(key []byte) []peer.AddrInfo {
	place := idOf(string(key))
	var out []peer.AddrInfo
	for _, n := range in.oracle.closest(&place, in.options.BucketSize, func(n *sim.Node) bool { return n.Behaves(sim.Lie) }) {
		out = append(out, n.AddrInfo())
	}
	return out
}

// sampleAdversaries tells how far adversaries have come: of the peers closest to what
// honest peers stored, and of the tables of honest peers.
func (in *instance) sampleAdversaries() {
	if !in.world.Adversaries() {
		return
	}
	in.sampleFlood()
	for _, rec := range in.records {
		if rec.put > 0 {
			in.emitClosest(rec.name, &rec.place)
		}
	}
	for _, c := range in.contents {
		in.emitClosest(c.name, &c.place)
	}
	eclipsed := 0
	for _, n := range in.world.Nodes() {
		s := in.servants[n]
		if s == nil || !n.Honest() || len(s.table.entries) == 0 {
			continue
		}
		bad := 0
		for _, e := range s.table.entries {
			if e.node >= 0 && !in.world.Everyone()[e.node].Honest() {
				bad++
			}
		}
		in.world.Emit("kademlia.table_adversaries", float64(bad)/float64(len(s.table.entries)), n.Name, "")
		if bad == len(s.table.entries) {
			eclipsed++
		}
	}
	in.world.Emit("kademlia.eclipsed", float64(eclipsed), "", "")
}

// emitClosest emits the share of adversaries among the k servers closest to a key.
func (in *instance) emitClosest(name string, place *id) {
	bad, all := 0, in.oracle.closest(place, in.options.BucketSize, nil)
	for _, n := range all {
		if !n.Honest() {
			bad++
		}
	}
	if len(all) > 0 {
		in.world.Emit("kademlia.closest_adversaries", float64(bad)/float64(len(all)), "", name)
	}
}

// gives reports whether what a node has counts as stored: it serves, answers, and is honest.
func (in *instance) gives(n *sim.Node) bool {
	return in.oracle.serves(n) && n.Honest() && !n.Behaves(sim.Silent)
}

// users returns the honest ones of nodes that run a DHT.
func users(nodes []*sim.Node) []*sim.Node {
	return slices.DeleteFunc(sim.Running(nodes, name), func(n *sim.Node) bool { return !n.Honest() })
}
