package page

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// fillNetwork embeds connections, peers that come and go, failed dials and
// faults. It returns sentences that name the parts left out.
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
		conns = sample(conns, l.conns)
		left = append(left, fmt.Sprintf("Of %s it shows %s, chosen at random.",
			quantity.Count(d.total.conns, "connection"), quantity.Thousands(int64(l.conns))))
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
			quantity.Count(d.total.life, "event"), quantity.Thousands(int64(l.marks)), quantity.Moment(s.life[l.marks-1].t)))
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
	d.total.dials = s.total.dials
	kept := s.dials
	if len(kept) > l.marks {
		kept = slices.Clone(kept)
		slices.SortStableFunc(kept, func(a, b *dial) int { return cmp.Compare(a.rank(), b.rank()) })
		kept = kept[:l.marks]
		slices.SortStableFunc(kept, func(a, b *dial) int { return cmp.Compare(a.t, b.t) })
		left = append(left, fmt.Sprintf("Of %s that failed or were begun by operations it has %s: those that operations waited for or failed at, then the earliest.",
			quantity.Count(int64(len(s.dials)), "dial"), quantity.Thousands(int64(l.marks))))
	}
	var whys index
	rows := map[*dial]int{}
	for i, x := range kept {
		rows[x] = i
		d.Dials.T = append(d.Dials.T, x.t)
		d.Dials.Took = append(d.Dials.Took, x.took)
		d.Dials.From = append(d.Dials.From, x.from)
		d.Dials.To = append(d.Dials.To, x.to)
		d.Dials.Op = append(d.Dials.Op, x.op)
		why := -1
		if x.failed {
			why = whys.number(x.why)
		}
		d.Dials.Why = append(d.Dials.Why, why)
	}
	deltas(d.Dials.T)
	d.Dials.Whys = whys.clipped(l.text)
	for _, w := range s.waits {
		if row, ok := rows[w.of]; ok {
			d.Waits.Op, d.Waits.Dial = append(d.Waits.Op, w.op), append(d.Waits.Dial, row)
		}
	}
	return left
}

// rank is how soon a reader asks for a dial.
func (x *dial) rank() int {
	switch {
	case x.waited || x.failed && x.op != 0:
		return 0
	case x.failed:
		return 1
	}
	return 2
}

func (d *data) fillFaults(s *survey, l limits) (left []string) {
	if len(s.faults) > l.marks {
		left = append(left, fmt.Sprintf("Of %s it shows the first %s.", quantity.Count(int64(len(s.faults)), "fault"), quantity.Thousands(int64(l.marks))))
		s.faults = s.faults[:l.marks]
	}
	for _, f := range s.faults {
		if f.To < 0 {
			f.To = s.end
		}
		f.Text = clip(f.Text, l.text)
		d.Faults = append(d.Faults, f)
	}
	return left
}

// sample returns most spans, by their beginning: each has the same chance, whenever it
// began and however long it lasts, and every report draws the same.
func sample(spans []span, most int) []span {
	at := make([]int, len(spans))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int { return cmp.Compare(scattered(a), scattered(b)) })
	at = at[:most]
	slices.Sort(at)
	out := make([]span, most)
	for i, from := range at {
		out[i] = spans[from]
	}
	return out
}

// scattered gives each number another one, without any order: SplitMix64 (Steele, Lea
// and Flood 2014).
func scattered(n int) uint64 {
	z := (uint64(n) + 1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
