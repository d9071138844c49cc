package gossipsub

import (
	"slices"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

var metrics = []trace.MetricDef{
	{Name: "gossipsub.delivery", Unit: "ns", Kind: trace.Duration, Help: "Time from a message's publication to its delivery, for each honest subscriber that got it.", Caption: trace.Caption{Title: "Time to deliver a message", Axis: "time from publication to delivery", Noun: "deliveries"}},
	{Name: "gossipsub.delivered", Unit: "1", Kind: trace.Ratio, Help: "Honest subscribers that got a message before its deadline, of those that were up from its publication to its deadline.", Caption: trace.Caption{Title: "Messages that arrive", Axis: "delivered", Noun: "deliveries due"}},
	{Name: "gossipsub.reached", Unit: "1", Kind: trace.Ratio, Help: "Share of the honest subscribers due to get a message that got it, of each message.", Caption: trace.Caption{Title: "Subscribers that a message reaches", Axis: "subscribers reached", Noun: "messages"}},
	{Name: "gossipsub.redelivered", Unit: "messages", Kind: trace.Count, Help: "How often subscribers were given a message that they had been given, of each message: 0, or pubsub is wrong.", Caption: trace.Caption{Title: "Deliveries again", Axis: "deliveries again", Noun: "messages"}},
	{Name: "gossipsub.duplicates", Unit: "messages", Kind: trace.Count, Help: "How often a subscriber that got a message received it again before its deadline.", Caption: trace.Caption{Title: "Duplicates of a message", Axis: "duplicates", Noun: "deliveries"}},
	{Name: "gossipsub.mesh", Unit: "peers", Kind: trace.Gauge, Help: "Peers in an honest subscriber's mesh of a topic, on average.", Caption: trace.Caption{Title: "Mesh degree, mean"}},
	{Name: "gossipsub.mesh_min", Unit: "peers", Kind: trace.Gauge, Help: "Peers in the smallest mesh.", Caption: trace.Caption{Title: "Mesh degree, smallest"}},
	{Name: "gossipsub.mesh_max", Unit: "peers", Kind: trace.Gauge, Help: "Peers in the largest mesh.", Caption: trace.Caption{Title: "Mesh degree, largest"}},
	{Name: "gossipsub.mesh_adversaries", Unit: "1", Kind: trace.Gauge, Help: "Adversaries among the peers in honest subscribers' meshes.", Caption: trace.Caption{Title: "Adversaries in meshes"}},
	{Name: "gossipsub.mesh_adversaries_max", Unit: "1", Kind: trace.Gauge, Help: "The same in the mesh that has most of them.", Caption: trace.Caption{Title: "Adversaries in the worst mesh"}},
	{Name: "gossipsub.eclipsed", Unit: "peers", Kind: trace.Gauge, Help: "Honest subscribers of which some mesh has adversaries and nobody else.", Caption: trace.Caption{Title: "Eclipsed peers"}},
	{Name: "gossipsub.score", Unit: "1", Kind: trace.Gauge, Help: "Score that honest peers give to honest ones, on average; with score.", Caption: trace.Caption{Title: "Score of honest peers, mean"}},
	{Name: "gossipsub.score_adversaries", Unit: "1", Kind: trace.Gauge, Help: "Score that honest peers give to adversaries, on average; with score.", Caption: trace.Caption{Title: "Score of adversaries, mean"}},
	{Name: "gossipsub.ihave", Unit: "messages", Kind: trace.Gauge, Help: "Messages of which peers told others that they have them (IHAVE), since the last sample.", Caption: trace.Caption{Title: "Messages named by IHAVE"}},
	{Name: "gossipsub.iwant", Unit: "messages", Kind: trace.Gauge, Help: "Messages for which peers asked others (IWANT), since the last sample.", Caption: trace.Caption{Title: "Messages asked for by IWANT"}},
	{Name: "gossipsub.idontwant", Unit: "messages", Kind: trace.Gauge, Help: "Messages that peers told others not to send (IDONTWANT), since the last sample.", Caption: trace.Caption{Title: "Messages refused by IDONTWANT"}},
	{Name: "gossipsub.graft", Unit: "messages", Kind: trace.Gauge, Help: "GRAFTs that peers sent since the last sample.", Caption: trace.Caption{Title: "GRAFTs"}},
	{Name: "gossipsub.prune", Unit: "messages", Kind: trace.Gauge, Help: "PRUNEs that peers sent since the last sample.", Caption: trace.Caption{Title: "PRUNEs"}},
	{Name: "gossipsub.dropped", Unit: "messages", Kind: trace.Gauge, Help: "What peers did not send since the last sample, as the queue to another peer was full.", Caption: trace.Caption{Title: "Dropped at full queues"}},
	{Name: "gossipsub.rejected", Unit: "messages", Kind: trace.Gauge, Help: "Messages that peers rejected since the last sample, as their validation was too busy.", Caption: trace.Caption{Title: "Messages rejected"}},
	{Name: "gossipsub.invalid", Unit: "messages", Kind: trace.Gauge, Help: "Messages that peers rejected since the last sample, as they are not valid: those of adversaries that flood.", Caption: trace.Caption{Title: "Invalid messages"}},
	protocols.Skipped("gossipsub"),
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	in.sampleMeshes()
	in.sampleScores()
	c := in.sent
	in.sent = control{}
	for _, x := range []struct {
		metric string
		n      int
	}{
		{"gossipsub.ihave", c.ihave}, {"gossipsub.iwant", c.iwant}, {"gossipsub.idontwant", c.idontwant},
		{"gossipsub.graft", c.graft}, {"gossipsub.prune", c.prune}, {"gossipsub.dropped", c.dropped}, {"gossipsub.rejected", c.rejected},
	} {
		in.world.Emit(x.metric, float64(x.n), "", "")
	}
	if in.spam > 0 {
		in.world.Emit("gossipsub.invalid", float64(c.invalid), "", "")
	}
}

func (in *instance) sampleMeshes() {
	var sizes []int
	sum, bad, eclipsed, worst := 0, 0, 0, 0.0
	for _, n := range in.world.Nodes() {
		s := in.subscribers[n]
		if s == nil || !n.Honest() {
			continue
		}
		surrounded := false
		for _, topic := range in.seat(n) {
			size, adversaries := len(s.mesh[topic]), 0
			for p := range s.mesh[topic] {
				if m := in.world.Node(p); m != nil && !m.Honest() {
					adversaries++
				}
			}
			sizes = append(sizes, size)
			sum += size
			bad += adversaries
			if size > 0 {
				worst = max(worst, float64(adversaries)/float64(size))
				surrounded = surrounded || adversaries == size
			}
		}
		if surrounded {
			eclipsed++
		}
	}
	if len(sizes) == 0 {
		return
	}
	in.world.Emit("gossipsub.mesh", float64(sum)/float64(len(sizes)), "", "")
	in.world.Emit("gossipsub.mesh_min", float64(slices.Min(sizes)), "", "")
	in.world.Emit("gossipsub.mesh_max", float64(slices.Max(sizes)), "", "")
	if in.world.Adversaries() {
		if sum > 0 {
			in.world.Emit("gossipsub.mesh_adversaries", float64(bad)/float64(sum), "", "")
		}
		in.world.Emit("gossipsub.mesh_adversaries_max", worst, "", "")
		in.world.Emit("gossipsub.eclipsed", float64(eclipsed), "", "")
	}
}

// sampleScores emits nothing of peers without scores.
func (in *instance) sampleScores() {
	var good, bad []float64
	for _, n := range in.world.Nodes() {
		s := in.subscribers[n]
		if s == nil || !n.Honest() {
			continue
		}
		for p, score := range s.scores {
			switch m := in.world.Node(p); {
			case m == nil:
			case m.Honest():
				good = append(good, score)
			default:
				bad = append(bad, score)
			}
		}
	}
	emitMean(in.world, "gossipsub.score", good)
	emitMean(in.world, "gossipsub.score_adversaries", bad)
}

// emitMean emits the mean of numbers, unless there are none. It adds them up by size, since
// they come from maps.
func emitMean(w *sim.World, metric string, xs []float64) {
	if len(xs) == 0 {
		return
	}
	slices.Sort(xs)
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	w.Emit(metric, sum/float64(len(xs)), "", "")
}
