package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A Log is one of the logs of a run, which are text.
type Log int

const (
	EventLog  Log = iota // lines of trace.Event
	MetricLog            // lines of trace.Sample
	SpanLog              // lines of trace.Span
	PeerLog              // lines of trace.Peer
	PacketLog            // lines of trace.Packet
)

// A Recorder collects the logs of a run until somebody takes them. The zero value
// is ready.
type Recorder struct {
	// Spill, if not nil, is called when much has been collected; it is to take the
	// logs.
	Spill func()
	// Watch, if not nil, is given every event as it comes into the log.
	Watch func(*trace.Event)

	logs   [PacketLog + 1][]byte      // collected and not taken; whole lines
	events int64                      // so far, taken or not
	defs   map[string]trace.MetricDef // those that were announced
	close  func(end time.Duration)
	least  func(*trace.Event) time.Duration
}

// spillAt bounds the bytes that one instant may pile up in memory.
const spillAt = 4 << 20

// Count returns the number of events so far.
func (r *Recorder) Count() int64 { return r.events }

// Size returns the number of bytes that were collected and not taken.
func (r *Recorder) Size() int {
	n := 0
	for _, log := range r.logs {
		n += len(log)
	}
	return n
}

// Text returns a copy of the lines of a log that were collected and not taken.
func (r *Recorder) Text(log Log) []byte { return append([]byte(nil), r.logs[log]...) }

// Take hands the lines of a log that were collected to use, unless there are
// none, and drops them. The slice that use gets is good until it returns.
func (r *Recorder) Take(log Log, use func(lines []byte)) {
	if len(r.logs[log]) > 0 {
		use(r.logs[log])
		r.logs[log] = r.logs[log][:0]
	}
}

// Drop drops the lines of a log that were collected.
func (r *Recorder) Drop(log Log) { r.logs[log] = r.logs[log][:0] }

// Close ends the recording of spans. Operations that go on at the end of a run
// count as failed when it is decided which are kept.
func (r *Recorder) Close(end time.Duration) {
	if r.close != nil {
		r.close(end)
	}
}

// LeastDelay returns the minimum one-way delay, without faults, of the message or
// dial that an event begins; 0 if one of its two peers is unknown. A trace.Validator
// holds delays against it.
func (r *Recorder) LeastDelay(e *trace.Event) time.Duration { return r.least(e) }

// keep keeps a log with more lines.
func (r *Recorder) keep(log Log, lines []byte) {
	r.logs[log] = lines
	if len(lines) > spillAt && r.Spill != nil {
		r.Spill()
	}
}

func (r *Recorder) event(e *trace.Event) {
	r.events++
	if r.Watch != nil {
		r.Watch(e)
	}
	r.keep(EventLog, e.AppendJSON(r.logs[EventLog]))
}

func (r *Recorder) span(s *trace.Span) { r.keep(SpanLog, s.AppendJSON(r.logs[SpanLog])) }

func (r *Recorder) peer(p *trace.Peer) { r.keep(PeerLog, p.AppendJSON(r.logs[PeerLog])) }

func (r *Recorder) packet(p *trace.Packet) {
	r.keep(PacketLog, p.AppendJSON(r.logs[PacketLog]))
}

func (r *Recorder) sample(s *trace.Sample) {
	def, ok := r.defs[s.Metric]
	if !ok {
		panic(fmt.Sprintf("sim: metric %q was not announced", s.Metric))
	}
	s.Unit = def.Unit
	if strings.ContainsAny(s.Peer, ",\"\r\n") || strings.ContainsAny(s.Key, ",\"\r\n") {
		panic(fmt.Sprintf("sim: metric %s: peer %q or key %q holds a comma, quote or line end", s.Metric, s.Peer, s.Key))
	}
	r.keep(MetricLog, s.AppendCSV(r.logs[MetricLog]))
}
