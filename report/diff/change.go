package diff

import (
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Change is something that two runs have differently.
type Change struct{ What, A, B string } // "" if a run has no such thing

// Manifests returns the differences of two manifests, causes and effects: the
// scenario, the seed, the versions of everything, how they ended. The
// fingerprint and the number of events are left to their logs.
func Manifests(a, b *trace.Manifest) []Change {
	var out []Change
	add := func(what string, x, y any) {
		if s, t := fmt.Sprint(x), fmt.Sprint(y); s != t {
			out = append(out, Change{what, s, t})
		}
	}
	add("scenario", a.Scenario, b.Scenario)
	add(scenarioHash, a.ScenarioHash, b.ScenarioHash)
	add("seed", a.Seed, b.Seed)
	add("hosts", a.Hosts, b.Hosts)
	add("status", a.Status, b.Status)
	add("failure", failure(a), failure(b))
	add("virtual time", log.Clock(a.VirtualNS), log.Clock(b.VirtualNS))
	add("sim", a.Versions.Sim, b.Versions.Sim)
	add("go", a.Versions.Go, b.Versions.Go)
	add("seal", a.Versions.Seal, b.Versions.Seal)
	modules := map[string]string{}
	maps.Copy(modules, a.Versions.Modules)
	maps.Copy(modules, b.Versions.Modules)
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		add(name, a.Versions.Modules[name], b.Versions.Modules[name])
	}
	return out
}

func failure(m *trace.Manifest) string {
	if m.Failure == nil {
		return ""
	}
	return m.Failure.Kind + ": " + m.Failure.Message
}

// mostSettings is how many settings of scenarios are listed that differ.
const mostSettings = 40

// Runs is [Manifests] of two runs in their directories, with the settings in which
// their scenarios differ.
func Runs(a, b *log.Log) []Change {
	out := Manifests(&a.Manifest, &b.Manifest)
	at := slices.IndexFunc(out, func(c Change) bool { return c.What == scenarioHash })
	if at < 0 {
		return out
	}
	settings, err := Scenarios(a.Dir, b.Dir)
	if err != nil {
		settings = []Change{{"scenarios cannot be compared", err.Error(), ""}}
	}
	if more := len(settings) - mostSettings; more > 0 {
		settings = append(settings[:mostSettings:mostSettings], Change{"other settings", fmt.Sprintf("%d differ", more), ""})
	}
	return slices.Insert(out, at+1, settings...)
}

const scenarioHash = "scenario's SHA-256"

// Fields returns the fields in which two events differ, in the order of
// trace.Event.
func Fields(a, b *trace.Event) []Change {
	var out []Change
	x, y := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range x.NumField() {
		if p, q := x.Field(i).Interface(), y.Field(i).Interface(); p != q {
			out = append(out, Change{x.Type().Field(i).Name, fmt.Sprint(p), fmt.Sprint(q)})
		}
	}
	return out
}

// LastOf returns, for each of the given peers, the last n events that concern it
// before the given line of a log, oldest first.
func LastOf(events iter.Seq2[*log.Event, error], line int64, n int, peers ...string) (map[string][]log.Event, error) {
	last := map[string][]log.Event{}
	for _, p := range peers {
		last[p] = nil
	}
	for e, err := range events {
		if err != nil {
			return nil, err
		}
		if e.Line >= line {
			break
		}
		for _, p := range []string{e.P, e.Q} {
			kept, ok := last[p]
			if !ok || p == e.P && p == e.Q && len(kept) > 0 && kept[len(kept)-1].Line == e.Line {
				continue
			}
			e := *e
			e.Raw = nil // good for one event only
			if kept = append(kept, e); len(kept) > n {
				kept = kept[1:]
			}
			last[p] = kept
		}
	}
	return last, nil
}
