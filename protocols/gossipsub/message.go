package gossipsub

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"
	pubsub "github.com/libp2p/go-libp2p-pubsub"

	"github.com/libp2p-sim/sim/protocols"
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
	subscriber *subscriber // at the publication
	times      int         // it has read the message
	duplicates int
}

// publish lets a peer publish a message, and counts at its deadline who has got
// it. It must not be called as the peer's work: the deadline comes also if the
// peer is paused by then. Adversaries must get nothing.
func (in *instance) publish(n *sim.Node, topic string, size int) {
	in.published[n]++
	number := numberOf(n, in.published[n])
	m := &message{born: time.Now(), from: n, by: map[*sim.Node]*reader{}}
	for _, node := range in.world.Nodes() {
		if to := in.subscribers[node]; to != nil && to.mesh[topic] != nil && node != n && node.Honest() {
			r := &reader{subscriber: to}
			m.to = append(m.to, r)
			m.by[node] = r
		}
	}
	in.messages[number] = m
	s := in.subscribers[n]
	about := fmt.Sprintf("message %d of %d bytes to %s", in.published[n], size, topic)
	op := in.world.BeginOp(n, "gossipsub.publish", about, in.options.Deadline)
	n.Go(func() {
		t, err := s.topic(topic)
		if err == nil {
			err = t.Publish(context.Background(), data(number, size))
		}
		m.err = err
	})
	time.AfterFunc(in.options.Deadline, func() { in.world.EndOp(op, in.judge(number)) })
}

// deliver notes that a subscriber has read a message.
func (in *instance) deliver(s *subscriber, got *pubsub.Message) {
	m := in.messages[binary.BigEndian.Uint64(got.Data)]
	if m == nil || m.by[s.node] == nil || m.by[s.node].subscriber != s {
		return // nobody is to get it, or only the life before this one
	}
	r := m.by[s.node]
	if r.times++; r.times == 1 {
		in.world.Emit("gossipsub.delivery", float64(time.Since(m.born).Nanoseconds()), s.node.Name, m.from.Name)
	}
}

// duplicate notes that a message came again.
func (in *instance) duplicate(s *subscriber, again *pubsub.Message) {
	if m := in.messages[binary.BigEndian.Uint64(again.Data)]; m != nil && m.by[s.node] != nil && m.by[s.node].subscriber == s {
		m.by[s.node].duplicates++
	}
}

// judge says, at its deadline, what became of a message.
func (in *instance) judge(number uint64) string {
	m := in.messages[number]
	delete(in.messages, number)
	got, of, duplicates, again := 0, 0, 0, 0
	for _, r := range m.to {
		n := r.subscriber.node
		if in.subscribers[n] != r.subscriber {
			continue // was down for a while, or is
		}
		of++
		if r.times == 0 {
			in.world.Emit("gossipsub.delivered", 0, n.Name, m.from.Name)
			continue
		}
		got++
		again += r.times - 1
		duplicates += r.duplicates
		in.world.Emit("gossipsub.delivered", 1, n.Name, m.from.Name)
		in.world.Emit("gossipsub.duplicates", float64(r.duplicates), n.Name, m.from.Name)
	}
	in.world.Emit("gossipsub.redelivered", float64(again), m.from.Name, "")
	if of > 0 {
		in.world.Emit("gossipsub.reached", float64(got)/float64(of), m.from.Name, "")
	}
	text := fmt.Sprintf("%d of %d got it, %d duplicates", got, of, duplicates)
	switch {
	case m.err != nil:
		return "failed: " + m.err.Error()
	case got < of:
		return "incomplete: " + text
	}
	return string(protocols.OK) + ", " + text
}

// numberOf returns the number of a node's i-th message. It follows from the node alone.
func numberOf(n *sim.Node, i int) uint64 { return xxhash.Sum64String(n.Name + " " + strconv.Itoa(i)) }

// data makes the data of a message: its number, and zeros.
func data(number uint64, size int) []byte {
	b := make([]byte, size)
	binary.BigEndian.PutUint64(b, number)
	return b
}
