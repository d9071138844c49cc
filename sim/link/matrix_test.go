package link

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/say"
)

func TestParseMatrix(t *testing.T) {
	text := "\ufeff# measured at home\r\nfrom\\to, a, \"b, c\"\r\n\r\na, 2, 35.5\r\n\"b, c\", 40, 0.001\r\n"
	for _, c := range []struct {
		kind Kind
		want [2][2]time.Duration
	}{
		{OneWay, [2][2]time.Duration{{2 * time.Millisecond, 35_500 * time.Microsecond}, {40 * time.Millisecond, time.Microsecond}}},
		{RTT, [2][2]time.Duration{{time.Millisecond, 17_750 * time.Microsecond}, {20 * time.Millisecond, 500}}},
	} {
		table, err := ParseMatrix([]byte(text), c.kind, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%q", table.Regions()); got != `["a" "b, c"]` {
			t.Errorf("regions %s", got)
		}
		for i := range c.want {
			for j, want := range c.want[i] {
				if got := table.OneWay(i, j); got != want {
					t.Errorf("kind %d: %d to %d takes %v, want %v", c.kind, i, j, got, want)
				}
			}
		}
		route := table.Route(Place{Region: 0}, Place{Region: 1}, nil)
		if route.There.Delay != c.want[0][1] || route.Back.Delay != c.want[1][0] {
			t.Errorf("route %+v, want each direction by its own entry", route)
		}
	}
}

// TestParseMatrixErrors: every error gives the place, the fault and the text wanted
// instead.
func TestParseMatrixErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", `line 1, column 1: no names of regions; want a first line with a corner and the names of the regions`},
		{"no regions", "# none\nx\n", `line 2, column 1: no names of regions; want a first line with a corner and the names of the regions`},
		{"a line missing", "x,a,b\na,1,2\n", `line 2, column 1: the last of 1 lines; the next would be for "b"; want 2 lines, as many as columns`},
		{"no line at all", "x,a\n", `line 1, column 1: the last of 0 lines; the next would be for "a"; want 1 lines, as many as columns`},
		{"a line too many", "x,a\na,1\nb,2\n", `line 3, column 1: one line too many, for "b"; want 1 lines, as many as columns`},
		{"names differ", "x,a,b\na,1,2\nc,3,4\n", `line 3, column 1: line for "c"; want "b", the name of column 2`},
		{"no name", "x,a,\na,1,2\n,3,4\n", `line 1, column 5: no name; want the name of a region`},
		{"a name twice", "x,a,a\na,1,2\na,3,4\n", `line 1, column 5: region "a" is also in line 1, column 3; want a name once`},
		{"negative", "x,a,b\na,1,-2\nb,3,4\n", `line 2, column 5: -2 is negative; want a time in milliseconds, 0 to 60000`},
		{"not a number", "x,a,b\na,1,2\nb,3ms,4\n", `line 3, column 3: "3ms" is not a number; want a time in milliseconds, 0 to 60000`},
		{"NaN", "x,a\na,NaN\n", `line 2, column 3: "NaN" is not a number; want a time in milliseconds, 0 to 60000`},
		{"infinite", "x,a\na,Inf\n", `line 2, column 3: Inf is more than a minute; want a time in milliseconds, 0 to 60000`},
		{"beyond float64", "x,a\na,1e999\n", `line 2, column 3: "1e999" is not a number; want a time in milliseconds, 0 to 60000`},
		{"empty cell", "x,a,b\na,1,\nb,3,4\n", `line 2, column 5: an empty cell; want a time in milliseconds, 0 to 60000`},
		{"missing cell", "x,a,b\na,1,2\nb,33\n", `line 3, column 5: no cell for b to b; want a time in milliseconds, 0 to 60000`},
		{"too many regions", "x" + strings.Repeat(",a", 2001), "line 1, column 4003: 2001 regions; want at most 2000 regions"},
		{"a cell too many", "x,a,b\na,1,2,9\nb,3,4\n", `line 2, column 7: a cell too many, "9"; want 2 times, as many as names in the first line`},
		{"not symmetric", "x,a,b\na,1,2\nb,3,4\n", `line 3, column 3: b to a is 3, but a to b is 2 (line 2, column 5); want the same in both directions of a symmetric matrix`},
		{"bad quotes", "x,a\na,\"1\n", `want fields separated by commas`},
	} {
		_, err := ParseMatrix([]byte(c.text), RTT, true)
		var e *say.Fault
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// TestMatrixRoundTrip: a written matrix is read back as it was.
func TestMatrixRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		micros := make([][]int64, n)
		var text strings.Builder
		text.WriteString("corner")
		for i := range n {
			fmt.Fprintf(&text, ",r%d", i)
		}
		for i := range n {
			fmt.Fprintf(&text, "\nr%d", i)
			for range n {
				us := rapid.Int64Range(0, maxMs*1000).Draw(t, "µs")
				micros[i] = append(micros[i], us)
				fmt.Fprintf(&text, ",%d.%03d", us/1000, us%1000)
			}
		}
		table, err := ParseMatrix([]byte(text.String()), OneWay, false)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range n {
				if got := table.OneWay(i, j).Microseconds(); got != micros[i][j] {
					t.Fatalf("%d to %d: %d µs, want %d", i, j, got, micros[i][j])
				}
			}
		}
	})
}

// FuzzParse: no text makes the parsers panic, every error has a place in the text,
// and a matrix that passes can be used.
func FuzzParse(f *testing.F) {
	f.Add([]byte("x,a,b\na,1,2\nb,2,1\n"), true)
	f.Add([]byte("name,x,y,height\na,1,2,3\n"), false)
	f.Add([]byte("\ufeff#\n\"x\ny\",a\r\na,\"1\""), true)
	f.Fuzz(func(t *testing.T, text []byte, symmetric bool) {
		check := func(err error) {
			var e *say.Fault
			if err != nil && (!errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Line > strings.Count(string(text), "\n")+1 || e.Message == "" || e.Want == "") {
				t.Errorf("error %#v", err)
			}
		}
		var table *Table
		var err error
		budget.Input.Run(t, func() { table, err = ParseMatrix(text, RTT, symmetric) })
		check(err)
		if err == nil {
			for i := range table.Regions() {
				for j := range table.Regions() {
					route := table.Route(Place{Region: i}, Place{Region: j}, nil)
					if rtt := route.RTT(); rtt < 0 || rtt > time.Minute || symmetric && route != route.Flip() {
						t.Errorf("%d to %d: %+v", i, j, route)
					}
				}
			}
		}
		var points []Point
		budget.Input.Run(t, func() { points, err = ParsePoints(text) })
		check(err)
		for _, p := range points {
			if p.Name == "" || !(p.Height >= 0) {
				t.Errorf("point %+v", p)
			}
		}
	})
}
