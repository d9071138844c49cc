package verify

import (
	"cmp"
	"slices"
)

// Judge holds a complete snapshot against the events that the observer saw, and
// forgets its record of the snapshot. It checks
//
//   - whether each state is what the process's account and the rest of it were
//     at its cut;
//   - whether no process's cut knows of anything that another did after its own,
//     by vector clocks: the cut is consistent;
//   - whether every channel's messages are exactly those sent before the
//     sender's cut and not received before the receiver's, in order;
//   - whether no process is left out to which a channel was open;
//   - whether the money in processes and channels is what these processes began
//     with, plus what came from others, less what went to others and what was
//     lost with channels that ended before the cut.
func (o *Observer) Judge(s Snapshot) Verdict {
	v := &Verdict{Faults: slices.Clone(o.broken)}
	j := judge{o: o, s: s, v: v, cuts: map[string]*cut{}}
	j.states()
	j.clocks()
	j.members()
	j.transits()
	j.money()
	if o.over == nil {
		o.over = map[string]bool{}
	}
	o.Forget(s.ID)
	return *v
}

type judge struct {
	o       *Observer
	s       Snapshot
	v       *Verdict
	inOrder []*cut // of the snapshot's states
	cuts    map[string]*cut
	lost    int64 // money
}

// states compares the state that each process is said to have had.
func (j *judge) states() {
	for _, st := range j.s.States {
		if j.cuts[st.Process] != nil {
			j.v.fault("%s is in the snapshot twice", st.Process)
			continue
		}
		c := j.o.cuts[j.s.ID][st.Process]
		if c == nil {
			j.v.fault("%s never recorded its state", st.Process)
			continue
		}
		if st.Money != c.money {
			j.v.fault("%s is said to hold %d units, its account held %d", st.Process, st.Money, c.money)
		}
		if st.Text != c.text {
			j.v.fault("%s is said to be %q, it was %q", st.Process, st.Text, c.text)
		}
		j.cuts[st.Process] = c
		j.inOrder = append(j.inOrder, c)
	}
}

// clocks looks for effects inside the cut whose causes are outside.
func (j *judge) clocks() {
	for _, q := range j.inOrder {
		for _, p := range j.inOrder {
			i := p.process.index
			if i < len(q.clock) && q.clock[i] > p.at {
				j.v.fault("inconsistent cut: %s's knows event %d of %s, whose own ends with event %d",
					q.process.name, q.clock[i], p.process.name, p.at)
			}
		}
	}
}

// members looks for processes that are left out.
func (j *judge) members() {
	out := map[string]bool{}
	for _, c := range j.inOrder {
		for _, ch := range c.open {
			for _, name := range []string{ch.From, ch.To} {
				if j.cuts[name] == nil && !out[name] {
					out[name] = true
					j.v.fault("%s is left out, to which %s had a channel", name, c.process.name)
				}
			}
		}
	}
}

// transits compares the messages that each channel is said to have held.
func (j *judge) transits() {
	said := map[Channel][]Message{}
	for _, t := range j.s.Transits {
		if _, twice := said[t.Channel]; twice {
			j.v.fault("channel %v is in the snapshot twice", t.Channel)
		}
		said[t.Channel] = append(said[t.Channel], t.Messages...)
		if j.o.channels[t.Channel] == nil || j.cuts[t.Channel.From] == nil || j.cuts[t.Channel.To] == nil {
			j.v.fault("channel %v is between no two processes of the snapshot", t.Channel)
		}
	}
	for _, ch := range j.o.inOrder {
		from, to := j.cuts[ch.From], j.cuts[ch.To]
		if from == nil || to == nil {
			continue
		}
		held := j.inFlight(ch, from, to)
		if !slices.Equal(held, said[ch.Channel]) {
			j.v.fault("channel %v is said to hold %v, it held %v", ch.Channel, list(said[ch.Channel]), list(held))
		}
	}
}

// inFlight returns the messages on their way across the cut, and counts the
// money that was lost before.
func (j *judge) inFlight(ch *channel, from, to *cut) []Message {
	var crossing []*message
	for _, m := range to.late[ch.Channel] {
		if m.sentAt < from.at {
			crossing = append(crossing, m)
		}
	}
	ended := ch.closedAt != 0 && ch.closedAt < to.at
	for _, m := range ch.pending {
		switch {
		case m.sentAt > from.at:
		case ended:
			j.lost += m.Money
		default:
			crossing = append(crossing, m)
		}
	}
	slices.SortStableFunc(crossing, func(a, b *message) int { return cmp.Compare(a.sentAt, b.sentAt) })
	var out []Message
	for _, m := range crossing {
		out = append(out, m.Message)
	}
	return out
}

// money adds up.
func (j *judge) money() {
	var is, was int64
	for _, st := range j.s.States {
		is += st.Money
	}
	for _, t := range j.s.Transits {
		for _, m := range t.Messages {
			is += m.Money
		}
	}
	for _, c := range j.inOrder {
		was += c.process.opened
		for _, p := range j.o.processes {
			if j.cuts[p.name] == nil {
				was += c.got[p.name] - c.sent[p.name]
			}
		}
	}
	if was -= j.lost; is != was {
		j.v.fault("the snapshot holds %d units, there were %d", is, was)
	}
}

// list is at most the first few messages, by number.
func list(messages []Message) seqs {
	const most = 8
	out := []uint64{}
	for _, m := range messages[:min(len(messages), most)] {
		out = append(out, m.Seq)
	}
	return seqs{out, len(messages) - len(out)}
}
