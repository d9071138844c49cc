package expect

import "github.com/libp2p-sim/sim/sim/say"

// window restricts samples to from <= t < to, both in virtual nanoseconds.
type window struct {
	word     string // "", "after", "before" or "between"
	col      int
	from, to literal
}

func (w window) String() string {
	switch w.word {
	case "after":
		return "after " + w.from.text
	case "before":
		return "before " + w.to.text
	case "between":
		return "between " + w.from.text + " and " + w.to.text
	}
	return ""
}

func (w window) contains(t int64) bool {
	switch w.word {
	case "after":
		return float64(t) >= w.from.value
	case "before":
		return float64(t) < w.to.value
	case "between":
		return float64(t) >= w.from.value && float64(t) < w.to.value
	}
	return true
}

// window reads a window if there is one.
func (p *parser) window() (w window, err *say.Fault) {
	if p.tok.kind != word {
		return w, nil
	}
	w.col = p.tok.col
	switch p.tok.text {
	case "after":
		w.word = p.take()
		w.from, err = p.instant()
	case "before":
		w.word = p.take()
		w.to, err = p.instant()
	case "between":
		w.word = p.take()
		if w.from, err = p.instant(); err != nil {
			return w, err
		}
		if !p.tok.is("and") {
			return w, p.unexpected(`"and" and the end of the window`)
		}
		p.next()
		if w.to, err = p.instant(); err == nil && w.from.value >= w.to.value {
			err = errorAt(w.to.col, "the window is empty: it ends at %s, not after it starts at %s", w.to.text, w.from.text)
		}
	}
	return w, err
}
