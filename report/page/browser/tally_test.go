//go:build browser

package browser

import (
	"bufio"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A tally has the numbers that a test counts in the log, by itself, to compare the
// page with.
type tally struct {
	events   []trace.Event
	messages int
	ops      int
	failed   int                 // operations whose outcome does not begin with ok
	number   map[trace.Nth]int64 // of operations in the page: 1, 2, … as they begin
	open     map[trace.Nth]bool  // connections at the end
	up       map[string]bool     // peers at the end
	peers    map[string]bool
}

func count(t *testing.T, dir string) *tally {
	t.Helper()
	c := &tally{number: map[trace.Nth]int64{}, open: map[trace.Nth]bool{}, up: map[string]bool{}, peers: map[string]bool{}}
	eachLine(t, filepath.Join(dir, trace.EventsFile), func(line []byte) error {
		e, err := trace.ParseEvent(line)
		c.add(e)
		return err
	})
	return c
}

// spansOf returns the recorded spans of a run by operation.
func (c *tally) spansOf(t *testing.T, dir string) map[int64][]trace.Span {
	t.Helper()
	of := map[int64][]trace.Span{}
	eachLine(t, filepath.Join(dir, trace.SpansFile), func(line []byte) error {
		s, err := trace.ParseSpan(line)
		op := c.number[s.Operation()]
		of[op] = append(of[op], s)
		return err
	})
	return of
}

// eachLine reads a compressed log.
func eachLine(t *testing.T, path string, f func([]byte) error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := zstd.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	in := bufio.NewScanner(plain)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if err := f(in.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}

func (c *tally) add(e trace.Event) {
	c.events = append(c.events, e)
	if e.P != "" {
		c.peers[e.P] = true
	}
	switch e.Kind {
	case trace.Send:
		c.messages++
	case trace.OpStart:
		c.ops++
		c.number[e.Operation()] = int64(c.ops)
	case trace.OpEnd:
		if len(e.Detail) < 2 || e.Detail[:2] != "ok" {
			c.failed++
		}
	case trace.Connect:
		c.open[e.Connection()] = true
	case trace.Disconnect:
		delete(c.open, e.Connection())
	case trace.Up:
		c.up[e.P] = true
	case trace.Down:
		delete(c.up, e.P)
	}
}

// op is the page's number of the operation of an event, 0 for none.
func (c *tally) op(e trace.Event) int64 { return c.number[e.Operation()] }

// name returns the name of operation op.
func (c *tally) name(op int64) string {
	for _, e := range c.events {
		if e.Kind == trace.OpStart && c.op(e) == op {
			return e.Proto
		}
	}
	return ""
}

// asked are the peers that operation op asked, or could not dial.
func (c *tally) asked(op int64) map[string]bool {
	out := map[string]bool{}
	self := ""
	for _, e := range c.events {
		switch {
		case e.Kind == trace.OpStart && c.op(e) == op:
			self = e.P
		case c.op(e) == op && e.P == self && (e.Kind == trace.Send && !trace.OfConnection(e.Proto) || e.Kind == trace.DialFailed):
			out[e.Q] = true
		}
	}
	return out
}

// called are the names of the requests of operation op, as they were sent.
func (c *tally) called(op int64) (names []string) {
	self := ""
	for _, e := range c.events {
		switch {
		case e.Kind == trace.OpStart && c.op(e) == op:
			self = e.P
		case e.Kind == trace.Send && c.op(e) == op && e.P == self && !trace.OfConnection(e.Proto):
			names = append(names, e.Detail)
		}
	}
	return names
}
