package figure

import (
	"cmp"
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// A Drawing is a figure as JSON: what a program needs that draws the same picture.
type Drawing struct {
	Name    string      `json:"name"` // of its files, without extension
	Title   string      `json:"title"`
	Note    string      `json:"note"`    // such as "n = 480"; may be ""
	Caption string      `json:"caption"` // how to read it; may be ""
	Metrics []string    `json:"metrics"` // whose samples it shows
	X       DrawnAxis   `json:"x"`
	Y       DrawnAxis   `json:"y"`
	Panels  []Panel     `json:"panels"` // small multiples; of other figures there is one
	Bars    *DrawnBars  `json:"bars"`   // a second, low panel; null for none
	Marks   []DrawnMark `json:"marks"`  // behind all
}

// A DrawnAxis has its range and ticks in its own unit.
type DrawnAxis struct {
	Label string    `json:"label"`
	Low   float64   `json:"low"`
	High  float64   `json:"high"`
	Log   bool      `json:"log"`
	Time  float64   `json:"time"`  // nanoseconds of virtual time in a unit; 0: of something else
	Nanos bool      `json:"nanos"` // values are durations in nanoseconds
	At    []float64 `json:"at"`    // of the ticks
	Ticks []string  `json:"ticks"` // their labels
}

// A Panel has curves between the axes of its figure.
type Panel struct {
	Title string      `json:"title"` // "" if it is the only one
	Lines []DrawnLine `json:"lines"`
	Bands []DrawnBand `json:"bands"`
	Boxes []DrawnBox  `json:"boxes"`
}

// A DrawnLine has gaps where y is null, and whiskers where low and high are not.
type DrawnLine struct {
	Name  string     `json:"name"`  // in the CSV
	Label string     `json:"label"` // in the legend
	Color int        `json:"color"` // number in the palette
	Stair bool       `json:"stair"` // a value holds until the next point
	Dots  bool       `json:"dots"`  // each point is marked
	X     []float64  `json:"x"`     // rising, moved aside where lines would hide each other
	Y     []*float64 `json:"y"`
	Low   []*float64 `json:"low"`  // null without whiskers
	High  []*float64 `json:"high"` // null without whiskers
}

// A DrawnBand is the area between two curves.
type DrawnBand struct {
	Label  string     `json:"label"` // "" for none in the legend
	Color  int        `json:"color"`
	Strong bool       `json:"strong"` // a darker tint
	X      []float64  `json:"x"`
	Low    []*float64 `json:"low"`
	High   []*float64 `json:"high"`
}

// A DrawnBox sums a sample up, see [Box].
type DrawnBox struct {
	Name   string    `json:"name"`
	Color  int       `json:"color"`
	X      float64   `json:"x"`
	Width  float64   `json:"width"`
	Low    float64   `json:"low"`
	Q1     float64   `json:"q1"`
	Median float64   `json:"median"`
	Q3     float64   `json:"q3"`
	High   float64   `json:"high"`
	Beyond []float64 `json:"beyond"`
}

// DrawnBars are a bar for each point, from 0.
type DrawnBars struct {
	Label string    `json:"label"`
	Width float64   `json:"width"`
	Y     DrawnAxis `json:"y"`
	X     []float64 `json:"x"`
	Tops  []float64 `json:"tops"`
}

// A DrawnMark is something that happened, in the unit of the x axis.
type DrawnMark struct {
	From float64 `json:"from"`
	To   float64 `json:"to"` // from: it was of one instant
	Kind string  `json:"kind"`
	Text string  `json:"text"`
}

// WriteJSON writes f as a [Drawing]. Numbers have eight digits, more than a screen.
func (f Figure) WriteJSON(w io.Writer) error {
	b, err := json.Marshal(f.drawing())
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func (f Figure) drawing() Drawing {
	d := Drawing{Name: f.Name, Title: f.Title, Note: f.Note, Caption: f.Caption, Metrics: f.Metrics, X: f.X.drawn(), Y: f.Y.drawn()}
	for _, s := range f.small() {
		p := Panel{Title: s.Title}
		for _, l := range s.Lines {
			p.Lines = append(p.Lines, l.drawn())
		}
		for _, b := range s.Bands {
			p.Bands = append(p.Bands, b.drawn())
		}
		for _, b := range s.Boxes {
			p.Boxes = append(p.Boxes, b.drawn())
		}
		d.Panels = append(d.Panels, p)
	}
	if b := f.Bars; b != nil {
		d.Bars = &DrawnBars{Label: b.Label, Width: short(b.Width), Y: b.Y.drawn()}
		for _, p := range b.Tops {
			d.Bars.X, d.Bars.Tops = append(d.Bars.X, short(p.X)), append(d.Bars.Tops, short(p.Y))
		}
	}
	for _, m := range f.Marks {
		d.Marks = append(d.Marks, DrawnMark{short(m.From), short(m.To), m.Kind, m.Text})
	}
	return d
}

func (a Axis) drawn() DrawnAxis {
	d := DrawnAxis{Label: a.Label, Low: short(a.Low), High: short(a.High), Log: a.Log, Time: a.Time, Nanos: a.Nanos}
	for _, t := range a.Ticks {
		d.At, d.Ticks = append(d.At, short(t.At)), append(d.Ticks, t.Label)
	}
	return d
}

func (l Line) drawn() DrawnLine {
	d := DrawnLine{Name: l.Name, Label: cmp.Or(l.Label, l.Name), Color: l.Color, Stair: l.Stair, Dots: l.Dots}
	whisker := map[float64]Span{}
	for _, w := range l.Whiskers {
		whisker[w.X] = w
	}
	add := func(x float64, y, low, high *float64) {
		d.X, d.Y = append(d.X, short(x+l.Shift)), append(d.Y, y)
		if len(whisker) > 0 {
			d.Low, d.High = append(d.Low, low), append(d.High, high)
		}
	}
	for i, part := range l.Parts {
		for j, p := range part {
			if i > 0 && j == 0 && len(d.X) > 0 {
				last := d.X[len(d.X)-1] - l.Shift
				add(last+(p.X-last)/2, nil, nil, nil)
			}
			var low, high *float64
			if w, ok := whisker[p.X]; ok {
				low, high = number(w.Low), number(w.Top)
			}
			add(p.X, number(p.Y), low, high)
		}
	}
	return d
}

func (b Band) drawn() DrawnBand {
	d := DrawnBand{Label: b.Label, Color: b.Color, Strong: b.Strong}
	for i, part := range b.Parts {
		for j, s := range part {
			if i > 0 && j == 0 && len(d.X) > 0 {
				last := d.X[len(d.X)-1]
				d.X, d.Low, d.High = append(d.X, short(last+(s.X-last)/2)), append(d.Low, nil), append(d.High, nil)
			}
			d.X, d.Low, d.High = append(d.X, short(s.X)), append(d.Low, number(s.Low)), append(d.High, number(s.Top))
		}
	}
	return d
}

func (b Box) drawn() DrawnBox {
	d := DrawnBox{b.Name, b.Color, short(b.X), short(b.Width), short(b.Low), short(b.Q1), short(b.Median), short(b.Q3), short(b.High), nil}
	for _, v := range b.Beyond {
		d.Beyond = append(d.Beyond, short(v))
	}
	return d
}

// number is v to eight digits, nil if it is none.
func number(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = short(v)
	return &v
}

// short is v to eight digits.
func short(v float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 8, 64), 64)
	if err != nil {
		panic(err) // it is a number
	}
	return rounded
}
