package seal

import (
	"context"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"unsafe"
)

// A Label marks goroutines as doing the work of one peer, and gives them a stream of
// their own: what they draw follows from the run's seed and the label's name. Goroutines
// inherit it from the one that starts them. CPU profiles show it as the label "peer".
type Label struct {
	name   string
	life   int
	p      unsafe.Pointer
	stream stream
}

// labels finds a label by the pointer that the runtime keeps. Labels are
// made by the run's own goroutines, which never run at the same time.
var labels = map[unsafe.Pointer]*Label{}

// NewLabel makes a label with a name that should be unique.
func NewLabel(name string) *Label {
	l := &Label{name: name, stream: streamOf("peer/" + name)}
	old := runtimeLabel()
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("peer", name)))
	l.p = runtimeLabel()
	runtimeSetLabel(old)
	labels[l.p] = l
	return l
}

// Current reports whether the calling goroutine works for the label, and not for another of the
// same name.
func (l *Label) Current() bool { return runtimeLabel() == l.p }

// Next returns a label of the same peer for a life after this one's, with a stream of its
// own.
func (l *Label) Next() *Label {
	next := NewLabel(l.name)
	next.life = l.life + 1
	next.stream = streamOf(fmt.Sprintf("peer/%s/%d", l.name, next.life))
	return next
}

// Do calls f as work of the label's peer.
func (l *Label) Do(f func()) {
	old := runtimeLabel()
	runtimeSetLabel(l.p)
	defer runtimeSetLabel(old)
	defer runtimeSetStream(runtimeSetStream(int32(l.stream)))
	f()
}

// Go starts a goroutine that works for the label's peer. It begins after all that
// are ready to run, unless the caller works for that peer, too.
func (l *Label) Go(f func()) { start(l.stream, l.p, f) }

// Nobody calls f as nobody's work: timers that it sets are not those of the
// caller's label. They draw from the caller's stream.
func Nobody(f func()) {
	old := runtimeLabel()
	runtimeSetLabel(nil)
	defer runtimeSetLabel(old)
	f()
}

// paused holds the list that runtimePause was last told.
var paused []uintptr

// Pause stops all goroutines of the label that wait: what would wake them takes
// effect at Resume. It is to be called when nothing but the caller runs, as
// after [Wait], by a goroutine with another label or none.
func (l *Label) Pause() {
	if slices.Contains(paused, uintptr(l.p)) {
		return
	}
	paused = append(slices.Clone(paused), uintptr(l.p))
	runtimePause(paused)
}

// End stops all goroutines of the label for ever, but for those that wait for a lock: they go
// on until they wait for something else, since others may want the lock. It is to be called
// as Pause is; Resume does not undo it.
func (l *Label) End() {
	paused = slices.DeleteFunc(slices.Clone(paused), func(p uintptr) bool { return p == uintptr(l.p) })
	paused = append(paused, uintptr(l.p)|ended)
	runtimePause(paused)
}

// ended marks labels among the paused that are so for ever.
const ended = 1

// Resume lets the goroutines of the label go on, in the order in which they
// were woken.
func (l *Label) Resume() {
	paused = slices.DeleteFunc(slices.Clone(paused), func(p uintptr) bool { return p == uintptr(l.p) })
	runtimePause(paused)
}

// CurrentLabel returns the name of the label of the calling goroutine, "" if it
// has none.
func CurrentLabel() string {
	if l := labels[runtimeLabel()]; l != nil {
		return l.name
	}
	return ""
}

// Signal sends a signal to programs of the label's peer that have asked for it with
// os/signal, and reports whether there are any. Others do not notice: no signal ends a
// goroutine.
func (l *Label) Signal(s os.Signal) bool { return deliver(l.p, s) }

// currentLife names the calling goroutine's peer and which of its lives this is.
func currentLife() string {
	if l := labels[runtimeLabel()]; l != nil {
		return fmt.Sprintf("%s/%d", l.name, l.life)
	}
	return ""
}

// culprit returns the label at which the runtime found a livelock.
func culprit() *Label {
	for p, l := range labels {
		if uintptr(p) == runtimeCulprit() {
			return l
		}
	}
	return nil
}
