package page

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/internal/finding"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A view is the page's text, for the template.
type view struct {
	altered  error // see data
	Manifest trace.Manifest
	Facts    []fact
	Expect   []expectation
	Verdict  string
	Met      bool
	Numbers  []numberGroup
	Silent   []string // metrics without samples
	Headline []figure // of Figures, those on the first screen
	Groups   []figureGroup
	Figures  []figure
	Findings []finding.Finding
	Scenario string
	Versions []fact
	Left     []string // data that the page leaves out, or misses
	Counts   []fact
	Replicas bool
	Files    []string // of the directory, in the order to name them
	Nodes    []clusterNode
	Lookups  bool
	Title    string
	About    string
	Abstract []string // sentences
	Served   string   // in which way: "", servedStill or servedLive
}

type fact struct{ Name, Value string }

type expectation struct {
	Expr, Actual string
	OK           bool
}

func (v *view) expectations(s report.Summary) {
	failed := 0
	for _, r := range s.Expect {
		if !r.OK {
			failed++
		}
		actual := r.Actual
		if blame := r.Blame(); blame != "" {
			actual += "; " + blame
		}
		v.Expect = append(v.Expect, expectation{clip(r.Expr, 1000), clip(actual, 1000), r.OK})
	}
	v.Met = failed == 0
	switch {
	case len(s.Expect) == 0:
		v.Verdict = "no expectations"
	case failed == 0:
		v.Verdict = fmt.Sprintf("all %d expectations met", len(s.Expect))
		if len(s.Expect) == 1 {
			v.Verdict = "the expectation is met"
		}
	default:
		v.Verdict = fmt.Sprintf("%d of %s not met", failed, quantity.Count(int64(len(s.Expect)), "expectation"))
	}
}

// files names those files of the run that are there.
func (v *view) files(dir string) {
	for _, name := range []string{
		trace.ManifestFile, trace.SummaryFile, trace.ScenarioFile, trace.MetricsFile, trace.PeersFile, trace.NodesFile, trace.EventsFile,
	} {
		if exists(filepath.Join(dir, name)) {
			v.Files = append(v.Files, name)
		}
	}
}

// Ended reports whether the run is known to have ended, as its manifest says.
func (v *view) Ended() bool {
	return v.Manifest.Status != unfinished && v.Manifest.Status != unknown
}

// describe words the run, once all is read.
func (v *view) describe(d *data) {
	m := v.Manifest
	v.Title = clip(m.Scenario, 200)
	v.About = clip(m.Description, 2000)
	v.Nodes = d.Nodes
	v.Replicas = len(d.Replicas.Keys) > 0
	v.Lookups = slices.ContainsFunc(d.Ops.Place, func(p string) bool { return p != "" })
	duration := quantity.Moment(m.VirtualNS)
	if m.Status != trace.Complete && m.DurationNS > 0 {
		duration += " of " + quantity.Moment(m.DurationNS)
	}
	v.Facts = []fact{
		{"Hosts", quantity.Thousands(int64(m.Hosts))},
		{"Virtual time", duration},
		{"Events", quantity.Thousands(m.Events)},
		{"Status", string(m.Status)},
	}
	if v.Ended() {
		v.Facts = slices.Insert(v.Facts, 2, fact{"Seed", fmt.Sprint(m.Seed)})
	}
	v.Abstract = v.abstract(d)
	v.Findings = append(d.findings, v.Findings...)
	for i := range v.Findings {
		v.Findings[i].Text = clip(v.Findings[i].Text, 1000)
	}
	t := d.total
	v.Counts = []fact{
		{"Messages", fmt.Sprintf("%s, %s", quantity.Thousands(t.messages), quantity.Format(float64(t.bytes), quantity.Bytes))},
		{"that were to be lost when sent", quantity.Thousands(t.lost)},
		{"that came where nobody took them", quantity.Thousands(t.dropped)},
		{"Operations", quantity.Thousands(t.ops)},
		{"that failed", quantity.Thousands(t.failed)},
		{"Connections", quantity.Thousands(t.conns)},
		{"Failed dials", quantity.Thousands(t.dials)},
		{"Times that a peer came or went", quantity.Thousands(t.life)},
	}
	if !math.IsNaN(d.explained) {
		v.Counts = append(v.Counts, fact{"Time of operations with a reason", quantity.Format(d.explained, quantity.Share)})
	}
	v.Versions = []fact{{"sim", m.Versions.Sim}, {"Go", m.Versions.Go}, {"Seal", m.Versions.Seal}}
	paths := make([]string, 0, len(m.Versions.Modules))
	for path := range m.Versions.Modules {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if strings.Contains(path, "libp2p") {
			v.Versions = append(v.Versions, fact{path, m.Versions.Modules[path]})
		}
	}
}
