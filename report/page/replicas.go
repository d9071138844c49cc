package page

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// replicasMetric is a gauge: on how many servers a record, its key, is.
const replicasMetric = "kademlia.replicas"

// loadReplicas takes the replicas of the first keys over time.
func (d *data) loadReplicas(path string, l limits) []string {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{trace.MetricsFile + " is missing."}
	}
	if err != nil {
		return []string{err.Error()}
	}
	defer f.Close()
	var keys index
	var times [][]int64
	var values [][]float64
	err = trace.ReadSamples(f, func(s trace.Sample) error {
		if s.Metric != replicasMetric || s.Key == "" {
			return nil
		}
		k := keys.number(s.Key)
		if k == len(times) {
			times, values = append(times, nil), append(values, nil)
		}
		if k < l.keys {
			times[k] = append(times[k], s.T)
			values[k] = append(values[k], s.Value)
		}
		return nil
	})
	var left []string
	if err != nil {
		left = append(left, fmt.Sprintf("%s is damaged: replicas are shown up to there (%v).", trace.MetricsFile, err))
	}
	if len(times) > l.keys {
		left = append(left, fmt.Sprintf("Of the replicas of %s it shows the first %s.", plural(int64(len(times)), "key"), quantity.Thousands(int64(l.keys))))
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
	d.Replicas = replicas{Keys: keys.clipped(l.text)[:len(times)], T: times, Value: values}
	return left
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
