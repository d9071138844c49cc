package link

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
)

// Coordinates is a model of peers in a plane: the time between two is the
// distance between (X, Y) and (X, Y) plus both heights, in milliseconds, the
// same in both directions. A height is the delay between a peer and the core of
// the network. Measure says whether this is a round trip, as in Vivaldi (Dabek
// et al., Vivaldi: a decentralized network coordinate system, SIGCOMM 2004), or
// one way.
type Coordinates struct{ Measure Kind }

// Route implements Model.
func (c Coordinates) Route(a, b Place, _ *rand.Rand) Route {
	x, y := a.X-b.X, a.Y-b.Y
	ms := math.Sqrt(float64(x*x)+float64(y*y)) + a.Height + b.Height
	return even(fromMs(ms, c.Measure))
}

// A Square draws places: evenly in a square, with heights of their own distribution.
type Square struct {
	Side   time.Duration // of the square
	Height dist.Dist
}

// Draw draws the coordinates of a peer, in ms.
func (s Square) Draw(r *rand.Rand) (x, y, height float64) {
	side := ms(s.Side)
	return r.Float64() * side, r.Float64() * side, ms(s.Height.Sample(r))
}

func ms(d time.Duration) float64 { return float64(d) / 1e6 }

// A Point is a named place of a text.
type Point struct {
	Name         string
	X, Y, Height float64 // ms
}

// maxCoordinate keeps times within a minute or two.
const maxCoordinate = 30_000

// ParsePoints reads coordinates in milliseconds from a CSV text whose first
// line is "name,x,y,height", at least one, in the order of the lines. Every error is an
// *[say.Fault], whose columns count bytes.
func ParsePoints(text []byte) ([]Point, error) {
	rows, err := cells(text)
	if err != nil {
		return nil, err
	}
	names := []string{"name", "x", "y", "height"}
	if len(rows) == 0 {
		return nil, &say.Fault{Line: 1, Column: 1, Message: "no lines", Want: "a first line name,x,y,height"}
	}
	seen := map[string]int{}
	var points []Point
	for i, row := range rows {
		for j := range names {
			if j >= len(row) {
				last := row[len(row)-1]
				last.column += len(last.text)
				return nil, last.errorf("the columns name,x,y,height", "no %s", names[j])
			}
			if i == 0 && strings.TrimSpace(row[j].text) != names[j] {
				return nil, row[j].errorf("the columns name,x,y,height", "column %q", row[j].text)
			}
		}
		if len(row) > len(names) {
			return nil, row[len(names)].errorf("the columns name,x,y,height", "a cell too many, %q", row[len(names)].text)
		}
		if i == 0 {
			continue
		}
		p, err := parsePoint(row)
		if err != nil {
			return nil, err
		}
		if line, twice := seen[p.Name]; twice {
			return nil, row[0].errorf("a name once", "%q is also in line %d", p.Name, line)
		}
		seen[p.Name] = row[0].line
		points = append(points, p)
	}
	if len(points) == 0 {
		last := rows[0][len(names)-1]
		last.column += len(last.text)
		return nil, last.errorf("a line for each place, such as a,0,0,0", "no places")
	}
	return points, nil
}

func parsePoint(row []cell) (Point, error) {
	p := Point{Name: strings.TrimSpace(row[0].text)}
	if p.Name == "" {
		return p, row[0].errorf("a name", "an empty cell")
	}
	for j, to := range []*float64{&p.X, &p.Y, &p.Height} {
		c := row[j+1]
		v, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
		switch {
		case err != nil || math.IsNaN(v):
			return p, c.errorf("milliseconds", "%q is not a number", c.text)
		case math.Abs(v) > maxCoordinate:
			return p, c.errorf("-30000 to 30000", "%s is too far away", c.text)
		case v < 0 && to == &p.Height:
			return p, c.errorf("0 or more", "the height %s is negative", c.text)
		}
		*to = v
	}
	return p, nil
}
