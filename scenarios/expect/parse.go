package expect

import (
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

// maxLen bounds an expectation, in bytes.
const maxLen = 500

// Parse reads one expectation. Its errors are of type *[say.Fault], with a byte column.
func Parse(s string) (Expr, error) {
	p, err := newParser(s)
	if err != nil {
		return Expr{}, err
	}
	e, err := p.claim()
	if err != nil {
		return Expr{}, err
	}
	return e, nil
}

// parser holds one token of look-ahead.
type parser struct {
	lexer lexer
	tok   token
	seeds bool // whether measures may be taken over seeds
}

func newParser(s string) (*parser, *say.Fault) {
	if len(s) > maxLen {
		return nil, errorAt(maxLen+1, "longer than %d bytes", maxLen)
	}
	p := &parser{lexer: lexer{src: s}}
	p.next()
	return p, nil
}

func (p *parser) next() { p.tok = p.lexer.next() }

// take returns the text of the current token and goes on.
func (p *parser) take() string {
	text := p.tok.text
	p.next()
	return text
}

// claim reads a comparison to the end of the text.
func (p *parser) claim() (e Expr, err *say.Fault) {
	if e.left, err = p.measure(); err != nil {
		return e, err
	}
	if p.tok.kind != comparison {
		return e, p.unexpected("a comparison such as < or >=", "of", "after", "before", "between")
	}
	if e.cmp = p.tok.text; !strings.Contains(" < <= > >= == != ", " "+e.cmp+" ") {
		return e, errorAt(p.tok.col, "%s is no comparison%s", e.cmp, didYouMean(e.cmp, []string{"==", "<=", ">=", "!="}))
	}
	p.next()
	if e.right, err = p.limit(); err != nil {
		return e, err
	}
	if p.tok.is(always) || p.tok.is(sometimes) {
		e.instants = p.take()
	}
	if err := p.trailingWindow(&e); err != nil {
		return e, err
	}
	if p.tok.is("optional") {
		e.optional = true
		p.next()
	}
	if p.tok.kind == end {
		return e, nil
	}
	if e.right.measure == nil && p.tok.kind == word && isUnit(p.tok.text) && e.instants == "" && e.left.window.word == "" {
		return e, errorAt(p.tok.col, "write %s%s, without a space", e.right.literal.text, p.tok.text)
	}
	if p.tok.is(always) || p.tok.is(sometimes) {
		return e, errorAt(p.tok.col, `"%s" comes before the window, as in "%[1]s after 30m"`, p.tok.text)
	}
	return e, p.unexpected("nothing more", always, sometimes, "after", "before", "between", "optional")
}

// limit reads the right side of the comparison.
func (p *parser) limit() (l limit, err *say.Fault) {
	if p.tok.kind == word {
		m, err := p.measure()
		l.measure = &m
		return l, err
	}
	if l.literal, err = p.literal("a value such as 500ms, 99% or 3, or a measure such as 2 * mean(ping.rtt)"); err != nil || !p.tok.is("*") {
		return l, err
	}
	if l.factor = true; !l.literal.plain() || l.literal.value <= 0 {
		return l, errorAt(l.literal.col, "%s is no factor, want a number above 0 such as 1.5", l.literal.text)
	}
	p.next()
	m, err := p.measure()
	l.measure = &m
	return l, err
}

// trailingWindow reads a window after a literal, which is that of the left side. Of
// two measures each has its own: an author who writes one at the end may mean both.
func (p *parser) trailingWindow(e *Expr) *say.Fault {
	start := p.tok
	w, err := p.window()
	if err != nil {
		return err
	}
	switch right := e.right.measure; {
	case w.word != "" && right != nil:
		return errorAt(start.col, "the window of %s stands right behind it, before the comparison", e.left.subject())
	case w.word != "" && e.left.window.word != "":
		return errorAt(start.col, "%s has a window already: %s", e.left.subject(), e.left.window)
	case w.word != "":
		e.left.window = w
	case right != nil && right.window.word != "" && e.left.window.word == "":
		return errorAt(right.window.col, "does %q hold for the left side, too? Write a window behind %s as well; all of the run is \"after 0s\"", right.window, e.left.subject())
	}
	return nil
}

// unexpected reports the current token in place of want, or of a keyword that
// it resembles.
func (p *parser) unexpected(want string, keywords ...string) *say.Fault {
	if p.tok.kind == end {
		return errorAt(p.tok.col, "it ends here, want %s", want)
	}
	return errorAt(p.tok.col, "unexpected %q, want %s%s", p.tok.text, want, didYouMean(p.tok.text, keywords))
}
