package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// churnForms are the ways in which peers can come and go, of which an entry has
// one, and the keys that go with each.
var churnForms = []struct {
	key  string
	with []string
}{
	{"trace", []string{"datastore"}},
	{"random", []string{"group", "crash", "from", "until", "datastore", "rejoin"}},
	{"flash_crowd", []string{"group"}},
	{"mass_departure", []string{"group", "crash", "datastore"}},
	{"diurnal", []string{"group", "crash", "from", "until", "datastore", "rejoin"}},
}

// sessionKeys go with sessions and downtimes, the usual form.
var sessionKeys = []string{
	"group", "preset", "session", "downtime", "session_mean", "downtime_mean", "population", "crash", "start", "ramp", "from", "until", "datastore", "rejoin",
}

func presetNames() []string {
	var names []string
	for _, p := range ChurnPresets() {
		names = append(names, p.Name)
	}
	return names
}

func (d *loader) checkChurn() {
	s := d.spec
	sameGroup := map[string][]int{} // indexes of the entries seen
	for i := 0; i < len(s.Churn) && !d.Problems.Full(); i++ {
		c, at := &s.Churn[i], "churn."+strconv.Itoa(i)
		d.checkForm(c, at)
		group, from, until := strict.Join(at, "group"), strict.Join(at, "from"), strict.Join(at, "until")
		if d.groupsSound && d.Given(group) && d.Sound(group) && d.groups[c.Group] == nil {
			d.Fault(group, d.Node(group), fmt.Sprintf("no group is called %q", say.Clip(c.Group)), say.List(d.groupNames), near.Word(c.Group, d.groupNames))
		}
		d.lateStart(from, c.From)
		d.backwards(from, until, c.From, c.Until)
		if !d.Given(until) {
			c.Until = s.Duration
		}
		if c.Trace != nil && d.ground != nil && !d.unsound(at) {
			d.checkTrace(c, at)
		}
		if c.Group == "" || c.MassDeparture != nil {
			continue
		}
		for _, j := range sameGroup[c.Group] {
			if e := s.Churn[j]; e.From < c.Until && c.From < e.Until {
				d.Fault(at, d.Node(at), fmt.Sprintf("group %q has churn at the same time in line %d", say.Clip(c.Group), d.Node("churn."+strconv.Itoa(j)).Line), "one churn of a group at a time", "")
				break
			}
		}
		sameGroup[c.Group] = append(sameGroup[c.Group], i)
	}
}

// checkForm notes keys that do not go together, and fills in presets.
func (d *loader) checkForm(c *Churn, at string) {
	if !d.Sound(at) {
		return
	}
	form, keys := "", sessionKeys
	for _, f := range churnForms {
		if !d.Given(strict.Join(at, f.key)) {
			continue
		}
		if form != "" {
			d.Fault(strict.Join(at, f.key), d.Node(strict.Join(at, f.key)), f.key+" beside "+form, "one of them in an entry", "")
		}
		form, keys = f.key, append([]string{f.key}, f.with...)
	}
	for _, key := range sessionKeys {
		if k := strict.Join(at, key); form != "" && d.Given(k) && !slices.Contains(keys, key) && !usual(d.spec, c, key) {
			d.Fault(k, d.Node(k), key+" beside "+form, say.List(keys), "")
		}
	}
	if slices.Contains(keys, "group") && !d.Given(strict.Join(at, "group")) && !d.Bad[strict.Join(at, "group")] {
		d.Fault(at, d.Node(at), "group is missing", "a name that matches ^[a-z][a-z0-9-]*$", "")
	}
	if form == "" {
		d.checkSessions(c, at)
	}
	if m := c.MassDeparture; m != nil {
		d.pastEnd(strict.Join(at, "mass_departure.at"), m.At)
	}
	if f := c.FlashCrowd; f != nil {
		d.pastEnd(strict.Join(at, "flash_crowd.at"), f.At)
	}
	if p := c.Diurnal; p != nil && p.Least > p.Most {
		k := strict.Join(at, "diurnal")
		d.Fault(k, d.Node(k), "least is above most", "least up to most", "")
	}
}

// usual reports whether a key of an entry has its default, which a resolved
// scenario states.
func usual(s *Spec, c *Churn, key string) bool {
	var preset Churn
	preset.SetDefaults()
	preset.Until = s.Duration
	for _, f := range strict.FieldsOf(reflect.TypeFor[Churn]()) {
		if f.Name == key {
			return reflect.ValueOf(*c).Field(f.Index).Equal(reflect.ValueOf(preset).Field(f.Index))
		}
	}
	panic("scenarios: churn has no key " + key)
}

func (d *loader) checkSessions(c *Churn, at string) {
	if c.Preset != "" {
		k := strict.Join(at, "preset")
		names := presetNames()
		i := slices.Index(names, c.Preset)
		if i < 0 {
			d.Fault(k, d.Node(k), fmt.Sprintf("no preset is called %q", say.Clip(c.Preset)), say.List(names), near.Word(c.Preset, names))
			return
		}
		p := ChurnPresets()[i]
		if c.Session.IsZero() {
			c.Session = p.Session
		}
		if c.Downtime.IsZero() && c.Population == 0 {
			c.Downtime = p.Downtime
		}
	}
	missing := func(key string) {
		if k := strict.Join(at, key); !d.Bad[k] {
			d.Fault(at, d.Node(at), key+" is missing", distLeaf{}.Noun()+"; or one of preset, trace, random, flash_crowd, mass_departure or diurnal", "")
		}
	}
	if c.Session.IsZero() {
		missing("session")
	}
	switch k := strict.Join(at, "population"); {
	case c.Population == 0 && c.Downtime.IsZero():
		missing("downtime")
	case c.Population > 0 && !c.Downtime.IsZero():
		d.Fault(k, d.Node(k), "population and downtime", "one of them: with a population, peers come back as others leave", "")
	case c.Population > 0 && d.groupsSound && d.groups[c.Group] != nil && c.Population > d.groups[c.Group].Count:
		d.Fault(k, d.Node(k), fmt.Sprintf("population %d of %d peers", c.Population, d.groups[c.Group].Count), "at most the peers of the group", "")
	}
	for _, part := range []struct {
		key       string
		law, mean dist.Dist
	}{{"session", c.Session, c.SessionMean}, {"downtime", c.Downtime, c.DowntimeMean}} {
		k := strict.Join(at, part.key)
		if part.law.IsZero() || !d.Sound(k) {
			continue
		}
		if !part.law.HasMean() && (c.Start == "equilibrium" || !part.mean.IsZero()) {
			d.Fault(k, d.Node(k), part.key+" has a law without a mean, which no equilibrium has", "a law with a mean, or start: online without session_mean and downtime_mean", "")
		}
		if !part.mean.IsZero() && !part.mean.HasMean() {
			k := strict.Join(at, part.key+"_mean")
			d.Fault(k, d.Node(k), part.key+"_mean has a law without a mean", "a law with a mean", "")
		}
	}
	if k := strict.Join(at, "ramp"); d.Given(k) && c.Start != "empty" {
		d.Fault(k, d.Node(k), "a ramp without start: empty", "start: empty, or no ramp", "")
	}
}

func (d *loader) checkTrace(c *Churn, at string) {
	if d.peerNames == nil {
		d.peerNames = map[string]bool{}
		for _, n := range d.ground.Nodes(&d.spec.Network, sim.Seed(0).Stream) {
			d.peerNames[n.Name] = true
		}
	}
	_, err := spec.ParseTrace(c.Trace.Content, d.peerNames, spec.TraceOps{Used: d.used(), Known: d.known})
	if err != nil {
		d.groundFault(underlay.Error{Path: strict.Join(at, "trace"), Err: err})
	}
}
