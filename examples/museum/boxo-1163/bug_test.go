//go:build simsealed && museum

package bitswap_test

import (
	"context"
	"testing"
	"time"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim/simtest"
)

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
	n.Node(h).Do(func() { b = bitswap.New(context.Background(), bsnet.NewFromIpfsHost(h), nil, s) })
	return b
}

// A fetch is one block that a client asks for.
type fetch struct {
	done bool
	took time.Duration
	err  error
}

// begin asks for a block.
func begin(n *simtest.Net, client *bitswap.Bitswap, b blocks.Block) *fetch {
	f, start := &fetch{}, n.Now()
	go func() {
		_, f.err = client.GetBlock(context.Background(), b.Cid())
		f.took, f.done = n.Now()-start, true
	}()
	return f
}

// fetches has a client that fetches a block from a server, which then restarts and dials the
// client at once. A minute later the client asks for a second block. Hangs says whether
// it waits for it until they have a new connection.
func fetches(t *testing.T, hangs bool) {
	t.Log("FIGURE # title: A block asked for after a restart")
	t.Log("FIGURE # x: virtual time (min), asked at 1, connected anew at 31")
	t.Log("FIGURE # y: blocks fetched")
	t.Log("FIGURE # stair")
	run := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 1, Limit: 2 * time.Hour}, func(n *simtest.Net) {
			first, second := blocks.NewBlock([]byte("first")), blocks.NewBlock([]byte("second"))
			client, server := n.Host("client"), n.Host("server")
			disk := newStore(n, first, second)
			swap := serve(n, client, newStore(n))
			serve(n, server, disk)
			n.Connect(server, client)
			got := func(blocks int) { t.Logf("FIGURE @,%.4f,%d", n.Now().Minutes(), blocks) }
			got(0)
			f := begin(n, swap, first)
			n.Advance(time.Second)
			if !f.done || f.err != nil {
				n.Fatalf("the first block: %+v", f)
			}
			got(1)

			n.Crash(server)
			server = n.Restart(server)
			serve(n, server, disk)
			n.Connect(server, client)
			if c := len(client.Network().ConnsToPeer(server.ID())); c != 2 {
				n.Errorf("the client has %d connections, want an old one and a new", c)
			}
			n.Advance(time.Minute)
			if c := len(client.Network().ConnsToPeer(server.ID())); c != 1 {
				n.Errorf("a minute later the client has %d connections, want the new one", c)
			}

			f = begin(n, swap, second)
			n.Advance(time.Second)
			if f.done {
				got(2)
			}
			n.Advance(30*time.Minute - time.Second)
			t.Logf("after 30 minutes: %+v, %v", *f, client.Network().Connectedness(server.ID()))
			if f.done == hangs || f.done && (f.err != nil || f.took > time.Second) {
				n.Errorf("the second block after 30 minutes: %+v", f)
			}
			if c := client.Network().Connectedness(server.ID()); c != network.Connected {
				n.Errorf("the client is %v", c)
			}
			if err := server.Network().ClosePeer(client.ID()); err != nil {
				n.Errorf("%v", err)
			}
			n.Connect(server, client)
			n.Advance(time.Second)
			t.Logf("and a second after a new connection: %+v", *f)
			if f.done {
				got(2)
			}
			if !f.done || f.err != nil {
				n.Errorf("the second block after a new connection: %+v", f)
			}
		})
	}
	if first, second := run(), run(); first != second {
		t.Errorf("the second time it is %+v, the first %+v", second, first)
	}
}

// TestRed is with red.mod.
func TestRed(t *testing.T) { fetches(t, true) }

// TestGreen is with go.mod.
func TestGreen(t *testing.T) { fetches(t, false) }
