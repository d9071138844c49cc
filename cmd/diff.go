package cmd

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A difference is where two text files part.
type difference struct {
	line                  int // from 1
	before                []string
	left, right           string // "(end)" past the end
	leftAfter, rightAfter []string
}

// diffFiles returns the first difference between two files with so many lines
// around it, nil if there is none.
func diffFiles(x, y string, around int) (*difference, error) {
	f, err := os.Open(x)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g, err := os.Open(y)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	return diff(f, g, around)
}

func diff(x, y io.Reader, around int) (*difference, error) {
	a, b := lines(x), lines(y)
	d := &difference{}
	for {
		left, right := a.Scan(), b.Scan()
		d.line++
		if left && right && a.Text() == b.Text() {
			d.before = append(d.before, a.Text())
			if len(d.before) > around {
				d.before = d.before[1:]
			}
			continue
		}
		if err := firstError(a.Err(), b.Err()); err != nil || !left && !right {
			return nil, err
		}
		d.left, d.leftAfter = rest(a, left, around)
		d.right, d.rightAfter = rest(b, right, around)
		return d, firstError(a.Err(), b.Err())
	}
}

func rest(s *bufio.Scanner, any bool, around int) (string, []string) {
	if !any {
		return "(end)", nil
	}
	first := s.Text()
	var after []string
	for len(after) < around && s.Scan() {
		after = append(after, s.Text())
	}
	return first, after
}

// show prints the difference between two runs in a file that has the given name.
func (d *difference) show(w io.Writer, name string) {
	what := "line"
	if name == "events" {
		what = "event"
	}
	fmt.Fprintf(w, "first difference: %s %d of the %s", what, d.line, name)
	if e, err := trace.ParseEvent([]byte(d.left)); err == nil && name == "events" {
		fmt.Fprintf(w, ", at %v", time.Duration(e.T))
	}
	fmt.Fprintln(w)
	for _, l := range d.before {
		fmt.Fprintf(w, "    %s\n", l)
	}
	for _, l := range append([]string{d.left}, d.leftAfter...) {
		fmt.Fprintf(w, "  1 %s\n", l)
	}
	for _, l := range append([]string{d.right}, d.rightAfter...) {
		fmt.Fprintf(w, "  2 %s\n", l)
	}
}

func lines(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<16), 1<<24)
	return s
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
