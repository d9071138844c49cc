package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Run is a run as its directory records it.
type Run struct {
	Dir      string
	Manifest trace.Manifest
	Series   []Series          // one a metric of the manifest, in its order; may be empty
	names    []string          // peers and keys, each once
	roster   *trace.Roster     // of peers; see readRoster
	regions  map[string]string // of peers, by name; read with roster
}

// Series is all samples of one metric in the order of metrics.csv, a column per
// field: a run may hold millions of samples, and few different names.
type Series struct {
	Def   trace.MetricDef
	T     []int64   // virtual nanoseconds since the start of the run
	Value []float64 // in Def.Unit
	Peer  []uint32  // the peer that measured, for [Run.Name]
	Key   []uint32  // the subject, for [Run.Name]
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

// Samples returns the samples of the metric called name as expectations take
// them; none if the manifest has no such metric.
func (r *Run) Samples(name string) expect.Samples {
	s := r.Metric(name)
	if s == nil {
		return expect.Samples{}
	}
	return expect.Samples{Def: s.Def, T: s.T, Value: s.Value, Peer: s.Peer, Key: s.Key, Name: r.Name, Roster: r.roster}
}

// Measure takes m of the run. It fails if the manifest does not define the metric
// of m, or several that its name could mean.
func (r *Run) Measure(m expect.Measure) (expect.Value, error) {
	m, err := m.Bind(r.Manifest.Metrics)
	if err != nil {
		return expect.Value{}, fmt.Errorf("%s: %w", r.Dir, err)
	}
	if err := r.rosterFor(m); err != nil {
		return expect.Value{}, err
	}
	v, _, ok := m.Eval(r.Samples(m.Metric()))
	return expect.Value{V: v, OK: ok}, nil
}

// rosterFor reads peers.jsonl, once, if a measure names a group of peers. A run
// directory without that file tells groups by the names of peers.
func (r *Run) rosterFor(measures ...expect.Measure) error {
	named := slices.ContainsFunc(measures, func(m expect.Measure) bool {
		p, _ := m.Peers()
		return p.Group != ""
	})
	if !named {
		return nil
	}
	return r.readRoster()
}

// readRoster reads peers.jsonl, once, if it is there.
func (r *Run) readRoster() error {
	if r.roster != nil {
		return nil
	}
	path := filepath.Join(r.Dir, trace.PeersFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	roster, regions := &trace.Roster{}, map[string]string{}
	err = trace.ReadPeers(f, func(p trace.Peer) error {
		roster.Add(p)
		if p.Region != "" {
			regions[p.Name] = p.Region
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r.roster, r.regions = roster, regions
	return nil
}

// whole returns the values that speak of all of the network, see
// [expect.Samples.Whole].
func (r *Run) whole(s *Series) []float64 {
	at := r.Samples(s.Def.Name).Whole()
	if at == nil {
		return s.Value
	}
	values := make([]float64, len(at))
	for i, j := range at {
		values[i] = s.Value[j]
	}
	return values
}
