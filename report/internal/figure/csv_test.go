package figure

import (
	"strings"
	"testing"
)

// Where a line or a band is not joined, its numbers are not either.
func TestCSVHasGaps(t *testing.T) {
	f := Figure{
		X: Axis{Label: "x"}, Y: Axis{Label: "y"},
		Lines: []Line{{Name: "share", Parts: [][]Point{{{X: 1, Y: 5}, {X: 2, Y: 6}}, {{X: 4, Y: 7}}}}},
		Bands: []Band{{Low: "low", Top: "high", Parts: [][]Span{{{X: 1, Low: 2, Top: 8}}, {{X: 4, Low: 3, Top: 9}}}}},
	}
	var b strings.Builder
	if err := f.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "series,x,y\nshare,1,5\nshare,2,6\nshare,3,\nshare,4,7\n" +
		"low,1,2\nhigh,1,8\nlow,2.5,\nhigh,2.5,\nlow,4,3\nhigh,4,9\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
