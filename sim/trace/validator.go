package trace

import "fmt"

// A Validator checks that a log could have happened: time never goes back;
// nobody acts who is down; every message that is read was sent to the reader,
// by that stream's other end, and had arrived; messages and operations have
// numbers of their own. The zero value is ready for the first event of a log.
type Validator struct {
	last  int64
	up    map[string]bool
	sent  map[int64]*Event // not yet read
	ops   map[int64]*Event // not yet ended
	msgs  int64            // largest ID of a message
	begun int64            // largest ID of an operation
}

// Add checks the next event of a log.
func (v *Validator) Add(e *Event) error {
	if v.up == nil {
		v.up, v.sent, v.ops = map[string]bool{}, map[int64]*Event{}, map[int64]*Event{}
	}
	if e.T < v.last {
		return fmt.Errorf("time goes back from %d to %d", v.last, e.T)
	}
	v.last = e.T
	switch e.Kind {
	case Up:
		if v.up[e.P] {
			return fmt.Errorf("%s comes up twice", e.P)
		}
		v.up[e.P] = true
		return nil
	case Fault:
		return nil
	case Disconnect, DialFailed, OpEnd, Defer:
		// What ends may end with its peer.
	default:
		if !v.up[e.P] {
			return fmt.Errorf("%s acts while it is down", e.P)
		}
	}
	switch e.Kind {
	case Down:
		delete(v.up, e.P)
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

func (v *Validator) send(e *Event) error {
	switch {
	case e.ID <= v.msgs:
		return fmt.Errorf("message %d is sent after message %d", e.ID, v.msgs)
	case e.Size <= 0:
		return fmt.Errorf("message %d has %d bytes", e.ID, e.Size)
	case e.Arrive != -1 && e.Arrive < e.T:
		return fmt.Errorf("message %d arrives at %d, before it is sent", e.ID, e.Arrive)
	}
	v.msgs = e.ID
	kept := *e
	v.sent[e.ID] = &kept
	return nil
}

func (v *Validator) recv(e *Event) error {
	m := v.sent[e.Ref]
	switch {
	case m == nil:
		return fmt.Errorf("%s reads message %d, which nobody sent, or twice", e.P, e.Ref)
	case m.P != e.Q || m.Q != e.P || m.Stream != e.Stream || m.Size != e.Size:
		return fmt.Errorf("%s reads message %d from %s, which is another", e.P, e.Ref, e.Q)
	case m.Arrive == -1:
		return fmt.Errorf("%s reads message %d, which does not arrive", e.P, e.Ref)
	case e.T < m.Arrive:
		return fmt.Errorf("%s reads message %d at %d, before it arrives at %d", e.P, e.Ref, e.T, m.Arrive)
	}
	delete(v.sent, e.Ref)
	return nil
}

func (v *Validator) deferred(e *Event) error {
	m := v.sent[e.Ref]
	switch {
	case m == nil || m.P != e.P || m.Q != e.Q:
		return fmt.Errorf("message %d from %s to %s is deferred, which is not on its way", e.Ref, e.P, e.Q)
	case e.Arrive != -1 && e.Arrive < e.T:
		return fmt.Errorf("message %d now arrives at %d, which is over", e.Ref, e.Arrive)
	}
	m.Arrive = e.Arrive
	return nil
}
