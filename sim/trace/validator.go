package trace

import (
	"fmt"
	"time"
)

// A Validator checks that a log could have happened: time never goes back;
// no node acts while it is down; every message that is read was sent to the
// reader, in its present life, by that stream's other end, and had arrived; those
// of a stream are read in the order of their sending; every connection was
// dialled, and ends once; a fault is over after it begins, once; the messages,
// operations and faults of a peer have numbers of their own. The zero value is
// ready for the first event of a log.
type Validator struct {
	// Least, if not nil, returns the minimum delay to the other peer of the
	// message or dial that a Send, Defer or Dial begins. Nothing may arrive
	// sooner.
	Least func(*Event) time.Duration

	last  int64
	up    map[string]bool
	lives map[string]int // how often a peer came up
	sent  map[Nth]sent   // not yet read
	reads map[reader]int64
	dials map[[3]string][]*Event // that have not ended, by peers and transport, the oldest first
	given map[[3]string][]*Event // dials over a transport that were given up and that the other end may yet accept
	conns map[Nth]*ends          // those of which an end may open or is open
	ops   map[Nth]*Event         // not yet ended
	hurts map[Nth]*Event         // faults that last
	// last numbers that each peer gave: "" is the network
	msgs, begun, hurt map[string]int64
}

// A sent is a message on its way to one life of a peer.
type sent struct {
	*Event
	life int
}

// Ends are those of a connection: the dialler's opens first, and either may close first.
type ends struct {
	dialler, listener string
	begun             int64
	dialled, accepted bool // the end of either is open
	was               bool // that of the listener is or was
}

// A reader is one end of a stream.
type reader struct {
	stream Nth
	peer   string
}

// least is the instant before which e, or the message or dial that it begins,
// cannot arrive.
func (v *Validator) least(e *Event) int64 {
	if v.Least == nil {
		return e.T
	}
	return e.T + v.Least(e).Nanoseconds()
}

// begin makes the tables before the first event.
func (v *Validator) begin() {
	if v.up != nil {
		return
	}
	v.up, v.lives, v.sent, v.ops = map[string]bool{}, map[string]int{}, map[Nth]sent{}, map[Nth]*Event{}
	v.conns, v.given = map[Nth]*ends{}, map[[3]string][]*Event{}
	v.reads, v.dials, v.hurts = map[reader]int64{}, map[[3]string][]*Event{}, map[Nth]*Event{}
	v.msgs, v.begun, v.hurt = map[string]int64{}, map[string]int64{}, map[string]int64{}
}

// Add checks the next event of a log.
func (v *Validator) Add(e *Event) error {
	v.begin()
	if err := v.acts(e); err != nil {
		return err
	}
	switch e.Kind {
	case Up:
		if v.up[e.P] {
			return fmt.Errorf("%s comes up twice", e.P)
		}
		v.up[e.P] = true
		v.lives[e.P]++
		for way := range v.dials {
			if way[0] == e.P { // of a life before
				delete(v.dials, way)
			}
		}
	case Fault, FaultEnd:
		return v.fault(e)
	case Accept:
		return v.accepted(e)
	case Disconnect:
		return v.disconnected(e)
	case Down:
		delete(v.up, e.P)
	case Dial:
		kept := *e
		way := [3]string{e.P, e.Q, e.Proto}
		v.dials[way] = append(v.dials[way], &kept)
	case Connect, DialFailed:
		return v.dialled(e)
	case Send:
		return v.send(e)
	case Recv:
		return v.recv(e)
	case Defer:
		return v.deferred(e)
	case Drop:
		return v.dropped(e)
	case OpStart:
		if last := v.begun[e.P]; e.ID <= last {
			return fmt.Errorf("operation %d of %s begins after operation %d", e.ID, e.P, last)
		}
		v.begun[e.P] = e.ID
		kept := *e
		v.ops[e.Operation()] = &kept
	case OpEnd:
		op := v.ops[e.Operation()]
		if op == nil || op.Proto != e.Proto {
			return fmt.Errorf("%s ends operation %d (%s), which it has not begun", e.P, e.ID, e.Proto)
		}
		delete(v.ops, e.Operation())
	}
	return nil
}

// acts checks that time goes on and the event's peer may act.
func (v *Validator) acts(e *Event) error {
	if e.T < v.last {
		return fmt.Errorf("time goes back from %d to %d", v.last, e.T)
	}
	v.last = e.T
	if op := e.Operation(); e.Kind != OpStart && e.Kind != OpEnd && op.N > v.begun[op.Peer] {
		return fmt.Errorf("%s of operation %v, which nobody has begun", e.Kind, op)
	}
	switch e.Kind {
	case Up, Fault, FaultEnd:
	case Disconnect, DialFailed, OpEnd, Defer, Drop:
		// An operation or connection may end with its peer, and what a peer has sent
		// goes on without it.
	default:
		if !v.up[e.P] {
			return fmt.Errorf("%s acts while it is down", e.P)
		}
	}
	return nil
}

func (v *Validator) fault(e *Event) error {
	if e.Kind == FaultEnd {
		f := v.hurts[Nth{e.P, e.ID}]
		if f == nil || f.Detail != e.Detail {
			return fmt.Errorf("fault %d (%s) is over, which does not last", e.ID, e.Detail)
		}
		delete(v.hurts, Nth{e.P, e.ID})
		return nil
	}
	switch {
	case e.ID <= v.hurt[e.P]:
		return fmt.Errorf("fault %d begins after fault %d", e.ID, v.hurt[e.P])
	case e.Arrive != 0 && e.Arrive < e.T:
		return fmt.Errorf("fault %d is to end at %d, before it begins", e.ID, e.Arrive)
	}
	v.hurt[e.P] = e.ID
	kept := *e
	v.hurts[Nth{e.P, e.ID}] = &kept
	return nil
}

func (v *Validator) send(e *Event) error {
	switch {
	case e.ID <= v.msgs[e.P]:
		return fmt.Errorf("message %d of %s is sent after message %d", e.ID, e.P, v.msgs[e.P])
	case e.Size <= 0:
		return fmt.Errorf("message %d has %d bytes", e.ID, e.Size)
	case e.Arrive > 0 && e.Arrive < e.T:
		return fmt.Errorf("message %d arrives at %d, before it is sent", e.ID, e.Arrive)
	case e.Arrive > 0 && e.Arrive < v.least(e):
		return fmt.Errorf("message %d takes %d ns, less than anything from %s to %s", e.ID, e.Arrive-e.T, e.P, e.Q)
	}
	v.msgs[e.P] = e.ID
	kept := *e
	v.sent[e.Message()] = sent{&kept, v.lives[e.Q]}
	return nil
}

func (v *Validator) dialled(e *Event) error {
	way := [3]string{e.P, e.Q, e.Proto}
	open := v.dials[way]
	switch {
	case len(open) == 0:
		return fmt.Errorf("%s of %s with %s, which it does not dial", e.Kind, e.P, e.Q)
	case e.Kind == Connect && e.Proto != Circuit && e.T < v.least(open[0]):
		return fmt.Errorf("%s is connected with %s after %d ns, less than anything takes to there", e.P, e.Q, e.T-open[0].T)
	}
	if v.dials[way] = open[1:]; len(open) == 1 {
		delete(v.dials, way)
	}
	if e.Kind == DialFailed && e.Proto != "" {
		v.given[way] = append(v.given[way], open[0])
	}
	if e.Kind == Connect {
		if _, ok := v.conns[e.Connection()]; ok {
			return fmt.Errorf("connection %v begins twice", e.Connection())
		}
		v.conns[e.Connection()] = &ends{dialler: e.P, listener: e.Q, begun: e.T, dialled: true}
	}
	return nil
}

// lateAccept is longer after a dial than its other end can accept it: go-libp2p gives a
// handshake a minute, and packets are sent again meanwhile.
const lateAccept = 5 * time.Minute

func (v *Validator) accepted(e *Event) error {
	c := v.conns[e.Connection()]
	way := [3]string{e.Q, e.P, e.Proto}
	for len(v.given[way]) > 0 && e.T-v.given[way][0].T > lateAccept.Nanoseconds() {
		v.given[way] = v.given[way][1:]
	}
	if c == nil && len(v.given[way]) > 0 {
		// Who gives up a dial in the instant in which the handshake is over has no connection;
		// the other end has one until it hears of that.
		c = &ends{dialler: e.Q, listener: e.P, begun: v.given[way][0].T}
		v.conns[e.Connection()], v.given[way] = c, v.given[way][1:]
	}
	switch {
	case c == nil || c.listener != e.P || c.dialler != e.Q:
		return fmt.Errorf("%s accepts connection %v from %s, which there is not", e.P, e.Connection(), e.Q)
	case c.was:
		return fmt.Errorf("%s accepts connection %v twice", e.P, e.Connection())
	case v.Least != nil && e.T < c.begun+v.Least(&Event{Kind: Dial, P: e.Q, Q: e.P}).Nanoseconds():
		return fmt.Errorf("%s accepts connection %v %d ns after it begins, less than anything takes from %s", e.P, e.Connection(), e.T-c.begun, e.Q)
	}
	c.accepted, c.was = true, true
	return nil
}

func (v *Validator) disconnected(e *Event) error {
	c := v.conns[e.Connection()]
	switch {
	case c != nil && c.dialled && c.dialler == e.P && c.listener == e.Q && e.ID > 0:
		c.dialled = false
	case c != nil && c.accepted && c.listener == e.P && c.dialler == e.Q && e.ID < 0:
		c.accepted = false
	default:
		return fmt.Errorf("connection %v of %s with %s ends, which there is not", e.Connection(), e.P, e.Q)
	}
	if c.was && !c.dialled && !c.accepted {
		delete(v.conns, e.Connection())
	}
	return nil
}

func (v *Validator) recv(e *Event) error {
	m := v.sent[e.Message()]
	end := reader{e.OnStream(), e.P}
	switch {
	case m.Event == nil:
		return fmt.Errorf("%s reads message %d, which nobody sent, or twice", e.P, e.Ref)
	case m.Q != e.P || m.OnStream() != e.OnStream() || m.Size != e.Size || m.Proto != e.Proto:
		return fmt.Errorf("%s reads message %d from %s, which is another", e.P, e.Ref, e.Q)
	case m.Arrive == -1:
		return fmt.Errorf("%s reads message %d, which does not arrive", e.P, e.Ref)
	case m.Arrive == 0 && e.T < v.least(m.Event):
		return fmt.Errorf("%s reads message %d %d ns after it is sent, less than anything takes from %s", e.P, e.Ref, e.T-m.T, e.Q)
	case e.T < m.Arrive:
		return fmt.Errorf("%s reads message %d at %d, before it arrives at %d", e.P, e.Ref, e.T, m.Arrive)
	case m.life != v.lives[e.P]:
		return fmt.Errorf("%s reads message %d, which was sent to it before it went down", e.P, e.Ref)
	case e.Stream != 0 && e.Ref < v.reads[end]:
		return fmt.Errorf("%s reads message %d of stream %v after message %d", e.P, e.Ref, e.OnStream(), v.reads[end])
	}
	v.reads[end] = e.Ref
	delete(v.sent, e.Message())
	return nil
}

func (v *Validator) dropped(e *Event) error {
	m := v.sent[e.Message()]
	switch {
	case m.Event == nil || m.Q != e.Q:
		return fmt.Errorf("message %d from %s to %s is dropped, which is not on its way", e.Ref, e.P, e.Q)
	case m.Arrive == 0 && e.T < v.least(m.Event):
		return fmt.Errorf("message %d from %s to %s is dropped %d ns after it is sent, less than anything takes", e.Ref, e.P, e.Q, e.T-m.T)
	case m.Arrive != 0 && m.Arrive != e.T:
		return fmt.Errorf("message %d from %s to %s is dropped at %d, and arrives at %d", e.Ref, e.P, e.Q, e.T, m.Arrive)
	}
	delete(v.sent, e.Message())
	return nil
}

func (v *Validator) deferred(e *Event) error {
	m := v.sent[e.Message()]
	switch {
	case m.Event == nil || m.Q != e.Q:
		return fmt.Errorf("message %d from %s to %s is deferred, which is not on its way", e.Ref, e.P, e.Q)
	case e.Arrive != -1 && e.Arrive < e.T:
		return fmt.Errorf("message %d now arrives at %d, which is over", e.Ref, e.Arrive)
	case e.Arrive != -1 && e.Arrive < v.least(e):
		return fmt.Errorf("message %d arrives %d ns after it is sent again, less than anything takes from %s to %s", e.Ref, e.Arrive-e.T, e.P, e.Q)
	}
	m.Arrive = e.Arrive
	return nil
}
