package inet

import (
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// waiters are goroutines that wait for a socket. Whoever changes what they wait for
// wakes them all, and they look again.
type waiters struct{ wake chan struct{} }

func (w *waiters) notify() {
	if w.wake != nil {
		close(w.wake)
		w.wake = nil
	}
}

// wait waits until somebody notifies, or until t.
func (w *waiters) wait(t instant) {
	if w.wake == nil {
		w.wake = make(chan struct{})
	}
	if t == never {
		<-w.wake
		return
	}
	timer := time.NewTimer(t.until(clock()))
	defer timer.Stop()
	select {
	case <-w.wake:
	case <-timer.C:
	}
}

// mostFutile is how often programs that have ended may try to use their sockets.
const mostFutile = 1 << 16

// Ready implements seal.Poller.
func (n *Net) Ready(fd, mode int) int {
	s := n.sockets[fd]
	if m := n.orphans[fd]; m != nil {
		if m.futile++; m.futile > mostFutile {
			select {} // a loop over errors, which would not end
		}
	}
	if s == nil || s.closing {
		return seal.PollClosing
	}
	if t, _ := s.side(mode); *t <= clock() {
		return seal.PollTimeout
	}
	return seal.PollOK
}

// Wait implements seal.Poller.
func (n *Net) Wait(fd, mode int) int {
	for {
		if r := n.Ready(fd, mode); r != seal.PollOK {
			return r
		}
		s := n.sockets[fd]
		if s.ready(mode) {
			return seal.PollOK
		}
		t, w := s.side(mode)
		w.wait(*t)
	}
}

// side returns the deadline and the waiters of a mode.
func (s *socket) side(mode int) (*instant, *waiters) {
	if mode == 'r' {
		return &s.readBy, &s.readers
	}
	return &s.writeBy, &s.writers
}

// Deadline implements seal.Poller.
func (n *Net) Deadline(fd int, in int64, mode int) {
	s := n.sockets[fd]
	if s == nil {
		return
	}
	t := never
	if in != 0 {
		t = clock().plus(time.Duration(in))
	}
	for _, one := range []int{'r', 'w'} {
		if mode == one || mode == 'r'+'w' {
			by, w := s.side(one)
			*by = t
			w.notify()
		}
	}
}

// Unblock implements seal.Poller.
func (n *Net) Unblock(fd int) {
	if s := n.sockets[fd]; s != nil {
		s.closing = true
		s.notify()
	}
}

func (s *socket) notify() {
	s.readers.notify()
	s.writers.notify()
}

// ready reports whether a call of a mode has anything to say.
func (s *socket) ready(mode int) bool {
	read := mode == 'r'
	switch {
	case s.err != 0:
		return true
	case s.proto == udp:
		return !read || len(s.box.queue) > 0 || s.box.shut
	case s.listener != nil:
		return !read || len(s.listener.queue) > 0
	case s.conn == nil:
		return true
	case read:
		return s.conn.readable()
	}
	return s.conn.writable()
}
