// Package finding tells what a run shows, in sentences made from its data: what changed at
// each fault, what took the time, which operation was the slowest and what it waited for,
// which peers stand out. A difference that few operations can make by chance is none.
package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// An Op is an operation of a run.
type Op struct {
	ID     int64 // in the page
	Of     trace.Nth
	Name   string
	Peer   string
	Begin  int64 // virtual ns
	End    int64 // virtual ns; of one that did not end, the run's
	Ended  bool
	Failed bool
	Spent  []int64 // by reason, see [log.Reasons]; nil if nobody knows
}

func (o *Op) took() float64 { return float64(o.End - o.Begin) }

// A Finding is a sentence, and the operation that it is about.
type Finding struct {
	Text string
	Op   int64 // its ID; 0 for none
}

// Bounds of what is told.
const (
	mostMarks  = 4 // marks that are told
	mostNames  = 3 // kinds of operations of which it is told what took the time
	mostPeers  = 3 // peers that stand out
	leastOps   = 5 // operations before and while, to tell of a change
	instantFor = 0.1
)

// Tell returns the findings about a run.
func Tell(m *trace.Manifest, ops []Op) []Finding {
	names := byName(ops)
	out := marks(m, names)
	out = append(out, slowest(names)...)
	out = append(out, times(names)...)
	out = append(out, peers(names)...)
	for _, f := range m.Faults {
		if f.Hits == 0 {
			out = append(out, Finding{Text: "The fault " + f.Kind + " hit nothing."})
		}
	}
	return out
}

// A kind is the operations of one name.
type kind struct {
	name string
	ops  []Op // in order of their beginning
}

// byName sorts operations, the most frequent name first.
func byName(ops []Op) []kind {
	at := map[string]int{}
	var kinds []kind
	for _, o := range ops {
		i, ok := at[o.Name]
		if !ok {
			i = len(kinds)
			at[o.Name] = i
			kinds = append(kinds, kind{name: o.Name})
		}
		kinds[i].ops = append(kinds[i].ops, o)
	}
	for _, k := range kinds {
		slices.SortStableFunc(k.ops, func(a, b Op) int { return cmp.Compare(a.Begin, b.Begin) })
	}
	slices.SortStableFunc(kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(len(b.ops), len(a.ops)), strings.Compare(a.name, b.name))
	})
	return kinds
}

// spell is what became of operations that began within a stretch of time.
type spell struct {
	n, failed int
	median    float64 // ns, of those that succeeded; 0 if none did
}

func spellOf(ops []Op, from, to int64) spell {
	var s spell
	var took []float64
	for i := range ops {
		o := &ops[i]
		if o.Begin < from || o.Begin >= to || !o.Ended {
			continue
		}
		s.n++
		if o.Failed {
			s.failed++
		} else {
			took = append(took, o.took())
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		s.median = stats.Quantile(took, stats.P50)
	}
	return s
}

func (s spell) share() float64 { return float64(s.failed) / float64(s.n) }

func (s spell) String() string {
	text := fmt.Sprintf("%s of %s failed", quantity.Format(s.share(), quantity.Share), quantity.Thousands(int64(s.n)))
	if s.median > 0 {
		text += ", half took at most " + span(s.median)
	}
	return text
}

func span(ns float64) string {
	if ns == 0 {
		return "0s"
	}
	return quantity.Format(ns, quantity.Duration)
}

// differ reports whether two spells tell of a change: more failed or fewer, by intervals
// that do not meet, or half took 1.5 times as long, of ten at least.
func differ(a, b spell) bool {
	aLow, aHigh := stats.Wilson(a.share(), float64(a.n))
	bLow, bHigh := stats.Wilson(b.share(), float64(b.n))
	if aHigh < bLow || bHigh < aLow {
		return true
	}
	if a.n < 2*leastOps || b.n < 2*leastOps || a.median == 0 || b.median == 0 {
		return false
	}
	return max(a.median, b.median) > 1.5*min(a.median, b.median)
}

// marks tells what changed while a mark lasted, or after it if it was of an instant.
func marks(m *trace.Manifest, kinds []kind) (out []Finding) {
	for i, mark := range m.Marks {
		if i == mostMarks {
			out = append(out, Finding{Text: fmt.Sprintf("Of %s more see the figures over time.", quantity.Count(int64(len(m.Marks)-i), "mark"))})
			break
		}
		to, when := mark.ToNS, "from "+span(float64(mark.FromNS))+" to "+span(float64(mark.ToNS))
		switch {
		case to < 0:
			to, when = m.VirtualNS, "from "+span(float64(mark.FromNS))+" on"
		case to-mark.FromNS < m.VirtualNS/100:
			to = mark.FromNS + int64(instantFor*float64(m.VirtualNS))
			when = "at " + span(float64(mark.FromNS)) + ", and in the " + span(float64(to-mark.FromNS)) + " after"
		}
		since := int64(0)
		for _, other := range m.Marks[:i] {
			since = max(since, min(max(other.ToNS, other.FromNS), mark.FromNS))
		}
		out = append(out, Finding{Text: capital(mark.Text) + " (" + when + "): " + change(kinds, since, mark.FromNS, to)})
	}
	return out
}

// change tells of the kinds of operations that there are before and in a stretch.
func change(kinds []kind, since, from, to int64) string {
	var changed, same []string
	for _, k := range kinds {
		before, in := spellOf(k.ops, since, from), spellOf(k.ops, from, to)
		if before.n < leastOps || in.n < leastOps {
			continue
		}
		if differ(before, in) {
			changed = append(changed, fmt.Sprintf("%s: %s; before, %s", k.name, in, before))
		} else {
			same = append(same, k.name)
		}
	}
	switch {
	case len(changed) > 0:
		return strings.Join(changed[:min(len(changed), mostNames)], ". ") + "."
	case len(same) > 0:
		return "no change in failures or times of " + strings.Join(same[:min(len(same), mostNames)], ", ") + " that chance cannot make."
	}
	return "too few operations before or meanwhile to tell of a change."
}

// slowest tells of the slowest operation, if it took twice as long as half of its kind.
func slowest(kinds []kind) []Finding {
	var worst *Op
	var of kind
	for _, k := range kinds {
		for i := range k.ops {
			if o := &k.ops[i]; o.Ended && (worst == nil || o.took() > worst.took()) {
				worst, of = o, k
			}
		}
	}
	if worst == nil || len(of.ops) < leastOps {
		return nil
	}
	var took []float64
	for i := range of.ops {
		if of.ops[i].Ended {
			took = append(took, of.ops[i].took())
		}
	}
	slices.Sort(took)
	median := stats.Quantile(took, stats.P50)
	if worst.took() < 2*median {
		return nil
	}
	text := fmt.Sprintf("The slowest, %s at %s of %s, took %s; half of them took at most %s.",
		worst.Name, span(float64(worst.Begin)), worst.Peer, span(worst.took()), span(median))
	if spent := shares([]Op{*worst}, false); spent != "" {
		text += " It waited for " + spent + "."
	}
	return []Finding{{Text: text, Op: worst.ID}}
}

// times tells what the operations of the most frequent kinds spent their time on.
func times(kinds []kind) (out []Finding) {
	for _, k := range kinds {
		if len(out) == mostNames {
			break
		}
		if spent := shares(k.ops, true); spent != "" {
			out = append(out, Finding{Text: fmt.Sprintf("The time of %s %s: %s.", quantity.Thousands(int64(len(k.ops))), k.name, spent)})
		}
	}
	return out
}

// shares lists the reasons of operations by their time, the longest first, down to a
// twentieth: in percent, or in time.
func shares(ops []Op, percent bool) string {
	var sum []int64
	total := int64(0)
	for _, o := range ops {
		for why, ns := range o.Spent {
			if why == len(sum) {
				sum = append(sum, 0)
			}
			sum[why] += ns
		}
		if o.Spent != nil {
			total += o.End - o.Begin
		}
	}
	if total == 0 {
		return ""
	}
	order := make([]int, len(sum))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sum[b], sum[a]) })
	var texts []string
	for _, why := range order {
		if 20*sum[why] < total {
			break
		}
		size := span(float64(sum[why]))
		if percent {
			size = quantity.Format(float64(sum[why])/float64(total), quantity.Share)
		}
		texts = append(texts, size+" "+log.Why(why).String())
	}
	return strings.Join(texts, ", ")
}

// peers tells of peers at which far more operations fail than elsewhere.
func peers(kinds []kind) (out []Finding) {
	for _, k := range kinds {
		all, failed := map[string]int{}, map[string]int{}
		n, bad := 0, 0
		for i := range k.ops {
			if o := &k.ops[i]; o.Ended {
				n++
				all[o.Peer]++
				if o.Failed {
					bad++
					failed[o.Peer]++
				}
			}
		}
		var stand []string
		for peer, f := range failed {
			rest := spell{n: n - all[peer], failed: bad - f}
			own := spell{n: all[peer], failed: f}
			if own.n < 2*leastOps || f < 3 || rest.n < leastOps || own.share() < rest.share() || !differ(spell{n: own.n, failed: f}, rest) {
				continue
			}
			stand = append(stand, fmt.Sprintf("%s (%s of %d)", peer, quantity.Format(own.share(), quantity.Share), own.n))
		}
		if len(stand) == 0 {
			continue
		}
		slices.Sort(stand)
		more := ""
		if len(stand) > mostPeers {
			more = fmt.Sprintf(" and %d others", len(stand)-mostPeers)
			stand = stand[:mostPeers]
		}
		out = append(out, Finding{Text: fmt.Sprintf("More %s fail at %s%s than elsewhere (%s of %s).", k.name, strings.Join(stand, ", "), more,
			quantity.Format(float64(bad)/float64(n), quantity.Share), quantity.Thousands(int64(n)))})
	}
	return out[:min(len(out), mostNames)]
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
