package figure

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"gonum.org/v1/plot/vg/draw"
)

// example has everything that a figure can have.
func example() Figure {
	f := Figure{
		Name: "example", Title: "Example", Note: "n = 3",
		X: TimeAxis("", 4e9), Y: LevelAxis("latency (µs)", Scale{Size: 1}, 0, 10),
		Bands: []Band{{Label: "10–90 %", Low: "p10", Top: "p90", Parts: [][]Span{{{1, 2, 4}, {2, 3, 6}}, {{3, 1, 2}}}}},
		Lines: []Line{
			{Name: "mean", Parts: [][]Point{{{1, 3}, {2, 5}, {3, 1}}}, Dots: true, Whiskers: []Span{{1, 2, 4}}},
			{Name: "other", Parts: [][]Point{{{1, 4}, {4, 9}}}, Stair: true, Color: 1},
		},
	}
	f.Bars = &Bars{Label: "gets", Width: 1, Y: LevelAxis("gets", Wholes, 0, 3), Tops: []Point{{1, 2}, {2, 3}}}
	return f
}

func pdfOf(t *testing.T, f Figure) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var fontDescriptor = regexp.MustCompile(`(?s)/Type /FontDescriptor.*?endobj`)

// A printer without our fonts must still print the figure.
func TestPDFEmbedsItsFonts(t *testing.T) {
	doc := pdfOf(t, example())
	fonts := fontDescriptor.FindAll(doc, -1)
	if len(fonts) != 2 {
		t.Errorf("%d fonts, want regular and bold", len(fonts))
	}
	for _, f := range fonts {
		if !bytes.Contains(f, []byte("/FontFile2 ")) {
			t.Errorf("a font is not embedded: %s", f)
		}
	}
	if bytes.Contains(doc, []byte("/Subtype /Type1\n")) {
		t.Error("uses a font that is not in the document")
	}
	if len(doc) > 50_000 {
		t.Errorf("%d bytes; do fonts hold more than what is used?", len(doc))
	}
	if !bytes.Contains(doc, []byte("/MediaBox [0 0 255.12 170.08]")) {
		t.Error("the page is not of 90 by 60 mm")
	}
}

func TestPDFIsReproducible(t *testing.T) {
	first := pdfOf(t, example())
	for range 20 { // fpdf keeps fonts and runes in maps
		if !bytes.Equal(first, pdfOf(t, example())) {
			t.Fatal("two documents of one figure differ")
		}
	}
	for _, date := range []string{"/CreationDate (D:20000101000000", "/ModDate (D:20000101000000"} {
		if !bytes.Contains(first, []byte(date)) {
			t.Errorf("no %s)", date)
		}
	}
}

// Text is text, beyond Windows-1252 as well, so that a reader can search it.
func TestPDFHoldsText(t *testing.T) {
	escape := strings.NewReplacer("\\", "\\\\", "(", "\\(", ")", "\\)")
	for text, want := range map[string]string{
		"σ ≥ 3 µs":     "σ ≥ 3 µs",
		"кадемлия":     "кадемлия",
		"a(b)\\c\"<é>": "a(b)\\c\"<é>",
		"peer 🦊":       "peer \ufffd", // the fonts have none
	} {
		f := example()
		f.Note = text
		c := newPDF(figureWidth, figureHeight, "")
		c.doc.SetCompression(false)
		f.draw(draw.New(c))
		var b, coded bytes.Buffer
		if _, err := c.WriteTo(&b); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, u := range utf16.Encode([]rune(want)) {
			coded.Write([]byte{byte(u >> 8), byte(u)})
		}
		if !strings.Contains(b.String(), "("+escape.Replace(coded.String())+") Tj") {
			t.Errorf("%q is not in the document", text)
		}
	}
}
