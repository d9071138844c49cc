package play

import (
	"cmp"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// mark has the reports mark a stretch of time; to is below 0 if it lasts to the end.
// Beyond [trace.MostMarks] it does nothing.
func (st *stage) mark(kind, text string, from, to time.Duration) {
	if len(st.marks) == trace.MostMarks || from > st.end {
		return
	}
	st.marks = append(st.marks, trace.Mark{FromNS: from.Nanoseconds(), ToNS: to.Nanoseconds(), Kind: kind, Text: text})
}

// markWave marks peers that come or leave at once, as their entry of churn says.
func (st *stage) markWave(c *spec.Churn, peers int) {
	if peers == 0 {
		return
	}
	who := quantity.Count(int64(peers), "peer") + " of " + c.Group
	switch {
	case c.FlashCrowd != nil:
		st.mark("churn", who+" join", c.FlashCrowd.At, c.FlashCrowd.At+c.FlashCrowd.Over)
	case c.MassDeparture != nil:
		st.mark("churn", who+" leave", c.MassDeparture.At, c.MassDeparture.At+c.MassDeparture.Over)
	}
}

// marked returns the marks in order of time.
func (st *stage) marked() []trace.Mark {
	slices.SortStableFunc(st.marks, func(a, b trace.Mark) int { return cmp.Compare(a.FromNS, b.FromNS) })
	return st.marks
}
