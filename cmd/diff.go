package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/libp2p-sim/sim/report/diff"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// diffFiles returns the first difference between two files with so many lines
// around it, nil if there is none.
func diffFiles(x, y string, around int) (*diff.Difference, error) {
	f, err := openLines(x)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g, err := openLines(y)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	return diff.Texts(f, g, around)
}

// openLines opens a file of lines, which may be compressed.
func openLines(path string) (io.ReadCloser, error) {
	if filepath.Ext(path) == ".zst" {
		return log.OpenZipped(path)
	}
	return os.Open(path)
}

// showDifference prints the difference between two runs in a file that has the
// given name.
func showDifference(w io.Writer, d *diff.Difference, name string) {
	what := "line"
	if name == "events" {
		what = "event"
	}
	fmt.Fprintf(w, "first difference: %s %d of the %s", what, d.Line, name)
	if e, err := trace.ParseEvent([]byte(d.Left)); err == nil && name == "events" {
		fmt.Fprintf(w, ", at %v", time.Duration(e.T))
	}
	fmt.Fprintln(w)
	for _, l := range d.Before {
		fmt.Fprintf(w, "    %s\n", l)
	}
	for _, l := range append([]string{d.Left}, d.LeftAfter...) {
		fmt.Fprintf(w, "  1 %s\n", l)
	}
	for _, l := range append([]string{d.Right}, d.RightAfter...) {
		fmt.Fprintf(w, "  2 %s\n", l)
	}
}
