// Package transfer lets scenarios move bytes in bulk between two peers, and measures how
// long that takes and how fast they flow.
//
// Its only noun is the transfer: so many bytes on a stream of their own, which end with
// one byte back, so that the sender knows when the other has read all. It does not measure how
// long dialling took.
package transfer

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// ID is the protocol of the streams.
const ID = "/sim/transfer/1.0.0"

// Options of the protocol in a scenario.
type Options struct {
	Timeout time.Duration `yaml:"timeout" doc:"Longest time of a transfer, with its dial." min:"1ms"`
}

// Args of the workload step "send".
type Args struct {
	Size  sim.Bytes    `yaml:"size" doc:"How many bytes." min:"1B" max:"16GiB"`
	Pairs int          `yaml:"pairs" doc:"How many transfers, each between a pair of peers drawn at random." min:"1" max:"1000000"`
	Each  bool         `yaml:"each" doc:"Draw that many receivers for every peer of by, instead of that many pairs in all."`
	By    sim.Selector `yaml:"by" doc:"The peers that send."`
	To    sim.Selector `yaml:"to" doc:"The peers that receive."`
}

// Protocol is the bulk transfer.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:    "transfer",
	Doc:     "Bulk transfers: bytes on a stream, which the receiver confirms when it has read all.",
	Options: Options{Timeout: 10 * time.Minute},
	Metrics: metrics,
	Describe: func(p protocol.ID, opener bool) sim.Describer {
		switch {
		case p != ID:
			return nil
		case opener:
			return func([]byte) string { return "DATA" }
		}
		return func([]byte) string { return "DONE" }
	},
	Ops: []protocols.Op{
		protocols.NewOp("send", "Pairs of peers that are up transfer bytes, one to the other.",
			Args{Size: 1 << 20, Pairs: 1, By: "all", To: "all"}, (*instance).transfers),
	},
	New: func(w *sim.World, o Options) (*instance, error) { return &instance{world: w, options: o}, nil },
})

var metrics = []trace.MetricDef{
	{Name: "transfer.time", Unit: "ns", Kind: trace.Duration, Help: "Time from the opening of a transfer's stream, on a connection that is there, to the receiver's word that it has read all.", Caption: trace.Caption{Title: "Time of a transfer", Axis: "time of a transfer", Noun: "transfers"}},
	{Name: "transfer.goodput", Unit: "B/s", Kind: trace.Count, Help: "Bytes of a transfer divided by its time.", Caption: trace.Caption{Title: "Goodput of transfers", Axis: "bytes a second", Noun: "transfers"}},
	{Name: "transfer.success", Unit: "1", Kind: trace.Ratio, Help: "Transfers that were confirmed, of all whose sender stayed up.", Caption: trace.Caption{Title: "Transfers that succeed", Axis: "succeeded", Noun: "transfers"}},
	{Name: "transfer.timeout", Unit: "1", Kind: trace.Ratio, Help: "Transfers that were not confirmed in time, of all whose sender stayed up.", Caption: trace.Caption{Title: "Transfers that take too long", Axis: "timed out", Noun: "transfers"}},
	{Name: "transfer.failed", Unit: "1", Kind: trace.Ratio, Help: "Transfers that ended with an error before their time was over, of all whose sender stayed up.", Caption: trace.Caption{Title: "Transfers that fail", Axis: "failed", Noun: "transfers"}},
	protocols.Skipped("transfer"),
}

type instance struct {
	protocols.Idle
	world   *sim.World
	options Options
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	n.Host().SetStreamHandler(ID, func(s network.Stream) {
		defer s.Close()
		var head [8]byte
		if _, err := io.ReadFull(s, head[:]); err != nil {
			_ = s.Reset()
			return
		}
		if _, err := io.CopyN(io.Discard, s, int64(binary.BigEndian.Uint64(head[:]))); err != nil {
			_ = s.Reset()
			return
		}
		_, _ = s.Write([]byte{1})
	})
	return nil
}

// transfers draws pairs of two different peers and lets each transfer.
func (in *instance) transfers(a *Args, r *rand.Rand) {
	from, to := sim.Running(in.world.SelectUp(a.By), "transfer"), sim.Running(in.world.SelectUp(a.To), "transfer")
	pair := func(n *sim.Node) {
		others := make([]*sim.Node, 0, len(to))
		for _, m := range to {
			if m != n {
				others = append(others, m)
			}
		}
		if m := sim.Pick(r, others); m != nil {
			n.Go(func() { in.transfer(n, m, int64(a.Size)) })
		} else {
			protocols.Skip(in.world, "transfer", "send", 1)
		}
	}
	switch {
	case a.Each:
		for _, n := range from {
			for range a.Pairs {
				pair(n)
			}
		}
	case len(from) > 0:
		for range a.Pairs {
			pair(sim.Pick(r, from))
		}
	default:
		protocols.Skip(in.world, "transfer", "send", a.Pairs)
	}
}

func (in *instance) transfer(n, m *sim.Node, size int64) {
	var took time.Duration
	protocols.Operation{
		Name: "transfer", About: m.Name, Limit: in.options.Timeout,
		Success: "transfer.success", Timeout: "transfer.timeout", Failed: "transfer.failed",
		OK: func(time.Duration) {
			in.world.Emit("transfer.time", float64(took.Nanoseconds()), n.Name, m.Name)
			if took == 0 {
				return // over a network without delay and limits
			}
			in.world.Emit("transfer.goodput", float64(int64(float64(size)/took.Seconds())), n.Name, m.Name)
		},
	}.Do(n, func(ctx context.Context) (string, error) {
		if err := n.Host().Connect(ctx, peer.AddrInfo{ID: m.ID, Addrs: m.AddrInfo().Addrs}); err != nil {
			return "", err
		}
		begin := time.Now()
		if err := send(ctx, n.Host(), m.ID, size); err != nil {
			return "", err
		}
		took = time.Since(begin)
		return fmt.Sprintf("%d B in %v", size, took), nil
	})
}

// piece is how much is written at once.
const piece = 64 << 10

// send sends bytes to a peer and waits for its word.
func send(ctx context.Context, h sim.Host, to peer.ID, size int64) error {
	s, err := h.NewStream(ctx, to, ID)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = s.Reset() })
	defer stop()
	defer s.Close()
	if _, err := s.Write(binary.BigEndian.AppendUint64(nil, uint64(size))); err != nil {
		return err
	}
	for b := make([]byte, piece); size > 0; size -= int64(len(b)) {
		if size < piece {
			b = b[:size]
		}
		if _, err := s.Write(b); err != nil {
			return err
		}
	}
	if err := s.CloseWrite(); err != nil {
		return err
	}
	_, err = io.ReadFull(s, make([]byte, 1))
	return err
}
