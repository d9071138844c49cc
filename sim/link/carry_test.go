package link

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPlanAgainstNanoseconds compares the calendar with one that goes through
// time nanosecond by nanosecond.
func TestPlanAgainstNanoseconds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Pipe{Rate: rapid.Int64Range(1, 20).Draw(t, "rate")}
		used := make([]int64, 4000)
		for range rapid.IntRange(1, 12).Draw(t, "flows") {
			in := drawFlow(t)
			inRate, want, q := make([]int64, len(used)), make([]int64, len(used)), int64(0)
			for _, s := range in {
				if s.from == s.to {
					inRate[s.from] += s.bits
				}
				for ns := s.from; ns < s.to; ns++ {
					inRate[ns] += s.bits
				}
			}
			for ns := range used {
				q += inRate[ns]
				want[ns] = min(q, p.Rate-used[ns])
				q -= want[ns]
				used[ns] += want[ns]
			}
			if out := p.plan(slices.Clone(in)); !slices.Equal(expand(out, len(used)), want) {
				t.Fatalf("%v becomes %v, rate by rate want %v", in, out, want)
			}
			p.commit()
			if !slices.Equal(expand(p.slots, len(used)), used) {
				t.Fatalf("calendar %v after %v, rate by rate want %v", p.slots, in, used)
			}
			tidy(t, p)
		}
	})
}

func drawFlow(t *rapid.T) (flow []slot) {
	at := int64(0)
	for range rapid.IntRange(1, 4).Draw(t, "pieces") {
		at += rapid.Int64Range(0, 30).Draw(t, "gap")
		if rapid.Bool().Draw(t, "at once") {
			flow = append(flow, slot{at, at, rapid.Int64Range(1, 40).Draw(t, "amount")})
			continue
		}
		end := at + rapid.Int64Range(1, 20).Draw(t, "ns")
		flow = append(flow, slot{at, end, rapid.Int64Range(1, 10).Draw(t, "rate")})
		at = end
	}
	return flow
}

func expand(flow []slot, n int) []int64 {
	out := make([]int64, n)
	for _, s := range flow {
		for ns := s.from; ns < s.to; ns++ {
			out[ns] += s.bits
		}
	}
	return out
}

// tidy checks that a calendar is in order, joined, and never above the rate.
func tidy(t *rapid.T, p *Pipe) {
	for i, s := range p.slots {
		if s.from >= s.to || s.bits <= 0 || s.bits > p.Rate {
			t.Fatalf("slot %v in a pipe of rate %d", s, p.Rate)
		}
		if i == 0 {
			continue
		}
		if before := p.slots[i-1]; before.to > s.from || before.to == s.from && before.bits == s.bits {
			t.Fatalf("slots %v and %v overlap or are not joined", before, s)
		}
	}
}

// total is all that a calendar holds, in bit·ns/s.
func (p *Pipe) total() int64 {
	sum := int64(0)
	for _, s := range p.slots {
		sum += (s.to - s.from) * s.bits
	}
	return sum
}
