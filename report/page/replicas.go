package page

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// replicaKeys collect the replicas of the first keys over time.
type replicaKeys struct {
	limits limits
	keys   index
	times  [][]int64
	values [][]float64
}

func newReplicaKeys(l limits) *replicaKeys { return &replicaKeys{limits: l} }

func (r *replicaKeys) add(s trace.Sample) {
	k := r.keys.number(s.Key)
	if k == len(r.times) {
		r.times, r.values = append(r.times, nil), append(r.values, nil)
	}
	if k < r.limits.keys {
		r.times[k] = append(r.times[k], s.T)
		r.values[k] = append(r.values[k], s.Value)
	}
}

// replicas returns the part that is embedded, and sentences about the rest.
func (r *replicaKeys) replicas() (replicas, []string) {
	var left []string
	l := r.limits
	times, values := r.times, r.values
	if len(times) > l.keys {
		left = append(left, fmt.Sprintf("Of the replicas of %s it shows the first %s.", quantity.Count(int64(len(times)), "key"), quantity.Thousands(int64(l.keys))))
		times, values = times[:l.keys], values[:l.keys]
	}
	thinned := 1
	for k := range times {
		every := (len(times[k]) + l.readings - 1) / l.readings
		thinned = max(thinned, every)
		times[k], values[k] = thin(times[k], every), thin(values[k], every)
		deltas(times[k])
	}
	if thinned > 1 {
		left = append(left, fmt.Sprintf("Of the readings of replicas it shows one in %d.", thinned))
	}
	return replicas{Keys: r.keys.clipped(l.text)[:len(times)], T: times, Value: values}, left
}

// thin keeps one value in every.
func thin[T any](s []T, every int) []T {
	if every <= 1 {
		return s
	}
	var out []T
	for i := 0; i < len(s); i += every {
		out = append(out, s[i])
	}
	return out
}
