// Command exhibit draws a figure of the museum of real bugs from its numbers.
//
//	exhibit FIGURE.csv FIGURE.svg
//
// Its nouns are the line, a curve through points, and the head, which names title and axes.
// The file begins with the head, "# title: …", "# x: …" and "# y: …", and "# stair" if values
// hold until the next point. Below "line,x,y" it has a point a row. Lines are drawn in the order
// in which they come, the later ones moved to the right by a little where they lie on others.
package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "exhibit: want FIGURE.csv FIGURE.svg")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "exhibit:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	f, err := read(in)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return atomicfile.Write(to, func(w io.Writer) error { return f.WriteAs(w, strings.TrimPrefix(filepath.Ext(to), ".")) })
}

// dotted is how many points of a line are marked, at most.
const dotted = 40

// A head says what all points have in common.
type head struct {
	title, x, y string
	stair       bool
}

// readHead takes the lines that begin with #.
func readHead(in *bufio.Reader) (h head, err error) {
	for {
		if next, err := in.Peek(1); err != nil || next[0] != '#' {
			break
		}
		line, err := in.ReadString('\n')
		if err != nil {
			return h, err
		}
		key, value, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), ":")
		switch value = strings.TrimSpace(value); key {
		case "title":
			h.title = value
		case "x":
			h.x = value
		case "y":
			h.y = value
		case "stair":
			h.stair = true
		default:
			return h, fmt.Errorf("%q says none of title, x, y and stair", strings.TrimSpace(line))
		}
	}
	if h.title == "" || h.x == "" || h.y == "" {
		return h, errors.New("want lines of # title, # x and # y")
	}
	return h, nil
}

// read makes a figure of a file.
func read(file io.Reader) (figure.Figure, error) {
	in := bufio.NewReader(file)
	h, err := readHead(in)
	if err != nil {
		return figure.Figure{}, err
	}
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return figure.Figure{}, err
	}
	if len(rows) < 2 || strings.Join(rows[0], ",") != "line,x,y" {
		return figure.Figure{}, errors.New("want line,x,y and points")
	}
	f := figure.Figure{Name: "figure", Title: h.title}
	low, high, least, most, whole := math.Inf(1), math.Inf(-1), 0.0, 0.0, true
	for _, row := range rows[1:] {
		x, err := strconv.ParseFloat(row[1], 64)
		y, err2 := strconv.ParseFloat(row[2], 64)
		if err := errors.Join(err, err2); err != nil {
			return f, err
		}
		low, high, least, most = min(low, x), max(high, x), min(least, y), max(most, y)
		whole = whole && y == math.Trunc(y)
		add(&f, row[0], figure.Point{X: x, Y: y}, h.stair)
	}
	low = min(low, 0)
	f.X = figure.LinearAxis(h.x, figure.Scale{Size: 1}, low, high, figure.TicksAcross)
	f.Y = figure.LevelAxis(h.y, upright(most, whole), least, most)
	shift := (high - low) / 300
	for i := range f.Lines {
		l := &f.Lines[i]
		l.Shift, l.Dots = float64(i)*shift, !h.stair && len(l.Parts[0]) <= dotted
	}
	f.X.High = high + float64(len(f.Lines))*shift
	return f, nil
}

// upright is the scale of values up to most, which count something if all are whole.
func upright(most float64, whole bool) figure.Scale {
	if whole && most <= figure.TicksUp {
		return figure.Wholes
	}
	return figure.Scale{Size: 1}
}

// add adds a point to a line.
func add(f *figure.Figure, name string, p figure.Point, stair bool) {
	for i := range f.Lines {
		if l := &f.Lines[i]; l.Name == name {
			l.Parts[0] = append(l.Parts[0], p)
			return
		}
	}
	f.Lines = append(f.Lines, figure.Line{Name: name, Parts: [][]figure.Point{{p}}, Color: len(f.Lines), Stair: stair})
}
