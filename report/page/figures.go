package page

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report"
	drawn "github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A figure is one of plots/. As an image it cannot run or load anything.
type figure struct {
	Name    string       // of its files, without extension
	Source  template.URL // data URL; "" if it is only linked
	Title   string
	Caption string // how to read it
	CSV     bool
	PNG     bool
	PDF     bool
	Drawn   bool // its numbers are in the data, for the page to draw

	metrics []string
	number  int // in the page's order, from 1
}

// Number is the figure's in the page, from 1.
func (f figure) Number() int { return f.number }

// loadFigures embeds the figures of a folder, in order of their names, and the
// numbers in them.
func (v *view) loadFigures(d *data, dir string, l limits) {
	names, err := fs.Glob(os.DirFS(dir), "*.svg") // dir may look like a pattern
	if err != nil || len(names) == 0 {
		v.Left = append(v.Left, "There are no figures in "+trace.PlotsDir+"/.")
		return
	}
	slices.Sort(names)
	used, linked := 0, 0
	for _, name := range names {
		path := filepath.Join(dir, name)
		base := strings.TrimSuffix(path, ".svg")
		f := figure{Name: filepath.Base(base), Title: filepath.Base(base), CSV: exists(base + ".csv"), PNG: exists(base + ".png"), PDF: exists(base + ".pdf")}
		drawing, err := readDrawing(base+".json", f.Name, l)
		switch {
		case err == nil:
			f.Title, f.Caption, f.Drawn, f.metrics = clip(drawing.Title, 300), clip(drawing.Caption, 300), true, drawing.Metrics
			d.Figures = append(d.Figures, drawing)
		case exists(base + ".json"):
			v.Left = append(v.Left, fmt.Sprintf("%s.json cannot be drawn: the figure is shown as it is printed (%v).", f.Name, err))
		}
		content, err := os.ReadFile(path)
		if err != nil || used+len(content) > l.figures {
			linked++
		} else {
			used += len(content)
			f.Source = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(content))
		}
		v.Figures = append(v.Figures, f)
	}
	if linked > 0 {
		v.Left = append(v.Left, fmt.Sprintf("%s only linked: together they are too large.", quantity.Count(int64(linked), "figure")))
	}
}

// readDrawing reads a figure as report wrote it, to be drawn again.
func readDrawing(path, name string, l limits) (d drawn.Drawing, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return d, err
	}
	points := 0
	for _, p := range d.Panels {
		for _, line := range p.Lines {
			if points += len(line.X); len(line.Y) != len(line.X) || len(line.Low) != len(line.High) || len(line.Low) != 0 && len(line.Low) != len(line.X) {
				return d, fmt.Errorf("line %q has columns of several lengths", line.Name)
			}
		}
		for _, band := range p.Bands {
			if points += 2 * len(band.X); len(band.Low) != len(band.X) || len(band.High) != len(band.X) {
				return d, fmt.Errorf("band %q has columns of several lengths", band.Label)
			}
		}
	}
	if points > l.points {
		return d, fmt.Errorf("more than %d points", l.points)
	}
	if len(d.Panels) != 1 {
		return d, fmt.Errorf("%d panels, want one", len(d.Panels))
	}
	d.Name, d.Title, d.Caption, d.Note = name, clip(d.Title, l.text), clip(d.Caption, 300), clip(d.Note, l.text)
	d.X.Label, d.Y.Label = clip(d.X.Label, l.text), clip(d.Y.Label, l.text)
	for i := range d.Metrics {
		d.Metrics[i] = clip(d.Metrics[i], 200)
	}
	for i := range d.Marks {
		d.Marks[i].Text, d.Marks[i].Kind = clip(d.Marks[i].Text, l.text), clip(d.Marks[i].Kind, l.text)
	}
	for i := range d.Panels[0].Lines {
		line := &d.Panels[0].Lines[i]
		line.Name, line.Label = clip(line.Name, l.text), clip(line.Label, l.text)
	}
	return d, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// mostHeadlines is how many figures have room on the first screen.
const mostHeadlines = 4

// A figureGroup is the figures of a protocol.
type figureGroup struct {
	Title   string
	Figures []figure
}

// arrange puts the figures that tell most first, the others in groups by protocol, and
// numbers all.
func (v *view) arrange() {
	taken := map[string]bool{}
	for _, metric := range report.Headlines(&v.Manifest) {
		i := slices.IndexFunc(v.Figures, func(f figure) bool { return slices.Contains(f.metrics, metric) })
		if i >= 0 && !taken[v.Figures[i].Name] && len(v.Headline) < mostHeadlines {
			taken[v.Figures[i].Name] = true
			v.Headline = append(v.Headline, v.Figures[i])
		}
		if i < 0 && slices.Contains(v.Manifest.Headline, metric) {
			v.Left = append(v.Left, fmt.Sprintf("The headline %s has no figure: it has no samples, or all are the same.", clip(metric, 200)))
		}
	}
	for _, f := range v.Figures { // of a run that names none of what it measures
		if len(v.Headline) < 2 && f.Drawn && !taken[f.Name] {
			taken[f.Name] = true
			v.Headline = append(v.Headline, f)
		}
	}
	groups := map[string]int{}
	for _, f := range v.Figures {
		if taken[f.Name] {
			continue
		}
		title := v.protocolTitle(cmp.Or(firstOf(f.metrics), f.Name))
		i, ok := groups[title]
		if !ok {
			i = len(v.Groups)
			groups[title] = i
			v.Groups = append(v.Groups, figureGroup{Title: title})
		}
		v.Groups[i].Figures = append(v.Groups[i].Figures, f)
	}
	n := 0
	for i := range v.Headline {
		n++
		v.Headline[i].number = n
	}
	for _, g := range v.Groups {
		for i := range g.Figures {
			n++
			g.Figures[i].number = n
		}
	}
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
