package page

import (
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// A plotted figure is one of plots/ as numbers, for the page to draw.
type plotted struct {
	Name   string   `json:"name"`
	X      string   `json:"x"` // label with unit
	Y      string   `json:"y"`
	Series []series `json:"series"`
	N      string   `json:"n,omitempty"` // samples, as printed; "" if series have it, or nobody
}

type series struct {
	Name string     `json:"name"`
	N    string     `json:"n,omitempty"` // samples, as printed
	X    []float64  `json:"x"`
	Y    []*float64 `json:"y"` // null where the line has a gap
}

// readCurves reads the numbers behind a figure: report writes a line a point,
// headed by the labels of the axes.
func readCurves(path, name string, l limits) (plotted, error) {
	f, err := os.Open(path)
	if err != nil {
		return plotted{}, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord = 3
	head, err := in.Read()
	if err != nil {
		return plotted{}, err
	}
	p := plotted{Name: name, X: clip(head[1], l.text), Y: clip(head[2], l.text)}
	var names index
	for points := 0; ; points++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return plotted{}, err
		}
		x, errX := short(row[1])
		var y *float64
		var errY error
		if row[2] != "" {
			var v float64
			v, errY = short(row[2])
			y = &v
		}
		if err := errors.Join(errX, errY); err != nil {
			return plotted{}, err
		}
		if points == l.points {
			return plotted{}, fmt.Errorf("more than %d points", l.points)
		}
		i := names.number(row[0])
		if i == len(p.Series) {
			p.Series = append(p.Series, series{Name: clip(row[0], l.text)})
		}
		p.Series[i].X = append(p.Series[i].X, x)
		p.Series[i].Y = append(p.Series[i].Y, y)
	}
}

// short reads a number to eight digits, more than a screen has.
func short(text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strconv.FormatFloat(v, 'g', 8, 64), 64)
}

// labels are texts of a printed figure that tell numbers of samples: "get (n = 225)" in
// a legend, or "n = 460" of all.
var labels = regexp.MustCompile(`>(?:([^<>]*) \(n = ([\d,]+)\)|(?:[^<>]*, )?n = ([\d,]+))</text>`)

// count takes from a figure as it is printed how many samples its series have.
func (p *plotted) count(svg []byte) {
	plain := strings.NewReplacer(".", " ", "_", " ")
	for _, m := range labels.FindAllSubmatch(svg, -1) {
		if len(m[3]) > 0 {
			p.N = string(m[3])
		}
		for i := range p.Series {
			if name := plain.Replace(p.Series[i].Name); len(m[2]) > 0 && name == html.UnescapeString(string(m[1])) {
				p.Series[i].N = string(m[2])
			}
		}
	}
}
