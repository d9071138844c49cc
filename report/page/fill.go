package page

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/finding"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/page/internal/scan"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// loadLog reads the event log twice, and embeds as much as l allows. It returns
// sentences that name the parts left out or missing.
func (d *data) loadLog(path string, l limits) []string {
	s := newSurvey(d.End, d.manifest.Protocols)
	var w trace.Witness
	err := scan.Into(&w, path, s.add)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{trace.EventsFile + " is missing: there is nothing to show of messages, operations and connections."}
	}
	var left []string
	if err != nil {
		left = append(left, fmt.Sprintf("%s is damaged: all below is of its first %s (%v).", trace.EventsFile, quantity.Count(s.total.events, "event"), err))
	} else if err := w.Log(&d.manifest); err != nil {
		d.altered = err
		left = append(left, err.Error()+".")
	}
	s.end = max(s.end, s.last)
	d.End = s.end
	choice := s.choose(l)
	ranked := s.ranked()
	if len(ranked) > l.ops {
		left = append(left, fmt.Sprintf("Of %s it lists %s: the first of each name, failed and slow ones, and some of the busiest time.",
			quantity.Count(int64(len(ranked)), "operation"), quantity.Thousands(int64(l.ops))))
		ranked = s.listed(ranked, choice, l.ops)
	}
	slices.Sort(ranked)
	c := newCollector(s, choice, ranked)
	_ = scan.Scan(path, c.add) // stops where the survey did
	d.total = s.total
	d.Histogram = s.histogram
	d.Protocols = s.protocols.clipped(l.text)
	d.Said = s.said.clipped(l.text)
	d.Messages = c.columns()
	d.Complete = choice.all
	if !choice.all {
		d.Windows = append(d.Windows, [2]int64{choice.from, c.end})
		left = append(left, fmt.Sprintf(
			"Of %s this file holds %s: all that were sent from %s to %s, around the busiest instant, and all of %s: the first of each name, failed and slow ones.",
			quantity.Count(s.total.messages, "message"), quantity.Thousands(int64(len(c.rows))),
			quantity.Moment(choice.from), quantity.Moment(c.end), quantity.Count(int64(len(choice.ops)), "operation")))
	}
	d.fillOps(s, choice, ranked, l)
	d.fillSpent(s, c, ranked, l)
	d.tell(s, c)
	left = append(left, d.fillNetwork(s, l)...)
	d.Operations, d.Connections = d.total.ops, d.total.conns
	left = append(left, d.fillCuts(s, l)...)
	d.Peers, d.names = s.peers.clipped(l.text), s.peers.names // the last: all of the above number peers
	return left
}

func (d *data) fillOps(s *survey, c choice, ranked []int, l limits) {
	d.total.names = map[string]int64{}
	for i := range s.ops {
		d.total.ops++
		d.total.names[s.ops[i].name]++
		if s.ops[i].class() == classFailed {
			d.total.failed++
		}
	}
	var names, outcomes index
	d.opID = map[trace.Nth]int64{}
	o := &d.Ops
	for _, i := range ranked {
		e := &s.ops[i]
		o.ID = append(o.ID, e.id)
		o.Nth = append(o.Nth, e.of.N)
		o.T = append(o.T, e.t)
		o.Took = append(o.Took, e.took)
		o.Peer = append(o.Peer, e.peer)
		o.Name = append(o.Name, names.number(e.name))
		o.Class = append(o.Class, e.class())
		o.Key = append(o.Key, clip(e.key, l.text))
		o.Hops = append(o.Hops, -1)
		d.opKeys = append(d.opKeys, e.key)
		d.opID[e.of] = e.id
		o.Outcome = append(o.Outcome, outcomes.number(e.outcome))
		o.Messages = append(o.Messages, e.messages)
		o.Bytes = append(o.Bytes, e.bytes)
		whole := 0
		if c.all || c.ops[e.id] {
			whole = 1
		}
		o.Whole = append(o.Whole, whole)
	}
	deltas(o.T)
	o.Names, o.Outcomes = names.clipped(l.text), outcomes.clipped(2*l.text)
}

// fillSpent embeds what listed operations waited for: of each its longest stretches.
func (d *data) fillSpent(s *survey, c *collector, ranked []int, l limits) {
	x := &d.Spent
	x.Whys = log.Reasons()
	for _, i := range ranked {
		o := &s.ops[i]
		spent := c.spent[o.of]
		if spent == nil {
			continue
		}
		for _, part := range longest(spent.Stretches, l.stretches) {
			x.Op = append(x.Op, o.id)
			x.From = append(x.From, part.From-spent.Begin)
			x.Took = append(x.Took, part.To-part.From)
			x.Why = append(x.Why, int(part.Why))
		}
	}
}

// longest returns the longest of all, no more than most, in order.
func longest(all []log.Stretch, most int) []log.Stretch {
	if len(all) <= most {
		return all
	}
	kept := slices.Clone(all)
	slices.SortStableFunc(kept, func(a, b log.Stretch) int { return cmp.Compare(b.To-b.From, a.To-a.From) })
	kept = kept[:most]
	slices.SortFunc(kept, func(a, b log.Stretch) int { return cmp.Compare(a.From, b.From) })
	return kept
}

// tell makes the findings of all operations.
func (d *data) tell(s *survey, c *collector) {
	ops := make([]finding.Op, len(s.ops))
	explained, total := int64(0), int64(0)
	for i := range s.ops {
		o := &s.ops[i]
		f := finding.Op{
			ID: o.id, Of: o.of, Name: o.name, Peer: s.peers.names[o.peer], Begin: o.t, End: s.end,
			Ended: o.took >= 0, Failed: o.class() == classFailed, Spent: c.sums[o.of],
		}
		if f.Ended {
			f.End = o.t + o.took
		}
		for why, ns := range f.Spent {
			if log.Why(why) != log.Others {
				explained += ns
			}
		}
		if f.Spent != nil {
			total += o.took
		}
		ops[i] = f
	}
	d.explained = float64(explained) / float64(total)
	d.findings = finding.Tell(&d.manifest, ops)
}

func (d *data) fillCuts(s *survey, l limits) (left []string) {
	points := 0
	for i := range s.ops {
		c := s.cuts[s.ops[i].of]
		if c == nil || len(c.Peer) == 0 {
			continue
		}
		if points += len(c.Peer) + len(c.Held); points > l.cuts {
			return []string{fmt.Sprintf("Of %s it has the cuts of the first %s.",
				quantity.Count(int64(len(s.cuts)), "snapshot"), quantity.Thousands(int64(len(d.Cuts))))}
		}
		for i := range c.State {
			c.State[i] = clip(c.State[i], 2*l.text)
		}
		for i := range c.Held {
			c.Held[i].Text = clip(c.Held[i].Text, l.text)
		}
		d.Cuts = append(d.Cuts, *c)
	}
	return nil
}
