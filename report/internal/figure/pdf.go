package figure

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas is a vg.Canvas that becomes a PDF of one page. Of each font it embeds
// the glyphs that it uses, which vgpdf does not: there a figure has half a
// megabyte of font and no letters beyond Windows-1252.
//
// fpdf's points grow downwards, those of vg upwards.
type pdfCanvas struct {
	doc    *fpdf.Fpdf
	w, h   vg.Length
	width  []vg.Length // of lines; the last is in force, those before it pushed
	loaded map[string]bool
	err    error // the first, of a font
}

// documentDate is the date of all documents: the same figure is the same bytes.
var documentDate = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func newPDF(w, h vg.Length, title string) *pdfCanvas {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: w.Points(), Ht: h.Points()}})
	doc.SetCreationDate(documentDate)
	doc.SetModificationDate(documentDate)
	doc.SetCatalogSort(true)
	doc.SetTitle(title, true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddPage()
	c := &pdfCanvas{doc: doc, w: w, h: h, width: []vg.Length{0}, loaded: map[string]bool{}}
	vg.Initialize(c)
	return c
}

// WriteTo ends the document and writes it.
func (c *pdfCanvas) WriteTo(w io.Writer) (int64, error) {
	if c.err != nil {
		return 0, c.err
	}
	var b bytes.Buffer
	if err := c.doc.Output(&b); err != nil {
		return 0, err
	}
	return b.WriteTo(w)
}

func (c *pdfCanvas) Size() (w, h vg.Length) { return c.w, c.h }

func (c *pdfCanvas) SetLineWidth(w vg.Length) {
	c.width[len(c.width)-1] = w
	c.doc.SetLineWidth(w.Points())
}

func (c *pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	lengths := make([]float64, len(pattern))
	for i, l := range pattern {
		lengths[i] = l.Points()
	}
	c.doc.SetDashPattern(lengths, offset.Points())
}

func (c *pdfCanvas) SetColor(to color.Color) {
	if to == nil {
		to = color.Black
	}
	n := color.NRGBAModel.Convert(to).(color.NRGBA)
	r, g, b := int(n.R), int(n.G), int(n.B)
	c.doc.SetDrawColor(r, g, b)
	c.doc.SetFillColor(r, g, b)
	c.doc.SetTextColor(r, g, b)
	if alpha := float64(n.A) / math.MaxUint8; alpha != first(c.doc.GetAlpha()) {
		c.doc.SetAlpha(alpha, "Normal")
	}
}

func first(alpha float64, _ string) float64 { return alpha }

func (c *pdfCanvas) Rotate(radians float64) {
	c.doc.TransformRotate(radians*180/math.Pi, 0, c.h.Points())
}

func (c *pdfCanvas) Translate(by vg.Point) {
	c.doc.TransformTranslate(by.X.Points(), -by.Y.Points())
}

func (c *pdfCanvas) Scale(x, y float64) { c.doc.TransformScale(100*x, 100*y, 0, c.h.Points()) }

func (c *pdfCanvas) Push() {
	c.width = append(c.width, c.width[len(c.width)-1])
	c.doc.TransformBegin()
}

func (c *pdfCanvas) Pop() {
	c.width = c.width[:len(c.width)-1]
	c.doc.TransformEnd()
}

func (c *pdfCanvas) Stroke(p vg.Path) {
	if c.width[len(c.width)-1] > 0 {
		c.path(p)
		c.doc.DrawPath("D")
	}
}

func (c *pdfCanvas) Fill(p vg.Path) {
	c.path(p)
	c.doc.DrawPath("F")
}

func (c *pdfCanvas) point(p vg.Point) (x, y float64) { return p.X.Points(), (c.h - p.Y).Points() }

func (c *pdfCanvas) path(p vg.Path) {
	const degree = math.Pi / 180
	for i, part := range p {
		x, y := c.point(part.Pos)
		switch part.Type {
		case vg.MoveComp:
			c.doc.MoveTo(x, y)
		case vg.LineComp:
			c.doc.LineTo(x, y)
		case vg.CurveComp:
			x1, y1 := c.point(part.Control[0])
			if len(part.Control) == 1 {
				c.doc.CurveTo(x1, y1, x, y)
				continue
			}
			x2, y2 := c.point(part.Control[1])
			c.doc.CurveBezierCubicTo(x1, y1, x2, y2, x, y)
		case vg.ArcComp:
			if r := part.Radius; i == 0 { // a path that begins with an arc begins where it does
				c.doc.MoveTo(c.point(part.Pos.Add(vg.Point{X: r * vg.Length(math.Cos(part.Start)), Y: r * vg.Length(math.Sin(part.Start))})))
			}
			r := part.Radius.Points()
			c.doc.ArcTo(x, y, r, r, 0, part.Start/degree, (part.Start+part.Angle)/degree)
		case vg.CloseComp:
			c.doc.ClosePath()
		}
	}
}

func (c *pdfCanvas) FillString(face font.Face, at vg.Point, text string) {
	if face.Font.Size == 0 || c.err != nil {
		return
	}
	family := face.Name()
	if !c.loaded[family] {
		var b bytes.Buffer
		if _, err := face.Face.WriteSourceTo(nil, &b); err != nil {
			c.err = fmt.Errorf("font %s: %w", family, err)
			return
		}
		c.doc.AddUTF8FontFromBytes(family, "", b.Bytes())
		c.loaded[family] = true
	}
	c.doc.SetFont(family, "", face.Font.Size.Points())
	x, y := c.point(at)
	c.doc.Text(x, y, basicPlane(text))
}

// basicPlane replaces characters beyond the basic multilingual plane, which the
// fonts do not draw and fpdf does not write.
func basicPlane(s string) string {
	runes := []rune(s)
	for i, r := range runes {
		if r > 0xffff {
			runes[i] = '\ufffd'
		}
	}
	return string(runes)
}

func (c *pdfCanvas) DrawImage(vg.Rectangle, image.Image) { panic("figure: no figure has images") }
