package figure

import (
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func svgOf(t *testing.T, f Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	pathID    = regexp.MustCompile(`<path id="([^"]+)" d="(M[^"]+)"/>`)
	useOf     = regexp.MustCompile(`xlink:href="#([^"]+)"`)
	seen      = regexp.MustCompile(`<text [^>]*>`)
	elsewhere = regexp.MustCompile(`(?:href|src)="[^#]|url\(|@import`)
)

// A reader without our fonts must still see the figure: its texts are outlines
// within the document.
func TestSVGNeedsNoFont(t *testing.T) {
	doc := svgOf(t, example())
	if err := wellFormed(doc); err != nil {
		t.Error(err)
	}
	if strings.Contains(doc, "font-family") {
		t.Error("asks for a font")
	}
	if m := elsewhere.FindString(doc); m != "" {
		t.Errorf("loads %s", m)
	}
	texts := seen.FindAllString(doc, -1)
	if len(texts) < 10 {
		t.Errorf("%d texts", len(texts))
	}
	for _, text := range texts {
		if !strings.Contains(text, ` fill-opacity="0"`) {
			t.Errorf("shows in whatever font there is: %s", text)
		}
	}
	defined, outlines := map[string]int{}, map[string]string{}
	for _, m := range pathID.FindAllStringSubmatch(doc, -1) {
		defined[m[1]] = 0
		if outlines[m[2]] != "" {
			t.Errorf("glyphs %s and %s are the same", outlines[m[2]], m[1])
		}
		outlines[m[2]] = m[1]
	}
	for _, m := range useOf.FindAllStringSubmatch(doc, -1) {
		if _, known := defined[m[1]]; !known {
			t.Errorf("there is no glyph %s", m[1])
		}
		defined[m[1]]++
	}
	for id, n := range defined {
		if n == 0 {
			t.Errorf("glyph %s is not used", id)
		}
	}
	if len(doc) > 60_000 {
		t.Errorf("%d bytes, want at most 60 kB", len(doc))
	}
}

func TestSVGIsReproducible(t *testing.T) {
	first := svgOf(t, example())
	for range 20 { // glyphs are kept in maps
		if svgOf(t, example()) != first {
			t.Fatal("two documents of one figure differ")
		}
	}
}

// A page may have several figures, and an id only once.
func TestSVGsShareAPage(t *testing.T) {
	other := example()
	other.Name = "example-2"
	count := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(svgOf(t, example())+svgOf(t, other), -1) {
		count[m[1]]++
	}
	if len(count) < 40 {
		t.Errorf("%d ids, want those of two figures", len(count))
	}
	for id, n := range count {
		if n > 1 {
			t.Errorf("%d elements have the id %s", n, id)
		}
	}
}

// As many outlines as there are letters, and the text itself to search.
func TestSVGHoldsText(t *testing.T) {
	for text, glyphs := range map[string]int{"σ ≥ 3 µs": 5, "кадемлия": 8, `a(b)\c"<é>`: 10, "peer 🦊": 5, "&lt;": 4} {
		f := example()
		without := len(useOf.FindAllString(svgOf(t, f), -1)) - len("n=3")
		f.Note = text
		doc := svgOf(t, f)
		if n := len(useOf.FindAllString(doc, -1)) - without; n != glyphs {
			t.Errorf("%q has %d outlines, want %d", text, n, glyphs)
		}
		if !strings.Contains(doc, ">"+html.EscapeString(text)+"</text>") {
			t.Errorf("%q is not in the document", text)
		}
		if err := wellFormed(doc); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The width that layout reckons with is that of the outlines.
func TestSVGTextIsAsWideAsMeasured(t *testing.T) {
	const text = "AVATAR To kademlia" // kerned
	c := newSVG(figureWidth, figureHeight, "x")
	face := textStyle(titleFont, ink).Handler.Cache().Lookup(titleFont, titleFont.Size)
	c.FillString(face, vg.Point{}, text+"|")
	starts := regexp.MustCompile(`x="(\d+)"`).FindAllStringSubmatch(c.texts[0].uses, -1)
	last := starts[len(starts)-1][1]
	scale := float64(face.Font.Size) / float64(face.Face.UnitsPerEm())
	want := float64(face.Width(text+"|")-face.Width("|")) / scale
	got, err := strconv.ParseFloat(last, 64)
	if err != nil {
		t.Fatal(err)
	}
	if got < want-0.5 || got > want+0.5 {
		t.Errorf("the last glyph is at %v, want %v units of the font", got, want)
	}
}

func wellFormed(doc string) error {
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
