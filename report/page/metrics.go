package page

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// hopsSuffix ends the name of a metric of an operation, sampled at its end.
const hopsSuffix = ".hops"

// An ending is where and when an operation ended.
type ending struct {
	name, peer, key string
	t               int64
}

// loadMetrics reads the samples once, for replicas and hops. It comes after
// loadLog.
func (d *data) loadMetrics(path string, l limits) []string {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{trace.MetricsFile + " is missing."}
	}
	if err != nil {
		return []string{err.Error()}
	}
	defer f.Close()
	k := newReplicaKeys(l)
	ends := d.endings()
	replicas := map[string]bool{}
	for _, show := range d.manifest.Protocols {
		if show.Replicas != "" {
			replicas[show.Replicas] = true
		}
	}
	err = trace.ReadSamples(f, func(s trace.Sample) error {
		switch {
		case replicas[s.Metric] && s.Key != "":
			k.add(s)
		case strings.HasSuffix(s.Metric, hopsSuffix):
			if i, ok := ends[ending{strings.TrimSuffix(s.Metric, hopsSuffix), s.Peer, s.Key, s.T}]; ok {
				d.Ops.Hops[i] = int(s.Value)
			}
		}
		return nil
	})
	var left []string
	if err != nil {
		left = append(left, fmt.Sprintf("%s is damaged: replicas are shown up to there (%v).", trace.MetricsFile, err))
	}
	var more []string
	d.Replicas, more = k.replicas()
	return append(left, more...)
}

// endings finds operations by their ends.
func (d *data) endings() map[ending]int {
	out := map[ending]int{}
	t := int64(0)
	for i, dt := range d.Ops.T {
		t += dt
		if d.Ops.Took[i] >= 0 {
			out[ending{d.Ops.Names[d.Ops.Name[i]], d.names[d.Ops.Peer[i]], d.opKeys[i], t + d.Ops.Took[i]}] = i
		}
	}
	return out
}
