package page

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A figure is one of plots/. As an image it cannot run or load anything.
type figure struct {
	Name    string       // of its files, without extension
	Source  template.URL // data URL; "" if it is only linked
	Caption string
	CSV     bool
	PNG     bool
	PDF     bool
	Drawn   bool // its numbers are in the data, for the page to draw
}

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
		f := figure{Name: filepath.Base(base), CSV: exists(base + ".csv"), PNG: exists(base + ".png"), PDF: exists(base + ".pdf")}
		if curves, err := readCurves(base+".csv", f.Name, l); err == nil {
			f.Caption, f.Drawn = clip(capital(curves.Y)+" against "+curves.X, 300), true
			d.Figures = append(d.Figures, curves)
		} else if f.CSV {
			v.Left = append(v.Left, fmt.Sprintf("%s.csv cannot be drawn: the figure is shown as it is printed (%v).", f.Name, err))
		}
		content, err := os.ReadFile(path)
		if f.Drawn {
			d.Figures[len(d.Figures)-1].count(content)
		}
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

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
