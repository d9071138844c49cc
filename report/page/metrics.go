package page

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// What the page takes from the samples.
const (
	replicasMetric = "kademlia.replicas"    // a gauge: on how many servers a record, its key, is
	statePrefix    = "chandylamport.state." // of what a process recorded for a snapshot, its key
	hopsSuffix     = ".hops"                // of an operation, at its end
)

// An ending is where and when an operation ended.
type ending struct {
	name, peer, key string
	t               int64
}

// loadMetrics reads the samples once, for replicas, hops and recorded states. It
// comes after loadLog.
func (d *data) loadMetrics(path string, units map[string]string, l limits) []string {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{trace.MetricsFile + " is missing."}
	}
	if err != nil {
		return []string{err.Error()}
	}
	defer f.Close()
	k := newReplicaKeys(l)
	ends, states := d.endings(), d.statePoints()
	err = trace.ReadSamples(f, func(s trace.Sample) error {
		switch {
		case s.Metric == replicasMetric && s.Key != "":
			k.add(s)
		case strings.HasPrefix(s.Metric, statePrefix):
			if at, ok := states[s.Key+"\x00"+s.Peer]; ok {
				d.Cuts[at[0]].State[at[1]] = quantity.Thousands(int64(s.Value)) + " " + units[s.Metric]
			}
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

// statePoints finds points of cuts by snapshot and peer.
func (d *data) statePoints() map[string][2]int {
	keys := map[int64]string{}
	for i, id := range d.Ops.ID {
		keys[id] = d.opKeys[i]
	}
	out := map[string][2]int{}
	for i := range d.Cuts {
		c := &d.Cuts[i]
		c.State = make([]string, len(c.Peer))
		for k, p := range c.Peer {
			out[keys[c.Op]+"\x00"+d.names[p]] = [2]int{i, k}
		}
	}
	return out
}
