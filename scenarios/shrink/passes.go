package shrink

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// endsSoonAfter ends the run at the next round moment after the instant broken.
func endsSoonAfter(broken time.Duration) func(*scenarios.Spec) []change {
	return func(spec *scenarios.Spec) []change {
		end := broken.Truncate(grain(broken)) + grain(broken)
		if end >= spec.Duration {
			return nil
		}
		return []change{ending(spec, end)}
	}
}

func ending(spec *scenarios.Spec, end time.Duration) change {
	return change{fmt.Sprintf("duration: %v -> %v", spec.Duration, end), func(s *scenarios.Spec) { s.Duration = end }}
}

// grain returns the step in which times of the order of d are shrunk: round
// numbers read better.
func grain(d time.Duration) time.Duration {
	for _, g := range []time.Duration{time.Hour, time.Minute, time.Second} {
		if d > 10*g {
			return g
		}
	}
	return time.Second / 10
}

// shorter returns times from least up to below d, in steps that halve.
func shorter(d, least time.Duration) (all []time.Duration) {
	g := grain(d)
	for _, n := range smaller((d+g-1)/g, max((least+g-1)/g, 0)) {
		all = append(all, n*g)
	}
	return all
}

func shorterRun(spec *scenarios.Spec) (all []change) {
	for _, end := range shorter(spec.Duration, grain(spec.Duration)) {
		all = append(all, ending(spec, end))
	}
	return all
}

// fewerPeers makes groups smaller: all at once, then one by one.
func fewerPeers(spec *scenarios.Spec) (all []change) {
	groups := spec.Network.Peers
	for div := 16; div > 1; div /= 2 {
		what := fmt.Sprintf("peers: 1 of %d", div)
		all = append(all, change{what, func(s *scenarios.Spec) {
			for i := range groups {
				resize(s, i, max(groups[i].Count/div, 1))
			}
		}})
	}
	for i, g := range groups {
		for _, n := range smaller(g.Count, 1) {
			what := fmt.Sprintf("%s: %d -> %d peers", g.Group, g.Count, n)
			all = append(all, change{what, func(s *scenarios.Spec) { resize(s, i, n) }})
		}
	}
	return all
}

// resize gives a group another number of peers. A selector of a part of the group
// then selects as large a part of the peers that are left.
func resize(s *scenarios.Spec, i, n int) {
	g := &s.Network.Peers[i]
	old := g.Count
	g.Count = n
	selectors(reflect.ValueOf(s), func(sel sim.Selector) sim.Selector {
		p, err := sel.Parse()
		if err != nil || p.Group != g.Group || p.Whole() {
			return sel
		}
		p.From = p.From * n / old
		p.To = max(p.To*n/old, p.From+1)
		return sim.Selector(p.String())
	})
}

// noGroup takes a group away. Selectors of the group then select all peers, and
// its churn goes with it.
func noGroup(spec *scenarios.Spec) (all []change) {
	if len(spec.Network.Peers) < 2 {
		return nil
	}
	for i, g := range spec.Network.Peers {
		all = append(all, change{"without the group " + g.Group, func(s *scenarios.Spec) {
			s.Network.Peers = append(s.Network.Peers[:i], s.Network.Peers[i+1:]...)
			var churn []scenarios.Churn
			for _, c := range s.Churn {
				if c.Group != g.Group {
					churn = append(churn, c)
				}
			}
			s.Churn = churn
			leaveSides(s, g.Group)
			selectors(reflect.ValueOf(s), func(sel sim.Selector) sim.Selector {
				if p, err := sel.Parse(); err == nil && p.Group == g.Group {
					return "all"
				}
				return sel
			})
		}})
	}
	return all
}

// leaveSides takes a group out of the sides of partitions. A partition of which
// fewer than two sides are left is no scenario.
func leaveSides(s *scenarios.Spec, group string) {
	for _, f := range s.Faults {
		if f.Partition == nil {
			continue
		}
		for i, side := range f.Partition.Sides {
			f.Partition.Sides[i] = slices.DeleteFunc(side, func(sel sim.Selector) bool {
				p, err := sel.Parse()
				return err == nil && p.Group == group
			})
		}
		f.Partition.Sides = slices.DeleteFunc(f.Partition.Sides, func(side []sim.Selector) bool { return len(side) == 0 })
	}
}

// earlier lets all events of a scenario happen sooner, by the same time: events
// that meet still meet.
func earlier(spec *scenarios.Spec) (all []change) {
	first := spec.Duration
	for _, w := range spec.Workload {
		first = min(first, w.At+w.From) // one of them is 0
	}
	for _, f := range spec.Faults {
		if f.At != nil {
			first = min(first, *f.At)
		} else {
			first = min(first, f.From)
		}
	}
	for _, c := range spec.Churn {
		first = min(first, c.From)
		if c.FlashCrowd != nil || c.MassDeparture != nil || c.Trace != nil {
			return nil
		}
	}
	for _, now := range shorter(first, 0) {
		by := first - now
		all = append(all, change{fmt.Sprintf("all by %v earlier", by), func(s *scenarios.Spec) { advance(s, by) }})
	}
	return all
}

func advance(s *scenarios.Spec, by time.Duration) {
	s.Duration -= by
	sooner := func(t *time.Duration) { *t = max(*t-by, 0) }
	for i := range s.Workload {
		w := &s.Workload[i]
		sooner(&w.At)
		sooner(&w.From)
		sooner(&w.Until)
	}
	for i := range s.Faults {
		f := &s.Faults[i]
		if f.At != nil {
			sooner(f.At)
		}
		sooner(&f.From)
		sooner(&f.Until)
	}
	for i := range s.Network.Peers {
		if a := s.Network.Peers[i].Adversary; a != nil {
			b := *a
			sooner(&b.After)
			s.Network.Peers[i].Adversary = &b
		}
	}
	for i := range s.Churn {
		sooner(&s.Churn[i].From)
		sooner(&s.Churn[i].Until)
	}
}

// fewerTimes repeats steps less often: once, or from later or until earlier.
func fewerTimes(spec *scenarios.Spec) (all []change) {
	for i, step := range spec.Workload {
		name := fmt.Sprintf("workload[%d]", i)
		if step.Every.IsZero() {
			for _, at := range shorter(step.At, 0) {
				all = append(all, change{fmt.Sprintf("%s: at %v -> %v", name, step.At, at), func(s *scenarios.Spec) { s.Workload[i].At = at }})
			}
			continue
		}
		all = append(all, change{name + ": once", func(s *scenarios.Spec) {
			s.Workload[i].At, s.Workload[i].From, s.Workload[i].Until, s.Workload[i].Every = step.From, 0, 0, dist.Dist{}
		}})
		for _, until := range shorter(step.Until, step.From+1) {
			all = append(all, change{fmt.Sprintf("%s: until %v -> %v", name, step.Until, until), func(s *scenarios.Spec) { s.Workload[i].Until = until }})
		}
		for _, less := range shorter(step.Until-step.From, 1) {
			from := step.Until - less
			all = append(all, change{fmt.Sprintf("%s: from %v -> %v", name, step.From, from), func(s *scenarios.Spec) { s.Workload[i].From = from }})
		}
	}
	return all
}

// smallerSteps asks for less in each step: every number in it goes down.
func smallerSteps(spec *scenarios.Spec) (all []change) {
	for i, step := range spec.Workload {
		args := reflect.ValueOf(step.Args).Elem()
		for k := range args.NumField() {
			if args.Field(k).Kind() != reflect.Int {
				continue
			}
			now := int(args.Field(k).Int())
			for _, n := range smaller(now, 0) {
				what := fmt.Sprintf("workload[%d].%s.%s: %d -> %d", i, step.Op, args.Type().Field(k).Tag.Get("yaml"), now, n)
				all = append(all, change{what, func(s *scenarios.Spec) {
					reflect.ValueOf(s.Workload[i].Args).Elem().Field(k).SetInt(int64(n))
				}})
			}
		}
	}
	return all
}

// smallerFaults makes each fault happen once, to fewer, for less time.
func smallerFaults(spec *scenarios.Spec) (all []change) {
	for i, f := range spec.Faults {
		name := fmt.Sprintf("faults[%d]", i)
		if !f.Every.IsZero() {
			all = append(all, change{name + ": once", func(s *scenarios.Spec) {
				from := f.From
				s.Faults[i].At, s.Faults[i].Every, s.Faults[i].From, s.Faults[i].Until = &from, dist.Dist{}, 0, 0
			}})
			for _, until := range shorter(f.Until, f.From+1) {
				all = append(all, change{fmt.Sprintf("%s: until %v -> %v", name, f.Until, until), func(s *scenarios.Spec) { s.Faults[i].Until = until }})
			}
		}
		for _, victims := range []func(*scenarios.Fault) *scenarios.Victims{
			func(f *scenarios.Fault) *scenarios.Victims { return f.Isolate },
			func(f *scenarios.Fault) *scenarios.Victims { return f.Silent },
			func(f *scenarios.Fault) *scenarios.Victims { return f.Pause },
			func(f *scenarios.Fault) *scenarios.Victims { return f.Crash },
			func(f *scenarios.Fault) *scenarios.Victims { return f.Restart },
			func(f *scenarios.Fault) *scenarios.Victims { return f.Lose },
		} {
			v := victims(&f)
			if v == nil {
				continue
			}
			now := v.Count
			if now == 0 {
				now = sizeOf(spec)
			}
			for _, n := range smaller(now, 1) {
				all = append(all, change{fmt.Sprintf("%s: %d peers", name, n), func(s *scenarios.Spec) {
					v := victims(&s.Faults[i])
					v.Count, v.Share = n, 0
				}})
			}
		}
	}
	return all
}

func sizeOf(spec *scenarios.Spec) int {
	n := 0
	for _, g := range spec.Network.Peers {
		n += g.Count
	}
	return n
}

// plainerNetwork takes away properties that make a network worse than a cable.
func plainerNetwork(spec *scenarios.Spec) []change {
	if spec.Network.Kubernetes != nil {
		return nil
	}
	delay := dist.Constant(50 * time.Millisecond)
	return []change{
		{"network: nothing but a delay of 50ms", func(s *scenarios.Spec) {
			n := &s.Network
			n.Latency, n.Asymmetric, n.Jitter, n.Loss, n.LANs = scenarios.Latency{Law: &delay}, false, scenarios.Jitter{}, link.Loss{}, nil
			for i, g := range n.Peers {
				n.Peers[i] = scenarios.Group{Group: g.Group, Count: g.Count, Dialable: true, Queue: g.Queue, Without: g.Without, Adversary: g.Adversary}
			}
		}},
		{"network: without loss", func(s *scenarios.Spec) { s.Network.Loss = link.Loss{} }},
		{"network: without a congestion window", func(s *scenarios.Spec) { s.Network.TCP = "" }},
		{"network: without jitter", func(s *scenarios.Spec) { s.Network.Jitter = scenarios.Jitter{} }},
		{"network: symmetric", func(s *scenarios.Spec) { s.Network.Asymmetric = false }},
		{"network: without bounds of capacity", func(s *scenarios.Spec) {
			for i := range s.Network.Peers {
				s.Network.Peers[i].Up, s.Network.Peers[i].Down = 0, 0
			}
		}},
		{"network: all are honest", func(s *scenarios.Spec) {
			for i := range s.Network.Peers {
				s.Network.Peers[i].Adversary = nil
			}
		}},
		{"network: adversaries are anywhere, and from the beginning", func(s *scenarios.Spec) {
			for i := range s.Network.Peers {
				if a := s.Network.Peers[i].Adversary; a != nil {
					s.Network.Peers[i].Adversary = &scenarios.Adversary{Behaviour: a.Behaviour}
				}
			}
		}},
		{"network: all run all protocols", func(s *scenarios.Spec) {
			for i := range s.Network.Peers {
				s.Network.Peers[i].Without = nil
			}
		}},
		{"network: all can be dialled", func(s *scenarios.Spec) {
			for i := range s.Network.Peers {
				s.Network.Peers[i].Dialable, s.Network.Peers[i].NAT = true, ""
			}
		}},
		{"network: a delay of 50ms", func(s *scenarios.Spec) {
			s.Network.Latency, s.Network.Asymmetric = scenarios.Latency{Law: &delay}, false
			for i := range s.Network.Peers {
				s.Network.Peers[i].Region, s.Network.Peers[i].Position = "", nil
			}
		}},
	}
}

// plainerBootstrap lets peers join through random others.
func plainerBootstrap(spec *scenarios.Spec) []change {
	degree := 3
	if n := sizeOf(spec); n > 0 {
		degree = min(degree, n-1)
	}
	return []change{{"bootstrap: random", func(s *scenarios.Spec) {
		s.Bootstrap = scenarios.Bootstrap{Graph: "random", Degree: degree, Interval: s.Bootstrap.Interval}
	}}}
}

// plainSample reads the gauges as often as a scenario without the key sample does.
func plainSample(*scenarios.Spec) []change {
	return []change{{"sample: the default", func(s *scenarios.Spec) {
		s.Sample = max(time.Second, (s.Duration / 240).Truncate(time.Second))
	}}}
}

// noOrder leaves the order of one instant to the seed.
func noOrder(*scenarios.Spec) []change {
	return []change{{"order: the seed's", func(s *scenarios.Spec) { s.Order = 0 }}}
}

// plainerChurn makes departures orderly and ends churn earlier.
func plainerChurn(spec *scenarios.Spec) (all []change) {
	for i, c := range spec.Churn {
		name := fmt.Sprintf("churn[%d]", i)
		all = append(all, change{name + ": without crashes", func(s *scenarios.Spec) { s.Churn[i].Crash = 0 }})
		for _, until := range shorter(c.Until, c.From+1) {
			all = append(all, change{fmt.Sprintf("%s: until %v -> %v", name, c.Until, until), func(s *scenarios.Spec) { s.Churn[i].Until = until }})
		}
	}
	return all
}
