package simtest

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// A report is a line that a run tells, besides the log of its test.
type report struct {
	At    time.Duration
	Peer  string // whose goroutine it was, "" for nobody's
	Where string // file:line, "" for nowhere
	Text  string
}

func (r report) String() string {
	var b strings.Builder
	b.WriteString(r.At.String())
	for _, part := range []string{r.Peer, r.Where} {
		if part != "" {
			b.WriteString(" " + part)
		}
	}
	return b.String() + ": " + r.Text
}

func (n *Net) add(r report) {
	r.Text = strings.TrimRight(r.Text, "\n")
	fmt.Fprintln(n.t.Output(), r)
}

// goesWrong is add for a report that fails the test.
func (n *Net) goesWrong(r report) {
	if n.wrong.Text == "" {
		n.wrong = r
	}
	n.add(r)
}

// here is a report from the goroutine that calls a method of Net.
func (n *Net) here(format string, args []any) report {
	return report{At: n.Now(), Peer: seal.CurrentLabel(), Where: caller(), Text: fmt.Sprintf(format, args...)}
}

// caller is the innermost place that is not a method of Net.
func caller() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.Contains(f.Function, "/sim/simtest.(*Net).") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// Logf reports something that is shown as t.Logf would.
func (n *Net) Logf(format string, args ...any) { n.add(n.here(format, args)) }

// Errorf reports that the test has failed; the run goes on.
func (n *Net) Errorf(format string, args ...any) {
	n.goesWrong(n.here(format, args))
	n.t.Fail()
}

// Fatalf reports that the test has failed and ends the run, from whichever
// goroutine.
func (n *Net) Fatalf(format string, args ...any) {
	n.goesWrong(n.here(format, args))
	n.FailNow()
}

// FailNow ends the run as failed, from whichever goroutine: t.FailNow ends the
// run if the body calls it, and only the goroutine that calls it otherwise.
func (n *Net) FailNow() {
	n.t.Fail()
	if !n.stopped {
		n.stopped = true
		close(n.stop)
	}
	runtime.Goexit()
}

// Failed reports whether the test has failed so far.
func (n *Net) Failed() bool { return n.t.Failed() }
