//go:build simsealed

package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	connmgri "github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
	ma "github.com/multiformats/go-multiaddr"
	"github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// The tests of this file hold hosts to the behaviour that callers of go-libp2p's
// basic host and swarm may rely on; docs/hosts.md lists where they differ.

// TestNewStreamToTheSilent: a context without a deadline has one of 10 s, so a host
// that asks for a protocol which it does not know the other to speak does not wait
// for ever while nothing passes between them.
func TestNewStreamToTheSilent(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		n.Advance(time.Minute)
		heal := n.Cut(a, b)
		begin := n.Now()
		_, err := a.NewStream(context.Background(), b.ID(), "/late/1.0.0")
		if took := n.Now() - begin; !errors.Is(err, context.DeadlineExceeded) || took != 10*time.Second {
			t.Errorf("NewStream: %v after %v, want its deadline after 10s", err, took)
		}
		heal()
	})
}

// TestNewStreamOfADyingConnection: when the connection ends, so does the wait for an
// answer on it, also under a deadline that is far away.
func TestNewStreamOfADyingConnection(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		n.Crash(b)
		begin := n.Now()
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		_, err := a.NewStream(ctx, b.ID(), "/late/1.0.0")
		if took := n.Now() - begin; !errors.Is(err, network.ErrReset) || took > 40*time.Second {
			t.Errorf("NewStream: %v after %v, want a reset when the keepalive ends the connection", err, took)
		}
	})
}

// TestNewStreamWithoutAConnection: a context that forbids to dial gets the error of a
// basic host.
func TestNewStreamWithoutAConnection(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		ctx := network.WithNoDial(context.Background(), "test")
		if _, err := a.NewStream(ctx, b.ID(), "/x"); err == nil || err.Error() != "connection failed" {
			t.Errorf("NewStream without a connection: %v", err)
		}
	})
}

// TestErrorCodes: the codes of resets and of closed connections travel.
func TestErrorCodes(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1, Model: link.Constant(20 * time.Millisecond)}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		streams := make(chan network.Stream, 1)
		b.SetStreamHandler("/x", func(s network.Stream) { streams <- s })
		n.Connect(a, b)
		open := func() (near, far network.Stream) {
			near, err := a.NewStream(context.Background(), b.ID(), "/x")
			if err != nil {
				t.Fatal(err)
			}
			return near, <-streams
		}
		near, far := open()
		if err := near.ResetWithError(42); err != nil {
			t.Error(err)
		}
		var se *network.StreamError
		if _, err := near.Read(make([]byte, 1)); !errors.As(err, &se) || se.Remote || se.ErrorCode != 42 || !errors.Is(err, network.ErrReset) {
			t.Errorf("reading here: %v", err)
		}
		if _, err := far.Read(make([]byte, 1)); !errors.As(err, &se) || !se.Remote || se.ErrorCode != 42 || !errors.Is(err, network.ErrReset) {
			t.Errorf("reading there: %v", err)
		}
		near, far = open()
		if err := far.Conn().CloseWithError(7); err != nil {
			t.Error(err)
		}
		var ce *network.ConnError
		if _, err := far.Write([]byte{1}); !errors.As(err, &ce) || ce.Remote || ce.ErrorCode != 7 {
			t.Errorf("writing there: %v", err)
		}
		if _, err := near.Read(make([]byte, 1)); !errors.As(err, &ce) || !ce.Remote || ce.ErrorCode != 7 || !errors.Is(err, network.ErrReset) {
			t.Errorf("reading here: %v", err)
		}
	})
}

// TestSignedPeerRecords: a host has a record of its own that it has signed, and
// identify brings it to others.
func TestSignedPeerRecords(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		sub, err := a.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted))
		if err != nil {
			t.Fatal(err)
		}
		n.Connect(a, b)
		e := (<-sub.Out()).(event.EvtPeerIdentificationCompleted)
		if e.Peer != b.ID() || e.SignedPeerRecord == nil || e.AgentVersion != "libp2p-sim" {
			t.Fatalf("identified %+v", e)
		}
		r, err := e.SignedPeerRecord.Record()
		if err != nil {
			t.Fatal(err)
		}
		if rec := r.(*peer.PeerRecord); rec.PeerID != b.ID() || len(rec.Addrs) != 1 || !rec.Addrs[0].Equal(b.Addrs()[0]) {
			t.Errorf("the record is %+v", rec)
		}
		book, _ := peerstore.GetCertifiedAddrBook(a.Peerstore())
		if book.GetPeerRecord(a.ID()) == nil {
			t.Error("a host has no record of its own")
		}
	})
}

// TestIdentifyTakesTheLink: identify travels as all else does: a round trip, on a
// link that loses half of all packets longer, and not through a cut.
func TestIdentifyTakesTheLink(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b, c := n.Host("a"), n.Host("b"), n.Host("c")
		n.Link(a, b, link.Way{Delay: 50 * time.Millisecond})
		n.Link(a, c, link.Way{Delay: 50 * time.Millisecond})
		if _, err := a.Network().DialPeer(context.Background(), b.ID()); err == nil {
			t.Error("dialled without an address")
		}
		a.Peerstore().AddAddrs(b.ID(), b.Addrs(), time.Hour)
		a.Peerstore().AddAddrs(c.ID(), c.Addrs(), time.Hour)
		identified := func(h interface{ ID() peer.ID }) time.Duration {
			conn, err := a.Network().DialPeer(context.Background(), h.ID())
			if err != nil {
				t.Fatal(err)
			}
			begin := n.Now()
			if h == c {
				n.Cut(a, c)
			}
			<-a.(interface{ IDService() identify.IDService }).IDService().IdentifyWait(conn)
			return n.Now() - begin
		}
		if took := identified(b); took != 100*time.Millisecond {
			t.Errorf("identify took %v, want a round trip", took)
		}
		if protos, err := a.Peerstore().GetProtocols(b.ID()); err != nil || len(protos) == 0 {
			t.Errorf("b speaks %v, %v", protos, err)
		}
		if took := identified(c); took != 5*time.Second {
			t.Errorf("identify through a cut took %v, want its time-out of 5s", took)
		}
	})
}

// TestProtocolNotSupported: a caller that asks for a protocol that the other host
// does not speak can tell this from any other failure, as kad-dht does.
func TestProtocolNotSupported(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		_, err := a.NewStream(context.Background(), b.ID(), "/none/1.0.0", "/none/2.0.0")
		var not multistream.ErrNotSupported[protocol.ID]
		if !errors.As(err, &not) || len(not.Protos) != 2 {
			t.Errorf("NewStream: %v, want that both protocols are not supported", err)
		}
	})
}

// TestCloseOfAHost: a closed host is gone for the others, at once for hosts that dial
// it, one delay later for hosts that were connected.
func TestCloseOfAHost(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b, c := n.Host("a"), n.Host("b"), n.Host("c")
		n.Connect(a, b)
		for range 2 {
			if err := b.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		n.Advance(10 * time.Millisecond)
		if a.Network().Connectedness(b.ID()) == network.Connected {
			t.Error("a still takes b for connected")
		}
		if err := c.Connect(context.Background(), peer.AddrInfo{ID: b.ID(), Addrs: b.Addrs()}); !errors.Is(err, sim.ErrDialTimeout) {
			t.Errorf("Connect to a host that is closed: %v", err)
		}
		if err := b.Connect(context.Background(), peer.AddrInfo{ID: c.ID(), Addrs: c.Addrs()}); err == nil {
			t.Error("a host that is closed connects")
		}
		if err := n.Restart(b).Network().Close(); err != nil || n.Node(b).Up() {
			t.Errorf("Network().Close: %v", err)
		}
	})
}

// TestCloseInLeave: a protocol that closes its host when its node leaves changes
// nothing.
func TestCloseInLeave(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		for _, take := range []func(*sim.Node, func()){(*sim.Node).Leave, (*sim.Node).Crash} {
			b := n.Host(fmt.Sprint("b", n.Now()))
			take(n.Node(b), func() { _ = b.Close() })
			if n.Node(b).Up() {
				t.Error("b is up")
			}
			n.Advance(time.Second)
		}
	})
}

// TestDialsGoToAddresses: a dial reaches the host that listens at the address where
// the dialler believes the other to be.
func TestDialsGoToAddresses(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		shared := ma.StringCast("/ip4/203.0.114.1/tcp/1")
		a, b, c := n.Host("a"), n.Host("b", simtest.Addr(shared)), n.Host("c", simtest.Addr(ma.StringCast("/ip4/203.0.114.1/tcp/2")))
		nobody := ma.StringCast("/ip4/203.0.114.1/tcp/3")
		dial := func(addrs ...ma.Multiaddr) error {
			a.Peerstore().ClearAddrs(b.ID())
			a.Peerstore().AddAddrs(b.ID(), addrs, time.Hour)
			_, err := a.Network().DialPeer(context.Background(), b.ID())
			return err
		}
		begin := n.Now()
		var other sec.ErrPeerIDMismatch
		if err := dial(nobody, c.Addrs()[0]); !errors.As(err, &other) || other.Actual != c.ID() || n.Now()-begin != 60*time.Millisecond {
			t.Errorf("a dial to another's address: %v after %v, want a mismatch after three round trips", err, n.Now()-begin)
		}
		if err := dial(nobody); !errors.Is(err, sim.ErrDialTimeout) {
			t.Errorf("a dial to nobody's address: %v", err)
		}
		if err := dial(a.Addrs()...); !errors.Is(err, swarm.ErrNoGoodAddresses) {
			t.Errorf("a dial to one's own address: %v", err)
		}
		if err := dial(a.Addrs()[0], c.Addrs()[0], shared); err != nil {
			t.Errorf("a dial to three addresses, of which one is right: %v", err)
		}
		if got := a.Network().Conns()[0].RemoteMultiaddr(); !got.Equal(shared) {
			t.Errorf("connected to %s", got)
		}
		if _, err := n.World().Add(sim.NodeConfig{Name: "d", Addr: shared}); err == nil {
			t.Error("two nodes have one address")
		}
	})
}

// TestHeirAtAnAddress: who replaces a node that was given its address listens there, and
// dials of the former meet the new one.
func TestHeirAtAnAddress(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		shared := ma.StringCast("/ip4/10.244.0.2/tcp/4001")
		a, b, far := n.Host("a"), n.Host("b", simtest.Addr(shared)), n.Host("far")
		n.Crash(b)
		n.Crash(far)
		heir, err := n.World().Replace(n.Node(b))
		if err != nil {
			t.Fatal(err)
		}
		other, err := n.World().Replace(n.Node(far))
		if err != nil {
			t.Fatal(err)
		}
		if !heir.Addr.Equal(shared) || other.Addr.Equal(n.Node(far).Addr) {
			t.Errorf("the heirs listen at %s and %s", heir.Addr, other.Addr)
		}
		if err := heir.Start(); err != nil {
			t.Fatal(err)
		}
		for _, known := range []peer.ID{b.ID(), n.Host("unknown").ID()} {
			a.Peerstore().ClearAddrs(known)
			a.Peerstore().AddAddr(known, shared, time.Hour)
			var mismatch sec.ErrPeerIDMismatch
			if _, err := a.Network().DialPeer(context.Background(), known); !errors.As(err, &mismatch) || mismatch.Actual != heir.ID {
				t.Errorf("a dial of who was there: %v", err)
			}
		}
	})
}

// TestConnManager: a host with a connection manager keeps tags, trims, spares the
// peers that it protects, and does so again in the same order; after a restart it has
// a new one.
func TestConnManager(t *testing.T) {
	makes := func() (connmgri.ConnManager, error) {
		return connmgr.NewConnManager(3, 5, connmgr.WithGracePeriod(0), connmgr.WithSilencePeriod(time.Second))
	}
	trimmed := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
			hub := n.Host("hub", simtest.ConnManager(makes))
			first := n.Host("first")
			n.Connect(first, hub)
			hub.ConnManager().Protect(first.ID(), "test")
			hub.ConnManager().TagPeer(first.ID(), "test", 7)
			for i := range 7 {
				n.Connect(n.Host(fmt.Sprint("leaf", i)), hub)
			}
			n.Advance(time.Minute)
			if left := len(hub.Network().Peers()); left != 3+1 {
				t.Errorf("%d connections are left of 8, want 3 and the protected one", left)
			}
			if hub.Network().Connectedness(first.ID()) != network.Connected {
				t.Error("who was protected was trimmed")
			}
			if tag := hub.ConnManager().GetTagInfo(first.ID()); tag == nil || tag.Value != 7 {
				t.Errorf("the tag is %+v", tag)
			}
			n.Crash(hub)
			if again := n.Restart(hub); again.ConnManager() == hub.ConnManager() || again.ConnManager().IsProtected(first.ID(), "test") {
				t.Error("the manager outlives its host")
			}
		})
	}
	if a, b := trimmed(), trimmed(); a != b {
		t.Errorf("it trims in two ways: %+v and %+v", a, b)
	}
}
