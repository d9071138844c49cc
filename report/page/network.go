package page

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/quantity"
)

// fillNetwork embeds connections, peers that come and go, failed dials and
// faults. It returns what is left out.
func (d *data) fillNetwork(s *survey, l limits) []string {
	left := d.fillConns(s, l)
	left = append(left, d.fillLife(s, l)...)
	left = append(left, d.fillDials(s, l)...)
	return append(left, d.fillFaults(s, l)...)
}

func (d *data) fillConns(s *survey, l limits) (left []string) {
	d.total.conns = int64(len(s.conns))
	conns := s.conns
	if len(conns) > l.conns {
		conns = longest(conns, s.end, l.conns)
		left = append(left, fmt.Sprintf("Of %s it shows the %s that lasted longest.",
			plural(d.total.conns, "connection"), quantity.Thousands(int64(l.conns))))
	}
	for _, c := range conns {
		d.Conns.T = append(d.Conns.T, c.t)
		d.Conns.Took = append(d.Conns.Took, c.took)
		d.Conns.From = append(d.Conns.From, c.from)
		d.Conns.To = append(d.Conns.To, c.to)
	}
	deltas(d.Conns.T)
	return left
}

func (d *data) fillLife(s *survey, l limits) (left []string) {
	d.total.life = int64(len(s.life))
	for _, m := range s.life {
		if m.what > 0 {
			d.total.down++
		}
	}
	if len(s.life) > l.marks {
		left = append(left, fmt.Sprintf("Of %s of peers that come and go it has the first %s, until %s.",
			plural(d.total.life, "event"), quantity.Thousands(int64(l.marks)), moment(s.life[l.marks-1].t)))
		s.life = s.life[:l.marks]
	}
	for _, m := range s.life {
		d.Life.T = append(d.Life.T, m.t)
		d.Life.Peer = append(d.Life.Peer, m.peer)
		d.Life.What = append(d.Life.What, m.what)
	}
	deltas(d.Life.T)
	return left
}

func (d *data) fillDials(s *survey, l limits) (left []string) {
	d.total.dials = int64(len(s.dials))
	kept := s.dials
	if len(kept) > l.marks {
		kept = slices.Clone(kept)
		slices.SortStableFunc(kept, func(a, b failedDial) int { return cmp.Compare(min(b.op, 1), min(a.op, 1)) })
		kept = kept[:l.marks]
		slices.SortStableFunc(kept, func(a, b failedDial) int { return cmp.Compare(a.t, b.t) })
		left = append(left, fmt.Sprintf("Of %s it has %s: those of operations, then the earliest.",
			plural(d.total.dials, "failed dial"), quantity.Thousands(int64(l.marks))))
	}
	var whys index
	for _, f := range kept {
		d.Dials.T = append(d.Dials.T, f.t)
		d.Dials.From = append(d.Dials.From, f.from)
		d.Dials.To = append(d.Dials.To, f.to)
		d.Dials.Op = append(d.Dials.Op, f.op)
		d.Dials.Why = append(d.Dials.Why, whys.number(f.why))
	}
	deltas(d.Dials.T)
	d.Dials.Whys = whys.clipped(l.text)
	return left
}

func (d *data) fillFaults(s *survey, l limits) (left []string) {
	if len(s.faults) > l.marks {
		left = append(left, fmt.Sprintf("Of %s it shows the first %s.", plural(int64(len(s.faults)), "fault"), quantity.Thousands(int64(l.marks))))
		s.faults = s.faults[:l.marks]
	}
	for _, f := range s.faults {
		if f.To < 0 {
			f.To = s.end
			if !lasts(f.Text) {
				f.To = f.From
			}
		}
		f.Text = clip(f.Text, l.text)
		d.Faults = append(d.Faults, f)
	}
	return left
}

// longest returns the most spans that last longest, by their beginning.
func longest(spans []span, end int64, most int) []span {
	took := func(s span) int64 {
		if s.took < 0 {
			return end - s.t
		}
		return s.took
	}
	out := slices.Clone(spans)
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(took(b), took(a)) })
	out = out[:most]
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.t, b.t) })
	return out
}
