package gossipsub

import (
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/sim"
)

// onlyTopic is the topic of scenarios that name none.
const onlyTopic = "sim"

// families returns the topics of the scenario.
func (o *Options) families() []Topic {
	if len(o.Topics) == 0 {
		return []Topic{{Name: onlyTopic, Peers: "all"}}
	}
	return o.Topics
}

// names returns the topics of a family.
func (t *Topic) names() []string {
	if t.Count == 0 {
		return []string{t.Name}
	}
	var names []string
	for i := range t.Count {
		names = append(names, fmt.Sprintf("%s-%d", t.Name, i))
	}
	return names
}

// named returns the topics that a step means: a topic, a family, or the first of all.
func (o *Options) named(name string) []string {
	for _, t := range o.families() {
		all := t.names()
		if name == "" || name == t.Name {
			return all
		}
		if slices.Contains(all, name) {
			return []string{name}
		}
	}
	return nil
}

// seat returns the topics to which a node subscribes: the same in all its lives.
func (in *instance) seat(n *sim.Node) []string {
	if topics, ok := in.seats[n]; ok {
		return topics
	}
	var topics []string
	for _, t := range in.options.families() {
		if !slices.Contains(in.world.Select(t.Peers), n) {
			continue
		}
		all := t.names()
		if t.Each > 0 {
			r := in.world.Rand("gossipsub/topics/" + t.Name + "/" + n.Name)
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			all = all[:t.Each]
			slices.Sort(all)
		}
		topics = append(topics, all...)
	}
	in.seats[n] = topics
	return topics
}
