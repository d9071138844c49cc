//go:build simsealed && museum

package bitswap_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/boxo/exchange"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

const (
	count    = 500
	inFlight = 64
	delay    = 2500 * time.Microsecond // one way
	// Bitswap sends wants 20 ms apart, and the next 15 ms after the fourth batch of blocks has come.
	tillSent = 15 * time.Millisecond
	// A process stands still from 1 ms after the wants are sent on, when no answer is there yet.
	before = time.Millisecond
)

// stalls are how long a process stands still, as one does whose machine is busy.
var stalls = []time.Duration{
	0, 5 * time.Millisecond, 8 * time.Millisecond, 9 * time.Millisecond, 10 * time.Millisecond,
	20 * time.Millisecond, 40 * time.Millisecond, 48 * time.Millisecond, 49 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond,
}

// newStore returns a store that keeps blocks in memory.
func newStore(n *simtest.Net, holds ...blocks.Block) blockstore.Blockstore {
	s := blockstore.NewBlockstore(dssync.MutexWrap(datastore.NewMapDatastore()))
	if err := s.PutMany(context.Background(), holds); err != nil {
		n.Fatalf("%v", err)
	}
	return s
}

// serve starts bitswap on a host.
func serve(n *simtest.Net, h host.Host, s blockstore.Blockstore) (b *bitswap.Bitswap) {
	ping.NewPingService(h)
	n.Node(h).Do(func() { b = bitswap.New(context.Background(), bsnet.NewFromIpfsHost(h), nil, s) })
	return b
}

// A transfer is what a client fetches in one session.
type transfer struct {
	begin, last time.Duration
	fetched     int
	gap         time.Duration // the longest without a block
	fourth      chan struct{} // closed with the first block of the fourth batch
}

// start fetches all in one session, some at a time.
func start(n *simtest.Net, h host.Host, s exchange.Fetcher, all []blocks.Block) *transfer {
	f := &transfer{begin: n.Now(), last: n.Now(), fourth: make(chan struct{})}
	next := 0
	for range inFlight {
		n.Node(h).Go(func() {
			for next < len(all) {
				b := all[next]
				next++
				if _, err := s.GetBlock(context.Background(), b.Cid()); err != nil {
					n.Errorf("%v", err)
				}
				f.fetched++
				f.gap, f.last = max(f.gap, n.Now()-f.last), n.Now()
				if f.fetched == 3*inFlight+1 {
					close(f.fourth)
				}
			}
		})
	}
	return f
}

// stall has a client fetch blocks from a server on a fast link, and the process who stand still once
// while the client waits. Hangs says whether the session must then wait for a new connection.
func stall(t *testing.T, who string, length time.Duration, hangs bool) simtest.Result {
	return simtest.Run(t, simtest.Config{Seed: 1, Limit: 2 * time.Hour}, func(n *simtest.Net) {
		var all []blocks.Block
		for i := range count {
			all = append(all, blocks.NewBlock(binary.BigEndian.AppendUint64(make([]byte, 20_000), uint64(i))))
		}
		client, server := n.Host("client"), n.Host("server")
		n.Link(client, server, link.Way{Delay: delay})
		swap := serve(n, client, newStore(n))
		serve(n, server, newStore(n, all...))
		n.Connect(client, server)
		n.Advance(time.Second)
		f := start(n, client, swap.NewSession(context.Background()), all)
		<-f.fourth
		n.Advance(tillSent + before)
		slow := map[string]host.Host{"client": client, "server": server}[who]
		n.Pause(slow)
		n.Advance(length)
		n.Resume(slow)
		n.Advance(time.Hour)
		t.Logf("%s stalled for %v: %d blocks after an hour, the last after %v, longest gap %v", who, length, f.fetched, f.last-f.begin, f.gap)
		if who == "client" {
			t.Logf("FIGURE @,%d,%d", length.Milliseconds(), f.fetched)
		}
		if hangs != (f.fetched < count) {
			n.Errorf("stalled for %v: %d of %d blocks after an hour", length, f.fetched, count)
		}
		if longest := length + 30*time.Millisecond; f.gap > longest {
			n.Errorf("stalled for %v: %v without a block, and then more", length, f.gap)
		}
		if err := server.Network().ClosePeer(client.ID()); err != nil {
			n.Errorf("%v", err)
		}
		n.Connect(server, client)
		n.Advance(time.Minute)
		if f.fetched != count {
			n.Errorf("stalled for %v: %d of %d blocks after a new connection", length, f.fetched, count)
		}
	})
}

// curve shows which stalls a session does not survive: those of at least the time-out for a DONT_HAVE.
func curve(t *testing.T, who string, timeout time.Duration) {
	t.Log("FIGURE # title: Blocks an hour after a client stalled")
	t.Log("FIGURE # x: how long the client stood still (ms)")
	t.Log("FIGURE # y: blocks fetched, of 500")
	for _, length := range stalls {
		hangs := before+length >= timeout
		if first, second := stall(t, who, length, hangs), stall(t, who, length, hangs); first != second {
			t.Errorf("stalled for %v: the second time it is %+v, the first %+v", length, second, first)
		}
	}
}

// TestRed is with red.mod: the time-out is twice the round trip.
func TestRed(t *testing.T) { curve(t, "client", 4*delay) }

// TestGreen is with go.mod, and with today.mod: the time-out is at least 50 ms.
func TestGreen(t *testing.T) { curve(t, "client", 50*time.Millisecond) }

// TestServer is with any: what the server is late with brings it back into the session.
func TestServer(t *testing.T) { curve(t, "server", time.Hour) }
