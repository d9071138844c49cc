package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Small is one panel of small multiples. All have the axes of their figure.
type Small struct {
	Title string // the values that tell it from the others: "loss = 1 %"
	Bands []Band
	Lines []Line
	Boxes []Box
}

// smallColumns is how many panels are side by side.
const smallColumns = 2

// smallHeight is that of a row of panels.
const smallHeight = 40 * vg.Millimeter

// small returns the panels of f.
func (f Figure) small() []Small {
	if len(f.Small) > 0 {
		return f.Small
	}
	return []Small{{Bands: f.Bands, Lines: f.Lines, Boxes: f.Boxes}}
}

// size is that of one paper column; small multiples are as high as they need.
func (f Figure) size() (width, height vg.Length) {
	if rows := vg.Length(f.smallRows()); rows > 1 {
		return figureWidth, figureHeight + (rows-1)*smallHeight
	}
	return figureWidth, figureHeight
}

func (f Figure) smallRows() int { return (len(f.Small) + smallColumns - 1) / smallColumns }

// drawSmall tiles c with the panels. Labels of axes are written once.
func (f Figure) drawSmall(c draw.Canvas) {
	rows := f.smallRows()
	plots := make([][]*plot.Plot, rows)
	across, up := f.X, f.Y
	across.Label, up.Label = "", ""
	for i, s := range f.Small {
		p := panel(across, up, f.layers(s))
		p.Title.Text = fit(s.Title, labelFont, figureWidth/smallColumns-20)
		p.Title.TextStyle.Font = labelFont
		p.Title.TextStyle.Color = ink
		p.Title.Padding = 2
		plots[i/smallColumns] = append(plots[i/smallColumns], p)
	}
	for last := rows - 1; len(plots[last]) < smallColumns; {
		plots[last] = append(plots[last], nil)
	}
	below := textStyle(labelFont, ink)
	below.XAlign, below.YAlign = text.XCenter, text.YBottom
	aside := below
	aside.Rotation, aside.YAlign = quarter, text.YTop
	line := below.Height("Mg")
	c.FillText(aside, vg.Point{X: c.Min.X, Y: (c.Min.Y + c.Max.Y) / 2}, fit(f.Y.Label, labelFont, upLabel))
	c.FillText(below, vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: c.Min.Y}, fit(f.X.Label, labelFont, acrossLabel))
	c = draw.Crop(c, line+2, 0, line+3, 0)
	tiles := draw.Tiles{Rows: rows, Cols: smallColumns, PadX: 8, PadY: 8}
	for i, row := range plot.Align(plots, tiles, c) {
		for j, area := range row {
			if plots[i][j] != nil {
				plots[i][j].Draw(area)
			}
		}
	}
}
