package page

import (
	"bufio"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A figure is one of plots/. As an image it cannot run or load anything.
type figure struct {
	Name    string       // of its files, without extension
	Source  template.URL // data URL; "" if it is only linked
	Caption string
	CSV     bool
	PNG     bool
}

// loadFigures embeds the figures of a folder, in order of their names.
func (v *view) loadFigures(dir string, l limits) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil || len(paths) == 0 {
		v.Left = append(v.Left, "There are no figures in "+trace.PlotsDir+"/.")
		return
	}
	slices.Sort(paths)
	used, linked := 0, 0
	for _, path := range paths {
		base := strings.TrimSuffix(path, ".svg")
		f := figure{Name: filepath.Base(base), CSV: exists(base + ".csv"), PNG: exists(base + ".png")}
		f.Caption = axes(base + ".csv")
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
		v.Left = append(v.Left, fmt.Sprintf("%s only linked: together they are too large.", plural(int64(linked), "figure")))
	}
}

// axes says what a figure shows, from the head of its CSV.
func axes(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := csv.NewReader(bufio.NewReader(f)).Read()
	if err != nil || len(head) < 3 {
		return ""
	}
	return clip(capital(head[2])+" against "+head[1], 300)
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
