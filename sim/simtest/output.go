package simtest

import (
	"bytes"
	"io"
	"strings"
)

// The process of a run writes its test's output to standard output, as package
// testing does with -test.v=test2json: lines of the framework begin with frame.
// The line ended is ours, and follows on all that belongs to the run.
const (
	frame = '\x16'
	ended = "=== ENDED simtest"
)

// A filter hands on the output of the test in a run's process, without the
// lines of the framework but for the verdicts on subtests.
type filter struct {
	to   io.Writer
	test string
	rest []byte // a line that goes on
	over bool
}

// Write implements io.Writer.
func (f *filter) Write(b []byte) (int, error) {
	n := len(b)
	for {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		f.rest = append(f.rest, line...)
		if !whole {
			return n, nil
		}
		f.line()
		b = rest
	}
}

// flush hands on a last line without an end.
func (f *filter) flush() {
	if len(f.rest) > 0 {
		f.line()
	}
}

func (f *filter) line() {
	text, framework, framed := strings.Cut(string(f.rest), string(frame))
	f.rest = f.rest[:0]
	switch {
	case f.over:
		return
	case !framed:
		f.say(text)
		return
	case text != "":
		f.say(text)
	}
	if framework == ended {
		f.over = true
	} else if verdict, ok := strings.CutPrefix(framework, "--- "); ok && strings.Contains(verdict, ": "+f.test+"/") {
		f.say(framework)
	}
}

// say hands on a line. Lines that the test has logged are indented already.
func (f *filter) say(line string) { _, _ = io.WriteString(f.to, strings.TrimPrefix(line, "    ")+"\n") }
