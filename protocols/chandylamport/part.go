package chandylamport

import (
	"context"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	ma "github.com/multiformats/go-multiaddr"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// A part is the work of one process in one snapshot: it holds the channels in
// that are still being recorded, and reports to the initiator.
type part struct {
	process *process
	marker  marker
	at      time.Time // when the process recorded its state
	text    string    // of the state
	ends    []*inbound
	index   map[*inbound]int // in ends, of the channels that are being recorded
	held    [][]*message     // by index
	report  *outbox          // nil at the initiator itself
	span    oteltrace.Span   // from the state to the last message
}

// newPart records the state of p now. Messages that the part sends continue the
// trace of the marker that it began with.
func newPart(p *process, m marker) *part {
	ctx, span := p.in.tracer.Start(p.in.goOn(m.trace), "record", oteltrace.WithSpanKind(oteltrace.SpanKindConsumer))
	m.trace = p.in.world.Traceparent(ctx)
	t := &part{span: span, process: p, marker: m, at: time.Now(), text: p.describe(), index: map[*inbound]int{}}
	for i, c := range p.inward {
		t.ends = append(t.ends, c)
		t.index[c] = i
	}
	t.held = make([][]*message, len(t.ends))
	return t
}

// state is the process's own state as recorded, for people.
func (t *part) state() string {
	account := fmt.Sprintf("%d units", t.process.account)
	if t.text == "" {
		return account
	}
	return t.text + "; " + account
}

// begin reports the state and which channels there are.
func (t *part) begin() {
	p := t.process
	if t.marker.id.initiator != p.ref.peer {
		t.report = &outbox{process: p, open: t.dial}
	}
	m := &message{kind: kindState, boot: p.ref.boot, money: p.account, text: t.text, trace: t.marker.trace}
	m.marker.id = t.marker.id
	for _, c := range t.ends {
		m.in = append(m.in, c.end)
	}
	for _, c := range p.outward {
		m.out = append(m.out, c.end)
	}
	t.send(m)
	if len(t.index) == 0 {
		t.end()
	}
}

// keep records a transfer that came in over a channel.
func (t *part) keep(c *inbound, m *message) {
	if i, ok := t.index[c]; ok {
		t.held[i] = append(t.held[i], m)
		p := t.process
		p.in.goOn(t.marker.trace)
		p.in.world.Note(p.node, name+".channel", p.in.world.Node(c.end.ref.peer), fmt.Sprintf("%d units", m.amount))
	}
}

// close ends the recording of a channel and reports the messages recorded.
func (t *part) close(c *inbound) {
	i, ok := t.index[c]
	if !ok {
		return
	}
	delete(t.index, c)
	for _, m := range t.held[i] {
		t.send(&message{kind: kindHeld, index: uint64(i), seq: m.seq, amount: m.amount})
	}
	t.held[i] = nil
	t.send(&message{kind: kindClosed, index: uint64(i)})
	if len(t.index) == 0 {
		t.end()
	}
}

// end closes the report. Messages that channels still hold are of no use.
func (t *part) end() {
	t.index, t.held = nil, nil
	t.span.End()
	if t.report != nil {
		t.report.close()
	}
}

// send reports to the initiator.
func (t *part) send(m *message) {
	p := t.process
	if t.report == nil {
		if c := p.collections[t.marker.id]; c != nil {
			c.own.take(m)
		}
		return
	}
	b := m.append(nil)
	if c := p.in.costs[t.marker.id]; c != nil {
		c.bytes += len(b)
	}
	t.report.send(b, t.marker.trace)
}

// dial opens a stream to the initiator, which the process need not know.
func (t *part) dial(ctx context.Context) (network.Stream, error) {
	p, to := t.process, t.marker.id.initiator
	addr, err := ma.NewMultiaddrBytes([]byte(t.marker.addr))
	if err != nil {
		return nil, err
	}
	if p.visit(to) {
		t.report.over = func() { p.reported(to) }
	}
	p.host.Peerstore().AddAddr(to, addr, p.in.options.Timeout)
	ctx, cancel := context.WithTimeout(ctx, p.in.options.Timeout)
	defer cancel()
	s, err := p.host.NewStream(ctx, to, reportID)
	if err != nil {
		return nil, err
	}
	if v := p.visiting(to); v != nil && v.conn == nil {
		v.conn = s.Conn()
	}
	return s, nil
}
