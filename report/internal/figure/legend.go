package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func textStyle(f font.Font, c color.Color) text.Style {
	return text.Style{Color: c, Font: f, Handler: plot.DefaultTextHandler, YAlign: text.YTop}
}

// drawTitle writes f's title and note at the top and returns the canvas below.
func (f Figure) drawTitle(c draw.Canvas) draw.Canvas {
	title, note := textStyle(titleFont, ink), textStyle(labelFont, faintInk)
	note.XAlign = text.XRight
	noteWidth := note.Width(f.Note)
	c.FillText(title, vg.Point{X: c.Min.X, Y: c.Max.Y}, fit(f.Title, titleFont, c.Max.X-c.Min.X-noteWidth-entryGap))
	c.FillText(note, vg.Point{X: c.Max.X, Y: c.Max.Y}, f.Note)
	return draw.Crop(c, 0, 0, 0, -title.Height(f.Title)-titleGap)
}

// fit clips s so that it is no wider than room.
func fit(s string, f font.Font, room vg.Length) string {
	style := textStyle(f, ink)
	for runes := []rune(s); len(runes) > 1 && style.Width(s) > room; {
		runes = runes[:len(runes)-1]
		s = string(runes) + "…"
	}
	return s
}

// quarter is a quarter turn, in radians.
const quarter = math.Pi / 2

// titleGap is the room under a line of text.
const titleGap vg.Length = 3

const (
	swatchWidth vg.Length = 14
	swatchGap   vg.Length = 3
	entryGap    vg.Length = 8
)

// keys are the legend's entries but for bands.
func (f Figure) keys() []Key {
	if len(f.Keys) > 0 {
		return f.Keys
	}
	var keys []Key
	for _, l := range f.Lines {
		keys = append(keys, Key{Label: cmp.Or(l.Label, l.Name), Color: l.Color})
	}
	return keys
}

// drawLegend lists lines and bands in rows under the title, never over the
// data, if there are several. It returns the canvas below.
func (f Figure) drawLegend(c draw.Canvas) draw.Canvas {
	keys := f.keys()
	bands := slices.DeleteFunc(slices.Clone(f.Bands), func(b Band) bool { return b.Label == "" })
	marks := f.markKinds()
	if len(keys)+len(bands) < 2 {
		if keys, bands = nil, nil; len(marks) == 0 {
			return c
		}
	}
	style := textStyle(labelFont, ink)
	height := style.Height("Mg")
	x, y := c.Min.X, c.Max.Y
	entry := func(label string, swatch func(left, right, middle vg.Length)) {
		width := swatchWidth + swatchGap + style.Width(label)
		if x > c.Min.X && x+width > c.Max.X {
			x, y = c.Min.X, y-height-titleGap
		}
		swatch(x, x+swatchWidth, y-height/2)
		c.FillText(style, vg.Point{X: x + swatchWidth + swatchGap, Y: y}, label)
		x += width + entryGap
	}
	area := func(tint color.Color) func(left, right, middle vg.Length) {
		return func(left, right, middle vg.Length) {
			low, top := middle-height/2, middle+height/2
			c.FillPolygon(tint, []vg.Point{{X: left, Y: low}, {X: right, Y: low}, {X: right, Y: top}, {X: left, Y: top}})
		}
	}
	for _, k := range keys {
		line := func(left, right, middle vg.Length) {
			style := lineStyle(k.Color)
			if k.Box { // boxes have no dashes
				area(seeThrough(k.Color))(left, right, middle)
				style.Dashes = nil
			}
			c.StrokeLine2(style, left, middle, right, middle)
		}
		entry(k.Label, line)
	}
	for _, b := range slices.Backward(bands) { // from the inside out
		entry(b.Label, area(b.tint()))
	}
	for _, m := range marks {
		entry(m.Kind, func(left, right, middle vg.Length) {
			if m.wide() {
				area(m.tint())(left, right, middle)
			} else {
				left = (left + right) / 2
			}
			c.StrokeLine2(m.line(), left, middle-height/2, left, middle+height/2)
		})
	}
	return draw.Crop(c, 0, 0, 0, y-height-titleGap-c.Max.Y)
}
