package expect

import (
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// selector names peers as scenarios do. Without a group it names all.
type selector struct {
	trace.Part
	col int
}

// selector reads the peers after "of".
func (p *parser) selector() (s selector, err *say.Fault) {
	s = selector{trace.Part{Group: p.tok.text, To: -1}, p.tok.col}
	if p.tok.kind != word {
		return s, p.unexpected("a group of peers such as clients or servers[0:10]")
	}
	text, at := p.take(), p.tok.col
	if p.tok.is("[") {
		text += p.take()
		at = p.tok.col
		if err = p.index(&text); err != nil {
			return s, err
		}
		if p.tok.is(":") {
			text += p.take()
			at = p.tok.col
			if err = p.index(&text); err != nil {
				return s, err
			}
		}
		if !p.tok.is("]") {
			return s, p.unexpected("a closing bracket")
		}
		text += p.take()
	}
	part, wrong := trace.ParsePart(text)
	if wrong != nil {
		return s, errorAt(at, "%s: %v", text, wrong)
	}
	s.Part = part
	return s, nil
}

// index reads the number of a peer in its group.
func (p *parser) index(text *string) *say.Fault {
	if p.tok.kind != value || !allDigits(p.tok.text) || len(p.tok.text) > 7 {
		return p.unexpected("the number of a peer")
	}
	*text += p.take()
	return nil
}
