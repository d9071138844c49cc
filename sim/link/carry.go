package link

// carry reserves the pipe for a flow and returns the flow that leaves it, which
// is valid until the next call on the pipe.
func (p *Pipe) carry(in []slot) []slot {
	out := p.plan(in)
	p.commit()
	return out
}

// commit reserves the planned flow.
func (p *Pipe) commit() {
	p.slots = p.slots[:p.keep]
	for _, s := range p.tail {
		p.slots = join(p.slots, s)
	}
}

// plan finds the first free capacity for a flow, without reserving it. It goes
// through time in steps in which neither the flow in nor the free capacity
// changes; q is the flow that has come and still waits.
func (p *Pipe) plan(in []slot) []slot {
	p.flow, p.tail = p.flow[:0], p.tail[:0]
	t := in[0].from
	p.keep = p.find(t)
	slots := p.slots[p.keep:]
	if len(slots) > 0 && slots[0].from < t {
		p.tail = append(p.tail, slot{slots[0].from, t, slots[0].bits})
	}
	q := int64(0)
	for {
		for len(in) > 0 && in[0].to <= t {
			if in[0].from == in[0].to {
				q += in[0].bits
			}
			in = in[1:]
		}
		if q == 0 && len(in) == 0 {
			break
		}
		end, rate := int64(forever), int64(0)
		if len(in) > 0 {
			if end = in[0].from; end <= t {
				end, rate = in[0].to, in[0].bits
			}
		}
		for len(slots) > 0 && slots[0].to <= t {
			slots = slots[1:]
		}
		used := int64(0)
		if len(slots) > 0 {
			if next := slots[0].from; next > t {
				end = min(end, next)
			} else {
				end, used = min(end, slots[0].to), slots[0].bits
			}
		}
		served := p.Rate - used
		drain := served - rate
		switch {
		case q == 0 && drain >= 0:
			served = rate
		case drain <= 0:
			q -= drain * (end - t)
		case q < drain: // less than a nanosecond's worth
			served, end, q = q+rate, t+1, 0
		default:
			end = min(end, t+q/drain)
			q -= drain * (end - t)
		}
		p.flow = join(p.flow, slot{t, end, served})
		p.tail = join(p.tail, slot{t, end, used + served})
		t = end
	}
	for _, s := range slots {
		if s.to > t {
			p.tail = join(p.tail, slot{max(s.from, t), s.to, s.bits})
		}
	}
	return p.flow
}

// join appends a slot, as a part of the last one if it goes on at the same rate.
func join(list []slot, s slot) []slot {
	if s.bits == 0 {
		return list
	}
	if n := len(list); n > 0 && list[n-1].to == s.from && list[n-1].bits == s.bits {
		list[n-1].to = s.to
		return list
	}
	return append(list, s)
}
