package figure

import (
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// One column of a two-column paper.
const (
	figureWidth  = 90 * vg.Millimeter
	figureHeight = 60 * vg.Millimeter
	pngDPI       = 300
)

// palette is Okabe and Ito's, which colour-blind readers can tell apart, without
// the yellow, which does not show on white.
var palette = []color.Color{
	color.RGBA{0x00, 0x72, 0xb2, 0xff}, // blue
	color.RGBA{0xd5, 0x5e, 0x00, 0xff}, // vermillion
	color.RGBA{0x00, 0x9e, 0x73, 0xff}, // bluish green
	color.RGBA{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	color.RGBA{0xe6, 0x9f, 0x00, 0xff}, // orange
	color.RGBA{0x56, 0xb4, 0xe9, 0xff}, // sky blue
}

// dashes tell lines apart where they coincide, in black and white, and when the
// palette starts over.
var dashes = [][]vg.Length{nil, {4, 1.5}, {1.2, 1.2}, {6, 1.5, 1.2, 1.5}, {2.5, 1}}

var (
	ink      = color.Gray{0x22}
	faintInk = color.Gray{0x66}
	gridGray = color.Gray{0xdd}
	barGray  = color.Gray{0xaa}
	// Tints of the first colour, for bands.
	lightTint  = color.RGBA{0xd6, 0xe8, 0xf3, 0xff}
	strongTint = color.RGBA{0x9c, 0xc8, 0xe2, 0xff}
)

// bold is golang.org/x/image/font.WeightBold.
const bold = 3

var (
	titleFont = font.Font{Typeface: "Liberation", Variant: "Sans", Weight: bold, Size: 8.5}
	labelFont = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 7.5}
	tickFont  = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 7}
)

func lineStyle(number int) draw.LineStyle {
	return draw.LineStyle{
		Color:  palette[number%len(palette)],
		Width:  1.1,
		Dashes: dashes[number%len(dashes)],
	}
}

func (b Band) tint() color.Color {
	switch {
	case b.Clear:
		return seeThrough(b.Color)
	case b.Strong:
		return strongTint
	}
	return lightTint
}
