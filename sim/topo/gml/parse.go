package gml

import (
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// MaxNodes is how many nodes a network can have.
const MaxNodes = 1 << 20

// Parse reads a network graph from GML text of up to [MaxText] bytes, plain or
// compressed by xz.
//
// A node needs an id, a whole number from 0 to 2³¹-1 that no other node has; an
// edge needs source, target and a latency above 0, and may have jitter and a
// packet_loss from 0 to 1, both 0 otherwise. Times and bandwidths are strings
// with units as in Shadow ("10 ms", "100 Mbit"); without a unit they are in
// seconds and bits per second. Several edges may join the same two nodes. Keys
// that mean nothing here are ignored, whatever their value, unless they look
// like a slip of the pen (see the package comment).
//
// The error is the join ([errors.Join]) of one *[say.Fault] a fault, in order of
// lines, the first [MaxErrors] of them. A fault in GML's syntax ends the search.
func Parse(text []byte) (*Network, error) {
	plain, err := decompress(text, MaxText)
	if err != nil {
		return nil, err
	}
	p := &parser{lexer: lexer{rest: strings.TrimPrefix(plain, "\ufeff"), line: 1}}
	if p.file() && !p.badID {
		n := p.network()
		if p.faults == nil {
			return n, nil
		}
	}
	return nil, p.faults.join()
}

// A parser collects the nodes and edges of a text. Its methods report false if
// the rest of the text cannot be made sense of, or is not worth it.
type parser struct {
	lexer
	faults
	block    block
	graph    int // line of the graph, 0 as long as there is none
	directed value
	badID    bool // an id is missing or no id, so that others may lead nowhere
	nodes    []Node
	edges    []edge
}

// An edge joins two nodes; the ids become places in Network.Nodes at the end.
type edge struct {
	Path
	source, target int32
	line           int32
}

// syntax reports t as what stands where want should.
func (p *parser) syntax(t token, want string) bool {
	if t.kind == wrong && strings.HasPrefix(t.text, `"`) {
		p.add(t.line, "a string that starts here does not end")
	} else {
		p.add(t.line, "found %v, want %s", t, want)
	}
	return false
}

func (p *parser) file() bool {
	if strings.HasPrefix(strings.TrimSpace(p.rest[:min(len(p.rest), 512)]), "<") {
		p.add(1, "this looks like XML; want GML, which Shadow reads since version 2")
		return false
	}
	for {
		switch t := p.next(); {
		case t.kind == end:
			if p.graph == 0 {
				p.add(t.line, "found no graph, want: graph [ … ]")
			}
			return p.graph != 0
		case t.kind != key:
			return p.syntax(t, "a key, such as graph")
		case t.text != "graph":
			if _, ok := p.value(t); !ok {
				return false
			}
		case p.graph != 0:
			p.add(t.line, "a second graph; the first is on line %d", p.graph)
			return false
		default:
			p.graph = t.line
			if !p.open(t) || !p.items() {
				return false
			}
		}
	}
}

// open takes the bracket after t.
func (p *parser) open(t token) bool {
	if b := p.next(); b.kind != open {
		return p.syntax(b, "[ after "+say.Shorten(t.text, shown))
	}
	return true
}

// items reads the inside of the graph.
func (p *parser) items() bool {
	for !p.full() {
		t := p.next()
		switch {
		case t.kind == closed:
			return true
		case t.kind != key:
			return p.syntax(t, "a key or the ] of the graph on line "+strconv.Itoa(p.graph))
		case t.text == "node":
			if !p.open(t) || !p.fill(t, nodeKeys) {
				return false
			}
			p.node()
		case t.text == "edge":
			if !p.open(t) || !p.fill(t, edgeKeys) {
				return false
			}
			p.edge()
		default:
			v, ok := p.value(t)
			if !ok {
				return false
			}
			p.item(v)
		}
	}
	return false
}

// item takes note of a graph's items besides nodes and edges.
func (p *parser) item(v value) {
	switch {
	case v.key == "directed" && p.directed.kind != end:
		p.add(v.keyLine, "directed is given twice; first on line %d", p.directed.keyLine)
	case v.key == "directed":
		p.directed = v
		if v.kind != number || v.text != "0" && v.text != "1" {
			p.add(v.line, "directed is %v, want 0 or 1", v.token)
		}
	case resembles(v.key, "directed"):
		p.add(v.keyLine, "unknown key %q in a graph; did you mean \"directed\"?", v.key)
	case v.kind == open && len(v.key) <= 5 && near.Distance(strings.ToLower(v.key), "node") <= 1:
		p.add(v.keyLine, "unknown key %q in a graph; did you mean \"node\"?", v.key)
	case v.kind == open && len(v.key) <= 5 && near.Distance(strings.ToLower(v.key), "edge") <= 1:
		p.add(v.keyLine, "unknown key %q in a graph; did you mean \"edge\"?", v.key)
	}
}

// fill reads the inside of the node or edge t into p.block.
func (p *parser) fill(t token, known []string) bool {
	p.block.reset(t.text, t.line, known)
	for {
		switch k := p.next(); k.kind {
		case closed:
			return true
		case key:
			v, ok := p.value(k)
			if !ok {
				return false
			}
			p.block.put(v, &p.faults)
		default:
			return p.syntax(k, "a key or the ] of the "+t.text+" on line "+strconv.Itoa(t.line))
		}
	}
}

// value reads the value after key k. Of a list it only finds the end: lists
// mean nothing here, however deep.
func (p *parser) value(k token) (value, bool) {
	v := value{p.next(), k.text, k.line}
	switch v.kind {
	case number, quoted:
		return v, true
	case open:
		for depth := 1; depth > 0; {
			switch t := p.next(); t.kind {
			case open:
				depth++
			case closed:
				depth--
			case end:
				return v, p.syntax(t, "the ] of "+say.Shorten(k.text, shown)+" on line "+strconv.Itoa(k.line))
			case wrong:
				return v, p.syntax(t, "a key or a value")
			}
		}
		return v, true
	}
	return v, p.syntax(v.token, "a value after "+say.Shorten(k.text, shown))
}
