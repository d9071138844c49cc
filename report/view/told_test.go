package view

import (
	"reflect"
	"testing"
)

// TestTell: of a report the sections from the results on, with texts and tables as plain text.
func TestTell(t *testing.T) {
	got := tellReport("# x\n\n## Method\n\nnot this\n\n## Results\n\nMeans are\nin [a file](a.csv), `b`.\n\n| k | m |\n|---|--:|\n| 1 | **2** |\n\n![f](f.svg)\n\n[CSV](f.csv) · [SVG](f.svg)\n\n## Differences\n\n- one\n- two,\nlong\n\n| k | d |\n|---|---|\n\n## Again\n\nnot this\n")
	want := []told{
		{"Results", []toldPart{{Text: "Means are in a file, b."}, {Rows: [][]string{{"k", "m"}, {"1", "2"}}}}},
		{"Differences", []toldPart{{Text: "• one"}, {Text: "• two, long"}, {Rows: [][]string{{"k", "d"}}}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
