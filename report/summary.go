package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Summary is a run in numbers, as summary.json holds it.
type Summary struct {
	Scenario    string            `json:"scenario"`
	Seed        uint64            `json:"seed"`
	Status      trace.Status      `json:"status"`
	Failure     *trace.Failure    `json:"failure,omitempty"`
	Fingerprint string            `json:"fingerprint"` // hex SHA-256
	VirtualNS   int64             `json:"virtual_ns"`
	Events      int64             `json:"events"`
	Hosts       int               `json:"hosts"`
	Metrics     map[string]Metric `json:"metrics"` // by name, every metric of the manifest
	Expect      []expect.Result   `json:"expect"`  // in the order of the scenario
	Out         string            `json:"out"`

	// Headlines are the metrics that answer the run's question, see [Headlines]. WriteText
	// shows them unless told otherwise.
	Headlines []string `json:"-"`
}

// Metric sums up the samples of one metric, in Unit. Quantiles are
// nearest-rank: the ⌈q·n⌉-th smallest of n samples, always one of them. The
// mean of whole numbers is exactly rounded; others are added in the order of
// metrics.csv. Without samples, JSON has null for all but Count and Unit.
type Metric struct {
	Count int64      `json:"count"`
	Min   float64    `json:"min"`
	Mean  float64    `json:"mean"`
	P50   float64    `json:"p50"`
	P90   float64    `json:"p90"`
	P95   float64    `json:"p95"`
	P99   float64    `json:"p99"`
	Max   float64    `json:"max"`
	Unit  string     `json:"unit"`
	Kind  trace.Kind `json:"-"` // for WriteText
}

// MarshalJSON writes null for statistics of no samples.
func (m Metric) MarshalJSON() ([]byte, error) {
	type plain Metric
	if m.Count > 0 {
		return json.Marshal(plain(m))
	}
	type none struct{}
	return json.Marshal(struct {
		Count int64  `json:"count"`
		Min   *none  `json:"min"`
		Mean  *none  `json:"mean"`
		P50   *none  `json:"p50"`
		P90   *none  `json:"p90"`
		P95   *none  `json:"p95"`
		P99   *none  `json:"p99"`
		Max   *none  `json:"max"`
		Unit  string `json:"unit"`
	}{Unit: m.Unit})
}

// Summarize sums run up and holds its expectations against it. It fails if the
// manifest has an expectation that does not parse or does not fit its metric;
// an expectation that is not met is no error.
func Summarize(run *Run) (Summary, error) {
	m := run.Manifest
	s := Summary{
		Scenario:    m.Scenario,
		Seed:        m.Seed,
		Status:      m.Status,
		Failure:     m.Failure,
		Fingerprint: m.Fingerprint,
		VirtualNS:   m.VirtualNS,
		Events:      m.Events,
		Hosts:       m.Hosts,
		Metrics:     make(map[string]Metric, len(run.Series)),
		Expect:      make([]expect.Result, 0, len(m.Expect)),
		Out:         m.Out,
		Headlines:   Headlines(&m),
	}
	for i, line := range m.Expect {
		result, err := run.evaluate(line)
		if err != nil {
			return Summary{}, fmt.Errorf("%s: expect[%d]: %q: %w", filepath.Join(run.Dir, trace.ManifestFile), i, line, err)
		}
		if result.When.What == expect.FirstFailure {
			if result.Where.Why, err = run.why(result); err != nil {
				return Summary{}, err
			}
		}
		s.Expect = append(s.Expect, result)
	}
	s.Expect = append(s.Expect, inert(&m)...)
	sums := make([]stats.Summary, len(run.Series))
	inParallel(len(run.Series), func(i int) {
		sums[i] = stats.Summarize(run.whole(&run.Series[i]))
	})
	for i, sum := range sums {
		def := run.Series[i].Def
		s.Metrics[def.Name] = Metric{
			Count: sum.Count,
			Min:   sum.Min, Mean: sum.Mean, Max: sum.Max,
			P50: sum.P50, P90: sum.P90, P95: sum.P95, P99: sum.P99,
			Unit: def.Unit, Kind: def.Kind,
		}
	}
	return s, nil
}

// inert returns a failure for each fault that hit nothing, of a run that came to its end:
// one that was cut short may not have come to them.
func inert(m *trace.Manifest) (out []expect.Result) {
	if m.Status != trace.Complete || m.VirtualNS < m.DurationNS {
		return nil
	}
	for i, f := range m.Faults {
		if !f.Inert() {
			continue
		}
		r := expect.Result{Expr: fmt.Sprintf("faults[%d] hits something", i), Actual: "it never struck", Inert: true}
		switch {
		case f.Kind == "duplicate" || f.Kind == "corrupt":
			r.Actual = f.What + " met no datagram"
		case f.What != "":
			r.Actual = f.What + " met no connection, no dial and no message"
		case f.Strikes > 0:
			r.Actual = f.Kind + " met nobody: no peer was up, or its share of them rounds to none"
		}
		out = append(out, r)
	}
	return out
}

// why reads in the log how the operation ended that a failure shows in. Without a log, as in
// a directory that holds metrics alone, there is no reason to tell.
func (r *Run) why(failed expect.Result) (string, error) {
	if _, err := os.Stat(filepath.Join(r.Dir, trace.EventsFile)); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	l := &log.Log{Dir: r.Dir, Manifest: r.Manifest}
	return l.Failure(failed.Where.Peer, failed.Where.Key, failed.When.VirtualNS)
}

func (r *Run) evaluate(line string) (expect.Result, error) {
	e, err := expect.Parse(line)
	if err != nil {
		return expect.Result{}, err
	}
	if e, err = e.Bind(r.Manifest.Metrics); err != nil {
		return expect.Result{}, err
	}
	if err := r.rosterFor(e.Measures()...); err != nil {
		return expect.Result{}, err
	}
	return e.Eval(r.Samples), nil
}

// JSON returns s as summary.json holds it: indented, metrics sorted by name,
// the same bytes every time.
func (s Summary) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // "p99(ping.rtt) < 500ms" stays readable
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Skipped tells of operations that steps of the workload asked for and nobody could begin, a
// sentence a protocol.
func (s Summary) Skipped() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.Metrics)) {
		m := s.Metrics[name]
		if protocol, ok := strings.CutSuffix(name, ".skipped"); ok && m.Count > 0 {
			n := int64(math.Round(m.Mean * float64(m.Count)))
			out = append(out, fmt.Sprintf("%s of %s could not begin: nobody was up for it, or nothing there to look for (%s)", quantity.Count(n, "operation"), protocol, name))
		}
	}
	return out
}
