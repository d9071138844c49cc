package link

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
	"pgregory.net/rapid"
)

func TestCoordinates(t *testing.T) {
	a, b := Place{X: 1, Y: 2, Height: 3}, Place{X: 4, Y: -2, Height: 0.5} // 5 ms apart in the plane
	if got := (Coordinates{OneWay}).Route(a, b, nil); got != even(8500*time.Microsecond) {
		t.Errorf("one way: %+v, want 8.5 ms", got)
	}
	if got := (Coordinates{}).Route(a, b, nil); got.RTT() != 8500*time.Microsecond || got != got.Flip() {
		t.Errorf("round trip: %+v, want 8.5 ms there and back", got)
	}
}

// TestTriangle: with heights no peer is a short cut.
func TestTriangle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		square := Square{Side: 100 * time.Millisecond, Height: dist.Exponential(5 * time.Millisecond)}
		var p [3]Place
		for i := range p {
			p[i].X, p[i].Y, p[i].Height = square.Draw(r)
			if p[i].X < 0 || p[i].X > 100 || p[i].Y < 0 || p[i].Y > 100 || p[i].Height < 0 {
				t.Fatalf("drawn at %+v", p[i])
			}
		}
		rtt := func(a, b Place) time.Duration { return Coordinates{}.Route(a, b, nil).RTT() }
		if direct, over := rtt(p[0], p[2]), rtt(p[0], p[1])+rtt(p[1], p[2]); direct > over+3*time.Microsecond {
			t.Fatalf("%v directly, %v over a third peer", direct, over)
		}
	})
}

func TestParsePoints(t *testing.T) {
	got, err := ParsePoints([]byte("name,x,y,height\na, 1, -2.5, 0\n\"b,c\",1e3,0,3\n"))
	if err != nil || len(got) != 2 || got[0] != (Point{"a", 1, -2.5, 0}) || got[1] != (Point{"b,c", 1000, 0, 3}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "line 1, column 1: no lines; want a first line name,x,y,height"},
		{"no places", "name,x,y,height\n# a,1,2,3\n", "line 1, column 16: no places; want a line for each place, such as a,0,0,0"},
		{"no first line", "a,1,2,3\n", `line 1, column 1: column "a"; want the columns name,x,y,height`},
		{"a column missing", "name,x,y\n", "line 1, column 9: no height; want the columns name,x,y,height"},
		{"a cell missing", "name,x,y,height\na,1\n", "line 2, column 4: no y; want the columns name,x,y,height"},
		{"a cell too many", "name,x,y,height\na,1,2,3,4\n", `line 2, column 9: a cell too many, "4"; want the columns name,x,y,height`},
		{"not a number", "name,x,y,height\na,1,north,3\n", `line 2, column 5: "north" is not a number; want milliseconds`},
		{"NaN", "name,x,y,height\na,nan,2,3\n", `line 2, column 3: "nan" is not a number; want milliseconds`},
		{"far", "name,x,y,height\na,1,-30001,3\n", "line 2, column 5: -30001 is too far away; want -30000 to 30000"},
		{"a depth", "name,x,y,height\na,1,2,-3\n", "line 2, column 7: the height -3 is negative; want 0 or more"},
		{"no name", "name,x,y,height\n ,1,2,3\n", "an empty cell; want a name"},
		{"a name twice", "name,x,y,height\na,1,2,3\na,1,2,3\n", `line 3, column 1: "a" is also in line 2; want a name once`},
	} {
		_, err := ParsePoints([]byte(c.text))
		var e *say.Fault
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}
