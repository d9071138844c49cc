package trace

import (
	"fmt"
	"time"
)

// A Validator checks that a log could have happened: time never goes back;
// no node acts while it is down; every message that is read was sent to the
// reader, in its present life, by that stream's other end, and had arrived; those
// of a stream are read in the order of their sending; every connection was
// dialled; a fault is over after it begins, once; messages, operations and faults
// have numbers of their own. The zero value is ready for the first event of a log.
type Validator struct {
	// Least, if not nil, returns the minimum delay to the other peer of the
	// message or dial that a Send, Defer or Dial begins. Nothing may arrive
	// sooner.
	Least func(*Event) time.Duration

	last  int64
	up    map[string]bool
	lives map[string]int // how often a peer came up
	sent  map[int64]sent // not yet read
	reads map[reader]int64
	dials map[[2]string]*Event
	ops   map[int64]*Event // not yet ended
	msgs  int64            // largest ID of a message
	begun int64            // largest ID of an operation
	hurts map[int64]*Event // faults that last
	hurt  int64            // largest ID of a fault
}

// A sent is a message on its way to one life of a peer.
type sent struct {
	*Event
	life int
}

// A reader is one end of a stream.
type reader struct {
	stream int64
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

// Add checks the next event of a log.
func (v *Validator) Add(e *Event) error {
	if v.up == nil {
		v.up, v.lives, v.sent, v.ops = map[string]bool{}, map[string]int{}, map[int64]sent{}, map[int64]*Event{}
		v.reads, v.dials, v.hurts = map[reader]int64{}, map[[2]string]*Event{}, map[int64]*Event{}
	}
	if e.T < v.last {
		return fmt.Errorf("time goes back from %d to %d", v.last, e.T)
	}
	v.last = e.T
	if e.Op > v.begun {
		return fmt.Errorf("%s of operation %d, which nobody has begun", e.Kind, e.Op)
	}
	switch e.Kind {
	case Up:
		if v.up[e.P] {
			return fmt.Errorf("%s comes up twice", e.P)
		}
		v.up[e.P] = true
		v.lives[e.P]++
		return nil
	case Fault, FaultEnd:
		return v.fault(e)
	case Disconnect, DialFailed, OpEnd, Defer:
		// An operation or connection may end with its peer.
	default:
		if !v.up[e.P] {
			return fmt.Errorf("%s acts while it is down", e.P)
		}
	}
	switch e.Kind {
	case Down:
		delete(v.up, e.P)
	case Dial:
		kept := *e
		v.dials[[2]string{e.P, e.Q}] = &kept
	case Connect, DialFailed:
		return v.dialled(e)
	case Send:
		return v.send(e)
	case Recv:
		return v.recv(e)
	case Defer:
		return v.deferred(e)
	case OpStart:
		if e.ID <= v.begun {
			return fmt.Errorf("operation %d begins after operation %d", e.ID, v.begun)
		}
		v.begun = e.ID
		kept := *e
		v.ops[e.ID] = &kept
	case OpEnd:
		op := v.ops[e.ID]
		if op == nil || op.P != e.P || op.Proto != e.Proto {
			return fmt.Errorf("%s ends operation %d (%s), which it has not begun", e.P, e.ID, e.Proto)
		}
		delete(v.ops, e.ID)
	}
	return nil
}

func (v *Validator) fault(e *Event) error {
	if e.Kind == FaultEnd {
		f := v.hurts[e.ID]
		if f == nil || f.P != e.P || f.Detail != e.Detail {
			return fmt.Errorf("fault %d (%s) is over, which does not last", e.ID, e.Detail)
		}
		delete(v.hurts, e.ID)
		return nil
	}
	switch {
	case e.ID <= v.hurt:
		return fmt.Errorf("fault %d begins after fault %d", e.ID, v.hurt)
	case e.Arrive != 0 && e.Arrive < e.T:
		return fmt.Errorf("fault %d is to end at %d, before it begins", e.ID, e.Arrive)
	}
	v.hurt = e.ID
	kept := *e
	v.hurts[e.ID] = &kept
	return nil
}

func (v *Validator) send(e *Event) error {
	switch {
	case e.ID <= v.msgs:
		return fmt.Errorf("message %d is sent after message %d", e.ID, v.msgs)
	case e.Size <= 0:
		return fmt.Errorf("message %d has %d bytes", e.ID, e.Size)
	case e.Arrive != -1 && e.Arrive < e.T:
		return fmt.Errorf("message %d arrives at %d, before it is sent", e.ID, e.Arrive)
	case e.Arrive != -1 && e.Arrive < v.least(e):
		return fmt.Errorf("message %d takes %d ns, less than anything from %s to %s", e.ID, e.Arrive-e.T, e.P, e.Q)
	}
	v.msgs = e.ID
	kept := *e
	v.sent[e.ID] = sent{&kept, v.lives[e.Q]}
	return nil
}

func (v *Validator) dialled(e *Event) error {
	pair := [2]string{e.P, e.Q}
	d := v.dials[pair]
	switch {
	case d == nil:
		return fmt.Errorf("%s of %s with %s, which it does not dial", e.Kind, e.P, e.Q)
	case e.Kind == Connect && e.T < v.least(d):
		return fmt.Errorf("%s is connected with %s after %d ns, less than anything takes to there", e.P, e.Q, e.T-d.T)
	}
	delete(v.dials, pair)
	return nil
}

func (v *Validator) recv(e *Event) error {
	m := v.sent[e.Ref]
	end := reader{e.Stream, e.P}
	switch {
	case m.Event == nil:
		return fmt.Errorf("%s reads message %d, which nobody sent, or twice", e.P, e.Ref)
	case m.P != e.Q || m.Q != e.P || m.Stream != e.Stream || m.Size != e.Size:
		return fmt.Errorf("%s reads message %d from %s, which is another", e.P, e.Ref, e.Q)
	case m.Arrive == -1:
		return fmt.Errorf("%s reads message %d, which does not arrive", e.P, e.Ref)
	case e.T < m.Arrive:
		return fmt.Errorf("%s reads message %d at %d, before it arrives at %d", e.P, e.Ref, e.T, m.Arrive)
	case m.life != v.lives[e.P]:
		return fmt.Errorf("%s reads message %d, which was sent to it before it went down", e.P, e.Ref)
	case e.Stream != 0 && e.Ref < v.reads[end]:
		return fmt.Errorf("%s reads message %d of stream %d after message %d", e.P, e.Ref, e.Stream, v.reads[end])
	}
	v.reads[end] = e.Ref
	delete(v.sent, e.Ref)
	return nil
}

func (v *Validator) deferred(e *Event) error {
	m := v.sent[e.Ref]
	switch {
	case m.Event == nil || m.P != e.P || m.Q != e.Q:
		return fmt.Errorf("message %d from %s to %s is deferred, which is not on its way", e.Ref, e.P, e.Q)
	case e.Arrive != -1 && e.Arrive < e.T:
		return fmt.Errorf("message %d now arrives at %d, which is over", e.Ref, e.Arrive)
	case e.Arrive != -1 && e.Arrive < v.least(e):
		return fmt.Errorf("message %d arrives %d ns after it is sent again, less than anything takes from %s to %s", e.Ref, e.Arrive-e.T, e.P, e.Q)
	}
	m.Arrive = e.Arrive
	return nil
}
