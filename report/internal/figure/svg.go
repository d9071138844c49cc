package figure

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// svgCanvas is vgsvg's, but draws texts as outlines, so that no viewer needs our
// fonts. Each glyph is once in the document. vgsvg embeds whole fonts or none.
type svgCanvas struct {
	*vgsvg.Canvas
	name  string            // prefix of ids
	faces map[string]int    // number of each face, by name
	ids   map[string]string // of the glyphs that have been drawn; "" if there is nothing to see
	defs  bytes.Buffer      // their outlines, in order of first use
	texts []outlined
	err   error // the first, of a font
}

// outlined is a text as it replaces vgsvg's element.
type outlined struct {
	size, width vg.Length
	scale       float64 // points a unit of the font
	uses        string
}

func newSVG(w, h vg.Length, name string) *svgCanvas {
	return &svgCanvas{Canvas: vgsvg.New(w, h), name: name, faces: map[string]int{}, ids: map[string]string{}}
}

// FillString draws text with vgsvg, as a place that WriteTo fills with outlines.
func (c *svgCanvas) FillString(face font.Face, at vg.Point, text string) {
	if face.Font.Size == 0 || text == "" || c.err != nil {
		return
	}
	uses, err := c.outline(face, text)
	if err != nil {
		c.err = fmt.Errorf("font %s: %w", face.Name(), err)
		return
	}
	c.texts = append(c.texts, outlined{face.Font.Size, face.Width(text), face.Font.Size.Points() / float64(face.Face.UnitsPerEm()), uses})
	c.Canvas.FillString(face, at, text)
}

// outline sets text in units of its font, spaced and kerned as Face.Width has it.
func (c *svgCanvas) outline(face font.Face, text string) (uses string, err error) {
	number, known := c.faces[face.Name()]
	if !known {
		number = len(c.faces)
		c.faces[face.Name()] = number
	}
	var (
		out  strings.Builder
		buf  sfnt.Buffer
		x    fixed.Int26_6
		last sfnt.GlyphIndex
		em   = fixed.Int26_6(face.Face.UnitsPerEm()) // so that results are in units of the font
	)
	for i, r := range text {
		glyph, err := face.Face.GlyphIndex(&buf, r)
		if err != nil {
			return "", err
		}
		if i > 0 {
			kern, err := face.Face.Kern(&buf, last, glyph, em, 0)
			if err != nil && !errors.Is(err, sfnt.ErrNotFound) {
				return "", err
			}
			x += kern
		}
		id, err := c.define(face, number, glyph, &buf)
		if err != nil {
			return "", err
		}
		if id != "" {
			fmt.Fprintf(&out, `<use xlink:href="#%s" x="%d"/>`, id, int(x))
		}
		advance, err := face.Face.GlyphAdvance(&buf, glyph, em, 0)
		if err != nil {
			return "", err
		}
		x += advance
		last = glyph
	}
	return out.String(), nil
}

// define has a glyph among the definitions and returns its id.
func (c *svgCanvas) define(face font.Face, number int, glyph sfnt.GlyphIndex, buf *sfnt.Buffer) (string, error) {
	id := fmt.Sprintf("%s-%d-%d", c.name, number, glyph)
	if id, known := c.ids[id]; known {
		return id, nil
	}
	segments, err := face.Face.LoadGlyph(buf, glyph, fixed.Int26_6(face.Face.UnitsPerEm()), nil)
	if err != nil {
		return "", err
	}
	if len(segments) == 0 { // a space
		c.ids[id] = ""
		return "", nil
	}
	c.ids[id] = id
	fmt.Fprintf(&c.defs, `<path id="%s" d="%s"/>`+"\n", id, pathData(segments))
	return id, nil
}

// pathData is a glyph with y downwards and, because that is shorter, with steps
// from point to point. A filled path needs no closing.
func pathData(segments sfnt.Segments) string {
	var d strings.Builder
	var from fixed.Point26_6
	for _, s := range segments {
		points := s.Args[:1]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			d.WriteByte('M')
			from = fixed.Point26_6{}
		case sfnt.SegmentOpLineTo:
			d.WriteByte('l')
		case sfnt.SegmentOpQuadTo:
			d.WriteByte('q')
			points = s.Args[:2]
		case sfnt.SegmentOpCubeTo:
			d.WriteByte('c')
			points = s.Args[:3]
		}
		for i, p := range points {
			if i > 0 {
				d.WriteByte(' ')
			}
			fmt.Fprintf(&d, "%d %d", int(p.X-from.X), int(p.Y-from.Y))
		}
		from = points[len(points)-1]
	}
	return d.String()
}

// textElement is how vgsvg writes a text: x, y, its style and its words.
var textElement = regexp.MustCompile(`<text x="([^"]+)" y="([^"]+)" transform="scale\(1, -1\)"\s+style="[^"]*?(?:;fill:(#[0-9A-F]{6}))?">([^<]*)</text>`)

// headEnd ends the text that vgsvg writes before the drawing.
const headEnd = `xmlns:xlink="http://www.w3.org/1999/xlink">` + "\n"

// WriteTo writes the document. Texts stay in it, unseen, over their outlines, to be
// searched, selected and read aloud.
func (c *svgCanvas) WriteTo(w io.Writer) (int64, error) {
	if c.err != nil {
		return 0, c.err
	}
	var drawn, out bytes.Buffer
	if _, err := c.Canvas.WriteTo(&drawn); err != nil {
		return 0, err
	}
	head, body, found := bytes.Cut(drawn.Bytes(), []byte(headEnd))
	places := textElement.FindAllSubmatchIndex(body, -1)
	if !found || len(places) != len(c.texts) || bytes.Count(body, []byte("<text")) != len(c.texts) {
		return 0, errors.New("vgsvg writes texts in a way that is not known here")
	}
	fmt.Fprintf(&out, "%s%s<defs>\n%s</defs>\n", head, headEnd, &c.defs)
	from := 0
	for i, m := range places {
		t, group := c.texts[i], func(n int) []byte { return body[m[2*n]:m[2*n+1]] }
		fill := ""
		if m[6] >= 0 {
			fill = fmt.Sprintf(` fill="%s"`, group(3))
		}
		x, y, says := group(1), group(2), group(4)
		out.Write(body[from:m[0]])
		fmt.Fprintf(&out, `<g transform="scale(1,-1) translate(%s,%s) scale(%g)"%s aria-hidden="true">%s</g>`+"\n", x, y, t.scale, fill, t.uses)
		fmt.Fprintf(&out, `<text x="%s" y="%s" transform="scale(1,-1)" font-size="%g" textLength="%.5g" lengthAdjust="spacingAndGlyphs" fill-opacity="0">%s</text>`,
			x, y, t.size.Points(), t.width.Points(), says)
		from = m[1]
	}
	out.Write(body[from:])
	return out.WriteTo(w)
}
