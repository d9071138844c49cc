package expect

import (
	"slices"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Samples are all samples of one metric, in the order in which they were
// recorded, a column per field. Peer and Key are nil if no sample has any.
type Samples struct {
	Def   trace.MetricDef
	T     []int64             // virtual nanoseconds since the start of the run
	Value []float64           // in Def.Unit
	Peer  []uint32            // the peer that measured, as a number for Name
	Key   []uint32            // the subject, as a number for Name
	Name  func(uint32) string // may be nil if Peer and Key are
	// Roster knows the groups of peers; nil knows them by their names alone.
	Roster *trace.Roster
}

func (s Samples) peer(i int) string {
	if s.Peer == nil {
		return ""
	}
	return s.Name(s.Peer[i])
}

func (s Samples) key(i int) string {
	if s.Key == nil {
		return ""
	}
	return s.Name(s.Key[i])
}

// Whole returns the indexes of the samples of the whole network, which have no
// peer and no key, for a gauge or a ratio: the samples of its parts would count
// twice. For metrics without such samples it returns nil: all samples count.
func (s Samples) Whole() []int {
	if s.Def.Kind != trace.Gauge && s.Def.Kind != trace.Ratio || s.Peer == nil {
		return nil
	}
	var at []int
	for i := range s.Value {
		if s.peer(i) == "" && s.key(i) == "" {
			at = append(at, i)
		}
	}
	return at
}

// pick returns the indexes of the samples that m is taken of, by instant.
func (m Measure) pick(s Samples) []int {
	var at []int
	if m.peers.Group == "" {
		at = s.Whole()
	}
	if at == nil {
		at = make([]int, len(s.Value))
		for i := range at {
			at[i] = i
		}
	}
	at = slices.DeleteFunc(at, func(i int) bool { return !m.window.contains(s.T[i]) || !m.measuredBy(s, i) })
	slices.SortStableFunc(at, func(i, j int) int { return int(min(max(s.T[i]-s.T[j], -1), 1)) })
	return at
}

// measuredBy reports whether sample i comes from one of m's peers or, without a
// peer, is the reading of their whole group.
func (m Measure) measuredBy(s Samples, i int) bool {
	if m.peers.Group == "" {
		return true
	}
	if peer := s.peer(i); peer != "" {
		return s.Roster.Seat(peer).In(m.peers.Part)
	}
	return m.peers.Whole() && s.key(i) == m.peers.Group
}

// values returns the values of the samples with the given indexes.
func (s Samples) values(at []int) []float64 {
	v := make([]float64, len(at))
	for i, j := range at {
		v[i] = s.Value[j]
	}
	return v
}
