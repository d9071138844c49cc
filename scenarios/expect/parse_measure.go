package expect

import (
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/stats"
)

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
	{"stddev", deviation, 0},
	{"iqr", quartiles, 0},
	{"p50", percentile, stats.P50},
	{"p90", percentile, stats.P90},
	{"p95", percentile, stats.P95},
	{"p99", percentile, stats.P99},
}

// measure reads a subject, its peers and its window.
func (p *parser) measure() (m Measure, err *say.Fault) {
	if err := p.subject(&m); err != nil {
		return m, err
	}
	if p.tok.is("of") {
		p.next()
		if m.peers, err = p.selector(); err != nil {
			return m, err
		}
	}
	m.window, err = p.window()
	return m, err
}

func (p *parser) subject(m *Measure) *say.Fault {
	if p.tok.kind != word {
		return p.unexpected("a metric such as ping.rtt, or a function such as p99(ping.rtt)")
	}
	first := p.tok
	p.next()
	if p.tok.is("over") {
		return p.overSeeds(m, first)
	}
	if !p.tok.is("(") {
		m.bare, m.fn, m.name, m.col = true, mean, first.text, first.col
		return metricName(first)
	}
	m.fnName = first.text
	var err *say.Fault
	if m.fn, m.quantile, err = functionNamed(first); err != nil {
		return err
	}
	p.next()
	if p.tok.kind != word {
		return p.unexpected("a metric such as ping.rtt")
	}
	m.name, m.col = p.tok.text, p.tok.col
	if err := metricName(p.tok); err != nil {
		return err
	}
	p.next()
	if !p.tok.is(")") {
		return p.unexpected("a closing parenthesis")
	}
	p.next()
	return nil
}

func functionNamed(t token) (function, stats.PPM, *say.Fault) {
	for _, f := range functions {
		if f.name == t.text {
			return f.fn, f.quantile, nil
		}
	}
	if q, ok, err := parsePercentile(t); ok || err != nil {
		return percentile, q, err
	}
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return 0, 0, errorAt(t.col, "no function %q%s (functions: %s)", t.text, didYouMean(t.text, names), strings.Join(names, " "))
}

// parsePercentile reads p99.9; ok is false if t is no such name at all.
func parsePercentile(t token) (q stats.PPM, ok bool, err *say.Fault) {
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

func metricName(t token) *say.Fault {
	if strings.HasSuffix(t.text, ".") || strings.Contains(t.text, "..") {
		return errorAt(t.col, "metric %q has an empty part between dots", t.text)
	}
	return nil
}
