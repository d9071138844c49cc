package gossipsub

import (
	"context"
	"encoding/binary"
)

// spamSize is the size of a message of an adversary that floods.
const spamSize = 256

// flood begins what an adversary does that floods: it publishes, to one of its topics after the other,
// messages that no honest peer accepts.
func (in *instance) flood(s *subscriber) {
	topics := in.seat(s.node)
	if len(topics) == 0 {
		return
	}
	next := 0
	s.node.Flooding(func() {
		name := topics[next%len(topics)]
		next++
		in.spam++
		b := make([]byte, spamSize) // whose number is 0
		binary.BigEndian.PutUint64(b[8:], in.spam)
		s.node.Go(func() {
			if t, err := s.topic(name); err == nil {
				_ = t.Publish(context.Background(), b)
			}
		})
	})
}

// isSpam reports whether data is of such a message.
func isSpam(data []byte) bool { return len(data) < 8 || binary.BigEndian.Uint64(data) == 0 }
