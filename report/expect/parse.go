package expect

import (
	"strings"

	"github.com/libp2p-sim/sim/report/internal/stats"
)

// maxLen bounds an expectation, in bytes.
const maxLen = 500

var functions = []struct {
	name     string
	fn       function
	quantile stats.PPM
}{
	{"min", minimum, 0},
	{"max", maximum, 0},
	{"mean", mean, 0},
	{"median", percentile, stats.P50},
	{"count", count, 0},
	{"sum", sum, 0},
	{"p50", percentile, stats.P50},
	{"p90", percentile, stats.P90},
	{"p95", percentile, stats.P95},
	{"p99", percentile, stats.P99},
}

// Parse reads one expectation. Its errors are of type *[SyntaxError].
func Parse(s string) (Expr, error) {
	if len(s) > maxLen {
		return Expr{}, errorAt(maxLen+1, "longer than %d bytes", maxLen)
	}
	p := parser{lexer: lexer{src: s}}
	p.next()
	e, err := p.expectation()
	if err != nil {
		return Expr{}, err
	}
	return e, nil
}

// parser holds one token of look-ahead.
type parser struct {
	lexer lexer
	tok   token
}

func (p *parser) next() { p.tok = p.lexer.next() }

func (p *parser) expectation() (e Expr, err *SyntaxError) {
	if err := p.subject(&e); err != nil {
		return e, err
	}
	if p.tok.kind != comparison {
		return e, p.unexpected("a comparison such as < or >=")
	}
	if e.cmp = p.tok.text; !strings.Contains(" < <= > >= == != ", " "+e.cmp+" ") {
		return e, errorAt(p.tok.col, "%s is no comparison%s", e.cmp, didYouMean(e.cmp, []string{"==", "<=", ">=", "!="}))
	}
	p.next()
	if e.limit, err = p.literal("a value such as 500ms, 99% or 3"); err != nil {
		return e, err
	}
	if err := p.window(&e); err != nil {
		return e, err
	}
	if p.tok.kind != end {
		return e, p.unexpected("nothing more")
	}
	return e, nil
}

func (p *parser) subject(e *Expr) *SyntaxError {
	if p.tok.kind != word {
		return p.unexpected("a metric such as ping.rtt, or a function such as p99(ping.rtt)")
	}
	first := p.tok
	p.next()
	if p.tok.kind != open {
		e.bare, e.fn, e.metric = true, mean, first.text
		return metricName(first)
	}
	if err := e.setFunction(first); err != nil {
		return err
	}
	p.next()
	if p.tok.kind != word {
		return p.unexpected("a metric such as ping.rtt")
	}
	e.metric = p.tok.text
	if err := metricName(p.tok); err != nil {
		return err
	}
	p.next()
	if p.tok.kind != shut {
		return p.unexpected("a closing parenthesis")
	}
	p.next()
	return nil
}

func (e *Expr) setFunction(t token) *SyntaxError {
	e.fnName = t.text
	for _, f := range functions {
		if f.name == t.text {
			e.fn, e.quantile = f.fn, f.quantile
			return nil
		}
	}
	if q, ok, err := parsePercentile(t); ok || err != nil {
		e.fn, e.quantile = percentile, q
		return err
	}
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return errorAt(t.col, "no function %q%s (functions: %s)", t.text, didYouMean(t.text, names), strings.Join(names, " "))
}

// parsePercentile reads p99.9; ok is false if t is no such name at all.
func parsePercentile(t token) (q stats.PPM, ok bool, err *SyntaxError) {
	whole, frac, dot := strings.Cut(strings.TrimPrefix(t.text, "p"), ".")
	if t.text[0] != 'p' || !allDigits(whole) || (dot && !allDigits(frac)) {
		return 0, false, nil
	}
	if len(frac) > 4 {
		return 0, false, errorAt(t.col, "%s: at most 4 decimals", t.text)
	}
	if len(whole) > 3 {
		whole = "999"
	}
	for _, d := range whole + (frac + "0000")[:4] {
		q = q*10 + stats.PPM(d-'0')
	}
	if q == 0 || q > stats.All {
		return 0, false, errorAt(t.col, "%s: a percentile lies above 0 and goes up to 100", t.text)
	}
	return q, true, nil
}

func metricName(t token) *SyntaxError {
	if strings.HasSuffix(t.text, ".") || strings.Contains(t.text, "..") {
		return errorAt(t.col, "metric %q has an empty part between dots", t.text)
	}
	return nil
}

func (p *parser) window(e *Expr) (err *SyntaxError) {
	if p.tok.kind != word {
		return nil
	}
	w := &e.window
	w.word = p.tok.text
	switch first := p.tok; first.text {
	case "after":
		p.next()
		w.from, err = p.instant()
	case "before":
		p.next()
		w.to, err = p.instant()
	case "between":
		p.next()
		if w.from, err = p.instant(); err != nil {
			return err
		}
		if p.tok.kind != word || p.tok.text != "and" {
			return p.unexpected(`"and" and the end of the window`)
		}
		p.next()
		if w.to, err = p.instant(); err == nil && w.from.value >= w.to.value {
			err = errorAt(w.to.col, "the window is empty: it ends at %s, not after it starts at %s", w.to.text, w.from.text)
		}
	default:
		if isUnit(first.text) {
			return errorAt(first.col, "write %s%s, without a space", e.limit.text, first.text)
		}
		return errorAt(first.col, `unexpected %q, want "after 30m", "before 2h", "between 10m and 1h" or nothing%s`,
			first.text, didYouMean(first.text, []string{"after", "before", "between"}))
	}
	return err
}

// unexpected reports the current token in place of want.
func (p *parser) unexpected(want string) *SyntaxError {
	if p.tok.kind == end {
		return errorAt(p.tok.col, "it ends here, want %s", want)
	}
	return errorAt(p.tok.col, "unexpected %q, want %s", p.tok.text, want)
}
