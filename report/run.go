package report

import "github.com/libp2p-sim/sim/sim/trace"

// Run is what a run directory says about a run.
type Run struct {
	Dir      string
	Manifest trace.Manifest
	Series   []Series // one a metric of the manifest, in its order; may be empty
	names    []string // peers and keys, each once
}

// Series is all samples of one metric in the order of metrics.csv, a column per
// field: a run may hold millions of samples, and few different names.
type Series struct {
	Def   trace.MetricDef
	T     []int64   // virtual nanoseconds since the start of the run
	Value []float64 // in Def.Unit
	Peer  []uint32  // who measured, for [Run.Name]
	Key   []uint32  // what it is about, for [Run.Name]
}

// Name returns the peer or key with number i in a [Series].
func (r *Run) Name(i uint32) string { return r.names[i] }

// Metric returns the series called name, or nil if the manifest has none.
func (r *Run) Metric(name string) *Series {
	for i := range r.Series {
		if r.Series[i].Def.Name == name {
			return &r.Series[i]
		}
	}
	return nil
}

// whole returns the samples that speak of all of the network, where a gauge is
// read both for the whole (no peer, no key) and by part; its parts would count
// twice in a summary. Other metrics have no such samples: all count.
func (r *Run) whole(s *Series) (t []int64, value []float64) {
	if s.Def.Kind != trace.Gauge || len(s.Peer) == 0 {
		return s.T, s.Value
	}
	for i := range s.Value {
		if r.Name(s.Peer[i]) == "" && r.Name(s.Key[i]) == "" {
			t = append(t, s.T[i])
			value = append(value, s.Value[i])
		}
	}
	if len(value) == 0 {
		return s.T, s.Value
	}
	return t, value
}
