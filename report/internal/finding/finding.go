// Package finding tells what a run shows, in sentences made from its data: what changed at
// each fault, what took the time, which operation was the slowest and what it waited for,
// which peers stand out. A difference that few operations can make by chance is none.
package finding

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
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
	mostMarks  = 4   // marks that are told
	mostNames  = 3   // kinds of operations of which it is told what took the time
	mostPeers  = 3   // peers that stand out
	leastOps   = 5   // operations before and while, to tell of a change
	instantFor = 0.1 // share of the run that is looked at after an instant
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
	n, failed         int
	low, median, high float64 // ns, of those that succeeded, and its 95 % interval; 0 if none did
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
		s.low, s.high = aroundMedian(took)
	}
	return s
}

// aroundMedian returns the 95 % interval of the median of what sorted is a sample of, by
// its order statistics (Conover, Practical Nonparametric Statistics): all of a small one.
func aroundMedian(sorted []float64) (low, high float64) {
	n := float64(len(sorted))
	half := 1.96 * math.Sqrt(n) / 2
	i, j := int(math.Floor(n/2-float64(half))), int(math.Ceil(n/2+float64(half)))
	return sorted[max(i-1, 0)], sorted[min(j, len(sorted)-1)]
}

func (s spell) share() float64 { return float64(s.failed) / float64(s.n) }

func (s spell) String() string {
	text := fmt.Sprintf("%s of %s failed", quantity.Format(s.share(), quantity.Share), quantity.Thousands(int64(s.n)))
	if s.median > 0 {
		text += ", half took at most " + span(s.median)
	}
	return text
}

func span(ns float64) string { return quantity.Moment(int64(ns)) }

// differ reports whether two spells tell of a change: more failed or fewer, by a 95 %
// interval of the difference without 0, or they took longer or shorter, by intervals of the
// medians that do not meet, and 1.5 times as long at least.
func differ(a, b spell) bool {
	if a.share() < b.share() {
		a, b = b, a
	}
	aLow, _ := stats.Wilson(a.share(), float64(a.n))
	_, bHigh := stats.Wilson(b.share(), float64(b.n))
	// The lower end of the difference (Newcombe 1998, method 10).
	if a.share()-b.share() > math.Hypot(a.share()-aLow, bHigh-b.share()) {
		return true
	}
	return timesApart(a, b) && (a.low > b.high || b.low > a.high)
}

// timesApart reports whether half took 1.5 times as long in one as in the other.
func timesApart(a, b spell) bool {
	return a.median > 0 && b.median > 0 && max(a.median, b.median) > 1.5*min(a.median, b.median)
}

// marks tells what changed while a mark lasted, or after it if it was of an instant. What
// is compared ends where another mark begins or ends: nobody could tell whose effect it is.
func marks(m *trace.Manifest, kinds []kind) (out []Finding) {
	for i, mark := range m.Marks {
		if i == mostMarks {
			out = append(out, Finding{Text: fmt.Sprintf("Of %s more see the figures over time.", quantity.Count(int64(len(m.Marks)-i), "mark"))})
			break
		}
		to, when := mark.ToNS, "from "+quantity.Moment(mark.FromNS)+" to "+quantity.Moment(mark.ToNS)
		switch {
		case to < 0:
			to, when = m.VirtualNS, "from "+quantity.Moment(mark.FromNS)+" on"
		case to-mark.FromNS < m.VirtualNS/100:
			to, when = mark.FromNS+int64(instantFor*float64(m.VirtualNS)), "at "+quantity.Moment(mark.FromNS)
		}
		since, until := apart(m.Marks, i, to)
		if until != mark.ToNS && until < m.VirtualNS {
			when += ", seen until " + quantity.Moment(until)
		}
		out = append(out, Finding{Text: say.Capital(mark.Text) + " (" + when + "): " + change(kinds, since, mark.FromNS, until)})
	}
	return out
}

// apart returns since when nothing else has begun or ended before mark i, and until when,
// no later than to, nothing does after it.
func apart(marks []trace.Mark, i int, to int64) (since, until int64) {
	from, until := marks[i].FromNS, to
	for j, other := range marks {
		if j == i {
			continue
		}
		for _, at := range []int64{other.FromNS, other.ToNS} {
			switch {
			case at < 0 || at == from:
			case at < from:
				since = max(since, at)
			default:
				until = min(until, at)
			}
		}
	}
	return since, until
}

// alike is how little shares that failed may differ to be called alike.
const alike = 0.05

// change tells of the most frequent kinds of operations that there are before a stretch
// and in it. What may be chance is told, and called so: it may be an effect, too.
func change(kinds []kind, since, from, to int64) string {
	var changed, unsure, same []string
	for _, k := range kinds {
		before, in := spellOf(k.ops, since, from), spellOf(k.ops, from, to)
		if before.n < leastOps || in.n < leastOps {
			continue
		}
		told := fmt.Sprintf("%s: %s; before, %s", k.name, in, before)
		switch {
		case differ(before, in):
			changed = append(changed, told)
		case max(in.share(), before.share())-min(in.share(), before.share()) > alike || timesApart(before, in):
			unsure = append(unsure, told+", which may be chance")
		default:
			same = append(same, k.name)
		}
	}
	told := append(changed, unsure...)
	if len(same) > 0 {
		told = append(told, "About as before: "+strings.Join(same[:min(len(same), mostNames)], ", "))
	}
	if len(told) == 0 {
		return "too few operations before or meanwhile to tell of a change."
	}
	return strings.Join(told[:min(len(told), mostNames)], ". ") + "."
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
		text += " It waited " + spent + "."
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
			out = append(out, Finding{Text: fmt.Sprintf("Of their time, %s %s waited %s.", quantity.Thousands(int64(len(k.ops))), k.name, spent)})
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
		texts = append(texts, size+" for "+log.Why(why).String())
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
			more = " and " + say.Count(int64(len(stand)-mostPeers), "other")
			stand = stand[:mostPeers]
		}
		out = append(out, Finding{Text: fmt.Sprintf("More %s fail at %s%s than elsewhere (%s of %s).", k.name, strings.Join(stand, ", "), more,
			quantity.Format(float64(bad)/float64(n), quantity.Share), quantity.Thousands(int64(n)))})
	}
	return out[:min(len(out), mostNames)]
}
