package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

// mostTold is how many differences an answer tells: the largest.
const mostTold = 3

// Answer says in a sentence or two how cells differ from the baseline, the largest
// differences first, in standard deviations; "" if there is nothing to compare.
func (r *Results) Answer() string {
	changes := r.FromBaseline()
	if len(changes) == 0 {
		return ""
	}
	all := fmt.Sprintf("Of %s with %s", say.Count(len(changes), "comparison"), r.Label(r.base()))
	changes = slices.DeleteFunc(changes, func(c Change) bool { return !c.Real() })
	if len(changes) == 0 {
		return all + ", none is told from noise."
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Compare(math.Abs(b.Paired.DZ), math.Abs(a.Paired.DZ))
	})
	verb := "are"
	if len(changes) == 1 {
		verb = "is"
	}
	var told []string
	for _, c := range changes[:min(len(changes), mostTold)] {
		where := ""
		if c.Label != "" {
			where = " with " + c.Label
		}
		told = append(told, fmt.Sprintf("%s%s, %s (%s)", c.Measure.Expr, where, c.Values(), c.Difference()))
	}
	which := ": "
	if len(changes) > mostTold {
		which = ", first of them "
	}
	return fmt.Sprintf("%s, %d %s told from noise%s%s.", all, len(changes), verb, which, strings.Join(told, "; "))
}
