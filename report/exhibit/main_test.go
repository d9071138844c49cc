package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/internal/figure"
)

const good = "# title: Blocks\n# x: stall (ms)\n# y: blocks\nline,x,y\nold,0,5\nold,10,3\nnew,0,5\nnew,10,5\n"

// TestRead: lines have their points, in order, and axes hold them all.
func TestRead(t *testing.T) {
	f, err := read(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Lines) != 2 || f.Lines[0].Name != "old" || !reflect.DeepEqual(f.Lines[0].Parts, [][]figure.Point{{{X: 0, Y: 5}, {X: 10, Y: 3}}}) {
		t.Errorf("lines %+v, want old and new", f.Lines)
	}
	if f.Title != "Blocks" || f.X.Label != "stall (ms)" || f.X.High <= 10 || f.Y.Low != 0 || f.Y.High != 5 || len(f.Y.Ticks) != 6 {
		t.Errorf("figure %+v", f)
	}
	if !f.Lines[0].Dots || f.Lines[0].Stair || f.Lines[1].Shift <= 0 {
		t.Errorf("lines %+v, want dots, and the second moved", f.Lines)
	}
	if f, err = read(strings.NewReader("# stair\n" + good)); err != nil || !f.Lines[1].Stair || f.Lines[1].Dots {
		t.Errorf("with # stair: %+v, %v", f.Lines, err)
	}
	for name, bad := range map[string]string{
		"a head without y":     strings.Replace(good, "# y: blocks\n", "", 1),
		"an unknown head":      "# colour: red\n" + good,
		"no points":            good[:strings.Index(good, "old")],
		"no number":            strings.Replace(good, "10,3", "10,three", 1),
		"a row that is short":  good + "old,3\n",
		"other columns":        strings.Replace(good, "line,", "curve,", 1),
		"nothing but its head": "# title: a",
	} {
		if _, err := read(strings.NewReader(bad)); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

// TestRun: the end of the file's name says what is written.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "figure.csv"), filepath.Join(dir, "figure.svg")
	if err := os.WriteFile(from, []byte(good), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(from, to); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(to)
	if err != nil || !strings.Contains(string(svg), "<svg") || !strings.Contains(string(svg), "Blocks") {
		t.Errorf("%.100s, %v", svg, err)
	}
	if err := run(from, filepath.Join(dir, "figure.txt")); err == nil {
		t.Error("a figure as .txt is no error")
	}
}

// TestMuseum: each bug of the museum has a figure, of its numbers, which its README shows.
func TestMuseum(t *testing.T) {
	readmes, err := filepath.Glob("../../examples/museum/*/README.md")
	if err != nil || len(readmes) < 9 {
		t.Fatalf("%d exhibits, %v", len(readmes), err)
	}
	for _, readme := range readmes {
		text, err := os.ReadFile(readme)
		if err != nil || !strings.Contains(string(text), "](figure.svg)") || !strings.Contains(string(text), "](figure.csv)") {
			t.Errorf("%s shows no figure, or not its numbers; %v", readme, err)
		}
		dir := filepath.Dir(readme)
		again := filepath.Join(t.TempDir(), "figure.svg")
		if err := run(filepath.Join(dir, "figure.csv"), again); err != nil {
			t.Error(err)
			continue
		}
		want, err := os.ReadFile(again)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "figure.svg")); err != nil || string(got) != string(want) {
			t.Errorf("%s/figure.svg is not drawn of figure.csv; make museum-figures; %v", dir, err)
		}
	}
}
