//go:build simsealed && museum

package pubsub_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/host"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// Heartbeats are 100 ms after every full second: gossipsub starts at 0.
const (
	met       = 5150 * time.Millisecond
	heartbeat = 6100 * time.Millisecond
)

// A pair meets, and its publisher publishes once.
type pair struct {
	publisher, subscriber host.Host
	room                  *pubsub.Topic
	after                 time.Duration // from the meeting to the message
	known                 bool          // the publisher had heard who is in the room
	heard                 int
}

// join puts a host into the room.
func join(n *simtest.Net, h host.Host, flood bool) (*pubsub.Topic, *pubsub.Subscription) {
	ps, err := pubsub.NewGossipSub(context.Background(), h, pubsub.WithFloodPublish(flood))
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
	return room, messages
}

// newPair makes a pair that has not met and is in the room.
func newPair(n *simtest.Net, number int, flood bool) *pair {
	p := &pair{
		publisher:  n.Host(fmt.Sprint("publisher-", number)),
		subscriber: n.Host(fmt.Sprint("subscriber-", number)),
		after:      time.Duration(number) * 100 * time.Millisecond,
	}
	p.room, _ = join(n, p.publisher, flood)
	_, messages := join(n, p.subscriber, flood)
	go func() {
		for {
			if _, err := messages.Next(context.Background()); err != nil {
				return
			}
			p.heard++
		}
	}()
	return p
}

// meet connects the pair, and publishes.
func (p *pair) meet(n *simtest.Net) {
	n.Connect(p.publisher, p.subscriber)
	time.Sleep(met + p.after - n.Now())
	p.known = len(p.room.ListPeers()) == 1
	if err := p.room.Publish(context.Background(), []byte("hello")); err != nil {
		n.Errorf("publishing: %v", err)
	}
}

// want is how often the message should arrive: once if there is anybody to send it to, but
// without flood publish only from the first heartbeat after the meeting on.
func (p *pair) want(flood bool) int {
	if p.known && (flood || met+p.after > heartbeat) {
		return 1
	}
	return 0
}

// publish has twelve pairs, each of which publishes 100 ms later than the one before.
func publish(t *testing.T, flood bool) {
	t.Log("FIGURE # title: Messages to a topic, and who has just met")
	t.Log("FIGURE # x: time from the meeting to the message (ms)")
	t.Log("FIGURE # y: arrivals of a message")
	run := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
			var pairs []*pair
			for i := range 12 {
				pairs = append(pairs, newPair(n, i+1, flood))
			}
			n.Advance(met - n.Now())
			for _, p := range pairs {
				go p.meet(n)
			}
			n.Advance(10 * time.Minute)
			for _, p := range pairs {
				t.Logf("published %v after the pair met: subscriber known %v, heard %d times", p.after, p.known, p.heard)
				t.Logf("FIGURE %s,%d,%d", map[bool]string{false: "defaults", true: "with flood publish"}[flood], p.after.Milliseconds(), p.heard)
				if p.known != (p.after > 100*time.Millisecond) {
					n.Errorf("%v after the pair met the subscriber is known: %v", p.after, p.known)
				}
				if p.heard != p.want(flood) {
					n.Errorf("published %v after the pair met: heard %d times, want %d", p.after, p.heard, p.want(flood))
				}
			}
		})
	}
	if first, second := run(), run(); first != second {
		t.Errorf("the second time it is %+v, the first %+v", second, first)
	}
}

// TestRed: what is published before the next heartbeat reaches nobody, ever.
func TestRed(t *testing.T) { publish(t, false) }

// TestGreen: with flood publish it reaches all that are known to be in the room.
func TestGreen(t *testing.T) { publish(t, true) }
