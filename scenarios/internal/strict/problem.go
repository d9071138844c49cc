package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

// A Problem is one thing that is wrong with a text. Its file is as given to [New], or
// "--set path".
type Problem = say.Fault

// Problems are all problems of one text: those of the file by line and column, then
// those of overrides. As an error it is never empty.
type Problems []Problem

// Error prints one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// MaxProblems is how many problems are reported. A file with more is no
// scenario with mistakes but something else.
const MaxProblems = 1000

// with adds p. One too many says that there are more; those after it are lost.
func (ps Problems) with(p Problem) Problems {
	if ps.Full() {
		return ps
	}
	if len(ps) == MaxProblems {
		p.Message, p.Want, p.Hint = fmt.Sprintf("more than %d problems; the rest is not shown", MaxProblems), "", ""
	}
	return append(ps, p)
}

// Full reports whether there is no room for another problem, and so no use in
// looking for one.
func (ps Problems) Full() bool { return len(ps) > MaxProblems }

// Sorted orders ps, with those of the main file first, and drops repetitions:
// an alias that is used twice shows its faults once.
func (ps Problems) Sorted(main string) Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if (a.File == main) != (b.File == main) {
			if a.File == main {
				return -1
			}
			return 1
		}
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(ps)
}
