package diff

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// PastEnd stands for the line of a text that has none left.
const PastEnd = "(end)"

// A Difference is where two texts part.
type Difference struct {
	Line                  int64    // number of the first line that differs, from 1
	Before                []string // the last lines that both have
	Left, Right           string   // PastEnd where a text has no such line
	LeftAfter, RightAfter []string
}

// Texts returns the first difference between two texts, with up to so many lines
// around it, nil if there is none. Its errors are those of reading.
func Texts(x, y io.Reader, around int) (*Difference, error) {
	a, b := log.Lines(x), log.Lines(y)
	d := &Difference{}
	for {
		left, right := a.Scan(), b.Scan()
		d.Line++
		if left && right && a.Text() == b.Text() {
			d.Before = append(d.Before, a.Text())
			if len(d.Before) > around {
				d.Before = d.Before[1:]
			}
			continue
		}
		if err := firstError(a.Err(), b.Err()); err != nil || !left && !right {
			return nil, err
		}
		d.Left, d.LeftAfter = rest(a, left, around)
		d.Right, d.RightAfter = rest(b, right, around)
		return d, firstError(a.Err(), b.Err())
	}
}

func rest(s *bufio.Scanner, any bool, around int) (string, []string) {
	if !any {
		return PastEnd, nil
	}
	first := s.Text()
	var after []string
	for len(after) < around && s.Scan() {
		after = append(after, s.Text())
	}
	return first, after
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A Parting is the point at which two event logs part, and the events before
// it.
type Parting struct {
	Difference
	// T is when the event of the first log happened, in virtual ns; -1 if that
	// log has ended or its line is no event.
	T      int64
	Fields []Change               // in which the two events differ; none if one is missing
	Peers  []string               // of the two events
	Last   map[string][]log.Event // by peer, its events before, in both logs; oldest first
}

// Part returns where two logs part, with up to so many events around it and of
// each peer before it; nil if they do not.
func Part(a, b *log.Log, around int) (*Parting, error) {
	d, err := logs(a, b, around)
	if err != nil || d == nil {
		return nil, err
	}
	p := &Parting{Difference: *d, T: -1}
	left, errLeft := trace.ParseEvent([]byte(d.Left))
	right, errRight := trace.ParseEvent([]byte(d.Right))
	for _, e := range []trace.Event{left, right} {
		for _, name := range []string{e.P, e.Q} {
			if name != "" && !slices.Contains(p.Peers, name) {
				p.Peers = append(p.Peers, name)
			}
		}
	}
	if errLeft == nil {
		p.T = left.T
	}
	if errLeft == nil && errRight == nil {
		p.Fields = Fields(&left, &right)
	}
	p.Last, err = LastOf(a.Events(), d.Line, around, p.Peers...)
	return p, err
}

func logs(a, b *log.Log, around int) (*Difference, error) {
	x, err := a.Reader()
	if err != nil {
		return nil, err
	}
	defer x.Close()
	y, err := b.Reader()
	if err != nil {
		return nil, err
	}
	defer y.Close()
	var of [2]trace.Witness
	p, q := io.TeeReader(x, &of[0]), io.TeeReader(y, &of[1])
	d, err := Texts(p, q, around)
	if err != nil {
		return nil, err
	}
	// Logs that should be the same, or have no more events, are read to their ends.
	same := a.Manifest.Fingerprint == b.Manifest.Fingerprint
	for i, s := range []struct {
		log  *log.Log
		rest io.Reader
		over bool
	}{{a, p, d == nil || d.Left == PastEnd}, {b, q, d == nil || d.Right == PastEnd}} {
		if !same && !s.over {
			continue
		}
		if _, err := io.Copy(io.Discard, s.rest); err != nil {
			return nil, err
		}
		if err := of[i].Log(&s.log.Manifest); err != nil {
			return nil, fmt.Errorf("%s: %w", s.log.Dir, err)
		}
	}
	return d, nil
}
