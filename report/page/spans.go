package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// spans are those that protocols gave OpenTelemetry of operations that are listed:
// those of one operation together, each before those below it.
type spans struct {
	Op     []int64  `json:"op"`
	T      []int64  `json:"t"`
	Took   []int64  `json:"took"`
	Peer   []int    `json:"peer"`
	Depth  []int    `json:"depth"` // how many are around it
	Name   []int    `json:"name"`
	Names  []string `json:"names"`
	Failed []int    `json:"failed"` // 1: with status error
	Text   []int    `json:"text"`
	Texts  []string `json:"texts"` // tracers, statuses and attributes
}

// loadSpans reads the span log. It comes after loadLog. Of operations with more
// spans than l allows, and of those of which others have left no room, it takes none.
func (d *data) loadSpans(dir string, l limits) (left []string) {
	number := map[string]int{}
	for i, name := range d.names {
		number[name] = i
	}
	of := map[int64][]trace.Span{}
	var order []int64
	refused, kept := map[int64]bool{}, 0
	for s, err := range (&log.Log{Dir: dir}).Spans() {
		if err != nil {
			left = append(left, fmt.Sprintf("%s is damaged: it has recorded spans up to there (%v).", trace.SpansFile, err))
			break
		}
		if _, known := number[s.P]; !known || d.opID[s.Operation()] == 0 {
			continue
		}
		op := d.opID[s.Operation()]
		switch {
		case refused[op]:
			continue
		case of[op] == nil && kept >= l.spans:
			refused[op] = true
			continue
		case of[op] == nil:
			order = append(order, op)
		}
		of[op] = append(of[op], *s)
		kept++
	}
	taken := d.addSpans(order, of, number, l)
	if all := len(order) + len(refused); taken < all {
		left = append(left, fmt.Sprintf("Of %s with recorded spans that it lists, it has those of %s.",
			quantity.Count(int64(all), "operation"), quantity.Thousands(int64(taken))))
	}
	return left
}

// addSpans embeds the spans of operations, in order, as far as there is room, and
// returns of how many operations they are. Peers have numbers by name.
func (d *data) addSpans(order []int64, of map[int64][]trace.Span, number map[string]int, l limits) (taken int) {
	var names, texts index
	o := &d.Spans
	for _, op := range order {
		if len(o.Op)+len(of[op]) > l.spans {
			continue
		}
		taken++
		for _, s := range nested(of[op]) {
			failed := 0
			if s.Status == trace.StatusError {
				failed = 1
			}
			o.Op = append(o.Op, op)
			o.T = append(o.T, s.Start)
			o.Took = append(o.Took, s.End-s.Start)
			o.Peer = append(o.Peer, number[s.P])
			o.Depth = append(o.Depth, s.depth)
			o.Name = append(o.Name, names.number(s.Name))
			o.Failed = append(o.Failed, failed)
			o.Text = append(o.Text, texts.number(told(&s.Span)))
		}
	}
	deltas(o.T)
	o.Names, o.Texts = names.clipped(l.text), texts.clipped(4*l.text)
	return taken
}

// A nestedSpan knows how many spans are around it.
type nestedSpan struct {
	trace.Span
	depth int
}

// nested puts spans below their parents, in the order in which they began. One
// whose parent is not there, or that is its own ancestor, is at the top.
func nested(all []trace.Span) []nestedSpan {
	below := map[[8]byte][]int{}
	at := map[[8]byte]int{}
	order := make([]int, len(all))
	for i := range all {
		at[all[i].ID] = i
		order[i] = i
	}
	// Spans come into the log when they end, so those around come later.
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].Start, all[b].Start), cmp.Compare(all[b].End, all[a].End))
	})
	var top []int
	for _, i := range order {
		if _, ok := at[all[i].Parent]; ok && all[i].Parent != all[i].ID {
			below[all[i].Parent] = append(below[all[i].Parent], i)
		} else {
			top = append(top, i)
		}
	}
	out := make([]nestedSpan, 0, len(all))
	done := make([]bool, len(all))
	var take func(i, depth int)
	take = func(i, depth int) {
		if done[i] {
			return
		}
		done[i] = true
		out = append(out, nestedSpan{all[i], depth})
		for _, j := range below[all[i].ID] {
			take(j, depth+1)
		}
	}
	for _, i := range top {
		take(i, 0)
	}
	for _, i := range order {
		take(i, 0)
	}
	return out
}

// told is the rest of a span besides its name and times.
func told(s *trace.Span) string {
	parts := []string{s.Scope + ", " + string(s.Kind)}
	if s.Status == trace.StatusError {
		parts = append(parts, strings.TrimSuffix("error: "+s.Description, ": "))
	}
	for _, a := range s.Attributes {
		parts = append(parts, fmt.Sprintf("%s = %v", a.Key, a.Value))
	}
	return strings.Join(parts, "\n")
}
