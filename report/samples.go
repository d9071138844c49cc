package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// readSamples sorts the lines of a metrics.csv into r.Series.
func (r *Run) readSamples(in io.Reader) error {
	index := make(map[string]int, len(r.Series))
	for i := range r.Series {
		index[r.Series[i].Def.Name] = i
	}
	numbers := map[string]uint32{}
	number := func(name string) uint32 {
		n, ok := numbers[name]
		if !ok {
			n = uint32(len(r.names))
			name = strings.Clone(name) // not the whole line with it
			r.names = append(r.names, name)
			numbers[name] = n
		}
		return n
	}
	line := 1
	source := &lastByte{in: in}
	err := trace.ReadSamples(source, func(s trace.Sample) error {
		line++
		i, ok := index[s.Metric]
		switch {
		case !ok:
			return fmt.Errorf("metrics: line %d: %s does not define metric %q", line, trace.ManifestFile, s.Metric)
		case math.IsNaN(s.Value) || math.IsInf(s.Value, 0):
			return fmt.Errorf("metrics: line %d: value %v is not finite", line, s.Value)
		case s.T < 0:
			return fmt.Errorf("metrics: line %d: time %d is before the start of the run", line, s.T)
		}
		to := &r.Series[i]
		to.T = append(to.T, s.T)
		to.Value = append(to.Value, s.Value)
		to.Peer = append(to.Peer, number(s.Peer))
		to.Key = append(to.Key, number(s.Key))
		return nil
	})
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("metrics: line %d: %w", line+1, err)
	case err != nil:
		return err
	case source.last != '\n':
		return fmt.Errorf("metrics: line %d: no line end, the file is cut off", line)
	}
	return nil
}

// lastByte remembers the last byte read: a complete file ends a line.
type lastByte struct {
	in   io.Reader
	last byte
}

func (l *lastByte) Read(b []byte) (int, error) {
	n, err := l.in.Read(b)
	if n > 0 {
		l.last = b[n-1]
	}
	return n, err
}
