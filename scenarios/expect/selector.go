package expect

import (
	"fmt"
	"strconv"

	"github.com/libp2p-sim/sim/sim/say"
)

// selector names peers as scenarios do: a group "servers", a part of one
// "servers[0:90]", half open and counted from 0, or a single peer "servers[3]".
type selector struct {
	group    string // "" for all
	from, to int    // to is -1 for the whole group
	single   bool   // written as one index
	col      int
}

func (s selector) String() string {
	switch {
	case s.to < 0:
		return s.group
	case s.single:
		return fmt.Sprintf("%s[%d]", s.group, s.from)
	}
	return fmt.Sprintf("%s[%d:%d]", s.group, s.from, s.to)
}

// selector reads the peers after "of".
func (p *parser) selector() (s selector, err *say.Fault) {
	s = selector{group: p.tok.text, to: -1, col: p.tok.col}
	if p.tok.kind != word {
		return s, p.unexpected("a group of peers such as clients or servers[0:10]")
	}
	p.next()
	if !p.tok.is("[") {
		return s, nil
	}
	p.next()
	if s.from, err = p.index(); err != nil {
		return s, err
	}
	s.to, s.single = s.from+1, true
	if p.tok.is(":") {
		p.next()
		end := p.tok.col
		if s.to, err = p.index(); err != nil {
			return s, err
		}
		if s.single = false; s.to <= s.from {
			return s, errorAt(end, "[%d:%d] selects no peer: its end is not above its start", s.from, s.to)
		}
	}
	if !p.tok.is("]") {
		return s, p.unexpected("a closing bracket")
	}
	p.next()
	return s, nil
}

// index reads the number of a peer in its group.
func (p *parser) index() (int, *say.Fault) {
	if p.tok.kind != value || !allDigits(p.tok.text) || len(p.tok.text) > 7 {
		return 0, p.unexpected("the number of a peer")
	}
	i, _ := strconv.Atoi(p.take())
	return i, nil
}
