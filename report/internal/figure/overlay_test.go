package figure

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// drawn is f as a program reads it from its file.
func drawn(t *testing.T, f Figure) (d Drawing) {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestOverlay: the lines of two figures stand between axes that hold both, with their gaps.
func TestOverlay(t *testing.T) {
	a := Figure{
		Name: "x", Title: "X", Note: "n = 2", X: LinearAxis("t (s)", Scale{Size: 1}, 0, 10, 5), Y: LinearAxis("v", Scale{Size: 1}, 0, 4, 4),
		Lines: []Line{{Name: "v", Parts: [][]Point{{{0, 1}, {1, 2}}, {{5, 4}}}}},
		Marks: []Mark{{1, 2, FaultMark, "a fault"}},
	}
	b := a
	b.Note, b.Y = "n = 3", LinearAxis("v", Scale{Size: 1}, -1, 9, 4)
	b.Lines = []Line{{Name: "v", Parts: [][]Point{{{0, 9}, {10, 8}}}}}
	f, fits := Overlay(drawn(t, a), drawn(t, b), [2]string{"near", "far"})
	if !fits || len(f.Lines) != 2 || f.Y.Low != -1 || f.Y.High != 9 || f.X.High != 10 || len(f.Marks) != 1 {
		t.Fatalf("%t %+v", fits, f)
	}
	if got := f.Lines[0].Parts; len(got) != 2 || !slices.Equal(got[0], a.Lines[0].Parts[0]) || !slices.Equal(got[1], a.Lines[0].Parts[1]) {
		t.Errorf("parts: %v", got)
	}
	if f.Lines[0].Label != "near: n = 2" || f.Lines[1].Label != "far: n = 3" || f.Lines[0].Color == f.Lines[1].Color {
		t.Errorf("%+v", f.Lines)
	}
	var svg bytes.Buffer
	if err := f.WriteSVG(&svg); err != nil || !strings.Contains(svg.String(), ">far: n = 3</text>") {
		t.Errorf("drawn: %v", err)
	}

	b.Marks = nil
	if f, _ := Overlay(drawn(t, a), drawn(t, b), [2]string{"a", "b"}); len(f.Marks) != 0 {
		t.Errorf("marks that one has: %v", f.Marks)
	}
	for what, change := range map[string]func(*Figure){
		"another unit":  func(f *Figure) { f.X.Label = "t (min)" },
		"another scale": func(f *Figure) { f.Y.Log = true },
		"many lines":    func(f *Figure) { f.Lines = slices.Repeat(a.Lines, 4) },
		"no line":       func(f *Figure) { f.Lines = nil },
		"boxes":         func(f *Figure) { f.Boxes = []Box{{}} },
		"multiples":     func(f *Figure) { f.Small = []Small{{}, {}} },
	} {
		other := a
		change(&other)
		if _, fits := Overlay(drawn(t, a), drawn(t, other), [2]string{"a", "b"}); fits {
			t.Errorf("%s: fits", what)
		}
	}
}
