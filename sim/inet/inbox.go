package inet

import "time"

// put lets f be called for the machine at an instant, by another or by itself; never if
// the instant does not come. Calls at one instant come in the order of [inbox.Inbox].
func (m *Machine) put(from *Machine, at instant, f func()) {
	if at == never {
		return
	}
	from.sent++
	m.inbox.Put(int64(at), from.sender, from.sent, f)
}

// later calls f for the machine when d is over.
func (m *Machine) later(d time.Duration, f func()) { m.put(m, clock().plus(d), f) }
