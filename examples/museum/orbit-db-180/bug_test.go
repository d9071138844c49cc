//go:build simsealed && museum

package pubsub_test

import (
	"context"
	"testing"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// A life of the phone begins at a restart and ends at the next.
type life struct {
	connected bool // to the server, at the end of this life
	peer      bool // the server's pubsub counts it among its peers
	inRoom    bool // ... and among those in the room
	hears     int  // messages that it got from the server, but for the first seconds
	heard     int  // messages that the server got from it, likewise
}

// deaf is a life that has a connection, is in no topic, and hears nothing. The server hears it.
func (l life) deaf() bool { return l.connected && l.peer && !l.inRoom && l.hears == 0 && l.heard > 0 }

// forgotten is a life that has a connection, and nothing more.
func (l life) forgotten() bool { return l == life{connected: true} }

// whole is a life as it should be.
func (l life) whole() bool { return l.connected && l.peer && l.inRoom && l.hears > 0 && l.heard > 0 }

// talk puts a host into the room, where it speaks once a second, and calls heard for what
// others say.
func talk(n *simtest.Net, h host.Host, heard func()) (*pubsub.PubSub, *pubsub.Topic) {
	ps, err := pubsub.NewGossipSub(context.Background(), h)
	if err != nil {
		n.Fatalf("%v", err)
	}
	room, err := ps.Join("room")
	if err != nil {
		n.Fatalf("%v", err)
	}
	messages, err := room.Subscribe()
	if err != nil {
		n.Fatalf("%v", err)
	}
	n.Node(h).Go(func() {
		for {
			if m, err := messages.Next(context.Background()); err == nil && m.ReceivedFrom != h.ID() {
				heard()
			}
		}
	})
	n.Node(h).Go(func() {
		for {
			if err := room.Publish(context.Background(), []byte("hello")); err != nil {
				n.Errorf("publishing: %v", err)
			}
			time.Sleep(time.Second)
		}
	})
	return ps, room
}

// late says in a figure that a phone dials later than when it starts.
func late(wait time.Duration) string {
	if wait == 0 {
		return ""
	}
	return " that dials " + wait.String() + " later"
}

// restarts has a server and a phone that restarts five times, so long apart, and dials the
// server so long after it has started. Check gets the six lives of the phone; the last is 20
// minutes longer than the others.
func restarts(t *testing.T, apart, wait time.Duration, check func(number int, l life) bool) {
	t.Log("FIGURE # title: A phone that restarts once a minute, and its server")
	t.Log("FIGURE # x: restarts")
	t.Log("FIGURE # y: messages a minute, of 60")
	run := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 1, Limit: 24 * time.Hour}, func(n *simtest.Net) {
			var now life
			server, phone := n.Host("server"), n.Host("phone")
			ps, room := talk(n, server, func() { now.heard++ })
			start := func() {
				now = life{}
				talk(n, phone, func() { now.hears++ })
				n.Node(phone).Go(func() {
					time.Sleep(wait)
					n.Connect(phone, server)
				})
			}
			start()
			// The server speaks at full seconds: what it says first to the new phone on the old connection
			// comes half a second after the restart.
			n.Advance(500 * time.Millisecond)
			for number := range 6 {
				n.Advance(10 * time.Second)
				now.hears, now.heard = 0, 0
				n.Advance(apart - 10*time.Second)
				if number == 5 {
					n.Advance(20 * time.Minute)
				}
				now.connected = server.Network().Connectedness(phone.ID()) == network.Connected
				now.peer, now.inRoom = len(ps.ListPeers("")) == 1, len(room.ListPeers()) == 1
				t.Logf("%v apart, dials after %v, %d restarts: %+v", apart, wait, number, now)
				if apart == time.Minute {
					over := map[bool]float64{false: 50, true: 50 + 20*60}[number == 5] // s for which messages are counted
					t.Logf("FIGURE a phone%s hears,%d,%.1f", late(wait), number, 60*float64(now.hears)/over)
					if wait == 0 {
						t.Logf("FIGURE the server hears it,%d,%.1f", number, 60*float64(now.heard)/over)
					}
				}
				if !check(number, now) {
					n.Errorf("after %d restarts: %+v", number, now)
				}
				if number < 5 {
					n.Crash(phone)
					phone = n.Restart(phone)
					start()
				}
			}
		})
	}
	if first, second := run(), run(); first != second {
		t.Errorf("the second time it is %+v, the first %+v", second, first)
	}
}

// TestRed: after one restart the phone is connected and in no topic, and after five within
// ten minutes it is not even a peer of pubsub's, for good.
func TestRed(t *testing.T) {
	restarts(t, time.Minute, 0, func(number int, l life) bool {
		switch number {
		case 0:
			return l.whole()
		case 5:
			return l.forgotten()
		}
		return l.deaf()
	})
}

// TestRedSlowly: if there are eleven minutes between restarts the phone is not forgotten, and is
// as deaf.
func TestRedSlowly(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while: make museum")
	}
	restarts(t, 11*time.Minute, 0, func(number int, l life) bool {
		if number == 0 {
			return l.whole()
		}
		return l.deaf()
	})
}

// TestGreen: nothing happens to a phone that dials when the server knows that the old connection is dead.
func TestGreen(t *testing.T) {
	restarts(t, time.Minute, 2*time.Second, func(_ int, l life) bool { return l.whole() })
}
