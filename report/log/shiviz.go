package log

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/libp2p-sim/sim/sim/trace"
)

// ShiVizExpression is the regular expression by which ShiViz reads a log that
// [Export.ShiViz] wrote. It is the first line of the file.
const ShiVizExpression = `(?<host>\S+) (?<clock>\{.*\})\n(?<event>.*)`

// ShiViz writes the log for ShiViz: the regular expression, an empty line (there
// is one execution), then two lines an event: the peer with its vector clock,
// and the event.
//
// A vector clock says of how many events of each peer an event may know:
// Fidge (1988), Mattern (1989). Every event that is written is one tick of its
// peer's; reading a message takes in the clock of its sending. Faults that concern
// no peer have no line. It returns the number of events.
func (x Export) ShiViz(w io.Writer) (int64, error) {
	index, err := x.index()
	if err != nil {
		return 0, err
	}
	return buffered(w, func(b *bufio.Writer) (int64, error) {
		fmt.Fprintf(b, "%s\n\n", ShiVizExpression)
		c := newClocks()
		for e, err := range x.events(index) {
			if err != nil {
				return c.events, err
			}
			if e.P == "" {
				continue
			}
			own := c.tick(e, e.Kind == trace.Send && index.reads(e.Message()))
			b.WriteString(hostName(e.P))
			c.write(b, own)
			line := append([]byte{'\n'}, Clock(e.T)...)
			line = append(append(line, ' '), e.Kind...)
			line = appendWhat(append(line, ' '), e)
			if _, err := b.Write(append(line, '\n')); err != nil {
				return c.events, err
			}
		}
		return c.events, nil
	})
}

// clocks are the vector clocks of all peers, numbered as they appear, and those
// of the messages that are yet to be read.
type clocks struct {
	number map[string]int
	names  []string // quoted
	of     [][]int64
	sent   map[trace.Nth][]int64
	events int64
	line   []byte
}

func newClocks() *clocks { return &clocks{number: map[string]int{}, sent: map[trace.Nth][]int64{}} }

// tick moves the clock of e.P on and returns it. Keep says that the message that
// e sends will be read.
func (c *clocks) tick(e *Event, keep bool) []int64 {
	i, known := c.number[e.P]
	if !known {
		i = len(c.of)
		c.number[e.P] = i
		c.names = append(c.names, strconv.Quote(hostName(e.P)))
		c.of = append(c.of, nil)
	}
	own := c.of[i]
	if e.Kind == trace.Recv {
		sent := c.sent[e.Message()]
		delete(c.sent, e.Message())
		for len(own) < len(sent) {
			own = append(own, 0)
		}
		for j, n := range sent {
			own[j] = max(own[j], n)
		}
	}
	for len(own) <= i {
		own = append(own, 0)
	}
	own[i]++
	c.of[i] = own
	c.events++
	if keep {
		c.sent[e.Message()] = append([]int64(nil), own...)
	}
	return own
}

// write writes a clock as JSON, without those that it knows nothing of.
func (c *clocks) write(b *bufio.Writer, clock []int64) {
	line := append(c.line[:0], ' ', '{')
	for i, n := range clock {
		if n == 0 {
			continue
		}
		if len(line) > 2 {
			line = append(line, ',')
		}
		line = append(append(line, c.names[i]...), ':')
		line = strconv.AppendInt(line, n, 10)
	}
	c.line = append(line, '}')
	_, _ = b.Write(c.line) // the buffer keeps the error
}

// hostName is a peer as ShiViz may have it, without white space. Escaped names
// have none but spaces.
func hostName(peer string) string {
	name := []byte(shown(peer))
	for i, c := range name {
		if c == ' ' || c == '"' || c == '\\' {
			name[i] = '_'
		}
	}
	return string(name)
}
