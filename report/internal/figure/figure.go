package figure

// Figure is a picture as data: series, bars and lines in the units of its axes.
type Figure struct {
	Name    string // of its files
	Title   string
	Note    string   // beside the title, such as "n = 480"
	Caption string   // how to read it, in a sentence; only where there is room for texts
	Metrics []string // whose samples it shows
	X, Y    Axis
	Marks   []Mark // behind all, if X is virtual time
	Bands   []Band // drawn first, in order
	Lines   []Line
	Boxes   []Box
	Bars    *Bars // a second, low panel under the first; nil for none
	// Small multiples take the place of the drawing between the axes, and Keys
	// that of the legend, which then lists neither lines nor boxes.
	Small []Small
	Keys  []Key
}

// A Key is an entry of the legend.
type Key struct {
	Label string
	Color int  // an index into palette
	Box   bool // drawn as a box, not as a line
}

// A Point is in the units of the axes.
type Point struct{ X, Y float64 }

// A Line is drawn from point to point, with gaps between its parts.
type Line struct {
	Name  string // in the csv and, if Label is empty, in the legend
	Label string
	Parts [][]Point
	Color int  // an index into palette
	Stair bool // a value holds until the next point
	Dots  bool // mark each point
	// Whiskers are upright strokes over the points, "name ci95 low" to
	// "name ci95 high" in the csv. Shift moves line and whiskers to the right
	// when they are drawn, to show parts that would be hidden.
	Whiskers []Span
	Shift    float64
}

// Band is the area between two curves.
type Band struct {
	Label    string // in the legend; may be empty
	Low, Top string // the curves' names in the csv
	Parts    [][]Span
	Strong   bool // a darker tint
	// Clear bands let others show through, in the colour of their line.
	Clear bool
	Color int
}

// A Span is upright.
type Span struct{ X, Low, Top float64 }

// Bars is a bar for each point, from 0.
type Bars struct {
	Label string
	Width float64
	Y     Axis
	Tops  []Point // the middle of a bar's top
}
