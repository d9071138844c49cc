package cmd

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A label is a text of an SVG, and the box that it fills on the sheet.
type label struct {
	text           string
	x0, y0, x1, y1 float64
}

func (l label) overlaps(m label) bool {
	const touch = 0.3 // points
	return l.x0+touch < m.x1 && m.x0+touch < l.x1 && l.y0+touch < m.y1 && m.y0+touch < l.y1
}

// A matrix maps (x, y) to (a x + c y + e, b x + d y + f), as SVG's has it.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) of(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

func (m matrix) then(n matrix) matrix {
	e, f := m.of(n.e, n.f)
	return matrix{m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d, e, f}
}

var transformOf = regexp.MustCompile(`(\w+)\(([^)]*)\)`)

// transform reads the attribute of that name.
func transform(text string) (matrix, error) {
	m := matrix{a: 1, d: 1}
	for _, part := range transformOf.FindAllStringSubmatch(text, -1) {
		var v []float64
		for _, s := range strings.FieldsFunc(part[2], func(r rune) bool { return r == ',' || r == ' ' }) {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return m, err
			}
			v = append(v, x)
		}
		switch {
		case part[1] == "scale" && len(v) == 1:
			m = m.then(matrix{a: v[0], d: v[0]})
		case part[1] == "scale" && len(v) == 2:
			m = m.then(matrix{a: v[0], d: v[1]})
		case part[1] == "translate" && len(v) == 2:
			m = m.then(matrix{1, 0, 0, 1, v[0], v[1]})
		case part[1] == "rotate" && len(v) == 1:
			sin, cos := math.Sincos(v[0] * math.Pi / 180)
			m = m.then(matrix{cos, sin, -sin, cos, 0, 0})
		default:
			return m, fmt.Errorf("transform %q is not known here", part[0])
		}
	}
	return m, nil
}

// labels reads the texts of an SVG of ours.
func labels(r io.Reader) (all []label, err error) {
	above := []matrix{{a: 1, d: 1}}
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			above = above[:len(above)-1]
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
			}
			m, err := transform(attr["transform"])
			if err != nil {
				return nil, err
			}
			m = above[len(above)-1].then(m)
			above = append(above, m)
			if e.Name.Local == "text" {
				l, err := boxed(d, m, attr)
				if err != nil {
					return nil, err
				}
				all, above = append(all, l), above[:len(above)-1]
			}
		}
	}
}

// boxed reads what is in a text element. Capitals are 0.73 of the font's size, and what goes
// below the line 0.21, as in Liberation Sans.
func boxed(d *xml.Decoder, m matrix, attr map[string]string) (l label, err error) {
	var number [4]float64
	for i, name := range []string{"x", "y", "font-size", "textLength"} {
		if number[i], err = strconv.ParseFloat(attr[name], 64); err != nil {
			return l, fmt.Errorf("%s of a text: %w", name, err)
		}
	}
	for {
		token, err := d.Token()
		if err != nil {
			return l, err
		}
		if text, ok := token.(xml.CharData); ok {
			l.text += string(text)
		} else {
			break
		}
	}
	x, y, size, width := number[0], number[1], number[2], number[3]
	l.x0, l.y0, l.x1, l.y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [][2]float64{{x, y - 0.73*size}, {x + width, y - 0.73*size}, {x, y + 0.21*size}, {x + width, y + 0.21*size}} {
		cx, cy := m.of(corner[0], corner[1])
		l.x0, l.x1, l.y0, l.y1 = min(l.x0, cx), max(l.x1, cx), min(l.y0, cy), max(l.y1, cy)
	}
	return l, nil
}

// checkOverlaps looks for texts of figures that lie on each other.
func checkOverlaps(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, trace.PlotsDir, "*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := labels(f)
		if err = errors.Join(err, f.Close()); err != nil || len(all) < 4 {
			t.Errorf("%s: %d texts, %v", filepath.Base(path), len(all), err)
		}
		for i, l := range all {
			for _, m := range all[:i] {
				if l.overlaps(m) {
					t.Errorf("%s: %q lies on %q", filepath.Base(path), m.text, l.text)
				}
			}
		}
	}
}

// TestOverlaps: texts that lie on each other are found, turned ones too, and neighbours
// are not.
func TestOverlaps(t *testing.T) {
	text := func(x, y, width float64, s string) string {
		return fmt.Sprintf(`<text x="%g" y="%g" transform="scale(1,-1)" font-size="10" textLength="%g">%s</text>`, x, y, width, s)
	}
	for _, tt := range []struct {
		why, inside string
		want        bool
	}{
		{"side by side", text(0, -50, 30, "a") + text(31, -50, 30, "b"), false},
		{"one in the other", text(0, -50, 30, "a") + text(20, -50, 30, "b"), true},
		{"in lines", text(0, -50, 30, "a") + text(0, -61, 30, "b"), false},
		{"lines too close", text(0, -50, 30, "a") + text(0, -56, 30, "b"), true},
		{"upright beside", `<g transform="rotate(90)">` + text(40, 10, 30, "a") + `</g>` + text(12, -50, 30, "b"), false},
		{"upright across", `<g transform="rotate(90)">` + text(40, 10, 30, "a") + `</g>` + text(-12, -50, 30, "b"), true},
	} {
		all, err := labels(strings.NewReader(`<svg><g transform="scale(1, -1) translate(0, -100)">` + tt.inside + `</g></svg>`))
		if err != nil || len(all) != 2 {
			t.Fatalf("%s: %v, %v", tt.why, all, err)
		}
		if got := all[0].overlaps(all[1]); got != tt.want {
			t.Errorf("%s: %t, want %t: %+v", tt.why, got, tt.want, all)
		}
	}
}
