package page

import (
	"cmp"
	"slices"
)

// A choice says which parts of a log are embedded.
type choice struct {
	all  bool           // every message
	ops  map[int64]bool // all messages of these
	from int64          // all messages sent from here
	to   int64          // to before here
	most int            // but no more than these in the window
}

// choose picks operations whose messages fill at most half of the limit, and
// the busiest time, whose messages fill the rest.
func (s *survey) choose(l limits) choice {
	if s.total.messages <= int64(l.messages) {
		return choice{all: true, to: s.end}
	}
	c := choice{ops: map[int64]bool{}}
	budget := int64(l.messages / 2)
	for _, i := range s.ranked() {
		if o := &s.ops[i]; o.messages > 0 && o.messages <= budget {
			c.ops[o.id] = true
			budget -= o.messages
		}
	}
	rest := int64(l.messages/2) + budget
	c.most = int(rest)
	c.from, c.to = s.busiest(rest)
	return c
}

// ranked returns the operations, those that a reader asks for first: the first
// of each name, then every second one that failed and every second one by time
// taken, the slowest first.
func (s *survey) ranked() []int {
	var first, failed, slow []int
	seen := map[string]bool{}
	for i := range s.ops {
		o := &s.ops[i]
		switch {
		case !seen[o.name] || s.snapshots[o.name] != nil:
			seen[o.name] = true
			first = append(first, i)
		case o.class() == classFailed:
			failed = append(failed, i)
		}
		slow = append(slow, i)
	}
	slices.SortStableFunc(slow, func(a, b int) int { return cmp.Compare(s.time(b), s.time(a)) })
	out := make([]int, 0, len(s.ops))
	taken := make([]bool, len(s.ops))
	take := func(i int) {
		if !taken[i] {
			taken[i] = true
			out = append(out, i)
		}
	}
	for _, i := range first {
		take(i)
	}
	for n := range slow {
		if n < len(failed) {
			take(failed[n])
		}
		take(slow[n])
	}
	return out
}

// listed returns most of the ranked operations: the first three quarters as they
// are, the rest from those that begin in the window as far as there are any.
func (s *survey) listed(ranked []int, c choice, most int) []int {
	var inside, others []int
	head := most - most/4
	for _, i := range ranked[head:] {
		if t := s.ops[i].t; c.from <= t && t < c.to {
			inside = append(inside, i)
		} else {
			others = append(others, i)
		}
	}
	return slices.Concat(ranked[:head], inside, others)[:most]
}

// time is how long an operation took, or has taken when the run ends.
func (s *survey) time(i int) int64 {
	if o := &s.ops[i]; o.took >= 0 {
		return o.took
	}
	return s.end - s.ops[i].t
}

// busiest returns a stretch of time around the busiest bucket with at most most
// messages, unless that bucket alone has more.
func (s *survey) busiest(most int64) (from, to int64) {
	n := s.histogram.N
	top := 0
	for i := range n {
		if n[i] > n[top] {
			top = i
		}
	}
	a, b, sum := top, top+1, n[top]
	for {
		left, right := int64(-1), int64(-1)
		if a > 0 && sum+n[a-1] <= most {
			left = n[a-1]
		}
		if b < len(n) && sum+n[b] <= most {
			right = n[b]
		}
		switch {
		case left < 0 && right < 0:
			return int64(a) * s.histogram.Width, int64(b) * s.histogram.Width
		case right >= left:
			sum += right
			b++
		default:
			sum += left
			a--
		}
	}
}
