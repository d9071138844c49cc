package study

import (
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// mostLines is how many lines a panel has at most: colours do not tell more apart.
const mostLines = 6

// A layout says which parameter goes across, which has a line each of its values,
// and which make small multiples. Parameters that do not vary, or vary with
// others that are there already, have no place in it.
type layout struct {
	x      int       // a parameter; -1 if none varies
	at     []float64 // its values as numbers in the base unit of dim; nil if they are none
	dim    quantity.Dimension
	order  []string // values of x from left to right, if somebody said so
	line   int      // a parameter, or -1
	rest   []int    // parameters that make panels
	panels []panel
}

// A panel holds the cells that agree in all but x and line.
type panel struct {
	title string
	groups
}

// groups are cells by the index of their value of line (0 without) and, in a
// group, by the index of their value of x.
type groups [][]int

// free returns the parameters that tell cells apart: of those that vary together the
// first, or one that is preferred.
func (r *Results) free(preferred ...int) []int {
	var free []int
	all := slices.Clone(preferred)
	for p := range r.Parameters {
		if !slices.Contains(preferred, p) {
			all = append(all, p)
		}
	}
	for _, p := range all {
		seen := map[string]string{} // by the values of those that are free
		for _, c := range r.Cells {
			key := ""
			for _, f := range free {
				key += c.Values[f] + "\x00"
			}
			if v, ok := seen[key]; ok && v != c.Values[p] {
				free = append(free, p)
				break
			}
			seen[key] = c.Values[p]
		}
	}
	return free
}

// layout takes as x the number with the most values, or else the parameter with
// the most, and as line the first other that has few enough; or those that style names.
func (r *Results) layout(style Style) layout {
	l := layout{x: -1, line: -1, order: style.Order}
	across, lines := r.parameter(style.Across), r.parameter(style.Lines)
	preferred := slices.DeleteFunc([]int{across, lines}, func(p int) bool { return p < 0 })
	free := r.free(preferred...)
	if across >= 0 && slices.Contains(free, across) {
		l.x = across
		l.at, l.dim, _ = numbers(r.Parameters[across].Values)
	}
	for _, p := range free {
		if l.x >= 0 && l.x == across || p == lines {
			continue
		}
		values := r.Parameters[p].Values
		at, dim, ok := numbers(values)
		better := l.x < 0 || ok && l.at == nil
		if same := ok == (l.at != nil); !better && same {
			better = len(values) > len(r.Parameters[l.x].Values)
		}
		if better {
			l.x, l.at, l.dim = p, at, dim
		}
	}
	if len(l.order) > 0 && l.x == across { // places of the same width, as for names
		l.at = nil
	} else {
		l.order = nil
	}
	if lines >= 0 && lines != l.x && slices.Contains(free, lines) {
		l.line = lines
	}
	for _, p := range free {
		switch {
		case p == l.x, p == l.line:
		case l.line < 0 && len(r.Parameters[p].Values) <= mostLines:
			l.line = p
		default:
			l.rest = append(l.rest, p)
		}
	}
	l.panels = r.panels(l)
	return l
}

// panels puts the cells into the panels of a layout that has its parameters.
func (r *Results) panels(l layout) (panels []panel) {
	count := 1
	if l.line >= 0 {
		count = len(r.Parameters[l.line].Values)
	}
	for i, c := range r.Cells {
		title := r.panelTitle(c, l.rest)
		at := slices.IndexFunc(panels, func(p panel) bool { return p.title == title })
		if at < 0 {
			at = len(panels)
			panels = append(panels, panel{title, make(groups, count)})
		}
		line := 0
		if l.line >= 0 {
			line = slices.Index(r.Parameters[l.line].Values, c.Values[l.line])
		}
		panels[at].groups[line] = append(panels[at].groups[line], i)
	}
	for _, p := range panels {
		for _, group := range p.groups {
			slices.SortStableFunc(group, func(a, b int) int { return r.compareX(l, a, b) })
		}
	}
	return panels
}

// compareX orders cells by x.
func (r *Results) compareX(l layout, a, b int) int {
	i, j := r.xIndex(l, a), r.xIndex(l, b)
	if l.at != nil {
		switch {
		case l.at[i] < l.at[j]:
			return -1
		case l.at[i] > l.at[j]:
			return 1
		}
	}
	if len(l.order) > 0 {
		values := r.Parameters[l.x].Values
		return slices.Index(l.order, values[i]) - slices.Index(l.order, values[j])
	}
	return i - j
}

// xIndex is the index of a cell's value of x.
func (r *Results) xIndex(l layout, cell int) int {
	if l.x < 0 {
		return 0
	}
	return slices.Index(r.Parameters[l.x].Values, r.Cells[cell].Values[l.x])
}

// label names a cell by its values of some parameters: "k = 10, session = 1h".
func (r *Results) label(c Cell, parameters []int) string {
	s := ""
	for _, p := range parameters {
		if s != "" {
			s += ", "
		}
		s += r.Parameters[p].Name + " = " + c.Values[p]
	}
	return s
}

// panelTitle is short where several parameters make a panel: a column of a paper
// holds two.
func (r *Results) panelTitle(c Cell, parameters []int) string {
	if len(parameters) == 1 {
		return r.label(c, parameters)
	}
	var values []string
	for _, p := range parameters {
		values = append(values, c.Values[p])
	}
	return strings.Join(values, ", ")
}

// panelNote names the parameters of the values in such titles.
func (r *Results) panelNote(parameters []int) string {
	if len(parameters) < 2 {
		return ""
	}
	var names []string
	for _, p := range parameters {
		names = append(names, r.Parameters[p].Name)
	}
	return " by " + strings.Join(names, ", ")
}

// Label names a cell by the values that tell it from others, "k = 10, session =
// 1h"; "" if it is the only one.
func (r *Results) Label(cell int) string { return r.label(r.Cells[cell], r.free()) }
