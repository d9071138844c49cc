package verify

import (
	"fmt"
	"maps"
	"slices"
)

// An Observer sees the events of all processes, in the order in which they
// happen. The zero value has seen nothing. Events that cannot be, such as a
// message that is received twice, are held against every later snapshot.
type Observer struct {
	processes []*process
	byName    map[string]*process
	channels  map[Channel]*channel
	inOrder   []*channel                 // of their first event
	cuts      map[string]map[string]*cut // by snapshot and process
	over      map[string]bool            // snapshots that were judged or forgotten
	broken    []string                   // events that cannot be
}

// A process as its observer sees it.
type process struct {
	name   string
	index  int
	clock  []uint64 // by index of processes; shorter ones end in zeros
	opened int64    // money it began with
	money  int64
	open   []Channel        // as this end sees it, in order
	sent   map[string]int64 // money, by process it went to
	got    map[string]int64 // money, by process it came from
	cuts   map[string]*cut  // by snapshot, of those that are neither judged nor forgotten
}

// A channel as its observer sees it.
type channel struct {
	Channel
	pending  []*message // sent and not received, in order
	closedAt uint64     // the receiver's own clock when it ended there, 0 before
}

type message struct {
	Message
	sentAt uint64   // the sender's own clock
	clock  []uint64 // all of the sender's
}

// A cut is one process as it was when it recorded its state.
type cut struct {
	process *process
	at      uint64 // its own clock
	clock   []uint64
	money   int64
	text    string
	open    []Channel
	sent    map[string]int64
	got     map[string]int64
	late    map[Channel][]*message // received since
}

// Join says that a process begins, with so much money in its account.
func (o *Observer) Join(name string, money int64) {
	if o.byName == nil {
		o.byName, o.channels = map[string]*process{}, map[Channel]*channel{}
		o.cuts, o.over = map[string]map[string]*cut{}, map[string]bool{}
	}
	if o.byName[name] != nil {
		o.impossible("process %s begins twice", name)
		return
	}
	p := &process{
		name: name, index: len(o.processes), opened: money, money: money,
		sent: map[string]int64{}, got: map[string]int64{}, cuts: map[string]*cut{},
	}
	o.processes = append(o.processes, p)
	o.byName[name] = p
	p.tick()
}

// Open says that a channel begins at one of its ends, from or to.
func (o *Observer) Open(c Channel, end string) {
	if p := o.end(c, end); p != nil {
		p.tick()
		p.open = append(p.open, c)
	}
}

// Close says that a channel ends at one of its ends, from or to. Messages that
// the end at to has not received are lost.
func (o *Observer) Close(c Channel, end string) {
	p := o.end(c, end)
	if p == nil {
		return
	}
	p.tick()
	p.open = slices.DeleteFunc(p.open, func(d Channel) bool { return d == c })
	if ch := o.channel(c); end == c.To && ch.closedAt == 0 {
		ch.closedAt = p.own()
	}
}

// Send says that c.From sends a message.
func (o *Observer) Send(c Channel, m Message) {
	p := o.end(c, c.From)
	if p == nil {
		return
	}
	p.tick()
	p.money -= m.Money
	p.sent[c.To] += m.Money
	ch := o.channel(c)
	ch.pending = append(ch.pending, &message{m, p.own(), slices.Clone(p.clock)})
}

// Receive says that c.To receives message number seq.
func (o *Observer) Receive(c Channel, seq uint64) {
	p := o.end(c, c.To)
	if p == nil {
		return
	}
	ch := o.channel(c)
	i := slices.IndexFunc(ch.pending, func(m *message) bool { return m.Seq == seq })
	if i < 0 {
		o.impossible("%s received #%d from %s, which was not sent, or twice", c.To, seq, c.From)
		return
	}
	m := ch.pending[i]
	ch.pending = slices.Delete(ch.pending, i, i+1)
	p.merge(m.clock)
	p.tick()
	p.money += m.Money
	p.got[c.From] += m.Money
	m.clock = nil
	for _, cut := range p.cuts {
		cut.late[c] = append(cut.late[c], m)
	}
}

// Cut says that a process records its state for a snapshot. The observer is
// told its state, but for the money, as text.
func (o *Observer) Cut(id, name, text string) {
	p := o.byName[name]
	switch {
	case o.over[id]:
		return // too late to matter
	case p == nil:
		o.impossible("process %s, which never began, records for %s", name, id)
		return
	}
	c := o.cuts[id]
	if c == nil {
		c = map[string]*cut{}
		o.cuts[id] = c
	}
	if c[name] != nil {
		o.impossible("%s records twice for %s", name, id)
		return
	}
	p.tick()
	p.cuts[id] = &cut{
		process: p, at: p.own(), clock: slices.Clone(p.clock), money: p.money, text: text,
		open: slices.Clone(p.open), sent: maps.Clone(p.sent), got: maps.Clone(p.got),
		late: map[Channel][]*message{},
	}
	c[name] = p.cuts[id]
}

// Forget says that a snapshot was given up.
func (o *Observer) Forget(id string) {
	if o.over != nil {
		o.over[id] = true
		for _, c := range o.cuts[id] {
			delete(c.process.cuts, id)
		}
		delete(o.cuts, id)
	}
}

// end returns the process at one end of a channel.
func (o *Observer) end(c Channel, name string) *process {
	switch {
	case name != c.From && name != c.To:
		o.impossible("%s is no end of channel %v", name, c)
	case o.byName[c.From] == nil || o.byName[c.To] == nil:
		o.impossible("channel %v has an end that never began", c)
	default:
		o.channel(c)
		return o.byName[name]
	}
	return nil
}

func (o *Observer) channel(c Channel) *channel {
	ch := o.channels[c]
	if ch == nil {
		ch = &channel{Channel: c}
		o.channels[c] = ch
		o.inOrder = append(o.inOrder, ch)
	}
	return ch
}

func (o *Observer) impossible(format string, args ...any) {
	o.broken = append(o.broken, fmt.Sprintf(format, args...))
}

// tick counts one event of p.
func (p *process) tick() {
	p.grow(p.index + 1)
	p.clock[p.index]++
}

func (p *process) own() uint64 { return p.clock[p.index] }

func (p *process) merge(clock []uint64) {
	p.grow(len(clock))
	for i, t := range clock {
		p.clock[i] = max(p.clock[i], t)
	}
}

func (p *process) grow(n int) {
	for len(p.clock) < n {
		p.clock = append(p.clock, 0)
	}
}
