package view

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/diff"
	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// around is how many events are shown around the first that differs, and of
// each peer before it.
const around = 5

// A comparison is two runs side by side.
type comparison struct {
	A, B    card
	Changes []diff.Change
	Metrics []pair
	Expect  []verdicts
	Figures []sideBySide
	Events  parting
	Left    []string // parts that could not be compared
}

// A pair is the summaries of a metric in two runs.
type pair struct {
	Name   string
	A, B   []string // count, mean, p50, p99; of a share its count and mean alone
	Change string   // of the mean
}

type verdicts struct {
	Expr string
	A, B *verdict // nil: the run has no such expectation
}

type verdict struct {
	OK     bool
	Actual string
}

// A sideBySide is a figure of two runs: the addresses of its SVGs, "" for none, and both runs
// in one, an image in itself, "" if they do not fit between the same axes.
type sideBySide struct {
	Name, A, B string
	Both       template.URL
}

// parting is where the logs part, in words.
type parting struct {
	Compared    bool
	Same        int64 // events, if they do not part
	Event, At   string
	Before      []string
	Left, Right []string
	Fields      []diff.Change
	Peers       []story
}

type story struct{ Peer, Before string }

// compare answers with two runs side by side.
func (h *Handler) compare(w http.ResponseWriter, r *http.Request) error {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return badRequest{err}
	}
	var runs [2]string
	for i, name := range []string{"a", "b"} {
		if runs[i] = q.Get(name); runs[i] == "" || len(q[name]) > 1 || len(q) != 2 {
			return badRequest{fmt.Errorf("want two runs, as a=RUN&b=RUN")}
		}
		if !visible(runs[i]) || !h.folder.isRun(runs[i]) {
			return errNone
		}
		if err := h.folder.sound(runs[i]); err != nil {
			return err
		}
	}
	end, err := h.begin(r.Context())
	if err != nil {
		return err
	}
	defer end()
	c := comparison{A: h.folder.card(runs[0]), B: h.folder.card(runs[1])}
	c.summaries(h.folder, runs)
	c.figures(h.folder, runs)
	if err := c.logs(h.folder, runs); err != nil {
		c.Left = append(c.Left, "The event logs cannot be compared: "+err.Error()+".")
	}
	return answer(w, "compare.html", c)
}

// summaries compares metrics and expectations.
func (c *comparison) summaries(f folder, runs [2]string) {
	var m [2]trace.Manifest
	var s [2]report.Summary
	for i, run := range runs {
		for name, v := range map[string]any{trace.ManifestFile: &m[i], trace.SummaryFile: &s[i]} {
			if there, err := f.read(path.Join(run, name), v); err != nil || !there {
				c.Left = append(c.Left, fmt.Sprintf("%s has no %s that can be read: it is not complete.", run, name))
			}
		}
	}
	slices.Sort(c.Left)
	defs := map[string]trace.MetricDef{}
	for _, x := range m {
		for _, def := range x.Metrics {
			defs[def.Name] = def
		}
	}
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		a, b := s[0].Metrics[name], s[1].Metrics[name]
		if a.Count == 0 && b.Count == 0 {
			continue
		}
		dim := quantity.Of(defs[name])
		c.Metrics = append(c.Metrics, pair{Name: name, A: cells(a, dim), B: cells(b, dim), Change: change(a, b, dim)})
	}
	for i := range s {
		for _, e := range s[i].Expect {
			at := slices.IndexFunc(c.Expect, func(v verdicts) bool { return v.Expr == e.Expr })
			if at < 0 {
				at = len(c.Expect)
				c.Expect = append(c.Expect, verdicts{Expr: e.Expr})
			}
			v := &verdict{e.OK, e.Actual}
			if i == 0 {
				c.Expect[at].A = v
			} else {
				c.Expect[at].B = v
			}
		}
	}
	if m[0].Format != 0 && m[1].Format != 0 {
		c.Changes = diff.Runs(&log.Log{Dir: f.path(runs[0]), Manifest: m[0]}, &log.Log{Dir: f.path(runs[1]), Manifest: m[1]})
	}
}

func cells(m report.Metric, dim quantity.Dimension) []string {
	if m.Count == 0 {
		return []string{"0", "", "", ""}
	}
	out := []string{quantity.Thousands(m.Count), quantity.Format(m.Mean, dim), "", ""}
	if dim != quantity.Share { // quantiles of yes and no say nothing
		out[2], out[3] = quantity.Format(m.P50, dim), quantity.Format(m.P99, dim)
	}
	return out
}

// change is by how much the mean of b differs from that of a, in percent of it or, of
// shares, in points; of equal means, by how much their number does.
func change(a, b report.Metric, dim quantity.Dimension) string {
	switch {
	case a.Count == 0 || b.Count == 0:
		return ""
	case a.Mean == b.Mean && a.Count != b.Count:
		return fmt.Sprintf("%+d samples", b.Count-a.Count)
	case a.Mean == b.Mean:
		return "same"
	case dim == quantity.Share:
		return fmt.Sprintf("%+.1f points", 100*(b.Mean-a.Mean))
	case a.Mean == 0:
		return "from 0"
	}
	return fmt.Sprintf("%+.1f %%", 100*(b.Mean-a.Mean)/max(a.Mean, -a.Mean))
}

func (c *comparison) figures(f folder, runs [2]string) {
	figures := map[string]*sideBySide{}
	for i, run := range runs {
		for _, d := range f.drawings("run", run, trace.PlotsDir) {
			if figures[d.Name] == nil {
				figures[d.Name] = &sideBySide{Name: d.Name}
			}
			if i == 0 {
				figures[d.Name].A = d.Image
			} else {
				figures[d.Name].B = d.Image
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		if s := figures[name]; s.A != "" || s.B != "" {
			s.Both = f.overlay(runs, name)
			c.Figures = append(c.Figures, *s)
		}
	}
}

// overlay is a figure of two runs in one, "" if one of them lacks it or they do not fit.
func (f folder) overlay(runs [2]string, name string) template.URL {
	var d [2]figure.Drawing
	for i, run := range runs {
		if there, err := f.read(path.Join(run, trace.PlotsDir, name+".json"), &d[i]); err != nil || !there {
			return ""
		}
	}
	laid, fits := figure.Overlay(d[0], d[1], [2]string{"A", "B"})
	if !fits {
		return ""
	}
	var svg bytes.Buffer
	if err := laid.WriteSVG(&svg); err != nil {
		return ""
	}
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg.Bytes()))
}

// logs finds the first event that differs.
func (c *comparison) logs(f folder, runs [2]string) error {
	var l [2]*log.Log
	for i, run := range runs {
		if !f.done(run) {
			return fmt.Errorf("%s is unfinished", run)
		}
		var err error
		if l[i], err = log.Open(f.path(run)); err != nil {
			return err
		}
	}
	p, err := diff.Part(l[0], l[1], around)
	if err != nil {
		return err
	}
	c.Events.Compared = true
	if p == nil {
		c.Events.Same = l[0].Manifest.Events
		return nil
	}
	c.Events.Event, c.Events.At = quantity.Thousands(p.Line), "the end"
	if p.T >= 0 {
		c.Events.At = time.Duration(p.T).String()
	}
	c.Events.Before = p.Before
	c.Events.Left = append([]string{p.Left}, p.LeftAfter...)
	c.Events.Right = append([]string{p.Right}, p.RightAfter...)
	c.Events.Fields = p.Fields
	for _, peer := range p.Peers {
		var b strings.Builder
		lines := log.NewPrinter(&b)
		for _, e := range p.Last[peer] {
			if err := lines.Print(&e); err != nil {
				return err
			}
		}
		c.Events.Peers = append(c.Events.Peers, story{peer, b.String()})
	}
	return nil
}
