package main

import (
	"context"
	"fmt"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"

	"github.com/libp2p-sim/sim/sim"
)

// A message is on its way from its publication to its deadline.
type message struct {
	born time.Time
	from *sim.Node
	to   []*reader // in the order of the nodes
	by   map[*sim.Node]*reader
	err  error // of the publisher
}

// A reader is a subscriber that is to get a message.
type reader struct {
	node       *sim.Node
	subscriber *subscriber // at the publication
	got        bool
	duplicates int
}

// publish lets a peer publish a message, and counts at its deadline who has got
// it. It must not be called as the peer's work: the deadline comes also if the
// peer is paused by then.
func (in *instance) publish(n *sim.Node, size int) {
	in.last++
	number := in.last
	m := &message{born: time.Now(), from: n, by: map[*sim.Node]*reader{}}
	for _, node := range in.world.Nodes() {
		if to := in.subscribers[node]; to != nil && node != n {
			r := &reader{node: node, subscriber: to}
			m.to = append(m.to, r)
			m.by[node] = r
		}
	}
	in.messages[number] = m
	topic := in.subscribers[n].topic
	op := in.world.BeginOp(n, "gossipsub.publish", fmt.Sprintf("message %d of %d bytes", number, size), in.options.Deadline)
	n.Go(func() { m.err = topic.Publish(context.Background(), data(number, size)) })
	time.AfterFunc(in.options.Deadline, func() { in.world.EndOp(op, in.judge(number)) })
}

// deliver notes that a subscriber has read a message.
func (in *instance) deliver(n *sim.Node, got *pubsub.Message) {
	m := in.messages[numberOf(got)]
	if m == nil || n == m.from {
		return
	}
	if r := m.by[n]; r != nil && !r.got {
		r.got = true
		in.world.Emit("gossipsub.delivery", float64(time.Since(m.born).Nanoseconds()), n.Name, m.from.Name)
	}
}

// duplicate notes that a message came again.
func (in *instance) duplicate(n *sim.Node, again *pubsub.Message) {
	if m := in.messages[numberOf(again)]; m != nil && m.by[n] != nil {
		m.by[n].duplicates++
	}
}

// judge says, at its deadline, what became of a message.
func (in *instance) judge(number uint64) string {
	m := in.messages[number]
	delete(in.messages, number)
	got, of, duplicates := 0, 0, 0
	for _, r := range m.to {
		if in.subscribers[r.node] != r.subscriber {
			continue // was down for a while, or is
		}
		of++
		if !r.got {
			in.world.Emit("gossipsub.delivered", 0, r.node.Name, m.from.Name)
			continue
		}
		got++
		duplicates += r.duplicates
		in.world.Emit("gossipsub.delivered", 1, r.node.Name, m.from.Name)
		in.world.Emit("gossipsub.duplicates", float64(r.duplicates), r.node.Name, m.from.Name)
	}
	if m.err != nil {
		return "failed: " + m.err.Error()
	}
	return fmt.Sprintf("%d of %d got it, %d duplicates", got, of, duplicates)
}
